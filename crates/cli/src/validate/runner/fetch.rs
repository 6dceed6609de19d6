//! Reading the results of a batch that is over.

use std::time::Instant;

use amplemarket::Run;
use amplemarket::types::EmailValidation;
use tokio::time::MissedTickBehavior;

use super::Runner;
use crate::error::CliError;
use crate::validate::progress::TICK;
use crate::validate::signals::Signal;

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
        let (mut fetched, mut foreign) = (0_u64, 0_u64);
        let mut last = Instant::now();
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
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
                        last = Instant::now();
                    }
                    Err(error) => return Err(self.resume_hints.left_running(error, run.id())),
                },
                _ = ticks.tick() => self.progress.fetching(fetched.min(count), count, last.elapsed()),
                signal = self.signals.next() => return Ok(Some(signal)),
            }
        }
        if foreign > 0 && foreign == fetched {
            return Err(self.resume_hints.other_addresses(run.id()));
        }
        Ok(None)
    }
}
