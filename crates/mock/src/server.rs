use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use crate::api::Api;
use crate::call_count::Times;
use crate::error::{DocumentError, StartError, UnknownBatch};
use crate::fault::{Fault, Faults};
use crate::http::Shared;
use crate::ledger::Ledger;
use crate::pace::Pace;
use crate::received::{Log, Received};
use crate::state::{Options, State};
use crate::wire::serve;

/// A mock of the API that listens on loopback, in the runtime in which it was started. It ends when it is dropped.
pub struct MockServer {
    url: String,
    shared: Arc<Shared>,
    serving: AbortHandle,
}

impl MockServer {
    /// A mock with the defaults of [`builder`](Self::builder).
    ///
    /// # Errors
    /// [`StartError`], when there is no port to be had.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// A mock with settings.
    pub fn builder() -> MockServerBuilder {
        MockServerBuilder::default()
    }

    /// Where it listens, for `Client::builder().base_url(…)`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Has something go wrong. Faults are used in the order in which they were given.
    pub fn fault(&self, fault: Fault) {
        self.shared.faults.add(fault);
    }

    /// Forgets all faults that have not happened yet.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }

    /// How many times faults are still to happen; those that are for good don't count.
    #[must_use]
    pub fn faults_left(&self) -> usize {
        self.shared.faults.left()
    }

    /// What came in, the oldest first.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.shared.log.all()
    }

    /// What came in for one operation, by the name of the client's method.
    #[must_use]
    pub fn received_by(&self, operation: &str) -> Vec<Received> {
        let mut received = self.received();
        received.retain(|request| request.operation.as_deref() == Some(operation));
        received
    }

    /// Holds what came in for an operation against how often it should have: `1`, `0`, `1..`, `..=3`.
    ///
    /// # Panics
    /// When it was another number; with everything that came in, so that a failed test says what happened.
    #[track_caller]
    pub fn assert_received(&self, operation: &str, times: impl Into<Times>) {
        let times = times.into();
        let count = self.received_by(operation).len();
        let all: String = self
            .received()
            .iter()
            .map(|request| format!("\n  {request}"))
            .collect();
        assert!(
            times.contains(count),
            "`{operation}` was to be called {times} times and was called {count} times; what came in:{all}"
        );
    }

    /// Forgets what came in.
    pub fn forget(&self) {
        self.shared.log.forget();
    }

    /// What was charged so far, and how far all batches are.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        self.shared.state.ledger()
    }

    /// Works through so many more entries of a batch, on top of what time does.
    ///
    /// # Errors
    /// [`UnknownBatch`], when there is none of this id.
    pub fn advance(&self, id: impl fmt::Display, entries: usize) -> Result<(), UnknownBatch> {
        self.shared
            .state
            .by_hand(&id.to_string(), |batch, _, _| batch.advance(entries))
    }

    /// Works through all that is left of a batch.
    ///
    /// # Errors
    /// [`UnknownBatch`], when there is none of this id.
    pub fn finish(&self, id: impl fmt::Display) -> Result<(), UnknownBatch> {
        self.advance(id, usize::MAX)
    }

    /// Has a batch end in `error`, as far as it is. One that has ended stays as it is.
    ///
    /// # Errors
    /// [`UnknownBatch`], when there is none of this id.
    pub fn fail(&self, id: impl fmt::Display) -> Result<(), UnknownBatch> {
        self.shared
            .state
            .by_hand(&id.to_string(), |batch, pace, now| {
                batch.end("error", pace, now)
            })
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl fmt::Debug for MockServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockServer")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// How a mock is set up.
#[derive(Clone)]
#[must_use = "nothing listens until `start`"]
pub struct MockServerBuilder {
    bind: String,
    document: Option<String>,
    keep: usize,
    max_body: usize,
    options: Options,
}

impl MockServerBuilder {
    /// Takes this key; can be called for several. Without any, every bearer token is taken that is not empty.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.options.keys.push(key.into());
        self
    }

    /// How many email credits there are. Without a number, they never run out.
    pub fn credits(self, credits: impl Into<f64>) -> Self {
        self.credits_of("email", credits)
    }

    /// How many credits of a kind there are: `email`, `phone`.
    pub fn credits_of(mut self, kind: impl Into<String>, credits: impl Into<f64>) -> Self {
        self.options.credits.insert(kind.into(), credits.into());
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

    /// Answers by another OpenAPI document than the client was made from, such as tomorrow's. YAML or JSON.
    pub fn document(mut self, text: impl Into<String>) -> Self {
        self.document = Some(text.into());
        self
    }

    /// Listens.
    ///
    /// # Errors
    /// [`StartError`], when the address is not to be had, or the document not to be read.
    pub async fn start(self) -> Result<MockServer, StartError> {
        let api = match &self.document {
            Some(text) => Arc::new(Api::read(text)?),
            None => known()?,
        };
        let failed = |source| StartError::Listen {
            address: self.bind.clone(),
            source,
        };
        let listener = TcpListener::bind(&self.bind).await.map_err(failed)?;
        let url = format!("http://{}", listener.local_addr().map_err(failed)?);
        let shared = Arc::new(Shared {
            state: State::new(api, self.options).map_err(StartError::Document)?,
            faults: Faults::default(),
            log: Log::of(self.keep),
            max_body: self.max_body,
        });
        let serving = tokio::spawn(serve(listener, Arc::clone(&shared))).abort_handle();
        Ok(MockServer {
            url,
            shared,
            serving,
        })
    }
}

impl Default for MockServerBuilder {
    fn default() -> Self {
        Self {
            bind: "127.0.0.1:0".to_owned(),
            document: None,
            keep: 10_000,
            max_body: 32 << 20,
            options: Options {
                keys: Vec::new(),
                pace: Pace::default(),
                partial_results: false,
                credits: BTreeMap::new(),
                rate_limits: true,
                list_length: 25,
            },
        }
    }
}

impl fmt::Debug for MockServerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not its keys.
        f.debug_struct("MockServerBuilder")
            .field("bind", &self.bind)
            .finish_non_exhaustive()
    }
}

/// The client's own spec, read once.
fn known() -> Result<Arc<Api>, DocumentError> {
    static KNOWN: OnceLock<Arc<Api>> = OnceLock::new();
    if let Some(api) = KNOWN.get() {
        return Ok(Arc::clone(api));
    }
    let api = Arc::new(Api::read(amplemarket::SPEC)?);
    Ok(Arc::clone(KNOWN.get_or_init(|| api)))
}
