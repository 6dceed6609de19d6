//! The one way to the server and back.

mod answer;
mod attempt;
mod preflight;
mod redact;
mod start;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Request, StatusCode};
use serde::de::DeserializeOwned;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, sleep, timeout_at};

pub use answer::unknown_fields;
pub use start::start;

use crate::client::Client;
use crate::error::Error;
use crate::head::Head;
use crate::limit::{Rank, Slot};
use crate::operation::Operation;
use crate::options::CallOptions;
use crate::response::{ByteStream, Response};
use crate::retry;

/// Sends a request whose answer is JSON.
pub async fn json<T: DeserializeOwned>(
    client: &Client,
    operation: &'static Operation,
    request: Request,
    options: &CallOptions,
) -> Result<Response<T>, Error> {
    let exchange = Exchange {
        client,
        operation,
        options,
        streamed: false,
    };
    let (answer, attempts) = exchange.send(request, answer::whole).await?;
    let decoded = answer::decode(client, operation, answer);
    let (body, head) = decoded.map_err(|error| error.after(attempts))?;
    Ok(Response::new(body, head, attempts))
}

/// Sends a request whose answer is bytes. Attempts end where the body begins: what breaks off later is the reader's to see.
pub async fn bytes(
    client: &Client,
    operation: &'static Operation,
    request: Request,
    options: &CallOptions,
) -> Result<Response<ByteStream>, Error> {
    let exchange = Exchange {
        client,
        operation,
        options,
        streamed: true,
    };
    let unread = |_, head, answer, permit| async { Ok((head, answer, permit)) };
    let ((head, answer, permit), attempts) = exchange.send(request, unread).await?;
    let body = ByteStream::new(operation, head.clone(), attempts, answer, permit);
    Ok(Response::new(body, head, attempts))
}

/// Sends a request whose answer says nothing beyond its status.
pub async fn nothing(
    client: &Client,
    operation: &'static Operation,
    request: Request,
    options: &CallOptions,
) -> Result<Response<()>, Error> {
    let exchange = Exchange {
        client,
        operation,
        options,
        streamed: false,
    };
    let (head, attempts) = exchange
        .send(request, |_, head, _, _| async { Ok(head) })
        .await?;
    Ok(Response::new((), head, attempts))
}

/// What an attempt needs to go, and keeps while it is under way.
struct Pass<'a> {
    slot: Slot<'a>,
    permit: Permit,
}

/// A place among the requests in flight, held until the body is read or given up; none for a call that has waited long enough
/// for one.
type Permit = Option<OwnedSemaphorePermit>;

/// How long a call waits for a place in flight before it goes without one: responses that nobody reads must stop nobody.
const LONGEST_WAIT_FOR_PERMIT: Duration = Duration::from_secs(5);

/// One call: what is called, by whom and how.
#[derive(Clone, Copy)]
struct Exchange<'a> {
    client: &'a Client,
    operation: &'static Operation,
    options: &'a CallOptions,
    /// Whether the answer's body is read later, by whoever asked for it: then it takes as long as that takes.
    streamed: bool,
}

impl<'a> Exchange<'a> {
    /// Sends a request as often as the policy has it, and returns what `read` made of the answer, with the number of
    /// attempts.
    async fn send<T, R>(
        self,
        mut request: Request,
        read: impl Fn(Self, Head, reqwest::Response, Permit) -> R,
    ) -> Result<(T, u32), Error>
    where
        R: Future<Output = Result<T, Error>>,
    {
        let refused = |reason| Error::refused(self.operation, reason);
        self.options.extend(&mut request).map_err(refused)?;
        preflight::check(self.operation, &request).map_err(refused)?;
        let settings = self.client.settings();
        let policy = self.options.retry.as_ref().unwrap_or(&settings.retry);
        let deadline = self.options.deadline.or(settings.deadline);
        let deadline = Deadline::within(deadline.unwrap_or(Duration::MAX));
        let mut before = None;
        let mut attempts = 0;
        let mut rank = Rank::default();
        loop {
            let pass = match self.pass(&mut rank, deadline).await {
                Ok(pass) => pass,
                Err(late) => return Err(late.after(attempts).following(before)),
            };
            attempts += 1;
            let request = request
                .try_clone()
                .ok_or_else(|| refused("the body can't be sent".to_owned()))?;
            let error = match self.attempt(request, attempts, deadline, pass, &read).await {
                Ok(answer) => {
                    self.client.budget().refill();
                    return Ok((answer, attempts));
                }
                Err(error) => error.following(before),
            };
            self.hold_back(policy.longest_retry_after, &error);
            let Some(wait) = retry::wait(policy, attempts, &error) else {
                return Err(error);
            };
            if deadline.comes_within(wait) {
                return Err(error);
            }
            // A server that says when to come back is not a broken one: a 429 costs no budget.
            let is_rate_limited = error.is_rate_limited();
            if !is_rate_limited && !self.client.budget().take() {
                return Err(error);
            }
            // The limiter is closed for as long as a 429 asks, and keeps the call's rank in the meantime.
            let told = is_rate_limited && error.retry_after().is_some();
            if !told || self.options.skip_rate_limit {
                sleep(wait).await;
            }
            before = Some(error);
        }
    }

    /// Waits for a turn under the rate limits, and then for a place among the requests in flight.
    async fn pass(self, rank: &mut Rank, deadline: Deadline) -> Result<Pass<'a>, Error> {
        let limits = self.client.limits();
        let mut slot = if self.options.skip_rate_limit {
            limits.pass(self.operation)
        } else {
            let turn = limits.turn(self.operation, rank, deadline.at).await;
            turn.map_err(|wait| Error::late(self.operation, deadline.limit, wait))?
        };
        let in_flight = self.client.in_flight();
        if let Ok(permit) = Arc::clone(in_flight).try_acquire_owned() {
            let permit = Some(permit);
            return Ok(Pass { slot, permit });
        }
        let longest = Instant::now() + LONGEST_WAIT_FOR_PERMIT;
        let end = deadline.at.map_or(longest, |at| at.min(longest));
        let permit = timeout_at(end, Arc::clone(in_flight).acquire_owned()).await;
        let permit = permit.ok().and_then(Result::ok);
        if permit.is_none() && deadline.comes_within(Duration::ZERO) {
            return Err(Error::busy(self.operation, deadline.limit));
        }
        slot.goes_now();
        Ok(Pass { slot, permit })
    }

    /// After a 429 nobody is sent before its time is over, but no longer than calls are prepared to wait: a server that asks
    /// for a year must not stop a client for a year.
    fn hold_back(self, longest: Duration, error: &Error) {
        if error.status() == Some(StatusCode::TOO_MANY_REQUESTS) {
            let asked = error.retry_after().unwrap_or_default();
            let limits = self.client.limits();
            limits.close(self.operation, asked.min(longest));
        }
    }
}

/// An end of time, and how long that was when it was set.
#[derive(Clone, Copy)]
struct Deadline {
    limit: Duration,
    /// None for a time that no clock can hold.
    at: Option<Instant>,
}

impl Deadline {
    fn within(limit: Duration) -> Self {
        let at = Instant::now().checked_add(limit);
        Self { limit, at }
    }

    fn comes_within(self, wait: Duration) -> bool {
        self.at
            .is_some_and(|at| at.saturating_duration_since(Instant::now()) <= wait)
    }
}
