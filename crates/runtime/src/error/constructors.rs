//! How the crate makes its errors.

use std::sync::Arc;
use std::time::Duration;

use super::transport::Cause;
use super::{
    ApiError, DecodeError, Error, ErrorDetail, ErrorShape, RequestError, TransportError, chain,
};
use crate::batch::Handle;
use crate::head::Head;
use crate::operation::Operation;

impl Error {
    /// An argument, or the whole request, can't be sent.
    pub(crate) fn refused(operation: &'static Operation, reason: String) -> Self {
        Self::Request(Box::new(RequestError {
            operation,
            attempts: 0,
            reason,
            before: None,
        }))
    }

    /// The HTTP library would not make a request of it.
    pub(crate) fn not_sendable(operation: &'static Operation, error: reqwest::Error) -> Self {
        // An address holds cursors, and a cursor can be somebody's e-mail address.
        Self::refused(operation, chain(&error.without_url()))
    }

    pub(crate) fn transport(
        operation: &'static Operation,
        head: Option<Head>,
        error: reqwest::Error,
    ) -> Self {
        Self::cut_off(operation, head, Cause::Http(error.without_url()))
    }

    /// The deadline came first, or the end of the time for an attempt.
    pub(crate) fn gave_up(
        operation: &'static Operation,
        head: Option<Head>,
        limit: Duration,
    ) -> Self {
        Self::cut_off(operation, head, Cause::Deadline { limit })
    }

    /// A turn comes so much later that the deadline is over by then.
    pub(crate) fn late(operation: &'static Operation, limit: Duration, turn: Duration) -> Self {
        Self::cut_off(operation, None, Cause::Late { limit, turn })
    }

    /// The deadline came before there was a place among the requests in flight.
    pub(crate) fn busy(operation: &'static Operation, limit: Duration) -> Self {
        Self::cut_off(operation, None, Cause::Busy { limit })
    }

    /// Nobody waits for the answer any more.
    pub(crate) fn given_up(operation: &'static Operation, head: Option<Head>) -> Self {
        Self::cut_off(operation, head, Cause::GivenUp)
    }

    /// A batch was waited for as long as was asked for.
    pub(crate) fn still_running(operation: &'static Operation, limit: Duration, id: &str) -> Self {
        let id = id.to_owned();
        Self::cut_off(operation, None, Cause::StillRunning { limit, id })
    }

    fn cut_off(operation: &'static Operation, head: Option<Head>, cause: Cause) -> Self {
        Self::Transport(Box::new(TransportError {
            operation,
            attempts: 1,
            head,
            cause,
            before: None,
            batch: None,
        }))
    }

    pub(crate) fn api(
        operation: &'static Operation,
        head: Head,
        shape: &'static ErrorShape,
        errors: Vec<ErrorDetail>,
        content_type: Option<String>,
        body: String,
    ) -> Self {
        Self::Api(Box::new(ApiError {
            operation,
            attempts: 1,
            head,
            shape,
            errors,
            content_type,
            body,
            batch: None,
        }))
    }

    pub(crate) fn decode(
        operation: &'static Operation,
        head: Head,
        path: String,
        reason: String,
        body: String,
    ) -> Self {
        Self::Decode(Box::new(DecodeError {
            operation,
            attempts: 1,
            head,
            path,
            reason,
            body,
            id: None,
            batch: None,
        }))
    }

    /// The same error, with the id that the answer has.
    pub(crate) fn with_id(mut self, id: Option<String>) -> Self {
        if let Self::Decode(error) = &mut self {
            error.id = id;
        }
        self
    }

    /// The same error, with the batch that was waited for.
    pub(crate) fn with_batch(mut self, batch: Handle) -> Self {
        let batch = Some(Box::new(batch));
        match &mut self {
            Self::Config(_) | Self::Request(_) => {}
            Self::Transport(error) => error.batch = batch,
            Self::Api(error) => error.batch = batch,
            Self::Decode(error) => error.batch = batch,
        }
        self
    }

    /// The same error, of a call that was sent so often.
    pub(crate) fn after(mut self, attempts: u32) -> Self {
        match &mut self {
            Self::Config(_) => {}
            Self::Request(error) => error.attempts = attempts,
            Self::Transport(error) => error.attempts = attempts,
            Self::Api(error) => error.attempts = attempts,
            Self::Decode(error) => error.attempts = attempts,
        }
        self
    }

    /// The same error, with what had gone wrong before: where it says itself what the API answered, that is the last word.
    pub(crate) fn following(mut self, before: Option<Self>) -> Self {
        match &mut self {
            Self::Request(error) => error.before = before.map(Arc::new),
            Self::Transport(error) => error.before = before.map(Box::new),
            Self::Config(_) | Self::Api(_) | Self::Decode(_) => {}
        }
        self
    }

    /// What went wrong, in one word that a dashboard can group by: the status, or the kind of error.
    pub(crate) fn kind(&self) -> String {
        match self {
            Self::Config(_) => "config".to_owned(),
            Self::Request(_) => "request".to_owned(),
            Self::Transport(error) if error.is_given_up() => "canceled".to_owned(),
            Self::Transport(error) if error.is_timeout() => "timeout".to_owned(),
            Self::Transport(error) if error.is_connect() => "connect".to_owned(),
            Self::Transport(_) => "transport".to_owned(),
            Self::Api(error) => error.head.status.as_u16().to_string(),
            Self::Decode(_) => "decode".to_owned(),
        }
    }
}
