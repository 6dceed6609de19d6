//! A place for what a user of the client wants to know, change or refuse.

use std::error::Error as StdError;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Request, StatusCode};

use crate::error::Error;
use crate::operation::Operation;

/// Stands around every attempt of every call. Set by `ClientBuilder::hook`.
pub trait Hook: Send + Sync + 'static {
    /// Before an attempt is sent. The request can be changed; the key is not in it yet, and goes to the base URL's origin
    /// alone, whatever the address is changed to.
    ///
    /// # Errors
    /// Whatever it returns refuses the attempt, and with it the call, which comes back as [`Error::Request`]. Hooks that
    /// had let it pass before are told by [`after`](Self::after).
    fn before(
        &self,
        attempt: &Attempt<'_>,
        request: &mut Request,
    ) -> Result<(), Box<dyn StdError + Send + Sync>> {
        let _ = (attempt, request);
        Ok(())
    }

    /// After an attempt, with what came of it: once for each that [`before`](Self::before) let pass, however it ended. One that
    /// ran into the deadline, that a later hook refused, or whose caller went away before it was over has ended too.
    fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
        let _ = (attempt, outcome);
    }
}

/// One attempt of one call.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// What is called.
    pub operation: &'static Operation,
    /// Which attempt it is, from 1 on.
    pub number: u32,
    /// The host that it goes to.
    pub host: &'a str,
}

/// What came of an attempt.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome<'a> {
    /// The HTTP status, when there was one.
    pub status: Option<StatusCode>,
    /// The HTTP headers, when there was an answer.
    pub headers: Option<&'a HeaderMap>,
    /// What went wrong, when something did. That the caller went away is
    /// [`TransportError::is_given_up`](crate::TransportError::is_given_up).
    pub error: Option<&'a Error>,
    /// How long it took, from sending to the last byte that was read.
    pub duration: Duration,
}
