//! Batches, one after the other: started, waited for, read; canceled or left when somebody asks for that.

mod fetch;
mod wait;

use std::pin::pin;

use amplemarket::{CallOptions, Client, Error};

use super::estimate::Pace;
use super::humanize::{counted, number};
use super::plan::Plan;
use super::progress::Progress;
use super::resume_hints::ResumeHints;
use super::signals::{Signal, Signals};
use super::state::{Refused, State, Step, Store, now};
use super::verdicts::{Verdict, Verdicts};
use crate::context::Context;
use crate::error::CliError;
use crate::prompt::Prompt;
use specwright_runtime::terminal::sanitize;

/// All that a run needs while it goes on.
pub(crate) struct Runner<'a> {
    pub(crate) context: &'a Context,
    pub(crate) client: &'a Client,
    pub(crate) plan: &'a Plan,
    pub(crate) store: &'a Store,
    pub(crate) resume_hints: &'a ResumeHints,
    pub(crate) prompt: Option<Prompt>,
    pub(crate) signals: Signals,
    pub(crate) progress: Progress<'a>,
    pub(crate) pace: Option<Pace>,
    pub(crate) state: State,
    pub(crate) verdicts: Verdicts,
    /// How results are fetched.
    pub(crate) fetching: CallOptions,
    /// How many batches were read to their end.
    pub(crate) finished: usize,
    /// Whether somebody was asked already, and wanted to go on.
    pub(crate) asked: bool,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) enum Ending {
    /// Every batch was worked through.
    Done,
    /// A batch was canceled; those after it were not started.
    Canceled,
    /// The credits ran out after some batches, which are done. This is what to say once their rows are written.
    OutOfCredits(CliError),
    /// A batch could not be started, waited for or read, after others, which are done. This is what to say once their rows are
    /// written.
    Failed(CliError),
    /// The process was asked to end; the batch, if one was under way, goes on.
    Left {
        signal: Signal,
        batch: Option<String>,
    },
}

