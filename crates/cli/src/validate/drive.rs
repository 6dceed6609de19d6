//! Batches, one after the other: started, waited for, read; canceled or left when somebody asks for that.

use std::pin::pin;
use std::time::{Duration, Instant, SystemTime};

use amplemarket::types::EmailValidation;
use amplemarket::{BatchState, Client, Error, Run};

use super::estimate::Pace;
use super::failures::Failures;
use super::plan::Plan;
use super::progress::Progress;
use super::signals::{Signal, Signals};
use super::state::{State, Step, Store};
use super::terminal::Terminal;
use super::verdicts::Verdicts;
use super::words::{counted, number};
use crate::context::Context;
use crate::failure::Failure;

/// All that a run needs while it goes on.
pub(crate) struct Drive<'a> {
    pub(crate) context: &'a Context,
    pub(crate) client: &'a Client,
    pub(crate) plan: &'a Plan,
    pub(crate) store: &'a Store,
    pub(crate) failures: &'a Failures,
    pub(crate) terminal: Option<Terminal>,
    pub(crate) signals: Signals,
    pub(crate) progress: Progress<'a>,
    pub(crate) pace: Option<Pace>,
    pub(crate) state: State,
    pub(crate) verdicts: Verdicts,
    /// Whether somebody was asked already, and wanted to go on.
    pub(crate) asked: bool,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Every batch was worked through.
    Done,
    /// A batch was canceled; those after it were not started.
    Canceled,
    /// The process was asked to end; the batch, if one was under way, goes on.
    Left {
        signal: Signal,
        batch: Option<String>,
    },
}

/// What becomes of the run after a signal.
enum Choice {
    GoOn,
    Cancel,
    Leave(Signal),
}

/// How often the bar is drawn.
const TICK: Duration = Duration::from_millis(100);

