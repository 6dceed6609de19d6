//! What a fetch may be told besides where the docs are.

use std::time::Duration;

use crate::terminal::{Colour, Progress};

/// How a fetch goes about its work. The defaults are right for a docs site; tests are less patient.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// How long it waits, for whatever it waits.
    pub patience: Patience,
    /// Whether it shows how far it is.
    pub progress: Progress,
    /// Whether what is said of it is coloured.
    pub colour: Colour,
}

/// How long to wait for a site, and between one request and the next of the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For a connection.
    pub connect_timeout: Duration,
    /// For one answer, from the request to the last byte.
    pub request_timeout: Duration,
    /// The bound of the first wait before a request is made again; it doubles with each that follows.
    pub first_wait: Duration,
    /// The bound of every such wait.
    pub longest_wait: Duration,
    /// The longest that a server can have us wait by `Retry-After`. Of one that asks for more nothing is asked any more.
    pub longest_retry_after: Duration,
    /// How long a second of `Retry-After` is, for tests that do not have one.
    pub retry_after_unit: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(60),
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(8),
            longest_retry_after: Duration::from_secs(60),
            retry_after_unit: Duration::from_secs(1),
        }
    }
}
