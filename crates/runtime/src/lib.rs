//! What the API clients stand on that specwright generates: calls, errors, retries, rate limits, paging and batches.
//!
//! A generated crate has types and a builder for each operation, and a client of its own around [`Client`]. It describes
//! its API with an [`Api`], and re-exports the rest of this crate by name. The runtime knows no API by itself, so that
//! clients of several APIs can live in one program.
//!
//! ```
//! use specwright_runtime::{Api, Client, Operation};
//!
//! static LIST_PETS: Operation = Operation::new("list_pets", "GET", "/pets");
//! static PETS: Api =
//!     Api::new("pets", "1.0.0", "https://pets.example.com").operations(&[&LIST_PETS], None);
//!
//! let client = Client::builder(&PETS)
//!     .api_key("made-up")
//!     .base_url("http://localhost:4010")
//!     .build()?;
//! let call = client.call(&LIST_PETS).query("kind", "cat");
//! # drop(call);
//! # Ok::<(), specwright_runtime::Error>(())
//! ```
//!
//! Nobody has to use this crate by its own name: what a user of a generated crate needs is in that crate.

mod api;
mod batch;
mod call;
mod client;
#[doc(hidden)]
pub mod codegen;
mod error;
mod head;
mod hook;
mod limit;
mod one_of;
mod operation;
mod options;
mod paging;
#[cfg(test)]
mod pets;
mod response;
mod retry;
mod send;
pub mod terminal;
mod unknown;
mod urlencoded;

pub use api::Api;
pub use batch::{Batch, BatchState, Cancel, CancelOnDrop, Done, Polling, Progress, Run, Wait};
pub use call::{AnyPage, Call};
pub use client::{Client, ClientBuilder};
pub use error::{
    ApiError, ConfigError, ConfigErrorKind, DecodeError, Error, ErrorDetail, ErrorShape,
    RequestError, TransportError,
};
pub use head::retry_after;
pub use hook::{Attempt, Hook, Outcome};
pub use operation::{
    Charge, ChargedFor, CreditKind, Evidence, MaxItems, NextPage, NumberPlace, Operation,
    Pagination, RateLimit, Recurrence, Throughput,
};
pub use options::{CallOptions, RetryPolicy};
pub use paging::{Items, Page, Pages};
pub use response::{ByteStream, Response};
pub use unknown::Unknown;

// Crates whose types stand in the signatures above.
#[doc(no_inline)]
pub use {bytes, futures_core, reqwest, secrecy, serde_json};
