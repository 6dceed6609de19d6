//! Lists that come in pages.

mod cycle;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use reqwest::{Request, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::Client;
use crate::error::Error;
use crate::head::Head;
use crate::operation::{NextPage, Operation};
use crate::options::CallOptions;
use crate::response::Response;
use crate::send;

use cycle::Cycle;

/// An answer that is one page of a list. The answers of all operations that list something are; it is not meant for other types,
/// and may get further methods.
pub trait Page: DeserializeOwned + Serialize + Send + Sync + 'static {
    /// What the list is of.
    type Item: Send + Sync + 'static;

    /// Is told, before anything is asked of it, which operation it answers.
    #[doc(hidden)]
    fn answers(&mut self, _operation: &'static Operation) {}

    /// Where the next page is, as this one has it.
    fn next_link(&self) -> Option<&str> {
        None
    }

    /// How many pages there are, where the answer says so.
    fn total_pages(&self) -> Option<u64> {
        None
    }

    /// The name of the list, when it is not there at all. The docs may let it be absent; but a list that ends because something
    /// else was answered would be cut short without a word.
    #[doc(hidden)]
    fn missing_list(&self) -> Option<&'static str> {
        None
    }

    /// Where the link to the next page stands, when it is not a link: a list that ends because of it would be cut short without
    /// a word.
    #[doc(hidden)]
    fn broken_link(&self) -> Option<&'static str> {
        None
    }

    /// How many items this page has.
    fn len(&self) -> usize;

    /// Whether this page has none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The items, without the page around them.
    fn into_items(self) -> Vec<Self::Item>;
}

/// The pages of a list, one after the other, each asked for when it is wanted.
///
/// A [`Stream`] of pages, and, without another crate, [`try_next`](Self::try_next). An error ends it as an error, and what
/// comes after an error is nothing. A page is never cut short and never left out. What is in memory is one page.
///
/// The list can be taken up again later, in another process too: save [`cursor`](Self::cursor) after each page, and
/// [`resume`](Self::resume) there.
#[must_use = "pages are not asked for until they are wanted"]
pub struct Pages<T> {
    client: Client,
    operation: &'static Operation,
    options: CallOptions,
    next: Next,
    /// What the page is asked for by that is next, under way, or could not be had.
    at: Option<String>,
    /// Makes the request for a page by its number.
    by_number: Option<ByNumber>,
    /// Nobody waits for this lock: it makes the list `Sync`.
    under_way: Option<Mutex<UnderWay<T>>>,
    /// What came before the body of the last answer, and how often that was asked for.
    answered: (Head, u32),
    /// The address of the last page that was asked for: what a relative link is relative to.
    asked: Option<Url>,
    cycle: Cycle,
    /// What else a page has to hold to.
    check: Option<Check<T>>,
    /// The last page that was asked for by its number.
    digest: Option<u64>,
}

type ByNumber = Box<dyn Fn(u64) -> Result<Request, Error> + Send + Sync>;

