use std::error::Error as StdError;
use std::fmt;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::Operation;
use crate::types::{ErrorCode, ErrorObject};

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
        Self::Request(Box::new(RequestError { operation, reason }))
    }

    /// The HTTP library would not make a request of it.
    pub(crate) fn not_sendable(operation: &'static Operation, error: &reqwest::Error) -> Self {
        Self::refused(operation, chain(error))
    }

    pub(crate) fn transport(
        operation: &'static Operation,
        status: Option<StatusCode>,
        error: reqwest::Error,
    ) -> Self {
        // An address holds cursors, and a cursor can be somebody's e-mail address.
        let source = error.without_url();
        Self::Transport(Box::new(TransportError {
            operation,
            status,
            source,
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
    reason: String,
}

impl RequestError {
    /// What can't be sent, and why.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// Why there was no whole answer.
#[derive(Debug)]
pub struct TransportError {
    operation: &'static Operation,
    status: Option<StatusCode>,
    source: reqwest::Error,
}

impl TransportError {
    /// Whether no connection could be made, so that the API can't have seen the call.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.source.is_connect()
    }

    /// Whether it took too long.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.source.is_timeout()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            status,
            source,
        } = self;
        write!(f, "{}: {operation} ", operation.id)?;
        match status {
            Some(status) => write!(f, "answered {status}, and the body broke off: ")?,
            None if source.is_connect() => f.write_str("could not be sent: ")?,
            None => f.write_str("had no answer: ")?,
        }
        f.write_str(&chain(source))
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.source)
    }
}

/// What the API said instead of a success.
#[derive(Clone, Debug)]
pub struct ApiError {
    operation: &'static Operation,
    status: StatusCode,
    headers: HeaderMap,
    errors: Vec<ErrorObject>,
    content_type: Option<String>,
    body: String,
}

impl ApiError {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The HTTP headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Each error that the API named, with its code, title, detail and the place in the request that it is about.
    /// Empty when the body was not the API's, as when something in between answered.
    #[must_use]
    pub fn errors(&self) -> &[ErrorObject] {
        &self.errors
    }

    /// The start of the body, as text.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            status,
            errors,
            content_type,
            body,
            ..
        } = self;
        write!(f, "{}: {operation} answered {status}", operation.id)?;
        for (index, error) in errors.iter().enumerate() {
            f.write_str(if index == 0 { ": " } else { "; " })?;
            f.write_str(&one_line(&describe(error)))?;
        }
        if !errors.is_empty() {
            return Ok(());
        }
        match (body.trim(), content_type) {
            ("", _) => f.write_str(" and nothing else"),
            (text, Some(content_type)) => {
                write!(f, " with {}: {}", one_line(content_type), one_line(text))
            }
            (text, None) => write!(f, ": {}", one_line(text)),
        }
    }
}

impl StdError for ApiError {}

/// Where an answer is not what the docs say.
#[derive(Clone, Debug, PartialEq)]
pub struct DecodeError {
    operation: &'static Operation,
    status: StatusCode,
    path: String,
    reason: String,
    body: String,
}

impl DecodeError {
    /// The HTTP status, a success: the API did what was asked.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Where in the body reading stopped, such as `results[3].email`; `.` is the body itself.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The start of the body, as text.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            status,
            path,
            reason,
            ..
        } = self;
        write!(
            f,
            "{}: {operation} answered {status}, and the answer can't be read at `{path}`: {}",
            operation.id,
            one_line(reason)
        )
    }
}

impl StdError for DecodeError {}

/// `not_found (Not Found): Could not find email validation.`, with the place that it is about. Any of it may be missing.
fn describe(error: &ErrorObject) -> String {
    let code = error.code.as_ref().map(ErrorCode::as_str);
    let mut text = code.unwrap_or("an error without a code").to_owned();
    if let Some(title) = error.title.as_deref().filter(|title| !title.is_empty()) {
        text.push_str(&format!(" ({title})"));
    }
    if let Some(detail) = error.detail.as_deref().filter(|detail| !detail.is_empty()) {
        text.push_str(&format!(": {detail}"));
    }
    if let Some(source) = &error.source {
        let places = [&source.pointer, &source.parameter, &source.header];
        for place in places.into_iter().flatten() {
            text.push_str(&format!(" [{place}]"));
        }
    }
    text
}

/// An error with its causes, on one line. Libraries often leave what matters to the last of them.
pub(crate) fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !text.contains(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = error.source();
    }
    one_line(&text)
}

/// A text without line breaks or control characters, and not longer than a line that people read.
fn one_line(text: &str) -> String {
    const LONGEST: usize = 300;
    let mut line: String = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    if let Some((cut, _)) = line.char_indices().nth(LONGEST) {
        line.truncate(cut);
        line.push('…');
    }
    line
}
