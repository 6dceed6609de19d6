//! The client: what all calls of one API share.

mod address;
mod builder;
mod environment;
mod http;

pub use builder::ClientBuilder;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use secrecy::SecretString;
use tokio::sync::Semaphore;

use crate::api::Api;
use crate::hook::Hook;
use crate::limit::Limits;
use crate::options::RetryPolicy;
use crate::retry::Budget;
use crate::unknown::Reporter;

/// The way to an API: one connection pool, one key, one origin that the key goes to.
///
/// A clone is cheap and shares all of it. A generated crate has a client of its own around this one, with a method for each
/// operation.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    api: &'static Api,
    http: reqwest::Client,
    base_url: Url,
    api_key: SecretString,
    settings: Settings,
    limits: Limits,
    budget: Budget,
    in_flight: Arc<Semaphore>,
    hooks: Vec<Arc<dyn Hook>>,
    reporter: Reporter,
}

/// What a client does unless a call says otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) retry: RetryPolicy,
    pub(crate) attempt_timeout: Duration,
    pub(crate) deadline: Option<Duration>,
    pub(crate) strict: bool,
    /// The longest body that is read as a whole, in bytes.
    pub(crate) max_body_size: usize,
}

impl Client {
    /// Where calls are sent.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        &self.inner.base_url
    }

    pub(crate) fn api(&self) -> &'static Api {
        self.inner.api
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.inner.http
    }

    pub(crate) fn api_key(&self) -> &SecretString {
        &self.inner.api_key
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.inner.budget
    }

    /// Places for requests in flight; a soft limit.
    pub(crate) fn in_flight(&self) -> &Arc<Semaphore> {
        &self.inner.in_flight
    }

    pub(crate) fn hooks(&self) -> &[Arc<dyn Hook>] {
        &self.inner.hooks
    }

    pub(crate) fn reporter(&self) -> &Reporter {
        &self.inner.reporter
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.base_url.as_str())
            .field("api_key", &"[redacted]")
            .finish_non_exhaustive()
    }
}
