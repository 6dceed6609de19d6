use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

use super::words::{chain, counted};
use crate::Operation;

/// Why there was no whole answer.
#[derive(Debug)]
pub struct TransportError {
    pub(super) operation: &'static Operation,
    pub(super) attempts: u32,
    pub(super) status: Option<StatusCode>,
    pub(super) cause: Cause,
}

/// What kept the answer away.
#[derive(Debug)]
pub(super) enum Cause {
    Http(reqwest::Error),
    Deadline { limit: Duration, sent: bool },
    StillRunning { limit: Duration, id: String },
}

impl TransportError {
    /// Whether the API can't have seen the call: no connection could be made, or it was not sent yet.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        match &self.cause {
            Cause::Http(error) => error.is_connect(),
            Cause::Deadline { sent, .. } => !sent && self.attempts == 0,
            Cause::StillRunning { .. } => false,
        }
    }

    /// Whether it took too long.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match &self.cause {
            Cause::Http(error) => error.is_timeout(),
            Cause::Deadline { .. } | Cause::StillRunning { .. } => true,
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            attempts,
            status,
            cause,
        } = self;
        write!(f, "{}: {operation} ", operation.id)?;
        match cause {
            Cause::Deadline { limit, sent: true } => write!(f, "had no answer within {limit:?}")?,
            Cause::Deadline { limit, sent: false } => {
                write!(
                    f,
                    "was not sent: it waited for its turn under the rate limit for {limit:?}"
                )?;
            }
            Cause::StillRunning { limit, id } => {
                write!(
                    f,
                    "did not say within {limit:?} that the batch {id} is done; it goes on, and can be waited for again by its id"
                )?;
            }
            Cause::Http(error) => {
                match status {
                    Some(status) => write!(f, "answered {status}, and the body broke off: ")?,
                    None if error.is_connect() => f.write_str("could not be sent: ")?,
                    None => f.write_str("had no answer: ")?,
                }
                f.write_str(&chain(error))?;
            }
        }
        counted(*attempts, f)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.cause {
            Cause::Http(error) => Some(error),
            Cause::Deadline { .. } | Cause::StillRunning { .. } => None,
        }
    }
}
