//! One gate, and the queue before it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use crate::operation::RateLimit;

/// Lets as many through as its limit allows, in the order in which they came; without a limit, all, unless it is closed.
#[derive(Debug)]
pub(super) struct Gate {
    limit: Option<RateLimit>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// When the last calls went through, the oldest first; as many as the limit allows.
    gone: VecDeque<Instant>,
    closed_until: Option<Instant>,
    /// Those who wait, by the number that they drew.
    queue: BTreeMap<u64, Waiting>,
    drawn: u64,
}

#[derive(Debug)]
struct Waiting {
    deadline: Option<Instant>,
    wake: Arc<Notify>,
}

/// What somebody in the queue finds out when it looks.
enum Found {
    Turn,
    /// The turn comes too late: in so long.
    Late(Duration),
    /// It is the next one, from then on.
    NextAt(Instant),
    Behind,
}

impl Gate {
    pub(super) fn new(limit: Option<RateLimit>) -> Self {
        Self {
            limit,
            state: Mutex::default(),
        }
    }

    pub(super) async fn turn(&self, deadline: Option<Instant>) -> Result<(), Duration> {
        let place = {
            let mut state = self.state();
            let now = Instant::now();
            let turn = self.turn_of(&state, state.queue.len(), now);
            if turn <= now && state.queue.is_empty() {
                self.note(&mut state, now);
                return Ok(());
            }
            if is_late(turn, deadline, now) {
                return Err(turn - now);
            }
            Place::at_the_end_of(self, &mut state, deadline)
        };
        loop {
            match self.look(place.number, deadline) {
                Found::Turn => return Ok(()),
                Found::Late(wait) => return Err(wait),
                // Woken early, it looks again.
                Found::NextAt(turn) => drop(timeout_at(turn, place.wake.notified()).await),
                Found::Behind => place.wake.notified().await,
            }
        }
    }

    /// Somebody goes through without a turn, which makes the turns of others later.
    pub(super) fn pass(&self) {
        let mut state = self.state();
        self.note(&mut state, Instant::now());
        self.wake_the_late(&state);
    }

    pub(super) fn close(&self, time: Duration) {
        let mut state = self.state();
        // A time that no clock can hold is no time to wait.
        state.closed_until = state.closed_until.max(Instant::now().checked_add(time));
        self.wake_the_late(&state);
    }

    fn look(&self, number: u64, deadline: Option<Instant>) -> Found {
        let mut state = self.state();
        let now = Instant::now();
        let is_next = state.queue.first_key_value().map(|(next, _)| *next) == Some(number);
        // To count a long queue again and again takes its time, and only who has a deadline needs to know.
        if !is_next && deadline.is_none() {
            return Found::Behind;
        }
        let ahead = state.queue.range(..number).count();
        let turn = self.turn_of(&state, ahead, now);
        if is_next && turn <= now {
            self.note(&mut state, now);
            Found::Turn
        } else if is_late(turn, deadline, now) {
            Found::Late(turn - now)
        } else if is_next {
            Found::NextAt(turn)
        } else {
            Found::Behind
        }
    }

    /// When somebody with so many ahead gets through, if nobody goes away and the API says nothing new.
    fn turn_of(&self, state: &State, ahead: usize, now: Instant) -> Instant {
        let open = state.closed_until.map_or(now, |until| until.max(now));
        let Some(limit) = self.limit else { return open };
        let (full, place) = (full(limit), state.gone.len() + ahead);
        let (rounds, before) = (place / full, place % full);
        let Some(further) = u32::try_from(rounds).unwrap_or(u32::MAX).checked_sub(1) else {
            return open;
        };
        // One that went, or one that is first to go; each round after it comes one period later.
        let went = state.gone.get(before).copied().unwrap_or(open);
        let next = went.checked_add(limit.per).map(|next| next.max(open));
        let turn = next.and_then(|next| next.checked_add(limit.per.saturating_mul(further)));
        turn.unwrap_or(open)
    }

    fn note(&self, state: &mut State, now: Instant) {
        let Some(limit) = self.limit else { return };
        if state.gone.len() >= full(limit) {
            state.gone.pop_front();
        }
        state.gone.push_back(now);
    }

