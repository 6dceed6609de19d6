//! Waiting for a batch.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use tokio::time::{Instant, sleep_until};

use super::guard::Guard;
use super::{Batch, BatchState, Done, Run};
use crate::error::Error;
use crate::head::retry_after;
use crate::response::Response;

/// How often a batch is asked how far it is. Not a retry policy: that of the client's calls goes on beneath it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "it does nothing until a wait has it"]
pub struct Polling {
    first: Duration,
    longest: Duration,
    tolerated: Duration,
}

impl Polling {
    /// After a second first, then less and less often, up to every 30 seconds; a `Retry-After` is waited for instead. Failures
    /// are put up with for an hour.
    pub fn new() -> Self {
        Self {
            first: Self::FLOOR,
            longest: Duration::from_secs(30),
            tolerated: Duration::from_secs(3600),
        }
    }

    /// No batch is asked more often than this.
    const FLOOR: Duration = Duration::from_secs(1);

    /// No batch is left alone for longer than this, whatever a `Retry-After` says.
    const LONGEST_ASKED: Duration = Duration::from_secs(3600);

    /// The first wait and the longest; a second at the least, an hour at the most.
    pub fn every(mut self, first: Duration, longest: Duration) -> Self {
        self.first = first.clamp(Self::FLOOR, Self::LONGEST_ASKED);
        self.longest = longest.clamp(self.first, Self::LONGEST_ASKED);
        self
    }

    /// For how long failures are put up with, counted from the first of them in a row. To ask is safe, so that nearly all of
    /// them are: an answer that stays away, breaks off or can't be read, and every status but those that no time mends, such as
    /// 401, 403 and 404, which end the wait at once.
    pub fn tolerate(mut self, failures_for: Duration) -> Self {
        self.tolerated = failures_for;
        self
    }
}

impl Default for Polling {
    fn default() -> Self {
        Self::new()
    }
}

/// Waits for a batch: awaited, it gives the batch when it is [`Done`]; or, step by step, [`progress`](Self::progress).
#[must_use = "nobody waits until this is awaited"]
pub struct Wait<T> {
    run: Run<T>,
    polling: Polling,
    deadline: Option<Duration>,
    guard: Option<Arc<dyn Guard>>,
}

impl<T: Batch> Run<T> {
    /// Waits until it is worked through, be that hours.
    ///
    /// An error of it has the batch in [`Error::run`]. Unless a [deadline](Wait::deadline) is set, waiting ends after three
    /// times the time that the docs say such a batch takes, a day at the least, and an hour after the API began to say a status
    /// that the docs do not know.
    ///
    /// Nothing is asked for until this is awaited. To give up waiting stops nothing; [`cancel`](Self::cancel) does.
    pub fn wait(&self) -> Wait<T> {
        Wait {
            run: self.clone(),
            polling: Polling::new(),
            deadline: None,
            guard: None,
        }
    }
}

impl<T: Batch> Wait<T> {
    /// Stops the batch with this guard, if it has to be.
    pub(super) fn guarded(mut self, guard: Arc<dyn Guard>) -> Self {
        self.guard = Some(guard);
        self
    }

    /// How long to wait. After it, waiting ends with an error that says the batch goes on.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// How often to ask.
    pub fn polling(mut self, polling: Polling) -> Self {
        self.polling = polling;
        self
    }

    /// Each answer on the way, up to the one with which the batch is done.
    pub fn progress(self) -> Progress<T> {
        let patience = self.run.patience();
        let limit = self.deadline.unwrap_or(patience);
        let deadline = Instant::now().checked_add(limit);
        let watch = Watch {
            pause: self.polling.first,
            next: None,
            failing_since: None,
            last: None,
            unknown_since: None,
            own_deadline: self.deadline.is_some(),
            deadline: deadline.map(|at| (limit, at)),
            guard: self.guard,
            run: self.run,
            polling: self.polling,
        };
        Progress {
            watch: Some(Box::new(watch)),
            under_way: None,
        }
    }
}

impl<T: Batch> IntoFuture for Wait<T> {
    type Output = Result<T::Done, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let run = self.run.clone();
            let mut progress = self.progress();
            let mut last = None;
            while let Some(batch) = progress.try_next().await? {
                last = Some(batch);
            }
            match last {
                Some(batch) => Ok(Done::new(run, batch).into()),
                // A progress without a single answer ends in an error, not here.
                None => Err(Error::refused(
                    T::RETRIEVE,
                    "there was nothing to wait for".to_owned(),
                )),
            }
        })
    }
}

impl<T> fmt::Debug for Wait<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("id", &self.run.id)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// The answers about a batch while it is waited for.
///
/// A [`Stream`], and, without another crate, [`try_next`](Self::try_next). It ends after the answer with which the batch is
/// done, completed or canceled; a batch that failed ends it with the batch's own errors.
#[must_use = "nobody waits until this is asked for the next answer"]
pub struct Progress<T> {
    watch: Option<Box<Watch<T>>>,
    under_way: Option<Step<T>>,
}

type Step<T> = Pin<Box<dyn Future<Output = (Box<Watch<T>>, Result<T, Error>)> + Send>>;

impl<T: Batch> Progress<T> {
    /// The next answer; `None` after the one with which the batch is done.
    ///
    /// # Errors
    /// [`Error`], once: that the batch failed, that the deadline came first, or what kept the answers away for too long.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context))
            .await
            .transpose()
    }
}

