//! Errors before anything is sent.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::Error;
use crate::operation::Operation;

/// Why no client could be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct ConfigError {
    kind: ConfigErrorKind,
    reason: String,
}

/// What a [`ConfigError`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConfigErrorKind {
    /// There is no API key.
    MissingKey,
    /// The API key is not one that can be sent.
    InvalidKey,
    /// The base URL can't be used.
    InvalidBaseUrl,
    /// The base URL is plain http to another machine, where the key could be read on the way.
    PlainHttp,
    /// The HTTP client can't be set up: no CA certificates, or no TLS in this build.
    Tls,
}

impl ConfigError {
    pub(crate) fn new(kind: ConfigErrorKind, reason: impl Into<String>) -> Self {
        Self {
            kind,
            reason: reason.into(),
        }
    }

    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> ConfigErrorKind {
        self.kind
    }
}

/// Why a call was not sent, or not again.
#[derive(Clone, Debug)]
pub struct RequestError {
    pub(super) operation: &'static Operation,
    pub(super) attempts: u32,
    pub(super) reason: String,
    /// What came of the attempt before, if there was one.
    pub(super) before: Option<Arc<Error>>,
}

impl RequestError {
    /// What can't be sent, and why.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            reason,
            before,
            ..
        } = self;
        write!(f, "{}: {reason}; ", operation.id)?;
        match before {
            None => f.write_str("nothing was sent"),
            Some(before) => write!(f, "it was not sent again after {before}"),
        }
    }
}

impl StdError for RequestError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.before.as_deref().map(|error| error as _)
    }
}
