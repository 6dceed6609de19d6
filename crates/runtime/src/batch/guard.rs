//! Stops a batch that nobody holds on to any more.

use std::fmt;
use std::ops::Deref;

use tokio::runtime::Handle;

use super::{Cancel, Run};

/// A batch that is stopped when this is dropped: when an error, a panic or Ctrl-C ends what was to come of it.
///
/// It derefs to the [`Run`]. To stop it takes a call, which a task of the runtime makes that this was made in: where that
/// runtime ends first, as it may when the program does, nothing is sent. A program that is about to end stops the batch
/// itself: `guard.keep().cancel().await`.
#[must_use = "the batch is stopped when this is dropped"]
pub struct CancelOnDrop<T: Cancel> {
    run: Run<T>,
    armed: bool,
    runtime: Option<Handle>,
}

impl<T: Cancel> Run<T> {
    /// Stops it when what this returns is dropped, unless it is [kept](CancelOnDrop::keep) before.
    pub fn cancel_on_drop(&self) -> CancelOnDrop<T> {
        CancelOnDrop {
            run: self.clone(),
            armed: true,
            runtime: Handle::try_current().ok(),
        }
    }
}

impl<T: Cancel> CancelOnDrop<T> {
    /// Stops nothing any more.
    #[must_use = "dropping the batch itself stops nothing"]
    pub fn keep(mut self) -> Run<T> {
        self.armed = false;
        self.run.clone()
    }
}

impl<T: Cancel> Deref for CancelOnDrop<T> {
    type Target = Run<T>;

    fn deref(&self) -> &Run<T> {
        &self.run
    }
}

impl<T: Cancel> Drop for CancelOnDrop<T> {
    fn drop(&mut self) {
        if !self.armed {
            return;
        }
        let runtime = Handle::try_current().ok().or_else(|| self.runtime.take());
        let Some(runtime) = runtime else {
            tracing::warn!(
                target: "specwright",
                client = self.run.client().api().name,
                "a batch was to be stopped, and there is no tokio runtime to do it in: it goes on"
            );
            return;
        };
        let run = self.run.clone();
        runtime.spawn(async move {
            if let Err(error) = run.cancel().await {
                tracing::warn!(target: "specwright", client = run.client().api().name, %error, "a batch was to be stopped, and could not be");
            }
        });
    }
}

impl<T: Cancel> fmt::Debug for CancelOnDrop<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelOnDrop")
            .field("run", &self.run)
            .finish_non_exhaustive()
    }
}
