//! Takes the pages anew: the index first, then every page that it lists, from the docs site or from a folder.
//!
//! The index is believed and nothing else is: a page that is still answered but no longer listed is not taken, and one
//! that is listed but does not come leaves the whole question open. Whatever cannot be made sense of is an error here,
//! so that half a site is never mistaken for one that has lost operations.

mod docs;
mod options;
mod progress;

mod folder;
mod site;

mod get;
mod index_pages;
mod links;
mod request_kind;
mod retry;
mod throttle;
mod validators;

mod collector;
mod incomplete;
mod missing;
mod sanity;
mod whole_spec;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use specwright_openapi::operation::OperationKey;
use specwright_pages::sources::{Fetched, Source, Sources};

use self::missing::Doubt;
use crate::pages::{PageFolder, PageSet};

pub use self::docs::Docs;
pub use self::incomplete::{Failed, Incomplete};
pub use self::options::{Options, Patience};
pub use self::whole_spec::{Verdict, WholeSpec};

/// Takes every page that the docs list, and keeps those that carry a fragment.
///
/// A site is asked for eight pages at a time. A page that is held is only asked for in case it has changed since it
/// was fetched. The site is told the package that this is for, `client`. What may pass (an overloaded server, a connection that breaks) is asked for again, four times in all.
///
/// # Errors
/// When there is no telling what the docs say: no index or a cut one, a page that does not come, cannot be read or
/// stands at an address that cannot be trusted, one that is held and comes as something else, not one fragment anywhere,
/// fragments of several versions, or far fewer than are held. Where it is pages that did not come, the chain of causes holds an [`Incomplete`], which names them.
pub async fn fetch(
    docs: &Docs,
    held: &Held<'_>,
    client: &str,
    options: &Options,
) -> anyhow::Result<Fetch> {
    let taken = match docs {
        Docs::Site(base) => site::take(base, held, client, options).await,
        Docs::Folder(folder) => folder::take(folder, held),
    };
    let fetch = taken.and_then(|taken| Fetch::of(taken, held));
    fetch.with_context(|| format!("there is no telling what the docs at {docs} say"))
}

/// The pages of a folder that carry a fragment: those that its index lists, or all where it has none.
///
/// # Errors
/// When a page cannot be read, or the index lists one that is not there.
pub(crate) fn folder(folder: &Path) -> anyhow::Result<PageSet> {
    let nothing = Held {
        pages: &PageFolder::default(),
        sources: &Sources::default(),
        gone: &[],
    };
    Ok(folder::take(folder, &nothing)?.news)
}

/// What is held already: what has not changed since need not come again, and what comes is measured by it.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// The pages on disk.
    pub pages: &'a PageFolder,
    /// The lock file, which says what the site said of them.
    pub sources: &'a Sources,
    /// Operations that a person knows to be gone for good.
    pub gone: &'a [OperationKey],
}

impl<'a> Held<'a> {
    /// The operations that the lock file has of pages as they are held.
    fn known(&self) -> impl Iterator<Item = &'a Source> {
        let Self { pages, sources, .. } = *self;
        sources
            .operations
            .iter()
            .filter(|source| pages.digest(&source.page) == Some(&source.digest))
    }

    /// Whether the lock file is about exactly these pages.
    pub fn is_locked(&self) -> bool {
        let known: BTreeSet<&str> = self.known().map(|source| source.page.as_str()).collect();
        known.len() == self.pages.len() && self.known().count() == self.sources.operations.len()
    }
}

/// What the docs hold, as far as this project is concerned. It is always the whole of it.
#[derive(Debug, Clone, Default)]
pub struct Fetch {
    /// The pages that carry a fragment and are held as they are, by their paths. They are not read again until somebody
    /// needs them: most of a site is the same from one night to the next.
    pub same: BTreeSet<String>,
    /// The other pages that carry a fragment, with what was found on them.
    pub news: PageSet,
    /// What the server said of each page, also of those without a fragment; nothing of those from a folder.
    pub fetched: BTreeMap<String, Fetched>,
    /// How it went, in numbers.
    pub counts: Counts,
    /// The whole spec that the index links to, if it links to one, and whether it is that of these pages: the first
    /// that is, else the first. The pages are the source all the same; this is a second opinion on them.
    pub whole_spec: Option<WholeSpec>,
    /// What was passed over, and why.
    pub notes: Vec<String>,
}

/// A fetch in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Pages that the index lists; without one, pages in the folder.
    pub listed: usize,
    /// Pages whose bytes came.
    pub fetched: usize,
    /// Pages that the server said have not changed since they were fetched.
    pub unchanged: usize,
    /// Pages, of those fetched, that carry no fragment and are not kept.
    pub without_fragment: usize,
    /// Requests that were made again because of a fault that may pass; the index's are among them.
    pub retries: usize,
}

impl Fetch {
    fn of(taken: Taken, held: &Held<'_>) -> anyhow::Result<Self> {
        sanity::check(&taken, held)?;
        let Taken {
            same,
            news,
            fetched,
            counts,
            specs,
            doubts: _,
            notes,
        } = taken;
        let mut fetch = Self {
            same,
            news,
            fetched,
            counts,
            whole_spec: None,
            notes,
        };
        if !specs.is_empty() {
            let pages = fetch.pages(held.pages)?;
            let (chosen, others) = whole_spec::choose(specs, &pages.fragments);
            fetch.whole_spec = chosen;
            fetch.notes.extend(others.iter().map(WholeSpec::to_string));
        }
        Ok(fetch)
    }

    /// Whether the docs are what is held, to the byte.
    pub fn is_held(&self, held: &PageFolder) -> bool {
        self.news.pages.is_empty() && self.same.len() == held.len()
    }

    /// All pages that carry a fragment, with what was found on them.
    ///
    /// # Errors
    /// When one that is held cannot be read any more.
    pub fn pages(&self, held: &PageFolder) -> anyhow::Result<PageSet> {
        let same: anyhow::Result<Vec<_>> = self.same.iter().map(|path| held.page(path)).collect();
        Ok(PageSet::of(same?)?.and(self.news.clone()))
    }
}

/// What came, before anybody has asked whether it can be true.
#[derive(Debug, Default)]
struct Taken {
    /// As in a [`Fetch`].
    same: BTreeSet<String>,
    news: PageSet,
    fetched: BTreeMap<String, Fetched>,
    counts: Counts,
    /// The address of each whole spec, with its text or why there is none.
    specs: Vec<(String, anyhow::Result<Vec<u8>>)>,
    /// Where it may be that an operation which is held did not come, and is there all the same.
    doubts: Vec<Doubt>,
    notes: Vec<String>,
}
