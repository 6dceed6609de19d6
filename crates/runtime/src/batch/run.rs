//! The handle of a batch.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use super::{Batch, BatchState, Cancel};
use crate::client::Client;
use crate::error::Error;
use crate::operation::Operation;
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
    /// How many entries it was started with, where that is known.
    entries: Option<u64>,
    batch: PhantomData<fn() -> T>,
}

impl<T: Batch> Run<T> {
    pub(crate) fn new(client: Client, id: impl Into<Arc<str>>) -> Self {
        Self {
            client,
            id: id.into(),
            options: CallOptions::new(),
            entries: None,
            batch: PhantomData,
        }
    }

    /// The same, of a batch that was started with so many entries.
    pub(crate) fn of(mut self, entries: Option<u64>) -> Self {
        self.entries = entries;
        self
    }

    /// How long it is waited for unless a deadline is set: three times the documented duration, a day at the least. A batch
    /// that was started elsewhere counts as the largest that there can be.
    pub(super) fn patience(&self) -> Duration {
        const LEAST: Duration = Duration::from_secs(24 * 3600);
        let documented = || {
            let start = T::START?;
            let throughput = start.throughput?;
            let largest = || u64::try_from(start.max_items?.count).ok();
            let entries = self.entries.or_else(largest)?;
            let rounds = u32::try_from(entries.div_ceil(throughput.count.max(1))).ok()?;
            throughput.per.checked_mul(rounds)?.checked_mul(3)
        };
        documented().unwrap_or(LEAST).max(LEAST)
    }

    /// Says what is wrong with an answer that is about another batch.
    fn check(id: &str, answer: &T) -> Result<(), String> {
        match answer.id() {
            Some(given) if plain(&given) != plain(id) => {
                Err(format!("it is about the batch {given}, not about {id}"))
            }
            _ => Ok(()),
        }
    }

    fn checked(
        &self,
        operation: &'static Operation,
        answer: Response<T>,
    ) -> Result<Response<T>, Error> {
        let Err(reason) = Self::check(&self.id, &answer) else {
            return Ok(answer);
        };
        let attempts = answer.attempts();
        let (_, head) = answer.into_parts();
        let error = Error::decode(operation, head, "id".to_owned(), reason, String::new());
        Err(error.after(attempts))
    }

    pub(super) fn handle(&self) -> Handle {
        Handle {
            client: self.client.clone(),
            retrieve: T::RETRIEVE,
            id: Arc::clone(&self.id),
            options: self.options.clone(),
            entries: self.entries,
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
        let answer = send::json(&self.client, T::RETRIEVE, request, &self.options).await?;
        self.checked(T::RETRIEVE, answer)
    }

    /// What has been found so far, from all pages.
    pub fn results(&self) -> Items<T> {
        self.pages(false).items()
    }

    /// The pages of its results; each must be about this batch, and, where it is over, say so.
    fn pages(&self, over: bool) -> Pages<T> {
        let request = T::retrieve(&self.client, &self.id);
        let id = Arc::clone(&self.id);
        let check = move |page: &T| {
            Self::check(&id, page).map_err(|reason| ("id", reason))?;
            let is_over = matches!(page.state(), BatchState::Completed | BatchState::Canceled);
            if over && !is_over {
                let status = page.status();
                return Err((
                    "status",
                    format!("the batch was over, and this page of its results says `{status}`"),
                ));
            }
            Ok(())
        };
        Pages::linked(
            self.client.clone(),
            T::RETRIEVE,
            self.options.clone(),
            request,
        )
        .checking(check)
    }
}

impl<T: Cancel> Run<T> {
    /// Stops it. What was worked through until then was paid for, and can be read.
    ///
    /// # Errors
    /// [`Error`] says what went wrong.
    pub async fn cancel(&self) -> Result<Response<T>, Error> {
        let request = T::cancel(&self.client, &self.id)?;
        let answer = send::json(&self.client, T::CANCEL, request, &self.options).await?;
        self.checked(T::CANCEL, answer)
    }
}

impl<T> Clone for Run<T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            id: Arc::clone(&self.id),
            options: self.options.clone(),
            entries: self.entries,
            batch: PhantomData,
        }
    }
}

/// A [`Run`] without its type, as an error holds it.
#[derive(Clone)]
pub(crate) struct Handle {
    client: Client,
    retrieve: &'static Operation,
    id: Arc<str>,
    options: CallOptions,
    entries: Option<u64>,
}

impl Handle {
    /// The batch, if it is a `T`.
    pub(crate) fn run<T: Batch>(&self) -> Option<Run<T>> {
        (self.retrieve == T::RETRIEVE).then(|| {
            Run::new(self.client.clone(), Arc::clone(&self.id))
                .of(self.entries)
                .with(self.options.clone())
        })
    }
}

impl PartialEq for Handle {
    fn eq(&self, other: &Self) -> bool {
        self.retrieve == other.retrieve && self.id == other.id
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// An id in one form: a UUID can be written with or without hyphens, in upper or lower case.
fn plain(id: &str) -> String {
    let kept = id.chars().filter(|c| *c != '-');
    kept.flat_map(char::to_lowercase).collect()
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

    /// Its results, from all pages. A page that says that the batch still runs, or failed, is an error.
    pub fn results(&self) -> Items<T> {
        self.run.pages(true).items()
    }

    /// The batch itself.
    pub fn run(&self) -> &Run<T> {
        &self.run
    }
}
