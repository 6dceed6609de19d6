use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use hyper::HeaderMap;
use serde_json::Value;

/// A request that came in, and how it was answered.
#[derive(Clone)]
#[non_exhaustive]
pub struct Received {
    /// The HTTP method.
    pub method: String,
    /// The path, as it came.
    pub path: String,
    /// What stood after the question mark, as it came.
    pub query: Option<String>,
    /// The operation that it was for, by the name of the client's method; None where path or method is not the API's.
    pub operation: Option<String>,
    /// The headers. The key is in them; `Debug` does not show it.
    pub headers: HeaderMap,
    /// The body, as far as it was read and is kept.
    pub body: Bytes,
    /// What it was answered with; None where a fault left it without an answer.
    pub status: Option<u16>,
}

impl Received {
    /// The body as JSON; null where it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A header, where it is there and is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// A parameter of the query, decoded.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        let query = crate::call::Query::read(self.query.as_deref().unwrap_or_default()).ok()?;
        query.get(name).map(str::to_owned)
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("operation", &self.operation)
            .field("headers", &self.headers)
            .field("body", &String::from_utf8_lossy(&self.body))
            .field("status", &self.status)
            .finish()
    }
}

impl fmt::Display for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        if let Some(query) = &self.query {
            write!(f, "?{query}")?;
        }
        match self.status {
            Some(status) => write!(f, " -> {status}"),
            None => write!(f, " -> no answer"),
        }
    }
}

/// What has come in, up to a number of requests and a size of all bodies together; then the oldest go.
#[derive(Debug)]
pub(crate) struct Log {
    most: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    requests: VecDeque<Received>,
    bytes: usize,
}

/// Of all bodies that are kept: a dozen of the largest batches.
const MOST_BYTES: usize = 64 << 20;

impl Log {
    pub(crate) fn of(most: usize) -> Self {
        Self {
            most,
            kept: Mutex::default(),
        }
    }

    pub(crate) fn add(&self, request: Received) {
        if self.most == 0 {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes += request.body.len();
        kept.requests.push_back(request);
        while kept.requests.len() > self.most
            || (kept.bytes > MOST_BYTES && kept.requests.len() > 1)
        {
            let gone = kept.requests.pop_front().map_or(0, |gone| gone.body.len());
            kept.bytes -= gone;
        }
    }

    pub(crate) fn all(&self) -> Vec<Received> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.requests.iter().cloned().collect()
    }

    pub(crate) fn forget(&self) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Kept::default();
    }
}
