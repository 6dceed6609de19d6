//! Every operation of the spec, called through the typed client with made-up values.

use std::fmt;
use std::pin::Pin;

use amplemarket::{ByteStream, Client, Error, Page, Pages, Response, types};
use serde::Serialize;
use serde_json::{Value, json};

/// Makes `call` of the list that regen keeps.
macro_rules! calls {
    ($(($operation:literal, $form:ident) { least: $least:expr, most: $most:expr, })*) => {
        /// Calls an operation. `None` where there is none of that id.
        #[allow(unused_variables, reason = "not every call has something in its path")]
        pub(crate) fn call<'a>(client: &'a Client, operation: &str, way: &Way<'a>) -> Option<Sent<'a>> {
            match operation {
                $($operation => Some(match way.extent {
                    Extent::Least => sent!($form, client, way, $least),
                    Extent::Most => sent!($form, client, way, $most),
                }),)*
                _ => None,
            }
        }
    };
}

/// How a call is sent hangs on what comes of it.
macro_rules! sent {
    (body, $client:ident, $way:ident, $make:expr) => {{
        let made = made($client, $way.path, $make);
        Box::pin(async move { body(made?.send().await?) })
    }};
    (pages, $client:ident, $way:ident, $make:expr) => {{
        let (made, most) = (made($client, $way.path, $make), $way.pages);
        Box::pin(async move {
            let call = made?;
            let answer = body(call.clone().send().await?)?;
            read(call.pages(), most).await?;
            Ok(answer)
        })
    }};
    (bytes, $client:ident, $way:ident, $make:expr) => {{
        let made = made($client, $way.path, $make);
        Box::pin(async move { bytes(made?.send().await?).await })
    }};
}

include!("../generated/calls.rs");

/// How operations are called.
#[derive(Clone, Copy)]
pub(crate) struct Way<'a> {
    pub(crate) extent: Extent,
    /// How many pages of a list are asked for by `pages`, after the one that `send` gets.
    pub(crate) pages: usize,
    /// What is sent for a text in the path: it is handed the text's name, and the value that was made up for it.
    pub(crate) path: &'a Path<'a>,
}

pub(crate) type Path<'a> = dyn Fn(&str, &str) -> String + Send + Sync + 'a;

/// How much a call sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// What is required.
    Least,
    /// Everything that there is a made-up value for.
    Most,
}

/// A call under way: the decoded answer encoded again, or how many bytes came.
pub(crate) type Sent<'a> = Pin<Box<dyn Future<Output = Result<Value, Failure>> + Send + 'a>>;

/// Why nothing came of a call.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The values that were made up are none of the operation's types.
    NotMade(String),
    /// What the client says.
    Failed(Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotMade(reason) => write!(f, "the call can't be made: {reason}"),
            Self::Failed(error) => write!(f, "{error}"),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

fn made<'a, T>(
    client: &'a Client,
    path: &'a Path<'a>,
    make: impl FnOnce(&'a Client, &'a Path<'a>) -> Result<T, Box<dyn std::error::Error>>,
) -> Result<T, Failure> {
    make(client, path).map_err(|reason| Failure::NotMade(reason.to_string()))
}

fn body<T: Serialize>(answer: Response<T>) -> Result<Value, Failure> {
    serde_json::to_value(answer.into_inner()).map_err(|reason| Failure::NotMade(reason.to_string()))
}

async fn bytes(answer: Response<ByteStream>) -> Result<Value, Failure> {
    let bytes = answer.into_inner().collect().await?;
    Ok(json!({ "bytes": bytes.len() }))
}

async fn read<T: Page>(mut pages: Pages<T>, most: usize) -> Result<(), Failure> {
    for _ in 0..most {
        if pages.try_next().await?.is_none() {
            break;
        }
    }
    Ok(())
}