    /// Turns have become later: whoever can't wait so long is told now.
    fn wake_the_late(&self, state: &State) {
        let now = Instant::now();
        for (ahead, waiting) in state.queue.values().enumerate() {
            if is_late(self.turn_of(state, ahead, now), waiting.deadline, now) {
                waiting.wake.notify_one();
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the queue, given up when it is dropped.
struct Place<'a> {
    gate: &'a Gate,
    number: u64,
    wake: Arc<Notify>,
}

impl<'a> Place<'a> {
    fn at_the_end_of(gate: &'a Gate, state: &mut State, deadline: Option<Instant>) -> Self {
        let (number, wake) = (state.drawn, Arc::new(Notify::new()));
        state.drawn += 1;
        let waiting = Waiting {
            deadline,
            wake: Arc::clone(&wake),
        };
        state.queue.insert(number, waiting);
        Self { gate, number, wake }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut state = self.gate.state();
        state.queue.remove(&self.number);
        if let Some((_, next)) = state.queue.first_key_value() {
            next.wake.notify_one();
        }
    }
}

/// A limit of nothing would hold everybody back for ever.
fn full(limit: RateLimit) -> usize {
    usize::try_from(limit.requests).unwrap_or(usize::MAX).max(1)
}

fn is_late(turn: Instant, deadline: Option<Instant>, now: Instant) -> bool {
    turn > now && deadline.is_some_and(|deadline| turn >= deadline)
}

#[cfg(test)]
mod tests {
    use tokio::task::{JoinSet, yield_now};

    use super::*;

    fn gate(requests: u64, seconds: u64) -> Arc<Gate> {
        Arc::new(Gate::new(Some(RateLimit {
            requests,
            per: Duration::from_secs(seconds),
        })))
    }

    /// Seconds from the start at which so many callers, all there at once, get their turns.
    async fn turns(gate: &Arc<Gate>, callers: usize) -> Vec<(usize, u64)> {
        let start = Instant::now();
        let mut tasks = JoinSet::new();
        for caller in 0..callers {
            let gate = Arc::clone(gate);
            tasks.spawn(async move {
                gate.turn(None).await.unwrap();
                (caller, start.elapsed().as_secs())
            });
            // Each is in the queue before the next.
            yield_now().await;
        }
        let mut turns = Vec::new();
        while let Some(turn) = tasks.join_next().await {
            turns.push(turn.unwrap());
        }
        turns
    }

    /// The seconds until the turn of a caller that would wait for so many.
    async fn patient_for(gate: &Gate, seconds: u64) -> Result<(), u64> {
        let deadline = Instant::now() + Duration::from_secs(seconds);
        let turn = gate.turn(Some(deadline)).await;
        turn.map_err(|wait| wait.as_secs())
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
            gate.turn(None).await.unwrap();
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
        for gate in [gate(100, 60), Arc::new(Gate::new(None))] {
            gate.close(Duration::from_secs(30));
            gate.close(Duration::from_secs(5));
            assert_eq!(turns(&gate, 2).await, [(0, 30), (1, 30)]);
            gate.close(Duration::MAX);
            assert_eq!(turns(&gate, 1).await, [(0, 0)]);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_that_goes_away_takes_no_turn() {
        let gate = gate(1, 60);
        gate.turn(None).await.unwrap();
        let waited = tokio::time::timeout(Duration::from_secs(10), gate.turn(None)).await;
        assert!(waited.is_err());
        assert_eq!(turns(&gate, 1).await, [(0, 50)]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_that_comes_too_late_is_said_at_once() {
        let gate = gate(2, 60);
        let start = Instant::now();
        assert_eq!(patient_for(&gate, 0).await, Ok(()), "a turn that is there");
        assert_eq!(patient_for(&gate, 1).await, Ok(()));
        let waiting: Vec<_> = (0..3)
            .map(|_| {
                let gate = Arc::clone(&gate);
                tokio::spawn(async move { gate.turn(None).await })
            })
            .collect();
        yield_now().await;
        // Two wait for the second minute, and one for the third.
        assert_eq!(patient_for(&gate, 119).await, Err(120));
        assert_eq!(patient_for(&gate, 120).await, Err(120));
        assert_eq!(start.elapsed(), Duration::ZERO);
        assert_eq!(patient_for(&gate, 121).await, Ok(()));
        assert_eq!(start.elapsed().as_secs(), 120);
        for turn in waiting {
            turn.await.unwrap().unwrap();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_that_becomes_too_late_is_said_when_it_does() {
        for closes in [true, false] {
            let gate = gate(1, 60);
            gate.turn(None).await.unwrap();
            let mut waiting = JoinSet::new();
            for seconds in [70, 130, 1000] {
                let gate = Arc::clone(&gate);
                waiting.spawn(async move { (seconds, patient_for(&gate, seconds).await) });
                yield_now().await;
            }
            tokio::time::advance(Duration::from_secs(10)).await;
            let moved = Instant::now();
            if closes {
                gate.close(Duration::from_secs(90));
            } else {
                gate.pass();
            }
            // What was to come after 60 s comes after 100, or after 70.
            let wait = if closes { 90 } else { 60 };
            let late = waiting.join_next().await.unwrap().unwrap();
            assert_eq!((late, moved.elapsed()), ((70, Err(wait)), Duration::ZERO));
            // The place of who has gone is another's.
            let next = waiting.join_next().await.unwrap().unwrap();
            assert_eq!((next, moved.elapsed().as_secs()), ((130, Ok(())), wait));
            let last = waiting.join_next().await.unwrap().unwrap();
            assert_eq!(
                (last, moved.elapsed().as_secs()),
                ((1000, Ok(())), wait + 60)
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_wait_is_counted() {
        let gate = gate(2, 60);
        gate.pass();
        gate.pass();
        assert_eq!(turns(&gate, 1).await, [(0, 60)]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_jumps_lets_no_more_through() {
        let gate = gate(2, 60);
        let start = Instant::now();
        let mut waiting = JoinSet::new();
        for _ in 0..6 {
            let gate = Arc::clone(&gate);
            waiting.spawn(async move {
                gate.turn(None).await.unwrap();
                start.elapsed().as_secs()
            });
            yield_now().await;
        }
        // A machine that slept for a day.
        tokio::time::advance(Duration::from_secs(86_400)).await;
        let mut gone = waiting.join_all().await;
        gone.sort_unstable();
        assert_eq!(gone, [0, 0, 86_400, 86_400, 86_460, 86_460]);
    }
}
