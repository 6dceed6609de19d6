//! The handle of a batch.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::{Batch, BatchState, Cancel};
use crate::client::Client;
use crate::error::Error;
use crate::options::CallOptions;
use crate::paging::{Items, Pages};
use crate::response::Response;
use crate::send;

/// A batch that was started, here or elsewhere: a cheap clone of its id and the client.
///
/// It goes on whether anybody waits for it or not, and dropping this, or what waits for it, stops nothing: save its
/// [`id`](Self::id), and take it up again in another process. Whether it is to be stopped is a choice:
/// [`cancel`](Self::cancel) stops it now, [`cancel_on_drop`](Self::cancel_on_drop) when nobody holds on to it any more.
pub struct Run<T> {
    client: Client,
    pub(super) id: Arc<str>,
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

    pub(super) fn client(&self) -> &Client {
        &self.client
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
        send::json(&self.client, T::RETRIEVE, request, &self.options).await
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
}

impl<T: Cancel> Run<T> {
    /// Stops it. What was worked through until then was paid for, and can be read.
    ///
    /// # Errors
    /// [`Error`] says what went wrong.
    pub async fn cancel(&self) -> Result<Response<T>, Error> {
        let request = T::cancel(&self.client, &self.id)?;
        send::json(&self.client, T::CANCEL, request, &self.options).await
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
    pub(super) fn new(run: Run<T>, batch: T) -> Self {
        Self { run, batch }
    }

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