/// Says where a page is not one of the list, and why.
type Check<T> = Box<dyn Fn(&T) -> Result<(), (&'static str, String)> + Send + Sync>;

type UnderWay<T> = Pin<Box<dyn Future<Output = Result<Response<T>, Error>> + Send>>;

/// What the next page is asked for by.
enum Next {
    First(Result<Box<Request>, Error>),
    Link(String),
    Number(u64),
    Nothing,
}

impl<T: Page> Pages<T> {
    /// A list whose pages link to one another.
    #[allow(dead_code, reason = "whether any list is paged so hangs on the spec")]
    pub(crate) fn linked(
        client: Client,
        operation: &'static Operation,
        options: CallOptions,
        first: Result<Request, Error>,
    ) -> Self {
        let first = Next::First(first.map(Box::new));
        Self::new(client, operation, options, first, None)
    }

    /// A list whose pages have numbers, from 1 on.
    #[allow(dead_code, reason = "whether any list is paged so hangs on the spec")]
    pub(crate) fn numbered(
        client: Client,
        operation: &'static Operation,
        options: CallOptions,
        request: impl Fn(u64) -> Result<Request, Error> + Send + Sync + 'static,
    ) -> Self {
        Self::new(
            client,
            operation,
            options,
            Next::Number(1),
            Some(Box::new(request)),
        )
    }

    fn new(
        client: Client,
        operation: &'static Operation,
        options: CallOptions,
        next: Next,
        by_number: Option<ByNumber>,
    ) -> Self {
        Self {
            client,
            operation,
            options,
            next,
            at: None,
            by_number,
            under_way: None,
            answered: (Head::default(), 1),
            asked: None,
            cycle: Cycle::default(),
            check: None,
            digest: None,
        }
    }

    /// Holds each page to this as well.
    pub(crate) fn checking(
        mut self,
        check: impl Fn(&T) -> Result<(), (&'static str, String)> + Send + Sync + 'static,
    ) -> Self {
        self.check = Some(Box::new(check));
        self
    }

    /// What the page is asked for by that comes next: also while it is under way, and after an error, so that a list can be
    /// taken up at the very page that could not be had. `None` before the first page, and after the last.
    ///
    /// It can hold what the API put into it, such as an e-mail address: keep it as you keep those.
    #[must_use]
    pub fn cursor(&self) -> Option<String> {
        self.at.clone()
    }

    /// Goes on where another list of the same call had its [`cursor`](Self::cursor).
    pub fn resume(mut self, cursor: impl Into<String>) -> Self {
        let cursor = cursor.into();
        self.under_way = None;
        self.cycle = Cycle::default();
        self.digest = None;
        let refused =
            |operation, reason: String| Next::First(Err(Error::refused(operation, reason)));
        self.next = match &self.by_number {
            // A link that was saved is a link all the same: it leads to the API, or nothing is sent.
            None => match self.client.linked(&cursor) {
                Ok(_) => Next::Link(cursor.clone()),
                Err(reason) => refused(
                    self.operation,
                    format!("the saved cursor can't be used: {reason}"),
                ),
            },
            Some(_) => match cursor.parse() {
                Ok(number) => Next::Number(number),
                Err(_) => refused(
                    self.operation,
                    "the saved cursor is not the number of a page".to_owned(),
                ),
            },
        };
        self.at = Some(cursor);
        self
    }

    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// [`Error`], once: after it there are no more pages.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context))
            .await
            .transpose()
    }

    /// The items of all pages, one after the other.
    pub fn items(self) -> Items<T> {
        Items {
            pages: self,
            page: None,
            ready: VecDeque::new(),
        }
    }

    /// Starts on the next page; nothing when there is none.
    fn ask(&mut self) -> Option<UnderWay<T>> {
        let request = match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Nothing => return None,
            Next::First(request) => request.map(|request| *request),
            Next::Link(link) => self.by_link(&link),
            Next::Number(number) => {
                self.next = Next::Number(number);
                match &self.by_number {
                    Some(request) => request(number),
                    None => return None,
                }
            }
        };
        self.asked = request.as_ref().ok().map(|request| request.url().clone());
        let (client, operation) = (self.client.clone(), self.operation);
        let options = self.options.clone();
        Some(Box::pin(async move {
            send::json::<T>(&client, operation, request?, &options).await
        }))
    }

    fn by_link(&mut self, link: &str) -> Result<Request, Error> {
        if self.cycle.is_closed_by(link) {
            let reason = "it leads back to a page that was there before";
            return Err(self.broken(&self.link_place(), reason));
        }
        let url = self
            .client
            .linked(link)
            .map_err(|reason| self.broken(&self.link_place(), &reason))?;
        self.client
            .http()
            .get(url)
            .header(reqwest::header::ACCEPT, "application/json")
            .build()
            .map_err(|error| Error::not_sendable(self.operation, error))
    }

    /// Where an answer has its link, as errors name places.
    fn link_place(&self) -> String {
        match self.operation.pagination.map(|pagination| pagination.next) {
            Some(NextPage::Link { pointer }) => pointer.trim_start_matches('/').replace('/', "."),
            _ => ".".to_owned(),
        }
    }

    /// An answer that can't be gone on from.
    fn broken(&self, at: &str, reason: &str) -> Error {
        let (at, reason) = (at.to_owned(), reason.to_owned());
        let (head, attempts) = self.answered.clone();
        Error::decode(self.operation, head, at, reason, String::new()).after(attempts)
    }

    /// Holds an answer against what a list can be that has an end and nothing left out.
    fn checked(&mut self, answer: Response<T>) -> Result<T, Error> {
        let attempts = answer.attempts();
        let (mut page, head) = answer.into_parts();
        page.answers(self.operation);
        self.answered = (head, attempts);
        if let Some(name) = page.missing_list() {
            return Err(self.broken(name, "the list is not there"));
        }
        if let Some(at) = page.broken_link() {
            return Err(self.broken(at, "it is neither absent, null nor a link"));
        }
        if let Some(Err((at, reason))) = self.check.as_ref().map(|check| check(&page)) {
            return Err(self.broken(at, &reason));
        }
        if let Next::Number(number) = self.next {
            let digest = cycle::digest(&page);
            if digest.is_some() && digest == self.digest {
                let before = number.saturating_sub(1);
                return Err(self.broken(
                    ".",
                    &format!(
                        "page {number} is page {before} once more: the API has not gone by the number, or has no such page"
                    ),
                ));
            }
            self.digest = digest;
        }
        Ok(page)
    }

    /// Where to go on after a page.
    fn after(&self, page: &T) -> Next {
        match self.next {
            Next::Number(number) => {
                let last =
                    page.is_empty() || page.total_pages().is_some_and(|total| number >= total);
                if last {
                    Next::Nothing
                } else {
                    number.checked_add(1).map_or(Next::Nothing, Next::Number)
                }
            }
            _ => match page.next_link() {
                Some(link) => {
                    let asked = self.asked.as_ref();
                    let relative = asked.and_then(|page| self.client.relative(link, page));
                    Next::Link(relative.unwrap_or_else(|| link.to_owned()))
                }
                None => Next::Nothing,
            },
        }
    }
}

