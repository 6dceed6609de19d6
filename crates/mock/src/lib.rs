//! The Amplemarket REST API on loopback: no account, no key, no cost. For tests of whatever calls the API, and to try things.
//!
//! It is made from the same OpenAPI document as the client: what the docs gain, the mock gains. It holds requests to that
//! document as the vendor would, has state where the API has state, and lets things go wrong on demand.
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
//! What starts a batch, reads it and cancels it is found by its shape. A batch goes from `queued` to `processing` to
//! `completed` as [`Pace`] says, each on its own, and what is worked through is charged as it is. Where the vendor's docs are
//! silent, this is what was chosen:
//!
//! - Results can be read when the batch is completed, and after a cancel or an error as far as it was; on the way only with
//!   [`partial_results`](MockServerBuilder::partial_results).
//! - Entries are worked through in the order in which they were sent; results are sorted by address, which is their cursor.
//! - An address that was sent twice is charged twice and has one row. Upper and lower case are two addresses.
//! - To cancel what has ended is answered with 200 and changes nothing.
//! - What a batch can still cost is spoken for: credits never run out in the middle of one.
//! - `Retry-After` is sent with every answer about a batch that is under way: the seconds left, from 1 to 10.
//! - [`Verdict`] says what comes out for an address. Enrichments find about 85 in a hundred, and nothing for what says `missing`.
//!
//! # Everything else
//!
//! Lists that come in pages have [`list_length`](MockServerBuilder::list_length) made-up items after the docs' examples,
//! `next` and `prev` where there is something to be found, and filters where a parameter is called like a field (`name` is
//! searched for, the rest is compared; upper and lower case are the same). An item of a list can be read by its id and changed
//! by `PATCH`; lists that take additions and removals, as the exclusion lists do, have them. What is in no list answers with
//! the docs' example, with the fields that were sent; its ids are all known but those that begin with `missing`, the UUID of
//! zeros, and a word where ids are numbers.
//!
//! No state is behind the rest: contacts, calls that were logged, leads that were added to a sequence, and searches, which
//! are answered with the page that was asked for and no items, since the document does not say what they are.
//!
//! # Time
//!
//! Batches, limits and latencies are on tokio's clock. With `#[tokio::test(start_paused = true)]`, hours of waiting take
//! milliseconds, as long as client and server are in one current-thread runtime.

mod server;

mod answer;
mod api;
mod batch_kind;
mod batch_response;
mod batches;
mod call;
mod call_count;
mod check;
mod corrupt;
mod error;
mod example;
mod facts;
mod fault;
mod http;
mod ledger;
mod limits;
mod lists;
mod pace;
mod paging;
mod problem;
mod received;
mod refusals;
mod sample;
mod schema;
mod state;
mod verdict;
mod wire;

pub use batches::BatchRecord;
pub use call_count::Times;
pub use error::{DocumentError, StartError, UnknownBatch};
pub use fault::Fault;
pub use ledger::{Charge, Ledger};
pub use pace::Pace;
pub use received::Received;
pub use refusals::with_refusals;
pub use server::{MockServer, MockServerBuilder};
pub use verdict::Verdict;
