//! Which faults may pass, and how long to wait before a request is made again.

use std::error::Error;
use std::fmt;
use std::io;
use std::time::Duration;

use anyhow::anyhow;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use specwright_runtime::retry_after;

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
        /// Whether it is the site that asks for a pause, and not this file that does not come.
        is_busy: bool,
    },
    /// Asking again would bring the same.
    Lasting(anyhow::Error),
    /// The site asks to be left alone for longer than anyone waits, for this reason.
    Closed(String),
}

impl Fault {
    /// What the HTTP client ran into: it speaks of the network, unless it was told not to go on.
    pub(super) fn of_transport(error: &reqwest::Error, patience: &Patience) -> Self {
        let cause = root(error);
        if error.is_redirect() || error.is_builder() {
            return Self::Lasting(anyhow!("{cause}"));
        }
        let error = if error.is_timeout() && error.is_connect() {
            let limit = seconds(patience.connect_timeout);
            anyhow!(
                "the connection timed out after {limit}; look at the address and at the network"
            )
        } else if error.is_timeout() {
            let limit = seconds(patience.request_timeout);
            anyhow!("the answer timed out after {limit}; try again later")
        } else if error.is_connect() {
            anyhow!(
                "there is no connection to the site: {cause}; look at the address and at the network"
            )
        } else if is_garbled(cause) {
            anyhow!("the body of the answer cannot be unpacked: {cause}; try again later")
        } else if error.is_body() || error.is_decode() {
            anyhow!("the answer broke off in the middle of its body; try again later")
        } else {
            anyhow!("the connection broke off before an answer came: {cause}; try again later")
        };
        Self::Passing {
            error,
            retry_after: None,
            is_busy: false,
        }
    }

    /// A status that is no answer.
    pub(super) fn of_status(status: StatusCode, headers: &HeaderMap, patience: &Patience) -> Self {
        if status == StatusCode::NOT_FOUND {
            return Self::Lasting(NotThere.into());
        }
        if !may_pass(status) {
            let error = if status.is_redirection() {
                anyhow!(
                    "the site answers {status} and does not say where to; look at the docs site"
                )
            } else {
                anyhow!("the site answers {status}; look at the docs site")
            };
            return Self::Lasting(error);
        }
        let retry_after = retry_after(headers);
        if let Some(asked) = retry_after.filter(|asked| *asked > patience.longest_retry_after) {
            let asked = seconds(asked);
            return Self::Closed(format!(
                "the site answers {status} and asks to be left alone for {asked}; run this again after that"
            ));
        }
        Self::Passing {
            error: anyhow!("the site answers {status}; try again later"),
            retry_after,
            is_busy: retry_after.is_some() || status == StatusCode::TOO_MANY_REQUESTS,
        }
    }
}

/// The site says that it has no such file.
#[derive(Debug)]
pub(super) struct NotThere;

impl fmt::Display for NotThere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = StatusCode::NOT_FOUND;
        write!(f, "the site answers {status}; look at the docs site")
    }
}

impl Error for NotThere {}

/// The innermost cause, which is the one that says something; the others name layers of the HTTP client.
fn root<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause
}

/// Whether all came, and is not packed as it says.
fn is_garbled(cause: &(dyn Error + 'static)) -> bool {
    let kind = cause.downcast_ref::<io::Error>().map(io::Error::kind);
    matches!(
        kind,
        Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData)
    )
}

/// Whether a status says that it is a matter of time. From 520 on they are those of a proxy that got no answer.
fn may_pass(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 425 | 429 | 500 | 502..=504 | 520..=524)
}

/// A time in words.
pub(super) fn seconds(time: Duration) -> String {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    if time > DAY {
        "more than a day".to_owned()
    } else if time < Duration::from_secs(1) {
        format!("{} s", time.as_secs_f64())
    } else {
        format!("{} s", time.as_millis().div_ceil(1000))
    }
}

impl Patience {
    /// How long to wait after so many requests that came to nothing, for a `fortune` from 0 to 1: all of those who
    /// met the same fault spread over the whole time, so that they do not meet again. It is never less than what the
    /// server asks for.
    pub(super) fn wait(
        &self,
        failures: u32,
        retry_after: Option<Duration>,
        fortune: f64,
    ) -> Duration {
        let doublings = 2_u32.saturating_pow(failures.saturating_sub(1));
        let bound = self
            .first_wait
            .saturating_mul(doublings)
            .min(self.longest_wait);
        let own = bound.mul_f64(fortune.clamp(0.0, 1.0));
        let unit = self.retry_after_unit.as_secs_f64();
        let asked = retry_after.unwrap_or_default();
        own.max(asked.mul_f64(unit))
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderValue, RETRY_AFTER};

    use super::*;

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
        waits(1, Some(0), 1.0, 1000);
        waits(3, Some(0), 0.5, 2000);
        waits(3, Some(1), 1.0, 4000);
        waits(1, Some(30), 0.0, 30_000);
        waits(3, Some(60), 1.0, 60_000);
    }

    #[test]
    fn how_long_is_too_long() {
        let fault = |seconds: &str| {
            let seconds = HeaderValue::from_str(seconds).unwrap();
            let headers = HeaderMap::from_iter([(RETRY_AFTER, seconds)]);
            let status = StatusCode::TOO_MANY_REQUESTS;
            match Fault::of_status(status, &headers, &Patience::default()) {
                Fault::Closed(reason) => reason,
                other => format!("{other:?}"),
            }
        };
        assert!(fault("60").starts_with("Passing"), "{}", fault("60"));
        assert_eq!(
            fault("300"),
            "the site answers 429 Too Many Requests and asks to be left alone for 300 s; run this again after that"
        );
        assert!(fault("86401").contains("for more than a day"));
    }

    #[test]
    fn which_faults_may_pass() {
        let passing: Vec<u16> = (100..600)
            .filter(|code| may_pass(StatusCode::from_u16(*code).unwrap()))
            .collect();
        let expected = [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524];
        assert_eq!(passing, expected);
    }
}
