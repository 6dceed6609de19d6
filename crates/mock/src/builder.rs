use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde_json::Value;
use tokio::net::TcpListener;

use crate::document::Source;
use crate::error::{DocumentError, StartError};
use crate::fault::Faults;
use crate::http::Shared;
use crate::pace::Pace;
use crate::received::Log;
use crate::refusals;
use crate::server::MockServer;
use crate::state::{Options, State};
use crate::vendor::{Outcome, Rule, Vendor};

/// How a mock is set up. Made by [`MockServer::builder`] or [`MockServer::of`].
#[derive(Clone)]
#[must_use = "nothing listens until `start`"]
pub struct MockServerBuilder<V = ()> {
    source: Source,
    bind: String,
    keep: usize,
    max_body: usize,
    options: Options,
    vendor: PhantomData<fn() -> V>,
}

impl<V> MockServerBuilder<V> {
    fn new(source: Source, outcome: Arc<Rule>) -> Self {
        Self {
            source,
            bind: "127.0.0.1:0".to_owned(),
            keep: 10_000,
            max_body: 32 << 20,
            options: Options {
                keys: Vec::new(),
                pace: Pace::default(),
                partial_results: false,
                credits: Vec::new(),
                rate_limits: true,
                list_length: 25,
                outcome,
            },
            vendor: PhantomData,
        }
    }

    /// Takes this key; can be called for several. Without any, every bearer token is taken that is not empty.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.options.keys.push(key.into());
        self
    }

    /// How many credits there are of the first kind that the document's settings name. Without a number, they never run out.
    pub fn credits(mut self, credits: impl Into<f64>) -> Self {
        self.options.credits.push((None, credits.into()));
        self
    }

    /// How many credits of a kind there are.
    pub fn credits_of(mut self, kind: impl Into<String>, credits: impl Into<f64>) -> Self {
        self.options
            .credits
            .push((Some(kind.into()), credits.into()));
        self
    }

    /// How fast batches go on. [`Pace::instant`] by default.
    pub fn pace(mut self, pace: Pace) -> Self {
        self.options.pace = pace;
        self
    }

    /// Whether the results that there are can be read while a batch is still worked through. Off by default: the docs show
    /// none; what the vendor does is not known.
    pub fn partial_results(mut self, shown: bool) -> Self {
        self.options.partial_results = shown;
        self
    }

    /// Whether the documented rate limits are kept. On by default.
    pub fn rate_limits(mut self, kept: bool) -> Self {
        self.options.rate_limits = kept;
        self
    }

    /// How many items the lists have that come in pages; 25 by default, which are two pages of the usual size.
    pub fn list_length(mut self, items: usize) -> Self {
        self.options.list_length = items;
        self
    }

    /// How many requests are kept for [`MockServer::received`]; 10,000 by default, and 64 MiB of bodies at the most. Then the
    /// oldest go.
    pub fn keep(mut self, requests: usize) -> Self {
        self.keep = requests;
        self
    }

    /// How many bytes a body may have, beyond which the answer is 413; 32 MiB by default.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Where to listen, as `address:port`. By default `127.0.0.1:0`: loopback, on any port that is free.
    pub fn bind(mut self, address: impl Into<String>) -> Self {
        self.bind = address.into();
        self
    }

    /// Answers by another OpenAPI document, such as tomorrow's. YAML or JSON. If it has no settings (`x-specwright`), those of
    /// the document that is built in are taken.
    pub fn document(mut self, text: impl Into<String>) -> Self {
        self.source = self.source.replaced(text.into());
        self
    }

    /// What comes out for the entries of batches, instead of the vendor's rule. See [`Vendor::outcome`].
    pub fn outcome(mut self, outcome: impl Fn(&Value) -> Outcome + Send + Sync + 'static) -> Self {
        self.options.outcome = Arc::new(outcome);
        self
    }

    /// The document that the mock will answer by, with the refusals that it gives added to each operation.
    pub(crate) fn document_with_refusals(&self) -> Result<String, DocumentError> {
        let mut document = self.source.document()?;
        refusals::add(&mut document)?;
        Ok(document.to_string())
    }

    /// Listens.
    ///
    /// # Errors
    /// [`StartError`], when the address is not to be had, the document cannot be used, or credits are of a kind that it does not
    /// name.
    pub async fn start(self) -> Result<MockServer<V>, StartError> {
        let state = State::new(self.source.api()?, self.options)?;
        let failed = |source| StartError::Listen {
            address: self.bind.clone(),
            source,
        };
        let listener = TcpListener::bind(&self.bind).await.map_err(failed)?;
        let shared = Arc::new(Shared {
            state,
            faults: Faults::default(),
            log: Log::of(self.keep),
            max_body: self.max_body,
        });
        MockServer::serve(listener, shared).map_err(failed)
    }
}

impl<V: Vendor> MockServer<V> {
    /// A mock with the defaults of [`builder`](Self::builder).
    ///
    /// # Errors
    /// [`StartError`], when there is no port to be had.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// A mock with settings.
    pub fn builder() -> MockServerBuilder<V> {
        MockServerBuilder::new(Source::BuiltIn(V::document()), Arc::new(V::outcome))
    }
}

impl MockServer {
    /// A mock of whatever API an OpenAPI document describes. YAML or JSON, with the settings (`x-specwright`) of the vendor.
    pub fn of(document: impl Into<String>) -> MockServerBuilder {
        let outcome = Arc::new(|_: &Value| Outcome::found());
        MockServerBuilder::new(Source::Text(document.into(), None), outcome)
    }
}

impl<V> fmt::Debug for MockServerBuilder<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not its keys.
        f.debug_struct("MockServerBuilder")
            .field("bind", &self.bind)
            .finish_non_exhaustive()
    }
}
