//! Errors that an answer tells of.

use std::error::Error as StdError;
use std::fmt;

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};

use super::display::{counted, describe, one_line};
use super::{ErrorDetail, ErrorShape};
use crate::batch::Handle;
use crate::head::Head;
use crate::operation::Operation;

/// What the API said instead of a success.
#[derive(Clone, Debug)]
pub struct ApiError {
    pub(super) operation: &'static Operation,
    pub(super) attempts: u32,
    pub(super) head: Head,
    /// How the errors were read.
    pub(super) shape: &'static ErrorShape,
    pub(super) errors: Vec<ErrorDetail>,
    pub(super) content_type: Option<String>,
    pub(super) body: String,
    /// The batch that was waited for.
    pub(super) batch: Option<Box<Handle>>,
}

impl ApiError {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// The HTTP headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// Each error that the API named, with its code, title, detail and the places in the request that it is about.
    /// Empty when the body was not the API's, as when something in between answered.
    #[must_use]
    pub fn errors(&self) -> &[ErrorDetail] {
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
            attempts,
            head: Head { status, .. },
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
            return counted(*attempts, f);
        }
        match (body.trim(), content_type) {
            ("", _) => f.write_str(" and nothing else"),
            (text, Some(content_type)) => {
                write!(f, " with {}: {}", one_line(content_type), one_line(text))
            }
            (text, None) => write!(f, ": {}", one_line(text)),
        }?;
        counted(*attempts, f)
    }
}

impl StdError for ApiError {}

/// Where an answer is not what the docs say.
#[derive(Clone, Debug, PartialEq)]
pub struct DecodeError {
    pub(super) operation: &'static Operation,
    pub(super) attempts: u32,
    pub(super) head: Head,
    pub(super) path: String,
    pub(super) reason: String,
    pub(super) body: String,
    pub(super) id: Option<String>,
    pub(super) batch: Option<Box<Handle>>,
}

impl DecodeError {
    /// The id at the top of the answer, when one could be read although the rest could not: of what the call started or made.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The HTTP status, a success: the API did what was asked.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// The HTTP headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// Where in the body reading stopped, such as `results[3].email`; `.` is the body itself.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether the body looks like JSON. If not, something in between may have answered, such as a proxy's sign-in page. An empty
    /// body, and one that is not kept, counts as JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        let start = self.body.trim_start().chars().next();
        start.is_none_or(|first| {
            matches!(first, '{' | '[' | '"' | '-' | '0'..='9' | 't' | 'f' | 'n')
        })
    }

    /// The place that the error is about: the missing field itself, where one is missing.
    pub(crate) fn place(&self) -> &str {
        let missing = self.reason.strip_prefix("missing field `");
        match missing.and_then(|rest| rest.split_once('`')) {
            Some((field, _)) if self.path == "." => field,
            _ => &self.path,
        }
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
            head: Head { status, .. },
            path,
            reason,
            ..
        } = self;
        write!(
            f,
            "{}: {operation} answered {status}, and the answer can't be read at `{path}`: {}",
            operation.id,
            one_line(reason)
        )?;
        if self.is_json() {
            return Ok(());
        }
        let media = self.head.headers.get(CONTENT_TYPE);
        match media.and_then(|media| media.to_str().ok()) {
            Some(media) => write!(f, "; it is {}: {}", one_line(media), one_line(&self.body)),
            None => write!(f, "; it is {}", one_line(&self.body)),
        }
    }
}

impl StdError for DecodeError {}
