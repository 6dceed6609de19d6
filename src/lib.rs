//! A typed client for the [Amplemarket](https://docs.amplemarket.com) REST API, generated from the vendor's own docs pages.
//!
//! ```no_run
//! use amplemarket::types::EmailValidationStatus;
//!
//! # async fn example() -> Result<(), amplemarket::Error> {
//! let client = amplemarket::Client::from_env()?; // AMPLEMARKET_API_KEY
//! let batch = client
//!     .cancel_email_validation()
//!     .id("019e8e97-214c-782c-bf1a-5f04ef81ddd1")
//!     .send()
//!     .await?;
//! assert_eq!(batch.status, EmailValidationStatus::Canceled);
//! # Ok(())
//! # }
//! ```
//!
//! - [`Client`] has a method for each operation; [`operations`] is the table of them, with the docs page of each.
//! - A method returns a builder ([`builder`]): set what the call needs, then `send().await` it.
//! - An answer is a [`Response`]: the typed body, which it derefs to, with the status and the headers.
//! - Whatever goes wrong is an [`Error`], and says what happened on one line.
//! - [`types`] holds what the API takes and gives. Enums that the API answers with keep a value that the docs do not know
//!   yet, and unknown fields are let through: what the vendor adds tomorrow breaks nothing.

mod client;
mod error;
mod operation;
mod paging;
mod response;
mod runtime;

#[cfg(feature = "codegen")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}
#[cfg(not(feature = "codegen"))]
#[rustfmt::skip]
mod generated;

pub use client::{Client, ClientBuilder};
pub use error::{ApiError, ConfigError, DecodeError, Error, RequestError, TransportError};
pub use generated::{API_VERSION, BASE_URL, builder, operations, types};
pub use operation::{Charge, Evidence, MaxItems, Operation, RateLimit, Throughput};
pub use paging::{Items, Page, Pages};
pub use response::{ByteStream, Response};

/// The README's examples are compiled with the docs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
