//! Whether a call is sent again, and after how long.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use crate::{Error, RetryPolicy};

/// Whether a failed call may be sent again without any risk of doing twice what was meant once.
pub(crate) fn is_safe(error: &Error) -> bool {
    let safe_to_repeat = error
        .operation()
        .is_some_and(|operation| operation.safe_to_repeat);
    match error {
        // Nothing came of it: the API can't have seen it.
        Error::Transport(error) if error.is_connect() => true,
        // It was not sent; and if it was before, the API certainly did not take that.
        Error::Transport(error) if error.turn().is_some() => true,
        Error::Transport(_) => safe_to_repeat,
        // The API says that it did not look at it.
        Error::Api(error) if error.status() == StatusCode::TOO_MANY_REQUESTS => true,
        Error::Api(error) => {
            safe_to_repeat && matches!(error.status().as_u16(), 408 | 502 | 503 | 504)
        }
        Error::Config(_) | Error::Request(_) | Error::Decode(_) => false,
    }
}

/// How long to wait before the next attempt; `None` when there is none.
pub(crate) fn wait(policy: &RetryPolicy, attempts: u32, error: &Error) -> Option<Duration> {
    if attempts >= policy.attempts || !is_safe(error) {
        return None;
    }
    match error.retry_after() {
        // To come back before the API wants to hear of it helps nobody: whoever called is told how long it is.
        Some(asked) => (asked <= policy.longest_retry_after).then_some(asked),
        None => Some(backoff(policy, attempts)),
    }
}

/// What a `Retry-After` asks for: seconds, or a date. A date is held against the server's own clock where it tells, so that a
/// clock that is wrong here, or jumps, makes no difference.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let due = httpdate::parse_http_date(text).ok()?;
    let said = headers.get(DATE).and_then(|date| date.to_str().ok());
    let now = said.and_then(|date| httpdate::parse_http_date(date).ok());
    let now = now.unwrap_or_else(SystemTime::now);
    Some(due.duration_since(now).unwrap_or_default())
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

    #[track_caller]
    fn asks(retry_after_is: &str, date: Option<&str>, expected: Option<u64>) {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after_is.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        assert_eq!(
            retry_after(&headers),
            expected.map(Duration::from_secs),
            "{retry_after_is}"
        );
    }

    #[test]
    fn both_forms_of_retry_after() {
        let now = Some("Mon, 23 Nov 2026 08:00:00 GMT");
        asks("0", None, Some(0));
        asks("7", now, Some(7));
        asks(" 120 ", None, Some(120));
        asks("99999999999", None, Some(99_999_999_999));
        asks("Mon, 23 Nov 2026 08:00:30 GMT", now, Some(30));
        asks("Monday, 23-Nov-26 08:00:30 GMT", now, Some(30));
        asks("Mon, 23 Nov 2026 07:00:00 GMT", now, Some(0));
        asks("Mon, 23 Nov 2015 07:00:00 GMT", None, Some(0));
        asks("-1", None, None);
        asks("1.5", None, None);
        asks("soon", None, None);
        asks("", None, None);
    }

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