impl Runner<'_> {
    /// Works through all batches.
    pub(crate) async fn run(&mut self) -> Result<Ending, CliError> {
        let mut index = 0;
        while index < self.state.batches.len() {
            // A batch that is refused whole is halved: there may be more of them than there were.
            let ending = self.batch(index).await;
            self.progress.clear();
            match ending {
                Err(error) if self.finished > 0 => return Ok(Ending::Failed(error)),
                ending => match ending? {
                    Ending::Done if self.state.batches[index].step == Step::Planned => {}
                    Ending::Done => index += 1,
                    early => return Ok(early),
                },
            }
        }
        Ok(Ending::Done)
    }

    /// The addresses that the API refused have that for a verdict.
    pub(crate) fn keep_refused(&mut self) {
        for refused in self.state.refused() {
            let address = self.state.address(refused.place);
            if let Some(place) = self.plan.addresses.place(address) {
                self.verdicts.refuse(place, &refused.code);
            }
        }
    }

    async fn batch(&mut self, index: usize) -> Result<Ending, CliError> {
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
                Started::OutOfCredits(error) => return Ok(Ending::OutOfCredits(error)),
                Started::Refused => return Ok(Ending::Done),
            }
        }
        let (id, at) = match &self.state.batches[index].step {
            Step::Started { id, at } => (id.clone(), *at),
            Step::Canceled { id } => {
                let id = id.clone();
                let run = self.client.email_validation(&id);
                let signal = self.fetch(index, &run).await?;
                self.finished += 1;
                return Ok(signal.map_or(Ending::Done, |signal| Ending::Left {
                    signal,
                    batch: Some(id),
                }));
            }
            // What is not started now was refused above, or before the run began.
            Step::Planned | Step::Sent | Step::Failed { .. } | Step::Refused => {
                return Ok(Ending::Done);
            }
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
        self.finished += 1;
        if canceled {
            self.take_up_later(index, id)?;
        }
        Ok(if canceled {
            Ending::Canceled
        } else {
            Ending::Done
        })
    }

    /// Plans a batch of what a canceled one did not come to.
    fn take_up_later(&mut self, index: usize, id: String) -> Result<(), CliError> {
        let batch = &mut self.state.batches[index];
        batch.step = Step::Canceled { id };
        let batch = &self.state.batches[index];
        let places = batch.first..batch.first + batch.count;
        let rest = places
            .filter(|place| !batch.refuses(*place) && self.is_unheard(*place))
            .map(|place| &self.state.addresses[place]);
        let (rest, size) = (rest.cloned().collect(), batch.count);
        self.state.add(rest, size);
        self.store.save(&self.state)
    }

    /// Whether an address of the state has no verdict yet. One that was left over by a canceled batch may have got its verdict
    /// from that batch since, and is not paid for again.
    fn is_unheard(&self, place: usize) -> bool {
        let place = self.plan.addresses.place(self.state.address(place));
        place.is_none_or(|place| self.verdicts.of(place) == Verdict::NotValidated)
    }

    /// Sends a batch, which costs credits. What is known of it is on the disk before and after.
    async fn start(&mut self, index: usize) -> Result<Started, CliError> {
        let (first, count) = (
            self.state.batches[index].first,
            self.state.batches[index].count,
        );
        let batch = &self.state.batches[index];
        let places: Vec<usize> = (first..first + count)
            .filter(|place| !batch.refuses(*place) && self.is_unheard(*place))
            .collect();
        if places.is_empty() {
            self.state.batches[index].step = Step::Refused;
            self.store.save(&self.state)?;
            return Ok(Started::Refused);
        }
        let sent = places.len();
        let addresses = places.iter().map(|place| self.state.address(*place));
        let mut start = pin!(
            self.client
                .validate_emails(addresses.map(str::to_owned))
                // The plan has each address once, and its places are what the state counts by.
                .dedupe(false)
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
                    .map_err(|error| self.resume_hints.not_remembered(error, &id))?;
                Ok(Started::Yes(pending))
            }
            Err(error) if self.leave_out_refused(index, &places, &error) => {
                self.store.save(&self.state)?;
                match pending {
                    Some(signal) => Ok(Started::Left(signal)),
                    None => Ok(Started::Refused),
                }
            }
            Err(error) if certainly_not_taken(&error) => {
                self.state.batches[index].step = Step::Planned;
                if index == 0 && self.state.refused().next().is_none() {
                    // Nothing was spent, so there is nothing to remember; a state that stays says the same.
                    let _ = self.store.forget();
                } else {
                    self.store.save(&self.state)?;
                }
                if index > 0 && error.is_insufficient_credits() {
                    let batches = self.state.batches.len();
                    let error = self.resume_hints.out_of_credits(&error, index, batches);
                    return Ok(Started::OutOfCredits(error));
                }
                Err(self
                    .resume_hints
                    .not_started(error, self.plan, first, index > 0))
            }
            Err(error) => Err(self.resume_hints.unknown(Some(error), sent)),
        }
    }

    /// Leaves out what the API refused of a batch: the addresses that it names, or half of them where it refused the whole list.
    /// False where the error is not about addresses.
    fn leave_out_refused(&mut self, index: usize, places: &[usize], error: &Error) -> bool {
        let Error::Api(answer) = error else {
            return false;
        };
        if !matches!(answer.status().as_u16(), 400 | 422) {
            return false;
        }
        let (mut refused, mut whole) = (Vec::new(), None);
        for said in answer.errors() {
            // Of the places that an error can name, a pointer into the body begins with a slash.
            let mut named = said.source.iter().map(String::as_str);
            let pointer = named.find(|place| place.starts_with('/'));
            let code = || {
                said.code
                    .clone()
                    .unwrap_or_else(|| answer.status().as_str().to_owned())
            };
            match pointer.and_then(|pointer| pointer.strip_prefix("/emails")) {
                Some("" | "/") => whole = Some(code()),
                Some(entry) => {
                    let entry = entry
                        .strip_prefix('/')
                        .and_then(|entry| entry.split('/').next());
                    let place = entry.and_then(|entry| places.get(entry.parse::<usize>().ok()?));
                    refused.extend(place.map(|place| Refused {
                        place: *place,
                        code: code(),
                    }));
                }
                None => {}
            }
        }
        match (refused.is_empty(), whole, places) {
            (false, ..) => self.state.leave_out(index, refused),
            (true, Some(code), [place]) => {
                let place = *place;
                self.state.leave_out(index, [Refused { place, code }]);
            }
            (true, Some(_), _) => self.state.halve(index),
            (true, None, _) => return false,
        }
        true
    }

    fn say_started(&self, index: usize, id: &str) {
        let id = sanitize(id);
        let batches = self.state.batches.len();
        let count = counted(
            self.state.batches[index].sent() as u64,
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
}

enum Started {
    /// The API took it; a signal that came in the meantime is still to be heeded.
    Yes(Option<Signal>),
    /// The API refused it, and others are done.
    OutOfCredits(CliError),
    /// The API refused some addresses, which are left out from now on.
    Refused,
    Left(Signal),
}

/// How waiting ended.
enum Waited {
    /// The batch is over; what was found can be read.
    Over { canceled: bool },
    /// The batch goes on, and the process does not.
    Left(Signal),
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
