//! What holds of a gate whoever comes when.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use proptest::prelude::*;
use tokio::task::{JoinSet, yield_now};
use tokio::time::{Instant, sleep, timeout};

use super::gate::{Gate, Rank};
use crate::operation::RateLimit;

/// What happens at a gate, one thing after the other.
#[derive(Clone, Debug)]
enum Step {
    Comes,
    Passes,
    Seconds(u64),
    Closes(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Comes),
        1 => Just(Step::Passes),
        2 => (1..40_u64).prop_map(Step::Seconds),
        1 => (1..90_u64).prop_map(Step::Closes),
    ]
}

/// For each that came: the time of its turn as it was told at once to one without patience, and as it then was.
async fn told_and_true(limit: RateLimit, steps: &[Step]) -> Vec<(u64, u64)> {
    let gate = Arc::new(Gate::new(Some(limit)));
    let start = Instant::now();
    let mut turns: JoinSet<(u64, u64)> = JoinSet::new();
    let moves = |step: &Step| !matches!(step, Step::Comes | Step::Seconds(_));
    // What makes turns later comes first, so that nothing told is taken back.
    for step in steps.iter().filter(|step| moves(step)) {
        match step {
            Step::Passes => drop(gate.pass()),
            Step::Closes(seconds) => gate.close(Duration::from_secs(*seconds)),
            Step::Comes | Step::Seconds(_) => {}
        }
    }
    for step in steps {
        match step {
            Step::Comes => {
                let waits = gate
                    .turn(&mut Rank::default(), Some(Instant::now()))
                    .await
                    .map(drop);
                let told = start.elapsed() + waits.err().unwrap_or_default();
                if waits.is_ok() {
                    // That was its turn.
                    turns.spawn(async move { (told.as_secs(), told.as_secs()) });
                    continue;
                }
                let gate = Arc::clone(&gate);
                turns.spawn(async move {
                    gate.turn(&mut Rank::default(), None).await.unwrap();
                    (told.as_secs(), start.elapsed().as_secs())
                });
                yield_now().await;
            }
            Step::Seconds(seconds) => sleep(Duration::from_secs(*seconds)).await,
            Step::Passes | Step::Closes(_) => {}
        }
        for _ in 0..50 {
            yield_now().await;
        }
    }
    turns.join_all().await
}

type Caller<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// Callers, some of which are polled once and never again, and kept to the end; each comes so many seconds before the next. For
/// each of the others: the time of its turn, had each of those before it taken one; and when it went.
async fn due_and_true_beside_the_held(limit: RateLimit, steps: &[(bool, u64)]) -> Vec<(u64, u64)> {
    let gate = &Gate::new(Some(limit));
    let start = Instant::now();
    let full = usize::try_from(limit.requests).unwrap();
    let mut due: Vec<Duration> = Vec::new();
    let turns = &RefCell::new(Vec::new());
    let (mut held, mut polled): (Vec<Caller<'_>>, Vec<Caller<'_>>) = Default::default();
    for (index, (is_held, seconds)) in steps.iter().enumerate() {
        let earliest = due.last().copied().max(Some(start.elapsed()));
        let window = index
            .checked_sub(full)
            .map(|before| due[before] + limit.per);
        due.extend(earliest.max(window));
        let turn = due[index].as_secs();
        let mut caller: Caller<'_> = Box::pin(async move {
            gate.turn(&mut Rank::default(), None).await.unwrap();
            turns.borrow_mut().push((turn, start.elapsed().as_secs()));
        });
        let is_done = poll_fn(|context| Poll::Ready(caller.as_mut().poll(context).is_ready()));
        match (is_done.await, is_held) {
            (true, _) => {}
            (false, true) => held.push(caller),
            (false, false) => polled.push(caller),
        }
        let others = poll_fn(|context| {
            polled.retain_mut(|caller| caller.as_mut().poll(context).is_pending());
            Poll::<()>::Pending
        });
        drop(timeout(Duration::from_secs(*seconds), others).await);
    }
    poll_fn(|context| {
        polled.retain_mut(|caller| caller.as_mut().poll(context).is_pending());
        match polled.is_empty() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    })
    .await;
    drop((held, polled));
    turns.take()
}

proptest! {
    #[test]
    fn callers_that_are_never_polled_again_delay_nobody(
        requests in 1..6_u64,
        seconds in 1..70_u64,
        steps in prop::collection::vec((any::<bool>(), 0..40_u64), 1..60),
    ) {
        let limit = RateLimit { requests, per: Duration::from_secs(seconds) };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let turns = runtime.block_on(due_and_true_beside_the_held(limit, &steps));
        // Each of the held is waited for at most a second after its time.
        let held = steps.iter().filter(|(is_held, _)| *is_held).count() as u64;
        for (due, went) in &turns {
            prop_assert!(*went <= due + held, "{turns:?}");
        }
        let mut went: Vec<u64> = turns.into_iter().map(|(_, went)| went).collect();
        went.sort_unstable();
        let full = usize::try_from(requests).unwrap();
        for pair in went.windows(full + 1) {
            prop_assert!(pair[full] - pair[0] >= seconds, "{went:?}");
        }
    }

    #[test]
    fn the_turn_that_is_told_is_the_turn_that_comes_and_none_are_too_many(
        requests in 1..6_u64,
        seconds in 1..70_u64,
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let limit = RateLimit { requests, per: Duration::from_secs(seconds) };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let turns = runtime.block_on(told_and_true(limit, &steps));
        for (told, came) in &turns {
            prop_assert_eq!(told, came);
        }
        let mut came: Vec<u64> = turns.into_iter().map(|(_, came)| came).collect();
        came.sort_unstable();
        let full = usize::try_from(requests).unwrap();
        for pair in came.windows(full + 1) {
            prop_assert!(pair[full] - pair[0] >= seconds, "{came:?}");
        }
    }
}