impl<T: Batch> Stream for Progress<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Some(mut watch) = this.watch.take() {
            this.under_way = Some(Box::pin(async move {
                let step = watch.step().await;
                (watch, step)
            }));
        }
        let Some(under_way) = &mut this.under_way else {
            return Poll::Ready(None);
        };
        let (watch, step) = ready!(under_way.as_mut().poll(context));
        this.under_way = None;
        if step
            .as_ref()
            .is_ok_and(|batch| batch.state() == BatchState::Running)
        {
            this.watch = Some(watch);
        }
        Poll::Ready(Some(step))
    }
}

impl<T> Unpin for Progress<T> {}

impl<T> fmt::Debug for Progress<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").finish_non_exhaustive()
    }
}

/// Asks a batch how far it is, when it is time.
struct Watch<T> {
    run: Run<T>,
    polling: Polling,
    /// How long to wait after the next answer.
    pause: Duration,
    next: Option<Instant>,
    failing_since: Option<Instant>,
    /// Why there was no answer, the last time it was asked.
    last: Option<Error>,
    /// When the API began to say a status that the docs do not know.
    unknown_since: Option<Instant>,
    /// Whether the deadline is the caller's.
    own_deadline: bool,
    deadline: Option<(Duration, Instant)>,
    guard: Option<Arc<dyn Guard>>,
}

impl<T: Batch> Watch<T> {
    /// How long a status that the docs do not know is waited through.
    const UNKNOWN: Duration = Duration::from_secs(3600);

    async fn step(&mut self) -> Result<T, Error> {
        let step = self.answer().await;
        step.map_err(|error| error.with_batch(self.run.handle()))
    }

    async fn answer(&mut self) -> Result<T, Error> {
        loop {
            self.until_next().await?;
            let asked = match self.end() {
                None => self.run.retrieve().await,
                Some((limit, deadline)) => {
                    match tokio::time::timeout_at(deadline, self.run.retrieve()).await {
                        Ok(asked) => asked,
                        Err(_) => return Err(self.gave_up(limit)),
                    }
                }
            };
            match asked {
                Ok(answer) => {
                    self.failing_since = None;
                    self.last = None;
                    self.heed(answer.unknown_status().is_some());
                    self.wait_for(retry_after(answer.headers()));
                    return self.ended(answer);
                }
                Err(error) if passes(&error) && self.tolerates() => {
                    self.wait_for(error.retry_after());
                    self.last = Some(error);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Notes a failure, and says whether it is put up with.
    fn tolerates(&mut self) -> bool {
        let now = Instant::now();
        let since = *self.failing_since.get_or_insert(now);
        now.duration_since(since) < self.polling.tolerated
    }

    /// A status that the docs do not know brings the end of the wait near, while it lasts.
    fn heed(&mut self, unknown: bool) {
        self.unknown_since = match (unknown, self.unknown_since) {
            (true, None) => Some(Instant::now()),
            (true, since) => since,
            (false, _) => None,
        };
    }

    /// When waiting ends, and how long it was meant to last.
    fn end(&self) -> Option<(Duration, Instant)> {
        let unknown = self.unknown_since.filter(|_| !self.own_deadline);
        let unknown =
            unknown.and_then(|since| Some((Self::UNKNOWN, since.checked_add(Self::UNKNOWN)?)));
        [self.deadline, unknown]
            .into_iter()
            .flatten()
            .min_by_key(|(_, at)| *at)
    }

    async fn until_next(&mut self) -> Result<(), Error> {
        let Some(next) = self.next else { return Ok(()) };
        match self.end() {
            Some((limit, deadline)) if next >= deadline => {
                sleep_until(deadline).await;
                Err(self.gave_up(limit))
            }
            _ => {
                sleep_until(next).await;
                Ok(())
            }
        }
    }

    /// What the API asks for wins; else each pause is half as long again as the one before.
    fn wait_for(&mut self, asked: Option<Duration>) {
        let pause = match asked {
            Some(asked) => asked.clamp(Polling::FLOOR, Polling::LONGEST_ASKED),
            None => {
                let pause = self.pause;
                self.pause = pause.mul_f64(1.5).min(self.polling.longest);
                pause
            }
        };
        self.next = Instant::now().checked_add(pause);
    }

    fn gave_up(&mut self, limit: Duration) -> Error {
        Error::still_running(T::RETRIEVE, limit, self.run.id()).following(self.last.take())
    }

    /// A batch that failed is an error, though HTTP reported a success.
    fn ended(&self, answer: Response<T>) -> Result<T, Error> {
        if answer.state() != BatchState::Running
            && let Some(guard) = &self.guard
        {
            guard.disarm();
        }
        if answer.state() != BatchState::Failed {
            return Ok(answer.into_inner());
        }
        let (errors, attempts) = (answer.errors(), answer.attempts());
        let (_, head) = answer.into_parts();
        let shape = &self.run.client().api().errors;
        let body = "the batch failed".to_owned();
        Err(Error::api(T::RETRIEVE, head, shape, errors, None, body).after(attempts))
    }
}

/// Whether another answer may come when the batch is asked again. Asking is safe, whatever came of it.
fn passes(error: &Error) -> bool {
    match error {
        Error::Config(_) | Error::Request(_) => false,
        Error::Transport(_) | Error::Decode(_) => true,
        Error::Api(_) if error.is_unauthorized() || error.is_not_found() => false,
        Error::Api(api) => {
            !api.status().is_client_error() || matches!(api.status().as_u16(), 408 | 425 | 429)
        }
    }
}
