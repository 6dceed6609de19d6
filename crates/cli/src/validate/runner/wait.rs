//! Waiting for a batch, and what a signal does to it.

use std::time::{Duration, Instant};

use amplemarket::types::EmailValidation;
use amplemarket::{BatchState, Error, Run};

use super::{Runner, Waited};
use crate::error::CliError;
use crate::validate::estimate::Pace;
use crate::validate::progress::TICK;
use crate::validate::signals::Signal;
use crate::validate::state::{Step, now};
use specwright_runtime::terminal::sanitize;

/// What becomes of the run after a signal.
enum Choice {
    GoOn,
    Cancel,
    Leave(Signal),
}

/// An answer that came this long ago says nothing any more. The client asks every 30 seconds, unless the API wants to be left alone.
const SILENCE: Duration = Duration::from_secs(120);

impl Runner<'_> {
    /// Waits until a batch is over, be that hours, and shows how far it may be.
    pub(super) async fn wait(
        &mut self,
        index: usize,
        run: &Run<EmailValidation>,
        at: u64,
        pending: Option<Signal>,
    ) -> Result<Waited, CliError> {
        let batch = &self.state.batches[index];
        let (before, count) = (batch.first as u64, batch.count as u64);
        let total = self.plan.addresses.len() as u64;
        let begun = Instant::now();
        let elsewhere = Duration::from_secs(now().saturating_sub(at));
        // What it says of itself is not known before it was heard, nor how far it is.
        let mut status: Option<String> = None;
        let mut heard = Instant::now();
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
                        if let Some(signal) = self.cancel(run).await? {
                            return Ok(Waited::Left(signal));
                        }
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
                    Ok(Some(answer)) => {
                        status = Some(sanitize(answer.status.as_str()));
                        heard = Instant::now();
                    }
                    Ok(None) => return Ok(Waited::Over { canceled: false }),
                    Err(error) => return Err(self.lost(index, run.id(), error)),
                },
                _ = ticks.tick() => match (status.as_deref().filter(|_| heard.elapsed() < SILENCE), self.pace) {
                    (None, _) => self.progress.unanswered(heard.elapsed()),
                    (Some(status), Some(pace)) => {
                        let estimate = pace.estimate(before, count, total, elsewhere + begun.elapsed());
                        self.progress.waiting(&estimate, &pace, status);
                    }
                    (Some(status), None) => self.progress.waiting_blindly(status),
                },
                next = self.signals.next() => signal = Some(next),
            }
        }
    }

    /// What is to be done about a signal: a person is asked, once; nobody there, or a second time, means leave it.
    async fn choose(&mut self, signal: Signal) -> Choice {
        let Some(prompt) = self
            .prompt
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
            cancel = prompt.agrees(self.context, &question) => if cancel { Choice::Cancel } else { Choice::GoOn },
            signal = self.signals.next() => {
                // The question stands there without an answer.
                self.context.say("");
                Choice::Leave(signal)
            }
        }
    }

    /// Cancels the batch; a signal while that is under way ends the run.
    async fn cancel(&mut self, run: &Run<EmailValidation>) -> Result<Option<Signal>, CliError> {
        let outcome = tokio::select! {
            outcome = run.cancel() => outcome,
            signal = self.signals.next() => return Ok(Some(signal)),
        };
        match outcome {
            Ok(_) => Ok(None),
            // It may have been over already: then the next answer says so.
            Err(Error::Api(error)) if error.status().is_client_error() => {
                self.progress
                    .say(format_args!("The API did not cancel it: {error}"));
                Ok(None)
            }
            Err(error) => Err(self.resume_hints.left_running(error, run.id())),
        }
    }

    fn lost(&mut self, index: usize, id: &str, error: Error) -> CliError {
        // An answer that was fine as HTTP goes, and an error all the same: the batch itself failed.
        if matches!(error, Error::Api(_))
            && error.status().is_some_and(|status| status.is_success())
        {
            self.state.batches[index].step = Step::Failed { id: id.to_owned() };
            if let Err(error) = self.store.save(&self.state) {
                return error;
            }
            return self.resume_hints.batch_failed(error, id);
        }
        self.resume_hints.left_running(error, id)
    }
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
