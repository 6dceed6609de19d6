//! Batches that the API works through in the background: started, waited for, read, canceled.

mod guard;
mod wait;

pub use guard::CancelOnDrop;
pub use wait::{Polling, Progress, Wait};

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use reqwest::Request;

use crate::types::ErrorObject;
use crate::{CallOptions, Client, Error, Items, Operation, Page, Pages, Response, runtime};

/// What the API answers about a batch. Its results come in pages.
pub trait Batch: Page {
    /// The call that tells how far a batch is.
    #[doc(hidden)]
    const RETRIEVE: &'static Operation;

    /// The request of that call.
    #[doc(hidden)]
    fn retrieve(client: &Client, id: &str) -> Result<Request, Error>;

    /// How far it is.
    fn state(&self) -> BatchState;

    /// What went wrong with it, when something did.
    fn errors(&self) -> &[ErrorObject];
}

/// A batch that can be stopped.
pub trait Cancel: Batch {
    /// The call that stops it.
    #[doc(hidden)]
    const CANCEL: &'static Operation;

    /// The request of that call.
    #[doc(hidden)]
    fn cancel(client: &Client, id: &str) -> Result<Request, Error>;
}

/// How far a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BatchState {
    /// It waits, or it is worked through. A status that the docs do not know counts as this.
    Running,
    /// All of it was worked through.
    Completed,
    /// It was stopped; what was worked through until then can be read.
    Canceled,
    /// It failed.
    Failed,
}

impl BatchState {
    /// What a status means, by the words that APIs use.
    pub(crate) fn of(status: &str) -> Self {
        match status {
            "completed" | "succeeded" | "done" => Self::Completed,
            "canceled" | "cancelled" => Self::Canceled,
            "error" | "failed" => Self::Failed,
            _ => Self::Running,
        }
    }
}

/// A batch that was started, here or elsewhere: a cheap clone of its id and the client.
///
/// It goes on whether anybody waits for it or not, and dropping this, or what waits for it, stops nothing: save its
/// [`id`](Self::id), and take it up again in another process. Whether it is to be stopped is a choice:
/// [`cancel`](Self::cancel) stops it now, [`cancel_on_drop`](Self::cancel_on_drop) when nobody holds on to it any more.
///
/// ```no_run
/// use std::time::Duration;
///
/// # async fn example(client: amplemarket::Client) -> Result<(), amplemarket::Error> {
/// let run = client.validate_emails(["ada@example.com", "grace@example.org"]).start().await?;
/// println!("started {}", run.id()); // elsewhere: client.email_validation(id)
///
/// let done = run.wait().deadline(Duration::from_secs(8 * 3600)).await?;
/// let mut results = done.results();
/// while let Some(result) = results.try_next().await? {
///     println!("{}: {}", result.email, result.result);
/// }
/// # Ok(())
/// # }
/// ```
pub struct Run<T> {
    client: Client,
    id: Arc<str>,
    options: CallOptions,
    batch: PhantomData<fn() -> T>,
}

impl<T: Batch> Run<T> {
    pub(crate) fn new(client: Client, id: impl Into<Arc<str>>) -> Self {
        Self {
            client,
            id: id.into(),
            options: CallOptions::new(),
            batch: PhantomData,
        }
    }

    /// How calls about it are made, where that is not the client's own way: of this handle and what comes of it, not of those
    /// that were cloned before.
    #[must_use]
    pub fn with(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// The id that the API gave it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How far it is, with the first page of its results.
    ///
    /// # Errors
    /// [`Error`] says what went wrong. That the batch failed is not an error here.
    pub async fn retrieve(&self) -> Result<Response<T>, Error> {
        let request = T::retrieve(&self.client, &self.id)?;
        runtime::json(&self.client, T::RETRIEVE, request, &self.options).await
    }

    /// What has been found so far, from all pages.
    pub fn results(&self) -> Items<T> {
        let request = T::retrieve(&self.client, &self.id);
        Pages::linked(
            self.client.clone(),
            T::RETRIEVE,
            self.options.clone(),
            request,
        )
        .items()
    }

    /// Waits until it is worked through, be that hours.
    ///
    /// Nothing is asked for until this is awaited. To give up waiting stops nothing; [`cancel`](Self::cancel) does.
    pub fn wait(&self) -> Wait<T> {
        Wait::new(self.clone())
    }
}

impl<T: Cancel> Run<T> {
    /// Stops it. What was worked through until then was paid for, and can be read.
    ///
    /// # Errors
    /// [`Error`] says what went wrong.
    pub async fn cancel(&self) -> Result<Response<T>, Error> {
        let request = T::cancel(&self.client, &self.id)?;
        runtime::json(&self.client, T::CANCEL, request, &self.options).await
    }

    /// Stops it when what this returns is dropped, unless it is [kept](CancelOnDrop::keep) before.
    pub fn cancel_on_drop(&self) -> CancelOnDrop<T> {
        CancelOnDrop::new(self.clone())
    }
}

impl<T> Clone for Run<T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            id: Arc::clone(&self.id),
            options: self.options.clone(),
            batch: PhantomData,
        }
    }
}

impl<T> fmt::Debug for Run<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// A batch that nothing more happens to.
#[derive(Clone, Debug)]
pub struct Done<T> {
    run: Run<T>,
    batch: T,
}

impl<T: Batch> Done<T> {
    /// The last answer about it, with the first page of its results.
    pub fn batch(&self) -> &T {
        &self.batch
    }

    /// Whether it was stopped before its end: then the results are a part.
    #[must_use]
    pub fn is_canceled(&self) -> bool {
        self.batch.state() == BatchState::Canceled
    }

    /// Its results, from all pages.
    pub fn results(&self) -> Items<T> {
        self.run.results()
    }

    /// The batch itself.
    pub fn run(&self) -> &Run<T> {
        &self.run
    }
}
