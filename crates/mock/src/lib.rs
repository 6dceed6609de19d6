//! An API on loopback, from its OpenAPI document: no account, no key, no cost. For tests of whatever calls the API, and to try
//! things.
//!
//! The document carries the settings of its vendor under `x-specwright`: where errors, links and pages stand in a body, and by
//! which words a batch says how far it is. Nothing here knows an API: what the document gains, the mock gains. It holds requests
//! to the document as the vendor would, has state where the API has state, and lets things go wrong on demand.
//!
//! ```
//! use specwright_mock::{Fault, MockServer, Pace};
//!
//! # const DOCUMENT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pets/document.yaml"));
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = MockServer::of(DOCUMENT).pace(Pace::by_hand()).credits(10).start().await?;
//! let http = reqwest::Client::new();
//! let get = |path: &str| http.get(format!("{}{path}", server.url())).bearer_auth("any").send();
//!
//! // A batch waits until something moves it: time, or the test.
//! let checks = http.post(format!("{}/checks", server.url())).bearer_auth("any");
//! let body = r#"{"pets": [{"name": "Rex"}, {"name": "Tom"}]}"#;
//! checks.header("content-type", "application/json").body(body).send().await?;
//! let id = server.ledger().batches()[0].id.clone();
//! server.advance(&id, 1)?;
//! assert!(get(&format!("/checks/{id}")).await?.text().await?.contains("checking"));
//!
//! // The gateway is down for a moment.
//! server.fault(Fault::status(503).on("get_check"));
//! assert_eq!(get(&format!("/checks/{id}")).await?.status(), 503);
//! server.finish(&id)?;
//! assert!(get(&format!("/checks/{id}")).await?.text().await?.contains("checked"));
//!
//! // What it has cost, and what came in.
//! assert_eq!(server.ledger().spent("vet"), 2.0);
//! server.assert_received("get_check", 3);
//! # Ok(())
//! # } // The server ends where it is dropped.
//! ```
//!
//! A vendor's own mock is a type: [`Vendor`] bundles the document with what the API finds out, [`Program`] makes a program of it.
//!
//! # Requests
//!
//! | What is wrong | Answer |
//! |---|---|
//! | no bearer token, an empty one, or another than [`api_key`](MockServerBuilder::api_key) | 401 `unauthorized` |
//! | a field or parameter is missing | 400 `missing_field`, with its place |
//! | a value, type, format or field that the document does not have; a list that is too long; no JSON | 400 `unsupported_value`, with its place |
//! | a path or an id that there is not | 404 `not_found` |
//! | a method that the path does not take | 405, `Allow` |
//! | a body beyond [`max_body`](MockServerBuilder::max_body) | 413 `content_too_large` |
//! | another media type than JSON, where JSON is taken | 415 |
//! | more calls than the documented limits allow a key | 429, `Retry-After` in seconds |
//! | fewer credits than a batch can cost, on top of what others under way can still cost | 402 `insufficient_credits` |
//!
//! The docs have no code for 405, 415 and 429: those errors have a `status` instead, so that every answer is what the document
//! says. A parameter that the document does not name is let through. A page size beyond what is given is made to fit.
//!
//! # Batches
//!
//! What starts a batch, reads it and cancels it is found by its shape. A batch waits, is worked through and is completed as
//! [`Pace`] says, each on its own, and what is worked through is charged as it is. The words are the document's own. Where the vendor's docs are
//! silent, this is what was chosen:
//!
//! - Results can be read when the batch is completed, and after a cancel or an error as far as it was; on the way only with
//!   [`partial_results`](MockServerBuilder::partial_results).
//! - Entries are worked through in the order in which they were sent; results are sorted by the field that they share
//!   with entries, which is their cursor.
//! - An entry that was sent twice is charged twice and has one row. Upper and lower case are two entries.
//! - To cancel what has ended is answered with 200 and changes nothing.
//! - What a batch can still cost is spoken for: credits never run out in the middle of one.
//! - `Retry-After` is sent with every answer about a batch that is under way: the seconds left, from 1 to 10.
//! - [`Vendor::outcome`] says what comes out for an entry; without it, results are made up by their schema.
//!
//! # Everything else
//!
//! Lists that come in pages have [`list_length`](MockServerBuilder::list_length) made-up items after the docs' examples,
//! `next` and `prev` where there is something to be found, and filters where a parameter is called like a field (`name` is
//! searched for, the rest is compared; upper and lower case are the same). An item of a list can be read by its id and changed
//! by `PATCH`; lists that take additions and removals have them. What is in no list answers with
//! the docs' example, with the fields that were sent; its ids are all known but those that begin with `missing`, the UUID of
//! zeros, and a word where ids are numbers.
//!
//! No state is behind the rest.
//!
//! # Time
//!
//! Batches, limits and latencies are on tokio's clock. With `#[tokio::test(start_paused = true)]`, hours of waiting take
//! milliseconds, as long as client and server are in one current-thread runtime.

mod answer;
mod api;
mod batch_kind;
mod batch_response;
mod batches;
mod builder;
mod call;
mod call_count;
mod check;
mod corrupt;
mod document;
mod error;
mod error_format;
mod example;
mod fault;
mod flaw;
mod hash;
mod http;
mod ledger;
mod limits;
mod links;
mod lists;
mod pace;
mod paging;
mod pointer;
mod problem;
mod program;
mod received;
mod refusals;
mod sample;
mod schema;
mod serve;
mod server;
mod state;
mod status;
mod vendor;
mod wire;

pub use builder::MockServerBuilder;
pub use call_count::Times;
pub use document::Document;
pub use error::{DocumentError, StartError, UnknownBatch};
pub use fault::Fault;
pub use hash::stable_hash;
pub use ledger::{BatchRecord, Charge, Ledger};
pub use pace::Pace;
pub use program::Program;
pub use received::Received;
pub use refusals::with_refusals;
pub use server::MockServer;
pub use vendor::{Outcome, Vendor};
