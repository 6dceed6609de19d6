//! A typed client for the [Amplemarket](https://docs.amplemarket.com) REST API, generated from the vendor's own docs pages.
//!
//! # Calling
//!
//! [`Client`] has a method for each operation, in sections by the docs' own groups; [`operations`] is the table of them,
//! with each one's docs page, costs and limits. A method returns a builder ([`builder`]): set what the call needs, then
//! `send().await` it. The answer is a [`Response`], which derefs to its typed body.
//!
//! ```no_run
//! use amplemarket::types::{EmailValidationStatus, StartEmailValidationEmail};
//!
//! # async fn example() -> Result<(), amplemarket::Error> {
//! let client = amplemarket::Client::from_env()?; // AMPLEMARKET_API_KEY
//!
//! let emails = ["ada@example.com", "grace@example.org"].map(StartEmailValidationEmail::from);
//! let batch = client.start_email_validation().emails(emails).send().await?;
//!
//! let batch = client.get_email_validation().id(batch.id).send().await?;
//! if batch.status == EmailValidationStatus::Processing {
//!     client.cancel_email_validation().id(batch.id).send().await?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Lists
//!
//! What lists something comes in pages. `send` gets the first; `stream` gives the items of all ([`Items`]) and `pages` the
//! pages ([`Pages`]), each asked for when it is wanted. An error ends them as an error: a list that just ends is whole.
//!
//! ```no_run
//! # async fn example(client: amplemarket::Client) -> Result<(), amplemarket::Error> {
//! let mut mailboxes = client.list_mailboxes().page_size(20).stream();
//! while let Some(mailbox) = mailboxes.try_next().await? {
//!     println!("{:?}", mailbox.email);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Batches
//!
//! What the API works through in the background has a handle, a [`Run`]: [`Client::validate_emails`] starts one, and
//! [`Client::email_validation`] takes one up by its id. It is waited for ([`Run::wait`]), read ([`Run::results`]) and canceled
//! ([`Run::cancel`]); dropping it stops nothing. A batch that was started is never started again on a guess: addresses cost
//! credits.
//!
//! # Errors
//!
//! Whatever goes wrong is an [`Error`], whose variants are the places where a call can end. `{}` alone says what happened,
//! on one line; [`Error::errors`] has what the API said, with codes as an open enum.
//!
//! ```no_run
//! use amplemarket::types::ErrorCode;
//!
//! # async fn example(client: amplemarket::Client) -> Result<(), amplemarket::Error> {
//! if let Err(error) = client.validate_emails(["ada@example.com"]).start().await {
//!     if error.errors().iter().any(|said| said.code == Some(ErrorCode::InsufficientCredits)) {
//!         eprintln!("out of credits: {error}");
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Retries, limits, deadlines
//!
//! [`RetryPolicy`] says what is sent again and when: nothing that may have cost credits, on a guess. Calls wait for their turn
//! under the documented rate limits ([`Operation::rate_limit`], [`operations::RATE_LIMIT`]), which the clones of a client
//! share. [`ClientBuilder`] sets all of it for a client, [`CallOptions`] for one call. A [`Hook`] stands around every attempt, and
//! each attempt is a `tracing` span with OpenTelemetry's names for HTTP clients.
//!
//! # What the vendor adds tomorrow
//!
//! [`types`] holds what the API takes and gives. What is sent is strict; what is read is tolerant: enums that the API answers
//! with keep a value that the docs do not know yet (`Unrecognized`), and unknown fields are let through. In a request, a field
//! that may be null has three states: not set, set to a value, or set to null by its `…_null` setter.
//!
//! What was let through is said once, by `tracing` and to [`ClientBuilder::on_unknown`]; a [strict](ClientBuilder::strict)
//! client, for tests, fails on it.

mod batch;
mod call;
mod client;
mod email_validation;
mod error;
mod hook;
mod operation;
mod options;
mod paging;
mod response;
mod unknown;

mod limit;
mod retry;
mod runtime;

#[cfg(feature = "codegen")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}
#[cfg(not(feature = "codegen"))]
#[rustfmt::skip]
mod generated;

pub use batch::{Batch, BatchState, Cancel, Done, Polling, Progress, Run, Wait};
pub use call::{AnyPage, Call};
pub use client::{Client, ClientBuilder};
pub use email_validation::{Matched, ValidateEmails};
pub use error::{ApiError, ConfigError, DecodeError, Error, RequestError, TransportError};
pub use generated::{API_VERSION, BASE_URL, builder, operations, types};
pub use hook::{Attempt, Hook, Outcome};
pub use operation::{Charge, Evidence, MaxItems, Operation, RateLimit, Throughput};
pub use options::{CallOptions, RetryPolicy};
pub use paging::{Items, Page, Pages};
pub use response::{ByteStream, Response};
pub use unknown::Unknown;

/// The spec that this client was generated from, as YAML: what the mock answers by.
#[doc(hidden)]
pub const SPEC: &str = include_str!("../spec/openapi.yaml");

/// The README's examples are compiled with the docs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
