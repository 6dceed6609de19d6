//! How calls are made, for all of a client or for one.

mod extra;

use std::fmt;
use std::time::Duration;

use extra::Extra;

/// How one call is made, where it differs from the client's own way. Set by `with` on the call.
#[derive(Clone, Default)]
#[must_use = "options do nothing until a call is made with them"]
pub struct CallOptions {
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) skip_rate_limit: bool,
    extra: Extra,
}

impl CallOptions {
    /// The client's own way.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether and how the call is sent again when it failed.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// How long one attempt may take, from the first byte sent to the last byte read.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// How long the call may take with all its attempts and all waiting in between.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sends without waiting for a turn: neither for the documented rate limits nor for the end of what a 429 asked for. The call
    /// is counted all the same, as the API counts it; others wait the longer for it.
    pub fn skip_rate_limit(mut self) -> Self {
        self.skip_rate_limit = true;
        self
    }

    /// Adds a query parameter that the docs do not name, or gives one that they do another value. What is set several times is
    /// sent several times. In a list it goes with each page.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.extra.query.push((name.into(), value.into()));
        self
    }

    /// Adds a header, or gives one that the client sends another value. In a list it goes with each page.
    ///
    /// A call is refused with [`Error::Request`](crate::Error::Request), and nothing is sent, where the name or the value can't
    /// stand in a header, and for a header that decides where the request goes, who sends it or how long it is:
    /// `Authorization`, `Host`, `Content-Length` and the like.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.extra.headers.push((name.into(), value.into()));
        self
    }

    /// Puts what was added into a request, or says why that can't be.
    pub(crate) fn extend(&self, request: &mut reqwest::Request) -> Result<(), String> {
        self.extra.extend(request)
    }
}

/// Values are left out: they can be secrets, or somebody's data.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            retry,
            attempt_timeout,
            deadline,
            skip_rate_limit,
            extra,
        } = self;
        f.debug_struct("CallOptions")
            .field("retry", retry)
            .field("attempt_timeout", attempt_timeout)
            .field("deadline", deadline)
            .field("skip_rate_limit", skip_rate_limit)
            .field("query", &Extra::names(&extra.query))
            .field("headers", &Extra::names(&extra.headers))
            .finish()
    }
}

/// Whether and how a call is sent again when it failed.
///
/// Sent again is, for every operation, what the API certainly did not take: when no connection could be made, and when it
/// answered 429. For an operation that is safe to repeat ([`Operation::safe_to_repeat`](crate::Operation::safe_to_repeat))
/// it is also what timed out or broke off, and 408, 502, 503 and 504. Nothing that may have cost credits is sent twice on a
/// guess.
///
/// Before an attempt it waits as long as the answer's `Retry-After` says; where that is longer than the policy, or the call's
/// deadline, has time for, the call ends with the error, which has the time in
/// [`retry_after`](crate::Error::retry_after). Where the answer says nothing, it waits for a random time that may be twice as
/// long after each attempt. All clones of a client share a budget of
/// attempts beyond the first: one that meets a broken server stops hammering it. An attempt after a 429 costs none of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a policy does nothing until a client or a call has it"]
pub struct RetryPolicy {
    pub(crate) attempts: u32,
    pub(crate) first_wait: Duration,
    pub(crate) longest_wait: Duration,
    pub(crate) longest_retry_after: Duration,
}

impl RetryPolicy {
    /// Four attempts; waits of up to half a second after the first and up to 20 seconds after later ones; a `Retry-After` of
    /// up to two minutes.
    pub fn new() -> Self {
        Self {
            attempts: 4,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(20),
            longest_retry_after: Duration::from_secs(120),
        }
    }

    /// One attempt, whatever comes of it.
    pub fn never() -> Self {
        Self::new().attempts(1)
    }

    /// How often a call is sent at most, the first time counted; at least once.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The longest wait after the first attempt, and after any: each is a random time up to twice what the one before could
    /// be.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.first_wait = first;
        self.longest_wait = longest;
        self
    }

    /// The longest time that is waited because a `Retry-After` asks for it; a call that is to wait longer fails at once. After a
    /// 429 the other calls of the client and its clones are held back for no longer than this either.
    pub fn longest_retry_after(mut self, longest: Duration) -> Self {
        self.longest_retry_after = longest;
        self
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}
