//! How calls are made, for all of a client or for one.

use std::time::Duration;

/// How one call is made, where it differs from the client's own way. Set by `with` on the call.
///
/// ```no_run
/// use std::time::Duration;
/// use amplemarket::{CallOptions, RetryPolicy};
///
/// # async fn example(client: amplemarket::Client) -> Result<(), amplemarket::Error> {
/// let once = CallOptions::new().retry(RetryPolicy::never()).deadline(Duration::from_secs(5));
/// let users = client.list_users().with(once).send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "options do nothing until a call is made with them"]
pub struct CallOptions {
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) unlimited: bool,
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

    /// Sends without waiting for a turn, whatever the documented rate limits say.
    pub fn unlimited(mut self) -> Self {
        self.unlimited = true;
        self
    }
}

/// Whether and how a call is sent again when it failed.
///
/// Sent again is, for every operation, what the API certainly did not take: when no connection could be made, and when it
/// answered 429. For an operation that is safe to repeat ([`Operation::safe_to_repeat`](crate::Operation::safe_to_repeat))
/// it is also what timed out or broke off, and 408, 502, 503 and 504. Nothing that may have cost credits is sent twice on a
/// guess.
///
/// Before an attempt it waits as long as the answer's `Retry-After` says, up to a longest time; where the answer says
/// nothing, for a random time that may be twice as long after each attempt. All clones of a client share a budget of
/// attempts beyond the first: one that meets a broken server stops hammering it.
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

    /// The longest time that is waited because a `Retry-After` asks for it.
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
