//! The documented rate limits, kept on this side: a call waits for its turn rather than for a 429.
//!
//! A gate remembers when the last calls went through it, as many as the limit allows, and lets the next one through when
//! the oldest of them is old enough. That holds the limit over any stretch of time, which a token bucket does not: a full
//! bucket and a minute's refill make twice as many in the first minute. It costs one instant for each call that the
//! limit allows. Turns are times, not places: first come, first served, by a queue of our own, in which a caller can be told at
//! once when its turn would be, and a call that is not polled holds up no other. A call counts from when it was answered,
//! because the API counts arrivals. Turns run by tokio's clock.

mod gate;
#[cfg(test)]
mod proptests;

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use crate::operation::{Operation, RateLimit};

use gate::Gate;
pub(crate) use gate::{Rank, Slot};

/// The gates of a client and its clones.
#[derive(Debug)]
pub(crate) struct Limits {
    /// For all operations without a limit of their own, taken together.
    shared: Gate,
    own: HashMap<&'static str, Gate>,
}

impl Limits {
    /// Gates that keep the documented limits.
    pub(crate) fn kept(shared: Option<RateLimit>, operations: &[&'static Operation]) -> Self {
        Self::new(shared, operations, Some)
    }

    /// Gates that are always open, but for as long as the API itself asks to wait.
    pub(crate) fn open(operations: &[&'static Operation]) -> Self {
        Self::new(None, operations, |_| None)
    }

    fn new(
        shared: Option<RateLimit>,
        operations: &[&'static Operation],
        kept: fn(RateLimit) -> Option<RateLimit>,
    ) -> Self {
        let own = operations
            .iter()
            .filter_map(|operation| Some((operation.id, Gate::new(kept(operation.rate_limit?)))));
        Self {
            shared: Gate::new(shared),
            own: own.collect(),
        }
    }

    /// Waits for a turn. A caller that goes away while it waits takes none.
    ///
    /// # Errors
    /// At once, when the turn would not come before the deadline: how long it would have to wait.
    pub(crate) async fn turn(
        &self,
        operation: &Operation,
        rank: &mut Rank,
        deadline: Option<Instant>,
    ) -> Result<Slot<'_>, Duration> {
        self.gate(operation).turn(rank, deadline).await
    }

    /// Somebody goes through without waiting. The API counts that call too.
    pub(crate) fn pass(&self, operation: &Operation) -> Slot<'_> {
        self.gate(operation).pass()
    }

    /// The API said that it was too much, and for how long: nobody goes through before that is over.
    pub(crate) fn close(&self, operation: &Operation, time: Duration) {
        self.gate(operation).close(time);
    }

    fn gate(&self, operation: &Operation) -> &Gate {
        self.own.get(operation.id).unwrap_or(&self.shared)
    }
}