impl Drive<'_> {
    /// Works through all batches.
    pub(crate) async fn run(&mut self) -> Result<Ending, Failure> {
        for index in 0..self.state.batches.len() {
            let ending = self.batch(index).await;
            self.progress.clear();
            match ending? {
                Ending::Done => {}
                early => return Ok(early),
            }
        }
        Ok(Ending::Done)
    }

    async fn batch(&mut self, index: usize) -> Result<Ending, Failure> {
        let mut pending = None;
        if self.state.batches[index].step == Step::Planned {
            match self.start(index).await? {
                Started::Yes(signal) => pending = signal,
                Started::Left(signal) => {
                    return Ok(Ending::Left {
                        signal,
                        batch: None,
                    });
                }
            }
        }
        let (id, at) = match &self.state.batches[index].step {
            Step::Started { id, at } => (id.clone(), *at),
            // What is not started now was refused above, or before the run began.
            Step::Planned | Step::Sent | Step::Failed { .. } => return Ok(Ending::Done),
        };
        let run = self.client.email_validation(&id);
        let canceled = match self.wait(index, &run, at, pending).await? {
            Waited::Over { canceled } => canceled,
            Waited::Left(signal) => {
                return Ok(Ending::Left {
                    signal,
                    batch: Some(id),
                });
            }
        };
        if let Some(signal) = self.fetch(index, &run).await? {
            return Ok(Ending::Left {
                signal,
                batch: Some(id),
            });
        }
        Ok(if canceled {
            Ending::Canceled
        } else {
            Ending::Done
        })
    }

    /// Sends a batch, which costs credits. What is known of it is on the disk before and after.
    async fn start(&mut self, index: usize) -> Result<Started, Failure> {
        let (first, count) = (
            self.state.batches[index].first,
            self.state.batches[index].count,
        );
        let addresses = self.plan.addresses.part(first, count);
        let mut start = pin!(
            self.client
                .validate_emails(addresses.iter().map(|a| a.to_string()))
                .start()
        );
        self.state.batches[index].step = Step::Sent;
        self.store.save(&self.state)?;
        let mut pending = None;
        let outcome = loop {
            tokio::select! {
                outcome = &mut start => break outcome,
                signal = self.signals.next() => {
                    if pending.replace(signal).is_some() {
                        return Ok(Started::Left(signal));
                    }
                    self.progress.say("The batch is being sent; without the answer its id is lost. Again to end at once.");
                }
            }
        };
        match outcome {
            Ok(run) => {
                let id = run.id().to_owned();
                self.say_started(index, &id);
                self.state.batches[index].step = Step::Started {
                    id: id.clone(),
                    at: now(),
                };
                self.store
                    .save(&self.state)
                    .map_err(|failure| self.failures.not_remembered(failure, &id))?;
                Ok(Started::Yes(pending))
            }
            Err(error) if certainly_not_taken(&error) => {
                self.state.batches[index].step = Step::Planned;
                if index == 0 {
                    // Nothing was spent, so there is nothing to remember; a state that stays says the same.
                    let _ = self.store.forget();
                } else {
                    self.store.save(&self.state)?;
                }
                Err(self
                    .failures
                    .not_started(error, self.plan, first, index > 0))
            }
            Err(error) => Err(self.failures.unknown(Some(error), count)),
        }
    }

    fn say_started(&self, index: usize, id: &str) {
        let batches = self.state.batches.len();
        let count = counted(
            self.state.batches[index].count as u64,
            "address",
            "addresses",
        );
        if batches == 1 {
            self.progress
                .say(format_args!("Started batch {id}: {count}"));
        } else {
            self.progress.say(format_args!(
                "Started batch {} of {}, {id}: {count}",
                number(index as u64 + 1),
                number(batches as u64)
            ));
        }
    }

    async fn wait(
        &mut self,
        index: usize,
        run: &Run<EmailValidation>,
        at: u64,
        pending: Option<Signal>,
    ) -> Result<Waited, Failure> {
        let batch = &self.state.batches[index];
        let (before, count) = (batch.first as u64, batch.count as u64);
        let total = self.plan.addresses.len() as u64;
        let begun = Instant::now();
        let elsewhere = Duration::from_secs(now().saturating_sub(at));
        let mut status = "queued".to_owned();
        let mut progress = run.wait().progress();
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        let mut signal = pending;
        loop {
            if let Some(signal) = signal.take() {
                match self.choose(signal).await {
                    Choice::GoOn => {}
                    Choice::Leave(signal) => return Ok(Waited::Left(signal)),
                    Choice::Cancel => {
                        self.cancel(run).await?;
                        // The next answer says what came of it, and is not waited for as long.
                        progress = run.wait().progress();
                    }
                }
            }
            tokio::select! {
                answer = progress.try_next() => match answer {
                    Ok(Some(answer)) if answer.state_is_over() => {
                        let canceled = answer.is_canceled();
                        if !canceled && begun.elapsed() > Duration::from_secs(2) && elsewhere < Duration::from_secs(1) {
                            self.pace = Pace::measured(count, begun.elapsed()).or(self.pace);
                        }
                        return Ok(Waited::Over { canceled });
                    }
                    Ok(Some(answer)) => answer.status.as_str().clone_into(&mut status),
                    Ok(None) => return Ok(Waited::Over { canceled: false }),
                    Err(error) => return Err(self.lost(index, run.id(), error)),
                },
                _ = ticks.tick() => match self.pace {
                    Some(pace) => {
                        let estimate = pace.estimate(before, count, total, elsewhere + begun.elapsed());
                        self.progress.waiting(&estimate, &pace, &status);
                    }
                    None => self.progress.waiting_blindly(&status),
                },
                next = self.signals.next() => signal = Some(next),
            }
        }
    }

    /// What is to be done about a signal: a person is asked, once; nobody there, or a second time, means leave it.
    async fn choose(&mut self, signal: Signal) -> Choice {
        let Some(terminal) = self
            .terminal
            .filter(|_| signal == Signal::Interrupt && !self.asked)
        else {
            return Choice::Leave(signal);
        };
        self.asked = true;
        self.progress.clear();
        let leave = if self.store.path().is_some() {
            "leaves it running"
        } else {
            "ends at once"
        };
        let question =
            format!("\nCancel the batch, and write what is finished? Ctrl-C again {leave}.");
        tokio::select! {
            cancel = terminal.agrees(self.context, &question) => if cancel { Choice::Cancel } else { Choice::GoOn },
            signal = self.signals.next() => {
                // The question stands there without an answer.
                self.context.say("");
                Choice::Leave(signal)
            }
        }
    }

    async fn cancel(&mut self, run: &Run<EmailValidation>) -> Result<(), Failure> {
        match run.cancel().await {
            Ok(_) => Ok(()),
            // It may have been over already: then the next answer says so.
            Err(Error::Api(error)) if error.status().is_client_error() => {
                self.progress
                    .say(format_args!("The API did not cancel it: {error}"));
                Ok(())
            }
            Err(error) => Err(self.failures.left_running(error, run.id())),
        }
    }

    /// Reads what the API found. A signal ends it; what is there stays there.
    async fn fetch(
        &mut self,
        index: usize,
        run: &Run<EmailValidation>,
    ) -> Result<Option<Signal>, Failure> {
        let batch = self.state.batches[index].clone();
        let mut results = run.results();
        let (mut fetched, mut foreign) = (0_u64, 0_u64);
        loop {
            tokio::select! {
                result = results.try_next() => match result {
                    Ok(None) => break,
                    Ok(Some(result)) => {
                        fetched += 1;
                        let kept = self.plan.addresses.place(&result.email).is_some_and(|place| {
                            self.verdicts.keep(place, result.result.as_str(), result.catch_all)
                        });
                        foreign += u64::from(!kept);
                        // Between two pages is often enough to be drawn.
                        if fetched.is_multiple_of(50) {
                            self.progress.fetching(fetched.min(batch.count as u64), batch.count as u64);
                        }
                    }
                    Err(error) => return Err(self.failures.left_running(error, run.id())),
                },
                signal = self.signals.next() => return Ok(Some(signal)),
            }
        }
        if foreign > 0 && foreign == fetched {
            return Err(self.failures.other_addresses(run.id()));
        }
        Ok(None)
    }

    fn lost(&mut self, index: usize, id: &str, error: Error) -> Failure {
        // An answer that was fine as HTTP goes, and an error all the same: the batch itself failed.
        if matches!(error, Error::Api(_))
            && error.status().is_some_and(|status| status.is_success())
        {
            self.state.batches[index].step = Step::Failed { id: id.to_owned() };
            if let Err(failure) = self.store.save(&self.state) {
                return failure;
            }
            return self.failures.batch_failed(error, id);
        }
        self.failures.left_running(error, id)
    }
}

enum Started {
    /// The API took it; a signal that came in the meantime is still to be heeded.
    Yes(Option<Signal>),
    Left(Signal),
}

enum Waited {
    Over { canceled: bool },
    Left(Signal),
}

/// What the answers about a batch say of its end.
trait Over {
    fn state_is_over(&self) -> bool;
    fn is_canceled(&self) -> bool;
}

impl Over for EmailValidation {
    fn state_is_over(&self) -> bool {
        amplemarket::Batch::state(self) != BatchState::Running
    }

    fn is_canceled(&self) -> bool {
        amplemarket::Batch::state(self) == BatchState::Canceled
    }
}

/// Whether the API can't have begun to work on a batch that it was sent: it was not reached, or it refused. A fault of its own
/// says nothing.
fn certainly_not_taken(error: &Error) -> bool {
    match error {
        Error::Config(_) | Error::Request(_) => true,
        Error::Transport(error) => error.is_connect(),
        Error::Api(error) => {
            let status = error.status();
            status.is_redirection() || (status.is_client_error() && status.as_u16() != 408)
        }
        _ => false,
    }
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
