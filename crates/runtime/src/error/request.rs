//! Errors before anything is sent.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::Error;
use crate::operation::Operation;

/// Why no client could be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{subject}{reason}{advice}")]
pub struct ConfigError {
    kind: ConfigErrorKind,
    subject: &'static str,
    reason: String,
    advice: &'static str,
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
            subject: "",
            reason: reason.into(),
            advice: "",
        }
    }

    /// Puts this before the reason.
    pub(crate) fn about(self, subject: &'static str) -> Self {
        Self { subject, ..self }
    }

    /// Puts this after the reason: what a program can do.
    pub(crate) fn advise(self, advice: &'static str) -> Self {
        Self { advice, ..self }
    }

    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> ConfigErrorKind {
        self.kind
    }

    /// What is wrong, without what it is wrong with and what a program can do about it: for callers that say these in words of
    /// their own.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_what_is_wrong_alone() {
        let error = ConfigError::new(ConfigErrorKind::PlainHttp, "it is plain http")
            .about("the base URL can't be used: ")
            .advise("; use https");
        assert_eq!(error.reason(), "it is plain http");
        let said = "the base URL can't be used: it is plain http; use https";
        assert_eq!(error.to_string(), said);
    }
}
