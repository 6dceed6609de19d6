//! What generated code calls, and nobody else.
//!
//! It is kept compatible within a minor version: generated code that compiles with one version of the runtime compiles with
//! every later one that Cargo takes in its place. What is added has a default; nothing is removed or changes its meaning.

use std::fmt::Display;
use std::time::Duration;

use reqwest::{Request, Url};
use serde::Serialize;
use serde::de::{Deserialize, Deserializer};

pub use progenitor_client::QueryParam;

pub use crate::one_of::{fitting_form, form, note_form};
pub use crate::send::{bytes, json, nothing, start, unknown_fields};
pub use crate::unknown::note;
pub use crate::urlencoded::urlencoded;

use crate::api::Api;
use crate::batch::{Batch, Run};
use crate::client::Client;
use crate::error::{Error, ErrorDetail};
use crate::operation::{
    Charge, ChargedFor, CreditKind, Evidence, MaxItems, NextPage, NumberPlace, Operation,
    Pagination, RateLimit, Recurrence, Throughput,
};
use crate::options::CallOptions;
use crate::paging::{Page, Pages};

/// The HTTP client that requests are made with.
pub fn http(client: &Client) -> &reqwest::Client {
    client.http()
}

/// The address of an operation. Each value fills one `{…}` of the path and stays within its segment.
///
/// # Errors
/// [`Error::Request`] for a value that is empty, `.` or `..`.
pub fn url(client: &Client, operation: &'static Operation, values: &[&str]) -> Result<Url, Error> {
    client.url(operation, values)
}

/// The error of a call that has an argument that cannot be sent.
pub fn refused(operation: &'static Operation, reason: impl Display) -> Error {
    Error::refused(operation, reason.to_string())
}

/// The error of a call of which the HTTP library makes no request.
pub fn not_sendable(operation: &'static Operation, error: reqwest::Error) -> Error {
    Error::not_sendable(operation, error)
}

/// A list whose pages link to one another.
pub fn linked_pages<T: Page>(
    client: Client,
    operation: &'static Operation,
    options: CallOptions,
    first: Result<Request, Error>,
) -> Pages<T> {
    Pages::linked(client, operation, options, first)
}

/// A list whose pages have numbers, from 1 on.
pub fn numbered_pages<T: Page>(
    client: Client,
    operation: &'static Operation,
    options: CallOptions,
    request: impl Fn(u64) -> Result<Request, Error> + Send + Sync + 'static,
) -> Pages<T> {
    Pages::numbered(client, operation, options, request)
}

/// The handle of a batch.
pub fn run<T: Batch>(client: Client, id: impl Into<String>) -> Run<T> {
    Run::new(client, id.into())
}

/// What went wrong with a batch, from the errors that its type holds.
pub fn error_details<'e, E: Serialize + 'e>(
    api: &'static Api,
    errors: impl IntoIterator<Item = &'e E>,
) -> Vec<ErrorDetail> {
    let read = |error| api.errors.read(serde_json::to_value(error).ok()?);
    errors.into_iter().filter_map(read).collect()
}

/// Reads a field that may be absent, null or a value: what is there, null or not, is `Some`.
///
/// # Errors
/// When the value is not of its type.
pub fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Makes a row of the operation table. What is not said has a default.
#[doc(hidden)]
impl Operation {
    /// An operation of which nothing else is known.
    #[must_use]
    pub const fn new(id: &'static str, method: &'static str, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            tag: None,
            page: None,
            evidence: Evidence::Unknown,
            safe_to_repeat: false,
            rate_limit: None,
            charges: &[],
            max_items: None,
            throughput: None,
            pagination: None,
        }
    }

    /// Sets `tag`.
    #[must_use]
    pub const fn with_tag(mut self, tag: &'static str) -> Self {
        self.tag = Some(tag);
        self
    }

    /// Sets `page`.
    #[must_use]
    pub const fn with_page(mut self, page: &'static str) -> Self {
        self.page = Some(page);
        self
    }

    /// Sets `evidence`.
    #[must_use]
    pub const fn with_evidence(mut self, evidence: Evidence) -> Self {
        self.evidence = evidence;
        self
    }

    /// Sets `safe_to_repeat`.
    #[must_use]
    pub const fn with_safe_to_repeat(mut self, safe: bool) -> Self {
        self.safe_to_repeat = safe;
        self
    }

    /// Sets `rate_limit`.
    #[must_use]
    pub const fn with_rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// Sets `charges`.
    #[must_use]
    pub const fn with_charges(mut self, charges: &'static [Charge]) -> Self {
        self.charges = charges;
        self
    }

    /// Sets `max_items`.
    #[must_use]
    pub const fn with_max_items(mut self, limit: MaxItems) -> Self {
        self.max_items = Some(limit);
        self
    }

    /// Sets `throughput`.
    #[must_use]
    pub const fn with_throughput(mut self, throughput: Throughput) -> Self {
        self.throughput = Some(throughput);
        self
    }

    /// Sets `pagination`.
    #[must_use]
    pub const fn with_pagination(mut self, pagination: Pagination) -> Self {
        self.pagination = Some(pagination);
        self
    }
}

#[doc(hidden)]
impl Pagination {
    /// Pages that link to one another, by the link at `pointer`.
    #[must_use]
    pub const fn linked(items: &'static str, pointer: &'static str) -> Self {
        let next = NextPage::Link { pointer };
        Self { items, next }
    }

    /// Pages that have numbers.
    #[must_use]
    pub const fn numbered(
        items: &'static str,
        name: &'static str,
        place: NumberPlace,
        total_pages: Option<&'static str>,
    ) -> Self {
        let next = NextPage::Number {
            name,
            place,
            total_pages,
        };
        Self { items, next }
    }
}

#[doc(hidden)]
impl RateLimit {
    /// So many requests in so many seconds.
    #[must_use]
    pub const fn new(requests: u64, seconds: u64) -> Self {
        Self {
            requests,
            per: Duration::from_secs(seconds),
        }
    }
}

#[doc(hidden)]
impl Charge {
    /// What one entry of the list at `pointer` costs.
    #[must_use]
    pub const fn new(
        kind: CreditKind,
        amount: f64,
        pointer: &'static str,
        when: ChargedFor,
        repeat: Recurrence,
    ) -> Self {
        Self {
            kind,
            amount,
            pointer,
            when,
            repeat,
        }
    }
}

#[doc(hidden)]
impl MaxItems {
    /// So many entries in the list at `pointer`.
    #[must_use]
    pub const fn new(pointer: &'static str, count: usize) -> Self {
        Self { pointer, count }
    }
}

#[doc(hidden)]
impl Throughput {
    /// So many entries of the list at `pointer` in so many seconds.
    #[must_use]
    pub const fn new(pointer: &'static str, count: u64, seconds: u64) -> Self {
        Self {
            pointer,
            count,
            per: Duration::from_secs(seconds),
        }
    }
}
