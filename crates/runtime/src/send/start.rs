//! Starts a batch: what was paid for is in the caller's hands as soon as its id can be read.

use reqwest::Request;

use super::{Exchange, answer, preflight};
use crate::batch::{Batch, Run};
use crate::client::Client;
use crate::error::Error;
use crate::operation::Operation;
use crate::options::CallOptions;
use crate::unknown::Unknown;

/// Sends a request that starts a batch. The answer has to have an id; what else is missing in it is reported, by a strict
/// client too.
pub async fn start<T: Batch>(
    client: &Client,
    operation: &'static Operation,
    request: Request,
    options: &CallOptions,
) -> Result<Run<T>, Error> {
    let exchange = Exchange {
        client,
        operation,
        options,
        streamed: false,
    };
    let entries = preflight::entries(operation, &request);
    let (whole, attempts) = exchange.send(request, answer::whole).await?;
    let id = answer::id_of(&whole.body);
    let error = match (id, answer::decode::<T>(client, operation, whole)) {
        (Some(id), decoded) => {
            if let Err(Error::Decode(error)) = decoded {
                let mismatched = Unknown::mismatched(operation, error.place());
                client.reporter().report(&mismatched);
            }
            return Ok(Run::new(client.clone(), id).of(entries));
        }
        // An answer without an id is not one that could be decoded, but for a type that does without.
        (None, Ok((_, head))) => {
            let (at, reason) = (".".to_owned(), "it has no id".to_owned());
            Error::decode(operation, head, at, reason, String::new())
        }
        (None, Err(error)) => error,
    };
    Err(error.after(attempts))
}
