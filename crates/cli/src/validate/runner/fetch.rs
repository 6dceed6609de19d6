//! Reading the results of a batch that is over.

use std::time::Instant;

use amplemarket::Run;
use amplemarket::types::EmailValidation;
use tokio::time::MissedTickBehavior;

use super::Runner;
use crate::error::CliError;
use crate::validate::address::folded;
use crate::validate::progress::TICK;
use crate::validate::signals::Signal;
use crate::validate::state::Step;

impl Runner<'_> {
    /// Reads what the API found. A signal ends it; what is there stays there.
    pub(super) async fn fetch(
        &mut self,
        index: usize,
        run: &Run<EmailValidation>,
    ) -> Result<Option<Signal>, CliError> {
        let batch = self.state.batches[index].clone();
        let call = self.client.get_email_validation().id(run.id());
        let mut results = call.with(self.fetching.clone()).stream();
        let count = batch.sent() as u64;
        let (mut fetched, mut foreign, mut held) = (0_u64, 0_u64, None);
        let mut last = Instant::now();
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                result = results.try_next() => match result {
                    Ok(None) => break,
                    Ok(Some(result)) => {
                        fetched += 1;
                        match self.plan.addresses.place(&result.email) {
                            Some(place) => {
                                self.verdicts.keep(place, result.result.as_str(), result.catch_all);
                            }
                            // It may be one that was taken out of the input since.
                            None => {
                                let held = held.get_or_insert_with(|| self.state.folded(index));
                                foreign += u64::from(!held.contains(&folded(&result.email)));
                            }
                        }
                        last = Instant::now();
                    }
                    Err(error) => return Err(self.resume_hints.left_running(error, run.id())),
                },
                _ = ticks.tick() => self.progress.fetching(fetched.min(count), count, last.elapsed()),
                signal = self.signals.next() => return Ok(Some(signal)),
            }
        }
        if foreign > 0 && foreign == fetched {
            // Whatever batch it is, it is not this one: the question is open again.
            self.state.batches[index].step = Step::Sent;
            self.store.save(&self.state)?;
            return Err(self.resume_hints.other_addresses(run.id()));
        }
        Ok(None)
    }
}
