//! What holds of a gate whoever comes when.

use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use tokio::task::{JoinSet, yield_now};
use tokio::time::{Instant, sleep};

use super::gate::Gate;
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
            Step::Passes => gate.pass(),
            Step::Closes(seconds) => gate.close(Duration::from_secs(*seconds)),
            Step::Comes | Step::Seconds(_) => {}
        }
    }
    for step in steps {
        match step {
            Step::Comes => {
                let waits = gate.turn(Some(Instant::now())).await;
                let told = start.elapsed() + waits.err().unwrap_or_default();
                if waits.is_ok() {
                    // That was its turn.
                    turns.spawn(async move { (told.as_secs(), told.as_secs()) });
                    continue;
                }
                let gate = Arc::clone(&gate);
                turns.spawn(async move {
                    gate.turn(None).await.unwrap();
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

proptest! {
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
