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
            Cause::Deadline { sent, .. } => !sent && self.attempts <= 1,
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

    /// Whether it was the deadline of the whole call that came first.
    pub(crate) fn is_deadline(&self) -> bool {
        matches!(
            self.cause,
            Cause::Deadline { .. } | Cause::StillRunning { .. }
        )
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
            Cause::Deadline { limit, .. } => write!(f, "had no answer within {limit:?}")?,
            Cause::StillRunning { limit, id } => {
                write!(
                    f,
                    "says that the batch {id} is still running after {limit:?}; it goes on, and can be waited for again by its id"
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
