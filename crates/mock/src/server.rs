use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use crate::call_count::Times;
use crate::error::UnknownBatch;
use crate::fault::Fault;
use crate::http::Shared;
use crate::ledger::Ledger;
use crate::received::Received;
use crate::serve::serve;
use crate::status::Status;

/// A mock of an API that listens on loopback, in the runtime in which it was started. It ends when it is dropped.
///
/// `V` is the [`Vendor`](crate::Vendor) whose API it is; without one, it is made by [`MockServer::of`] from any document.
pub struct MockServer<V = ()> {
    url: String,
    shared: Arc<Shared>,
    serving: AbortHandle,
    vendor: PhantomData<fn() -> V>,
}

impl<V> MockServer<V> {
    pub(crate) fn serve(listener: TcpListener, shared: Arc<Shared>) -> io::Result<Self> {
        let url = format!("http://{}", listener.local_addr()?);
        let serving = tokio::spawn(serve(listener, Arc::clone(&shared))).abort_handle();
        Ok(Self {
            url,
            shared,
            serving,
            vendor: PhantomData,
        })
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

    /// Has a batch fail, as far as it is. One that has ended stays as it is.
    ///
    /// # Errors
    /// [`UnknownBatch`], when there is none of this id.
    pub fn fail(&self, id: impl fmt::Display) -> Result<(), UnknownBatch> {
        self.shared
            .state
            .by_hand(&id.to_string(), |batch, pace, now| {
                batch.end(Status::Failed, pace, now)
            })
    }
}

impl<V> Drop for MockServer<V> {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl<V> fmt::Debug for MockServer<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockServer")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}
