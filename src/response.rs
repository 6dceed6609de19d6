use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::{Error, Operation};

/// A successful answer: its typed body, which it derefs to, and what came with it.
///
/// ```no_run
/// # async fn example(client: amplemarket::Client) -> Result<(), amplemarket::Error> {
/// let answer = client.cancel_email_validation().id("019e8e97").send().await?;
/// println!("{}: {} results so far", answer.status(), answer.results.len());
/// let batch = answer.into_inner();
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Response<T> {
    body: T,
    status: StatusCode,
    headers: HeaderMap,
}

impl<T> Response<T> {
    pub(crate) fn new(body: T, status: StatusCode, headers: HeaderMap) -> Self {
        Self {
            body,
            status,
            headers,
        }
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
        self.status
    }

    /// The HTTP headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}

/// A body that is not JSON, as it comes: chunk by chunk, never held whole unless asked for.
pub struct ByteStream {
    operation: &'static Operation,
    response: reqwest::Response,
}

impl ByteStream {
    pub(crate) fn new(operation: &'static Operation, response: reqwest::Response) -> Self {
        Self {
            operation,
            response,
        }
    }

    /// The next chunk; `None` at the end.
    ///
    /// # Errors
    /// [`Error::Transport`] when the body breaks off: what came before is not the whole.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let status = self.response.status();
        self.response
            .chunk()
            .await
            .map_err(|error| Error::transport(self.operation, Some(status), error))
    }

    /// All that is still to come, in memory.
    ///
    /// # Errors
    /// [`Error::Transport`] when the body breaks off.
    pub async fn bytes(mut self) -> Result<Vec<u8>, Error> {
        let mut whole = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            whole.extend_from_slice(&chunk);
        }
        Ok(whole)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("operation", &self.operation.id)
            .field("content_length", &self.response.content_length())
            .finish()
    }
}
