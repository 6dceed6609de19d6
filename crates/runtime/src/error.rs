//! What can go wrong with a call.

mod answer;
mod constructors;
mod detail;
mod display;
mod request;
mod transport;

pub use answer::{ApiError, DecodeError};
pub use detail::{ErrorDetail, ErrorShape};
pub use request::{ConfigError, ConfigErrorKind, RequestError};
pub use transport::TransportError;

pub(crate) use display::chain;

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::batch::{Batch, Run};
use crate::head::{Head, retry_after};
use crate::operation::Operation;

/// The codes that say one thing.
type Codes = fn(&'static ErrorShape) -> &'static [&'static str];

/// Whatever can go wrong, in the order in which it can: before a call, on the way, and in the answer.
///
/// `{}` alone says what happened, on one line. No error holds the API key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No client could be made.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The call can't be sent as it is, or not again: a hook may refuse a second attempt. Without an attempt before, nothing was
    /// sent.
    #[error(transparent)]
    Request(Box<RequestError>),
    /// There was no answer, or not the whole of one. Whether the API acted on the call is not known, unless
    /// [`is_connect`](TransportError::is_connect) says that it can't have.
    #[error(transparent)]
    Transport(Box<TransportError>),
    /// The API answered that it did not do what was asked.
    #[error(transparent)]
    Api(Box<ApiError>),
    /// The API did what was asked, and its answer is not what the docs say.
    #[error(transparent)]
    Decode(Box<DecodeError>),
}

impl Error {
    /// The operation that was called.
    #[must_use]
    pub fn operation(&self) -> Option<&'static Operation> {
        match self {
            Self::Config(_) => None,
            Self::Request(error) => Some(error.operation),
            Self::Transport(error) => Some(error.operation),
            Self::Api(error) => Some(error.operation),
            Self::Decode(error) => Some(error.operation),
        }
    }

    /// The HTTP status, when there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.head().map(|head| head.status)
    }

    /// The HTTP headers, when there was an answer.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.head().map(|head| &head.headers)
    }

    /// How often the call was sent; 0 when it was not.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Config(_) => 0,
            Self::Request(error) => error.attempts,
            Self::Transport(error) => error.attempts,
            Self::Api(error) => error.attempts,
            Self::Decode(error) => error.attempts,
        }
    }

    /// How long to wait before another call: what the API asks for, when it does; and for a call whose turn under the rate
    /// limits would come after its deadline, the time until that turn.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => retry_after(&error.head.headers),
            Self::Transport(error) => error.turn(),
            _ => None,
        }
    }

    /// The id that the API gave the request, for a question to its support; when the answer had one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.head()?.request_id()
    }

    /// The start of the answer's body, when there was one that was not what was expected.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        match self {
            Self::Api(error) => Some(&error.body),
            Self::Decode(error) => Some(&error.body),
            _ => None,
        }
    }

    /// Whether what was asked for is not there: status 404, or a code that says so.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.is(StatusCode::NOT_FOUND, |shape| shape.not_found)
    }

    /// Whether the key was not accepted: status 401, or a code that says so.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.is(StatusCode::UNAUTHORIZED, |shape| shape.unauthorized)
    }

    /// Whether it was too much in too short a time: status 429, or a turn under the rate limits that would come after the
    /// deadline.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        let too_late = matches!(self, Self::Transport(error) if error.turn().is_some());
        too_late || self.is(StatusCode::TOO_MANY_REQUESTS, |_| &[])
    }

    /// Whether it took too long: an attempt, the call, or the wait for a batch.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_timeout())
    }

    /// Whether the credits do not suffice: status 402, or the code that says so.
    #[must_use]
    pub fn is_insufficient_credits(&self) -> bool {
        self.is(StatusCode::PAYMENT_REQUIRED, |shape| {
            shape.insufficient_credits
        })
    }

    /// Whether the same call may be sent again later, without any risk of doing twice what was meant once. The client has
    /// done so already, as often as its [`RetryPolicy`](crate::RetryPolicy) has it.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let safe_to_repeat = self
            .operation()
            .is_some_and(|operation| operation.safe_to_repeat);
        match self {
            // The API cannot have seen it.
            Self::Transport(error) if error.is_connect() => true,
            // It was not sent; and if it was before, the API certainly did not accept that.
            Self::Transport(error) if error.is_unsent() => true,
            Self::Transport(_) => safe_to_repeat,
            // The API says that it did not look at it.
            Self::Api(error) if error.status() == StatusCode::TOO_MANY_REQUESTS => true,
            Self::Api(error) => {
                safe_to_repeat && matches!(error.status().as_u16(), 408 | 502 | 503 | 504)
            }
            Self::Config(_) | Self::Request(_) | Self::Decode(_) => false,
        }
    }

    fn is(&self, status: StatusCode, codes: Codes) -> bool {
        let Self::Api(error) = self else { return false };
        let codes = codes(error.shape);
        let mut said = error.errors.iter().filter_map(|said| said.code.as_deref());
        error.head.status == status || said.any(|code| codes.contains(&code))
    }

    /// What the API said went wrong; empty when it said nothing that could be read.
    #[must_use]
    pub fn errors(&self) -> &[ErrorDetail] {
        match self {
            Self::Api(error) => &error.errors,
            _ => &[],
        }
    }

    /// The batch that was waited for, where waiting ended with this error: it can be waited for again, read or canceled. `None`
    /// too where the batch is not a `T`.
    #[must_use]
    pub fn run<T: Batch>(&self) -> Option<Run<T>> {
        let batch = match self {
            Self::Config(_) | Self::Request(_) => None,
            Self::Transport(error) => error.batch.as_deref(),
            Self::Api(error) => error.batch.as_deref(),
            Self::Decode(error) => error.batch.as_deref(),
        };
        batch?.run()
    }

    fn head(&self) -> Option<&Head> {
        match self {
            Self::Config(_) | Self::Request(_) => None,
            Self::Transport(error) => error.head.as_ref(),
            Self::Api(error) => Some(&error.head),
            Self::Decode(error) => Some(&error.head),
        }
    }
}
