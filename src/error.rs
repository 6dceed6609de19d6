mod answer;
mod transport;
mod words;

pub use answer::{ApiError, DecodeError};
pub use transport::TransportError;

pub(crate) use words::chain;

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use transport::Cause;

use crate::types::{ErrorCode, ErrorObject};
use crate::{Operation, retry};

/// Whatever can go wrong, in the order in which it can: before a call, on the way, and in the answer.
///
/// `{}` alone says what happened, on one line. No error holds the API key.
///
/// ```no_run
/// # async fn example(client: amplemarket::Client) -> Result<(), amplemarket::Error> {
/// use amplemarket::Error;
///
/// match client.cancel_email_validation().id("019e8e97").send().await {
///     Ok(batch) => println!("{}", batch.status),
///     Err(Error::Api(error)) => {
///         for said in error.errors() {
///             eprintln!("{}", said.detail.as_deref().unwrap_or_default());
///         }
///     }
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No client could be made.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The call can't be sent as it is. Nothing was.
    #[error(transparent)]
    Request(Box<RequestError>),
    /// There was no answer, or not the whole of one. Whether the API acted on the call is not known.
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
        match self {
            Self::Config(_) | Self::Request(_) => None,
            Self::Transport(error) => error.status,
            Self::Api(error) => Some(error.status),
            Self::Decode(error) => Some(error.status),
        }
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

    /// How long the API asks to wait before another call, when it does.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => retry::retry_after(&error.headers),
            _ => None,
        }
    }

    /// The id that the API gave the request, for a question to its support; when the answer had one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        let Self::Api(error) = self else { return None };
        let names = ["x-request-id", "request-id", "x-amzn-requestid", "cf-ray"];
        let mut held = names.iter().filter_map(|name| error.headers.get(*name));
        held.next()?.to_str().ok()
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
        self.is(
            StatusCode::NOT_FOUND,
            &[ErrorCode::NotFound, ErrorCode::PersonNotFound],
        )
    }

    /// Whether the key was not accepted: status 401, or a code that says so.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.is(StatusCode::UNAUTHORIZED, &[ErrorCode::Unauthorized])
    }

    /// Whether it was too much in too short a time: status 429.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.is(StatusCode::TOO_MANY_REQUESTS, &[])
    }

    /// Whether the credits do not suffice: status 402, or the code that says so.
    #[must_use]
    pub fn is_insufficient_credits(&self) -> bool {
        self.is(
            StatusCode::PAYMENT_REQUIRED,
            &[ErrorCode::InsufficientCredits],
        )
    }

    /// Whether the same call may be sent again later, without any risk of doing twice what was meant once. The client has
    /// done so already, as often as its [`RetryPolicy`](crate::RetryPolicy) has it.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        retry::is_safe(self)
    }

    fn is(&self, status: StatusCode, codes: &[ErrorCode]) -> bool {
        let Self::Api(error) = self else { return false };
        let said = |code: &ErrorCode| {
            error
                .errors
                .iter()
                .any(|error| error.code.as_ref() == Some(code))
        };
        error.status == status || codes.iter().any(said)
    }

    /// What went wrong, in one word that a dashboard can group by: the status, or the kind of error.
    pub(crate) fn kind(&self) -> String {
        match self {
            Self::Config(_) => "config".to_owned(),
            Self::Request(_) => "request".to_owned(),
            Self::Transport(error) if error.is_timeout() => "timeout".to_owned(),
            Self::Transport(error) if error.is_connect() => "connect".to_owned(),
            Self::Transport(_) => "transport".to_owned(),
            Self::Api(error) => error.status.as_u16().to_string(),
            Self::Decode(_) => "decode".to_owned(),
        }
    }

    /// The same error, of a call that was sent so often.
    pub(crate) fn after(mut self, attempts: u32) -> Self {
        match &mut self {
            // What was refused was not sent.
            Self::Config(_) => {}
            Self::Request(error) => error.attempts = attempts - 1,
            Self::Transport(error) => error.attempts = attempts,
            Self::Api(error) => error.attempts = attempts,
            Self::Decode(error) => error.attempts = attempts,
        }
        self
    }

    /// What the API said went wrong; empty when it said nothing that could be read.
    #[must_use]
    pub fn errors(&self) -> &[ErrorObject] {
        match self {
            Self::Api(error) => &error.errors,
            _ => &[],
        }
    }

    /// An argument, or the whole request, can't be sent.
    pub(crate) fn refused(operation: &'static Operation, reason: String) -> Self {
        Self::Request(Box::new(RequestError {
            operation,
            attempts: 0,
            reason,
        }))
    }

    /// The HTTP library would not make a request of it.
    pub(crate) fn not_sendable(operation: &'static Operation, error: reqwest::Error) -> Self {
        // An address holds cursors, and a cursor can be somebody's e-mail address.
        Self::refused(operation, chain(&error.without_url()))
    }

    pub(crate) fn transport(
        operation: &'static Operation,
        status: Option<StatusCode>,
        error: reqwest::Error,
    ) -> Self {
        let cause = Cause::Http(error.without_url());
        Self::Transport(Box::new(TransportError {
            operation,
            attempts: 1,
            status,
            cause,
        }))
    }

    /// The deadline came first.
    pub(crate) fn gave_up(operation: &'static Operation, limit: Duration, sent: bool) -> Self {
        Self::Transport(Box::new(TransportError {
            operation,
            attempts: 1,
            status: None,
            cause: Cause::Deadline { limit, sent },
        }))
    }

    /// A batch was waited for as long as was asked for.
    pub(crate) fn still_running(operation: &'static Operation, limit: Duration, id: &str) -> Self {
        Self::Transport(Box::new(TransportError {
            operation,
            attempts: 1,
            status: None,
            cause: Cause::StillRunning {
                limit,
                id: id.to_owned(),
            },
        }))
    }

    pub(crate) fn api(
        operation: &'static Operation,
        status: StatusCode,
        headers: HeaderMap,
        errors: Vec<ErrorObject>,
        content_type: Option<String>,
        body: String,
    ) -> Self {
        Self::Api(Box::new(ApiError {
            operation,
            attempts: 1,
            status,
            headers,
            errors,
            content_type,
            body,
        }))
    }

    pub(crate) fn decode(
        operation: &'static Operation,
        status: StatusCode,
        path: String,
        reason: String,
        body: String,
    ) -> Self {
        Self::Decode(Box::new(DecodeError {
            operation,
            attempts: 1,
            status,
            path,
            reason,
            body,
        }))
    }
}

/// Why no client could be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct ConfigError {
    reason: String,
}

impl ConfigError {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
        }
    }
}

/// Why a call was not sent.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{id}: {reason}; nothing was sent", id = operation.id)]
pub struct RequestError {
    operation: &'static Operation,
    attempts: u32,
    reason: String,
}

impl RequestError {
    /// What can't be sent, and why.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}