impl<T: Page> Stream for Pages<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.under_way.is_none() {
            this.under_way = this.ask().map(Mutex::new);
        }
        let Some(under_way) = &mut this.under_way else {
            return Poll::Ready(None);
        };
        let under_way = under_way.get_mut().unwrap_or_else(PoisonError::into_inner);
        let answer = ready!(under_way.as_mut().poll(context));
        this.under_way = None;
        let answer = answer.and_then(|answer| this.checked(answer));
        this.next = match &answer {
            Ok(page) => this.after(page),
            Err(_) => Next::Nothing,
        };
        if answer.is_ok() {
            this.at = match &this.next {
                Next::Link(link) => Some(link.clone()),
                Next::Number(number) => Some(number.to_string()),
                Next::First(_) | Next::Nothing => None,
            };
        }
        Poll::Ready(Some(answer))
    }
}

// Nothing in it is ever pinned in place: the one future is in a box.
impl<T> Unpin for Pages<T> {}

impl<T: Page> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &self.operation.id)
            .finish_non_exhaustive()
    }
}

/// The items of a list, one after the other, across its pages.
///
/// A [`Stream`] of items, and, without another crate, [`try_next`](Self::try_next). A stream that just ends had everything;
/// one that could not go on ends with an error.
#[must_use = "pages are not asked for until their items are wanted"]
pub struct Items<T: Page> {
    pages: Pages<T>,
    /// The cursor of the page that `ready` is of.
    page: Option<String>,
    ready: VecDeque<T::Item>,
}

impl<T: Page> Items<T> {
    /// The next item; `None` after the last.
    ///
    /// # Errors
    /// [`Error`], once: after it there are no more items.
    pub async fn try_next(&mut self) -> Result<Option<T::Item>, Error> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context))
            .await
            .transpose()
    }

    /// What [`Pages::resume`] takes so that no item is lost: the page that the items are taken from now, from its first item on,
    /// and after its last item the page that comes next. `None` on the first page, and after the last.
    #[must_use]
    pub fn cursor(&self) -> Option<String> {
        match self.ready.is_empty() {
            true => self.pages.cursor(),
            false => self.page.clone(),
        }
    }

    /// All items that are still to come, in memory.
    ///
    /// # Errors
    /// [`Error`]: what came before it is dropped, so that a part is never taken for the whole.
    pub async fn collect(mut self) -> Result<Vec<T::Item>, Error> {
        let mut all = Vec::new();
        while let Some(item) = self.try_next().await? {
            all.push(item);
        }
        Ok(all)
    }
}

impl<T: Page> Stream for Items<T> {
    type Item = Result<T::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            let page = self.pages.cursor();
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(held)) => {
                    self.ready = held.into_items().into();
                    self.page = page;
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T: Page> Unpin for Items<T> {}

impl<T: Page> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}
