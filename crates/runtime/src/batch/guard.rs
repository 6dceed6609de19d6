//! Stops a batch that nobody holds on to any more.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::runtime::Handle;

use super::{Cancel, Run, Wait};

/// A batch that is stopped when this is dropped: when an error, a panic or Ctrl-C ends what was to come of it.
///
/// It derefs to the [`Run`]. What [waits](Self::wait) for it through this holds the guard as well: the batch is stopped when
/// both are dropped, and not at all once it is known to be over.
///
/// To stop it takes a call, which a task of the runtime makes that this was made in: where that
/// runtime ends first, as it may when the program does, nothing is sent. A program that is about to end stops the batch
/// itself: `guard.keep().cancel().await`.
#[must_use = "the batch is stopped when this is dropped"]
pub struct CancelOnDrop<T: Cancel> {
    armed: Arc<Armed<T>>,
}

impl<T: Cancel> Run<T> {
    /// Stops it when what this returns is dropped, unless it is [kept](CancelOnDrop::keep) before.
    pub fn cancel_on_drop(&self) -> CancelOnDrop<T> {
        CancelOnDrop {
            armed: Arc::new(Armed {
                run: self.clone(),
                armed: AtomicBool::new(true),
                runtime: Handle::try_current().ok(),
            }),
        }
    }
}

impl<T: Cancel> CancelOnDrop<T> {
    /// Stops nothing any more.
    #[must_use = "dropping the batch itself stops nothing"]
    pub fn keep(self) -> Run<T> {
        self.armed.disarm();
        self.armed.run.clone()
    }

    /// Waits until it is worked through, as [`Run::wait`] does, and holds the guard meanwhile: dropped before its end, what
    /// this returns stops the batch, unless the guard is still there.
    pub fn wait(&self) -> Wait<T> {
        let guard: Arc<dyn Guard> = Arc::<Armed<T>>::clone(&self.armed);
        self.armed.run.wait().guarded(guard)
    }
}

impl<T: Cancel> Deref for CancelOnDrop<T> {
    type Target = Run<T>;

    fn deref(&self) -> &Run<T> {
        &self.armed.run
    }
}

/// What a wait needs to know of a guard.
pub(super) trait Guard: Send + Sync {
    /// There is nothing left to stop.
    fn disarm(&self);
}

/// Stops the batch when the last one that holds it is gone.
struct Armed<T: Cancel> {
    run: Run<T>,
    armed: AtomicBool,
    runtime: Option<Handle>,
}

impl<T: Cancel> Guard for Armed<T> {
    fn disarm(&self) {
        self.armed.store(false, Ordering::Relaxed);
    }
}

impl<T: Cancel> Drop for Armed<T> {
    fn drop(&mut self) {
        if !*self.armed.get_mut() {
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
            .field("run", &self.armed.run)
            .finish_non_exhaustive()
    }
}
