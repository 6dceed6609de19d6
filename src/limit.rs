//! The documented rate limits, kept on this side: a call waits for its turn rather than for a 429.
//!
//! A gate remembers when the last calls went through it, as many as the limit allows, and lets the next one through when
//! the oldest of them is old enough. That holds the limit over any stretch of time, which a token bucket does not: a full
//! bucket and a minute's refill make twice as many in the first minute. It costs one instant for each call that the
//! limit allows. Turns are first come, first served, since tokio's lock is; they run by tokio's clock.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex as StdMutex, PoisonError};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

use crate::{Operation, RateLimit};

/// The gates of a client and its clones.
#[derive(Debug)]
pub(crate) struct Limits {
    /// For all operations without a limit of their own, taken together.
    shared: Option<Gate>,
    own: HashMap<&'static str, Gate>,
}

impl Limits {
    pub(crate) fn new(shared: Option<RateLimit>, operations: &[&'static Operation]) -> Self {
        let own = operations
            .iter()
            .filter_map(|operation| Some((operation.id, Gate::new(operation.rate_limit?))));
        Self {
            shared: shared.map(Gate::new),
            own: own.collect(),
        }
    }

    /// Waits for a turn. A caller that goes away while it waits takes none.
    pub(crate) async fn turn(&self, operation: &Operation) {
        if let Some(gate) = self.gate(operation) {
            gate.turn().await;
        }
    }

    /// The API said that it was too much, and for how long: nobody goes through before that is over.
    pub(crate) fn close(&self, operation: &Operation, time: Duration) {
        if let Some(gate) = self.gate(operation) {
            gate.close(time);
        }
    }

    fn gate(&self, operation: &Operation) -> Option<&Gate> {
        self.own.get(operation.id).or(self.shared.as_ref())
    }
}

#[derive(Debug)]
struct Gate {
    limit: RateLimit,
    /// When the last calls went through, the oldest first. Whoever is next holds it while waiting.
    gone: Mutex<VecDeque<Instant>>,
    closed_until: StdMutex<Option<Instant>>,
}

impl Gate {
    fn new(limit: RateLimit) -> Self {
        Self {
            limit,
            gone: Mutex::new(VecDeque::new()),
            closed_until: StdMutex::new(None),
        }
    }

    async fn turn(&self) {
        let mut gone = self.gone.lock().await;
        let full = usize::try_from(self.limit.requests).unwrap_or(usize::MAX);
        if gone.len() >= full
            && let Some(oldest) = gone.front()
        {
            sleep_until(*oldest + self.limit.per).await;
            gone.pop_front();
        }
        // It may be closed again while it is waited for.
        while let Some(until) = self.closed().filter(|until| *until > Instant::now()) {
            sleep_until(until).await;
        }
        gone.push_back(Instant::now());
    }

    fn close(&self, time: Duration) {
        let mut closed_until = self
            .closed_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // A time that no clock can hold is no time to wait.
        *closed_until = (*closed_until).max(Instant::now().checked_add(time));
    }

    fn closed(&self) -> Option<Instant> {
        *self
            .closed_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn gate(requests: u64, seconds: u64) -> Arc<Gate> {
        Arc::new(Gate::new(RateLimit {
            requests,
            per: Duration::from_secs(seconds),
        }))
    }

    /// Seconds from the start at which so many callers, all there at once, get their turns.
    async fn turns(gate: &Arc<Gate>, callers: usize) -> Vec<(usize, u64)> {
        let start = Instant::now();
        let mut tasks = tokio::task::JoinSet::new();
        for caller in 0..callers {
            let gate = Arc::clone(gate);
            tasks.spawn(async move {
                gate.turn().await;
                (caller, start.elapsed().as_secs())
            });
            // Each is in the queue before the next.
            tokio::task::yield_now().await;
        }
        let mut turns = Vec::new();
        while let Some(turn) = tasks.join_next().await {
            turns.push(turn.unwrap());
        }
        turns
    }

    #[tokio::test(start_paused = true)]
    async fn turns_are_first_come_first_served_and_never_too_many() {
        let expected = vec![(0, 0), (1, 0), (2, 60), (3, 60), (4, 120)];
        assert_eq!(turns(&gate(2, 60), 5).await, expected);
    }

    #[tokio::test(start_paused = true)]
    async fn no_stretch_of_time_has_more_than_the_limit() {
        let gate = gate(50, 60);
        let start = Instant::now();
        let mut gone: Vec<Instant> = Vec::new();
        for call in 0..400_u64 {
            if call % 7 == 0 {
                tokio::time::advance(Duration::from_millis(call * 13 % 997)).await;
            }
            gate.turn().await;
            gone.push(Instant::now());
        }
        for (index, time) in gone.iter().enumerate().skip(50) {
            assert!(
                *time - gone[index - 50] >= Duration::from_secs(60),
                "{index}"
            );
        }
        assert!(
            start.elapsed() < Duration::from_secs(60 * 9),
            "and no slower than that takes"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_closed_gate_lets_nobody_through_before_its_time() {
        let gate = gate(100, 60);
        gate.close(Duration::from_secs(30));
        gate.close(Duration::from_secs(5));
        assert_eq!(turns(&gate, 2).await, [(0, 30), (1, 30)]);
        gate.close(Duration::MAX);
        assert_eq!(turns(&gate, 1).await, [(0, 0)]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_that_goes_away_takes_no_turn() {
        let gate = gate(1, 60);
        gate.turn().await;
        let waited = tokio::time::timeout(Duration::from_secs(10), gate.turn()).await;
        assert!(waited.is_err());
        assert_eq!(turns(&gate, 1).await, [(0, 50)]);
    }
}
