//! One gate: it hands out times, so that nobody waits for somebody else's future.
//!
//! Whoever waits has a rank and, from it and from when the last calls went, a time. It sleeps until then and goes, whether or
//! not those ahead of it went: one that is held and not polled misses its own time and delays nobody. Who leaves the queue
//! wakes the next in it, so that those behind move up as long as they are polled.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use crate::operation::RateLimit;

/// How much later than its departure a call can have been counted by the API.
const LATEST_ARRIVAL: Duration = Duration::from_secs(2);

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
    /// Those who wait, by rank.
    queue: BTreeMap<u64, Waiting>,
    drawn: u64,
}

#[derive(Debug)]
struct Waiting {
    /// The time it was last given.
    turn: Instant,
    deadline: Option<Instant>,
    wake: Arc<Notify>,
}

/// A call's place among all calls of a gate, drawn at its first attempt and kept for the later ones.
#[derive(Debug, Default)]
pub(crate) struct Rank(Option<u64>);

impl Gate {
    pub(super) fn new(limit: Option<RateLimit>) -> Self {
        Self {
            limit,
            state: Mutex::default(),
        }
    }

    pub(super) async fn turn(
        &self,
        rank: &mut Rank,
        deadline: Option<Instant>,
    ) -> Result<Slot<'_>, Duration> {
        let (place, mut turn) = {
            let mut state = self.state();
            let number = *rank.0.get_or_insert_with(|| {
                state.drawn += 1;
                state.drawn
            });
            let now = Instant::now();
            let turn = self.next_turn(&mut state, number, now);
            if turn <= now {
                return Ok(self.note(&mut state, now));
            }
            if is_late(turn, deadline, now) {
                return Err(turn - now);
            }
            (
                Place::in_queue(self, &mut state, number, turn, deadline),
                turn,
            )
        };
        loop {
            // Woken early, it looks again.
            drop(timeout_at(turn, place.wake.notified()).await);
            let mut state = self.state();
            let now = Instant::now();
            turn = self.next_turn(&mut state, place.number, now);
            if turn <= now {
                return Ok(self.note(&mut state, now));
            }
            if is_late(turn, deadline, now) {
                return Err(turn - now);
            }
            // It may have been taken for one that is not polled any more.
            place.enter(&mut state, turn, deadline);
        }
    }

    /// Somebody goes through without a turn, which makes the turns of others later.
    pub(super) fn pass(&self) -> Slot<'_> {
        self.note(&mut self.state(), Instant::now())
    }

    pub(super) fn close(&self, time: Duration) {
        let mut state = self.state();
        let now = Instant::now();
        // A time that no clock can hold is no time to wait.
        let until = state.closed_until.max(now.checked_add(time));
        if until == state.closed_until {
            return;
        }
        state.closed_until = until;
        // Turns have become later: whoever can't wait so long is told now.
        for (ahead, waiting) in state.queue.values().enumerate() {
            if is_late(self.turn_of(&state, ahead, now), waiting.deadline, now) {
                waiting.wake.notify_one();
            }
        }
    }

    /// When somebody of this rank gets through.
    fn next_turn(&self, state: &mut State, number: u64, now: Instant) -> Instant {
        let turn = self.turn_of(state, state.ahead(number), now);
        let Some(limit) = self.limit.filter(|_| turn > now) else {
            return turn;
        };
        // Those who missed their time and are still not here are not waited for. One that comes back has its rank.
        let grace = (limit.per / 10).min(Duration::from_secs(1));
        let mut missed = false;
        while let Some(first) = state.queue.first_entry() {
            if *first.key() >= number || first.get().turn + grace >= now {
                break;
            }
            first.remove();
            missed = true;
        }
        if missed {
            state.wake_the_next();
        }
        self.turn_of(state, state.ahead(number), now)
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

    fn note(&self, state: &mut State, now: Instant) -> Slot<'_> {
        if let Some(limit) = self.limit {
            if state.gone.len() >= full(limit) {
                state.gone.pop_front();
            }
            state.gone.push_back(now);
        }
        Slot {
            gate: self,
            went: now,
            noted: now,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// How many of those who wait have a lower rank.
    fn ahead(&self, number: u64) -> usize {
        match self.queue.last_key_value() {
            Some((last, _)) if *last >= number => self.queue.range(..number).count(),
            _ => self.queue.len(),
        }
    }

    /// Its turn may come sooner now than it was told.
    fn wake_the_next(&self) {
        if let Some((_, next)) = self.queue.first_key_value() {
            next.wake.notify_one();
        }
    }
}

/// A call that went through, until the API has certainly counted it: the limit counts from the end of this.
///
/// The API counts arrivals. A call that took long to arrive and one that comes fast a period later would be one too many
/// otherwise.
#[derive(Debug)]
pub(crate) struct Slot<'a> {
    gate: &'a Gate,
    went: Instant,
    noted: Instant,
}

