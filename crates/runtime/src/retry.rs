//! Whether a call is sent again, and after how long.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::error::Error;
use crate::options::RetryPolicy;

/// How long to wait before the next attempt; `None` when there is none.
pub(crate) fn wait(policy: &RetryPolicy, attempts: u32, error: &Error) -> Option<Duration> {
    if attempts >= policy.attempts || !error.is_retryable() {
        return None;
    }
    match error.retry_after() {
        // To come back before the API wants to hear of it helps nobody: whoever called is told how long it is.
        Some(asked) => (asked <= policy.longest_retry_after).then_some(asked),
        None => Some(backoff(policy, attempts)),
    }
}

/// «Full jitter»: any time up to a limit that doubles, so that clients that failed together do not come back together.
fn backoff(policy: &RetryPolicy, attempts: u32) -> Duration {
    let doubled = policy
        .first_wait
        .saturating_mul(2_u32.saturating_pow(attempts.saturating_sub(1)));
    doubled.min(policy.longest_wait).mul_f64(fastrand::f64())
}

/// How many attempts beyond the first a client and its clones may still make. Each costs; each success gives some back.
#[derive(Debug)]
pub(crate) struct Budget {
    left: AtomicU32,
}

impl Budget {
    const FULL: u32 = 500;
    const ATTEMPT: u32 = 5;

    pub(crate) fn new() -> Self {
        Self {
            left: AtomicU32::new(Self::FULL),
        }
    }

    /// Takes one more attempt out, if there is enough left.
    pub(crate) fn take(&self) -> bool {
        let spend = |left: u32| left.checked_sub(Self::ATTEMPT);
        self.left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend)
            .is_ok()
    }

    /// A call came through.
    pub(crate) fn refill(&self) {
        let more = |left: u32| Some((left + 1).min(Self::FULL));
        // It is always there to be changed.
        let _ = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_have_a_limit() {
        let policy =
            RetryPolicy::new().backoff(Duration::from_millis(100), Duration::from_millis(350));
        for (attempts, limit) in [
            (1, 100),
            (2, 200),
            (3, 350),
            (30, 350),
            (4_000_000_000, 350),
        ] {
            for _ in 0..200 {
                assert!(backoff(&policy, attempts) <= Duration::from_millis(limit));
            }
        }
    }

    #[test]
    fn a_budget_runs_out_and_comes_back() {
        let budget = Budget::new();
        let mut taken = 0;
        while budget.take() {
            taken += 1;
        }
        assert_eq!(taken, Budget::FULL / Budget::ATTEMPT);
        for _ in 0..Budget::ATTEMPT {
            assert!(!budget.take());
            budget.refill();
        }
        assert!(budget.take());
        for _ in 0..Budget::FULL * 2 {
            budget.refill();
        }
        assert_eq!(budget.left.load(Ordering::Relaxed), Budget::FULL);
    }
}
