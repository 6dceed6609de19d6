//! Which faults may pass, and how long to wait before a request is made again.

use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};

use super::Patience;

/// How often one thing is asked for at most.
pub(super) const ATTEMPTS: u32 = 4;

/// Why a request has come to nothing.
#[derive(Debug)]
pub(super) enum Fault {
    /// It may well be answered when it is made again.
    Passing {
        error: anyhow::Error,
        /// How long the server asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// Asking again would bring the same.
    Lasting(anyhow::Error),
}

impl Fault {
    /// What the HTTP client ran into: it speaks of the network, unless it was told not to go on.
    pub(super) fn of_transport(error: reqwest::Error) -> Self {
        let error = error.without_url();
        if error.is_redirect() || error.is_builder() {
            Self::Lasting(error.into())
        } else {
            Self::Passing {
                error: error.into(),
                retry_after: None,
            }
        }
    }
}

/// Whether a status says that it is a matter of time.
pub(super) fn may_pass(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504)
}

/// How long a server asks to be left alone: so many seconds, or until a date.
pub(super) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // What does not fit is more than anyone waits.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

impl Patience {
    /// How long to wait after so many requests that came to nothing, for a `fortune` from 0 to 1: all of those who
    /// met the same fault spread over the whole time, so that they do not meet again.
    pub(super) fn wait(
        &self,
        failures: u32,
        retry_after: Option<Duration>,
        fortune: f64,
    ) -> Duration {
        if let Some(asked) = retry_after {
            return asked.min(self.longest_retry_after);
        }
        let doublings = 2_u32.saturating_pow(failures.saturating_sub(1));
        let bound = self
            .first_wait
            .saturating_mul(doublings)
            .min(self.longest_wait);
        bound.mul_f64(fortune.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT, the date of HTTP's own examples.
    const EXAMPLE: u64 = 784_111_777;

    #[track_caller]
    fn asked(value: &str, seconds: Option<u64>) {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(EXAMPLE - 37);
        let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_str(value).unwrap())]);
        let expected = seconds.map(Duration::from_secs);
        assert_eq!(retry_after(&headers, now), expected, "{value:?}");
    }

    #[test]
    fn what_servers_ask_for() {
        asked("0", Some(0));
        asked("120", Some(120));
        asked(" 7 ", Some(7));
        asked("99999999999999999999999", Some(u64::MAX));
        asked("Sun, 06 Nov 1994 08:49:37 GMT", Some(37));
        asked("Sunday, 06-Nov-94 08:49:37 GMT", Some(37));
        asked("Sun Nov  6 08:49:37 1994", Some(37));
        asked("Sun, 06 Nov 1994 08:48:00 GMT", Some(0));
        asked("-1", None);
        asked("1.5", None);
        asked("soon", None);
        asked("", None);
    }

    #[track_caller]
    fn waits(failures: u32, retry_after: Option<u64>, fortune: f64, milliseconds: u64) {
        let wait =
            Patience::default().wait(failures, retry_after.map(Duration::from_secs), fortune);
        assert_eq!(wait, Duration::from_millis(milliseconds));
    }

    #[test]
    fn how_long_to_wait() {
        waits(1, None, 1.0, 1000);
        waits(1, None, 0.0, 0);
        waits(2, None, 1.0, 2000);
        waits(3, None, 0.5, 2000);
        waits(30, None, 1.0, 8000);
        waits(u32::MAX, None, 1.0, 8000);
        waits(1, Some(0), 1.0, 0);
        waits(1, Some(30), 0.0, 30_000);
        waits(3, Some(61), 0.0, 60_000);
        waits(3, Some(u64::MAX), 0.0, 60_000);
    }
}