impl Slot<'_> {
    /// The call goes only now: it had to wait for something else.
    pub(crate) fn goes_now(&mut self) {
        self.went = Instant::now();
        self.count_from(self.went);
    }

    fn count_from(&mut self, time: Instant) {
        if self.gate.limit.is_none() || time <= self.noted {
            return;
        }
        let gone = &mut self.gate.state().gone;
        let held = gone.partition_point(|gone| *gone < self.noted);
        // Calls that went later may have taken it out already.
        if gone.get(held) == Some(&self.noted) {
            gone.remove(held);
            gone.insert(gone.partition_point(|gone| *gone <= time), time);
            self.noted = time;
        }
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let latest = self.went + LATEST_ARRIVAL;
        self.count_from(Instant::now().min(latest));
    }
}

/// A place in the queue, given up when it is dropped.
struct Place<'a> {
    gate: &'a Gate,
    number: u64,
    wake: Arc<Notify>,
}

impl<'a> Place<'a> {
    fn in_queue(
        gate: &'a Gate,
        state: &mut State,
        number: u64,
        turn: Instant,
        deadline: Option<Instant>,
    ) -> Self {
        let wake = Arc::new(Notify::new());
        let place = Self { gate, number, wake };
        place.enter(state, turn, deadline);
        place
    }

    fn enter(&self, state: &mut State, turn: Instant, deadline: Option<Instant>) {
        let waiting = Waiting {
            turn,
            deadline,
            wake: Arc::clone(&self.wake),
        };
        state.queue.insert(self.number, waiting);
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut state = self.gate.state();
        state.queue.remove(&self.number);
        state.wake_the_next();
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
                gate.turn(&mut Rank::default(), None).await.unwrap();
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
        let turn = gate.turn(&mut Rank::default(), Some(deadline)).await;
        turn.map(drop).map_err(|wait| wait.as_secs())
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
            gate.turn(&mut Rank::default(), None).await.unwrap();
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
        gate.turn(&mut Rank::default(), None).await.unwrap();
        let waited = tokio::time::timeout(
            Duration::from_secs(10),
            gate.turn(&mut Rank::default(), None),
        )
        .await;
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
                tokio::spawn(async move { gate.turn(&mut Rank::default(), None).await.map(drop) })
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
            gate.turn(&mut Rank::default(), None).await.unwrap();
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
                drop(gate.pass());
            }
            // What was to come after 60 s comes after 100, or after 70.
            let wait = if closes { 90 } else { 60 };
            let late = waiting.join_next().await.unwrap().unwrap();
            // Closing tells it at once; who passes wakes nobody, and it hears of it when its turn was to come.
            let told = if closes { (Err(90), 0) } else { (Err(10), 50) };
            assert_eq!((late, moved.elapsed().as_secs()), ((70, told.0), told.1));
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
    async fn a_call_that_was_told_to_wait_keeps_its_rank() {
        let gate = gate(1, 60);
        let mut rank = Rank::default();
        gate.turn(&mut rank, None).await.unwrap();
        let newcomers = tokio::spawn({
            let gate = Arc::clone(&gate);
            async move { turns(&gate, 3).await }
        });
        for _ in 0..9 {
            yield_now().await;
        }
        let start = Instant::now();
        gate.close(Duration::from_secs(10));
        gate.turn(&mut rank, None).await.unwrap();
        assert_eq!(start.elapsed().as_secs(), 60);
        assert_eq!(newcomers.await.unwrap(), [(0, 120), (1, 180), (2, 240)]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_counts_from_when_it_was_answered() {
        // Answered after so many milliseconds, the next goes a period later; what never is counts from two seconds.
        for (answered, next) in [(0, 60_000), (700, 60_700), (30_000, 62_000)] {
            let gate = gate(1, 60);
            let start = Instant::now();
            let slot = gate.turn(&mut Rank::default(), None).await.unwrap();
            tokio::time::sleep(Duration::from_millis(answered)).await;
            drop(slot);
            gate.turn(&mut Rank::default(), None).await.unwrap();
            assert_eq!(start.elapsed().as_millis(), next);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_wait_is_counted() {
        let gate = gate(2, 60);
        drop(gate.pass());
        drop(gate.pass());
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
                gate.turn(&mut Rank::default(), None).await.unwrap();
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
