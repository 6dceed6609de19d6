//! The Amplemarket REST API on loopback: no account, no key, no cost. For tests of whatever calls the API, and to try things.
//!
//! It is made from the same OpenAPI document as the client: what the docs gain, the mock gains. It holds requests to that
//! document as the vendor would, has state where the API has state, and lets things go wrong on demand. How it behaves in
//! detail is documented in [`specwright_mock`], which makes it.
//!
//! ```
//! use amplemarket::Client;
//! use amplemarket_mock::{Fault, MockServer, Pace};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = MockServer::builder().pace(Pace::by_hand()).credits(10).start().await?;
//! let client = Client::builder().api_key("any").base_url(server.url()).strict(true).build()?;
//!
//! // A batch is queued until something moves it: time, or the test.
//! let run = client.validate_emails(["risky@example.com", "valid@example.com"]).start().await?;
//! server.advance(run.id(), 1)?;
//! assert_eq!(run.retrieve().await?.status.to_string(), "processing");
//!
//! // The gateway is down for a moment; the client asks again.
//! server.fault(Fault::status(503).on("get_email_validation"));
//! server.finish(run.id())?;
//! let done = run.wait().await?;
//! let results = done.results().collect().await?;
//! assert_eq!(results[0].result.to_string(), "risky");
//!
//! // What it has cost, and what came in.
//! assert_eq!(server.ledger().spent("email"), 2.0);
//! server.assert_received("start_email_validation", 1);
//! server.assert_received("get_email_validation", 2..);
//! # Ok(())
//! # } // The server ends where it is dropped.
//! ```
//!
//! # As a program
//!
//! `amplemarket-mock` prints its address and runs until it is ended; `--help` says what it can be told.
//!
//! # Outcomes
//!
//! [`Verdict`] says what comes out for an address. Enrichments find about 85 in a hundred entries, and nothing for one that says
//! `missing`. No state is behind contacts, calls that were logged, leads that were added to a sequence, and searches, which are
//! answered with the page that was asked for and no items, since the document does not say what they are.

mod verdict;

use serde_json::Value;
#[doc(inline)]
pub use specwright_mock::{
    BatchRecord, Charge, DocumentError, Fault, Ledger, Pace, Received, StartError, Times,
    UnknownBatch, with_refusals,
};
use specwright_mock::{Document, Outcome, Vendor, stable_hash};

pub use verdict::Verdict;

/// A mock of the Amplemarket API. See [`specwright_mock::MockServer`].
pub type MockServer = specwright_mock::MockServer<Amplemarket>;

/// How a mock of the Amplemarket API is set up. See [`specwright_mock::MockServerBuilder`].
pub type MockServerBuilder = specwright_mock::MockServerBuilder<Amplemarket>;

/// The Amplemarket API: the spec of the client, and the rule of [`Verdict`].
#[derive(Clone, Copy, Debug)]
pub struct Amplemarket;

impl Vendor for Amplemarket {
    fn document() -> &'static Document {
        static DOCUMENT: Document = Document::new(amplemarket::SPEC, name);
        &DOCUMENT
    }

    fn outcome(entry: &Value) -> Outcome {
        let outcome = if is_found(&entry.to_string()) {
            Outcome::found()
        } else {
            Outcome::nothing()
        };
        let Some(address) = entry.get("email").and_then(Value::as_str) else {
            return outcome;
        };
        let verdict = Verdict::of(address);
        outcome
            .field("result", verdict.result)
            .field("catch_all", verdict.catch_all)
    }
}

/// By what name the client calls an operation; a document of tomorrow may have operations that the client has not.
fn name(method: &str, path: &str) -> Option<&'static str> {
    let mut known = amplemarket::operations::ALL.iter();
    let operation = known.find(|known| known.method == method && known.path == path)?;
    Some(operation.id)
}

/// Whether there is anything to be found of an entry: of about 85 in a hundred, and never of one that says `missing`.
fn is_found(entry: &str) -> bool {
    !entry.to_lowercase().contains("missing") && stable_hash(entry.as_bytes()) % 100 < 85
}
