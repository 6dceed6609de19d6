//! When a site may be asked again: what it says to one request holds for all of them.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::bail;
use tokio::time::{Instant, sleep_until};

/// Holds requests back while the site asks to be left alone.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    not_before: Option<Instant>,
    /// Why nothing is asked for any more.
    refusal: Option<String>,
}

impl Throttle {
    /// Waits until the site may be asked.
    ///
    /// # Errors
    /// When it is not asked any more, with the reason.
    pub(super) async fn wait(&self) -> anyhow::Result<()> {
        while let Some(until) = self.not_before()? {
            // Another request may have been told to wait for longer in the meantime.
            sleep_until(until).await;
        }
        Ok(())
    }

    /// Lets no request go out for so long.
    pub(super) fn hold_back(&self, wait: Duration) {
        // Nobody waits for a time that no clock has.
        let until = Instant::now().checked_add(wait);
        let mut state = self.state();
        state.not_before = state.not_before.max(until);
    }

    /// Lets no request go out any more.
    pub(super) fn close(&self, reason: &str) {
        self.state()
            .refusal
            .get_or_insert_with(|| reason.to_owned());
    }

    fn not_before(&self) -> anyhow::Result<Option<Instant>> {
        let state = self.state();
        if let Some(reason) = &state.refusal {
            bail!("{reason}");
        }
        Ok(state.not_before.filter(|until| *until > Instant::now()))
    }

    /// A thread that came to a sudden end has left the state as it was.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
