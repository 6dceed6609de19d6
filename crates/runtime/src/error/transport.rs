//! Errors without a whole answer.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::Error;
use super::display::{chain, counted};
use crate::batch::Handle;
use crate::head::Head;
use crate::operation::Operation;

/// Why there was no whole answer.
#[derive(Debug)]
pub struct TransportError {
    pub(super) operation: &'static Operation,
    pub(super) attempts: u32,
    pub(super) head: Option<Head>,
    pub(super) cause: Cause,
    /// What went wrong before time was up.
    pub(super) before: Option<Box<Error>>,
    /// The batch that was waited for.
    pub(super) batch: Option<Box<Handle>>,
}

/// What kept the answer away.
#[derive(Debug)]
pub(super) enum Cause {
    Http(reqwest::Error),
    /// The deadline, or the timeout of an attempt.
    Deadline {
        limit: Duration,
    },
    /// Its turn would come after the deadline.
    Late {
        limit: Duration,
        turn: Duration,
    },
    /// Too many requests were in flight until the deadline.
    Busy {
        limit: Duration,
    },
    StillRunning {
        limit: Duration,
        id: String,
    },
    /// Nobody waits for the answer any more.
    GivenUp,
}

impl TransportError {
    /// Whether the API can't have seen the call: no connection could be made, or it was not sent yet.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        match &self.cause {
            Cause::Http(error) => error.is_connect(),
            Cause::Late { .. } | Cause::Busy { .. } => self.attempts == 0,
            Cause::Deadline { .. } | Cause::StillRunning { .. } | Cause::GivenUp => false,
        }
    }

    /// Whether it took too long, or would have.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match &self.cause {
            Cause::Http(error) => error.is_timeout(),
            Cause::Deadline { .. }
            | Cause::Late { .. }
            | Cause::Busy { .. }
            | Cause::StillRunning { .. } => true,
            Cause::GivenUp => false,
        }
    }

    /// Whether the caller gave it up before it was over. Only a [`Hook`](crate::Hook) gets to see such an error.
    #[must_use]
    pub fn is_given_up(&self) -> bool {
        matches!(self.cause, Cause::GivenUp)
    }

    /// The HTTP status, where the answer broke off after it.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.head.as_ref().map(|head| head.status)
    }

    /// The HTTP headers, where the answer broke off after them.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.head.as_ref().map(|head| &head.headers)
    }

    /// Whether the deadline came, or would have come, before the attempt was sent.
    pub(crate) fn is_unsent(&self) -> bool {
        matches!(self.cause, Cause::Late { .. } | Cause::Busy { .. })
    }

    /// The time until its turn, where that would come too late.
    pub(crate) fn turn(&self) -> Option<Duration> {
        match self.cause {
            Cause::Late { turn, .. } => Some(turn),
            _ => None,
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            attempts,
            head,
            cause,
            before,
            ..
        } = self;
        write!(f, "{}: {operation} ", operation.id)?;
        match (cause, head) {
            (Cause::Deadline { limit }, None) => write!(f, "had no answer within {limit:?}")?,
            (Cause::Deadline { limit }, Some(head)) => {
                let status = head.status;
                write!(f, "answered {status}, and not all of it within {limit:?}")?;
            }
            (Cause::Late { limit, turn }, _) => {
                let again = if *attempts == 0 { "" } else { " again" };
                write!(
                    f,
                    "was not sent{again}: its turn under the rate limits would come in {turn:.0?}, later than its deadline of {limit:?} allows"
                )?;
            }
            (Cause::Busy { limit }, _) => {
                let again = if *attempts == 0 { "" } else { " again" };
                write!(
                    f,
                    "was not sent{again}: too many other requests were in flight until its deadline of {limit:?}; ClientBuilder::max_in_flight sets how many may be"
                )?;
            }
            (Cause::StillRunning { limit, id }, _) => {
                write!(
                    f,
                    "did not say within {limit:?} that the batch {id} is done; it goes on, and can be waited for again by its id"
                )?;
                if let Some(before) = before {
                    write!(f, "; what was heard of it last: {before}")?;
                }
                return Ok(());
            }
            (Cause::GivenUp, _) => f.write_str("was given up before it was over")?,
            (Cause::Http(error), Some(head)) => {
                let status = head.status;
                write!(
                    f,
                    "answered {status}, and the body broke off: {}",
                    chain(error)
                )?;
            }
            (Cause::Http(error), None) => {
                let what = match error.is_connect() {
                    true => "could not be sent",
                    false => "had no answer",
                };
                write!(f, "{what}: {}", chain(error))?;
            }
        }
        counted(*attempts, f)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.cause {
            Cause::Http(error) => Some(error),
            _ => self.before.as_deref().map(|error| error as _),
        }
    }
}
