//! What a successful call gives.

use std::fmt;
use std::ops::Deref;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use tokio::sync::OwnedSemaphorePermit;

use crate::error::Error;
use crate::head::Head;
use crate::operation::Operation;

/// A successful answer: its typed body, which it derefs to, and what came with it.
#[derive(Clone, Debug)]
pub struct Response<T> {
    body: T,
    head: Head,
    attempts: u32,
}

impl<T> Response<T> {
    pub(crate) fn new(body: T, head: Head, attempts: u32) -> Self {
        Self {
            body,
            head,
            attempts,
        }
    }

    pub(crate) fn into_parts(self) -> (T, Head) {
        (self.body, self.head)
    }

    /// The body, without what came with it.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.body
    }

    /// The HTTP status, always a success.
    ///
    /// A body that has a field `status` of its own, as a batch has, is asked for it as `answer.status`.
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// The HTTP headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The id that the API gave the request, for a question to its support; when the answer has one.
    pub fn request_id(&self) -> Option<&str> {
        self.head.request_id()
    }

    /// How often the call was sent until this came of it.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}

/// A body that is not JSON, as it comes: chunk by chunk, never held whole unless asked for.
///
/// A [`Stream`] of chunks, and, without another crate, [`chunk`](Self::chunk).
#[must_use = "the body is not read until it is asked for"]
pub struct ByteStream {
    operation: &'static Operation,
    head: Head,
    attempts: u32,
    length: Option<u64>,
    chunks: Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>,
    /// It is in flight until it is dropped.
    _permit: Option<OwnedSemaphorePermit>,
}

impl ByteStream {
    pub(crate) fn new(
        operation: &'static Operation,
        head: Head,
        attempts: u32,
        response: reqwest::Response,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Self {
        Self {
            operation,
            head,
            attempts,
            length: response.content_length(),
            chunks: Box::pin(response.bytes_stream()),
            _permit: permit,
        }
    }

    /// The next chunk; `None` at the end.
    ///
    /// # Errors
    /// [`Error::Transport`] when the body breaks off: what came before is not the whole.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context))
            .await
            .transpose()
    }

    /// All that is still to come, in memory, however much that is.
    ///
    /// # Errors
    /// [`Error::Transport`] when the body breaks off.
    pub async fn collect(mut self) -> Result<Vec<u8>, Error> {
        let mut whole = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            whole.extend_from_slice(&chunk);
        }
        Ok(whole)
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let chunk = this.chunks.as_mut().poll_next(context);
        chunk.map_err(|error| {
            Error::transport(this.operation, Some(this.head.clone()), error).after(this.attempts)
        })
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("operation", &self.operation.id)
            .field("content_length", &self.length)
            .finish()
    }
}
