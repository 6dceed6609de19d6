//! An API on loopback, from its OpenAPI document: no account, no key, no cost. For tests of whatever calls the API, and to try
//! things out.
//!
//! The mock is made from the document alone: an operation that the document gains, the mock gains. It checks requests as the
//! vendor would, keeps state where the API has state, and fails on demand.
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
//! A mock of one vendor's API is a type of its own: the trait [`Vendor`] bundles a document with the rule of what comes out, and
//! [`Program`] makes a program of it.
//!
//! # Settings
//!
//! The document holds the settings of its vendor under `x-specwright`. The mock uses these:
//!
//! | Setting | What the mock does with it |
//! |---|---|
//! | `errors.body`, `errors.schema` | the component schemas that the body of a refusal and one error follow; it is an error if the document does not have them |
//! | `errors.list`, `code`, `title`, `detail`, `source` | where these stand, as JSON pointers |
//! | `errors.not-found`, `unauthorized`, `insufficient-credits` | the codes of these refusals |
//! | `pagination.next` | where the link to the next page stands; links to the previous page and to the answer itself stand beside it |
//! | `pagination.size`, `after`, `before`, `page`, `total-pages` | parameters that ask for a page, and where the number of pages stands |
//! | `batches` | the words of a `status`: the first word for running says that a batch waits, the last that it is worked through |
//! | `credits.kinds` | the balances; [`credits`](MockServerBuilder::credits) sets the first one |
//!
//! Limits, costs and speeds of operations are keys `x-specwright-*`. A key that is unknown or malformed is an error.
//!
//! # Requests
//!
//! | What is wrong | Answer |
//! |---|---|
//! | no bearer token, an empty one, or another than [`api_key`](MockServerBuilder::api_key) | 401 `unauthorized` |
//! | a field or parameter is missing | 400 `missing_field`, with its place |
//! | a value, type, format or field that the document does not have; a list that is too long; invalid JSON | 400 `unsupported_value`, with its place |
//! | an unknown path or id | 404 `not_found` |
//! | a method that the path does not take | 405, `Allow` |
//! | a body larger than [`max_body`](MockServerBuilder::max_body) | 413 `content_too_large` |
//! | a media type that the operation does not take | 415 |
//! | more calls than the documented limits allow a key | 429, `Retry-After` in seconds |
//! | fewer credits than a batch can cost, on top of what running batches can still cost | 402 `insufficient_credits` |
//!
//! An error has a code only if the document has that code. Without one, it has the HTTP status as its `status`, if the document
//! has a place for it; so every answer follows the document. A parameter that the document does not name is ignored. A page
//! size that is too large is reduced. Bodies other than JSON are accepted unread.
//!
//! # Batches
//!
//! The operations that start, retrieve and cancel a batch are found by rule (`specwright_openapi::batch`). A batch waits, is
//! worked through and completes at its [`Pace`], independently of others, and entries are charged as they are worked through.
//! Where documents are silent, the mock behaves as follows:
//!
//! - Results can be read when the batch is completed. After a cancel or a failure, the results so far can be read. While it
//!   runs, they can be read only with [`partial_results`](MockServerBuilder::partial_results).
//! - Entries are worked through in the order in which they were sent. Results are sorted by the field that they share with
//!   entries, which is also their cursor.
//! - An entry that was sent twice is charged twice and has one row. Upper and lower case are different.
//! - Canceling a batch that has ended is answered with success and changes nothing.
//! - What a batch can still cost is reserved: credits never run out in the middle of one.
//! - Every answer about a running batch has a `Retry-After`: the seconds left, from 1 to 10.
//! - [`Vendor::outcome`] decides what comes out for an entry. Without it, results are made up from their schema.
//!
//! # Everything else
//!
//! Lists that come in pages have [`list_length`](MockServerBuilder::list_length) items: the document's examples, then made-up
//! ones. They have links to other pages only if there is something on them. A parameter that is called like a field filters
//! (`name` is searched for, other fields are compared, case is ignored). An item of a list can be read by its id and changed by
//! `PATCH`; a list that takes additions and removals has them.
//!
//! Other operations answer with the document's example, with the fields that were sent. All ids are known, except for those that
//! begin with `missing`, the UUID of zeros, and a word where ids are numbers. Nothing is stored.
//!
//! # Time
//!
//! Batches, limits and latencies use tokio's clock. With `#[tokio::test(start_paused = true)]`, hours of waiting take
//! milliseconds, provided that client and server run in one current-thread runtime.

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
