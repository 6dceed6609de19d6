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
mod links;
mod listed;
mod retry;
mod validators;

mod gathered;
mod incomplete;
mod sanity;
mod whole_spec;

use std::collections::BTreeMap;
use std::path::Path;

use amplemarket_spec::page::Page;
use amplemarket_spec::sources::{Fetched, Sources};
use anyhow::Context;

use crate::pages::PageSet;

pub use self::docs::Docs;
pub use self::incomplete::{Failed, Incomplete};
pub use self::options::{Options, Patience};
pub use self::progress::Progress;
pub use self::whole_spec::{Verdict, WholeSpec};

/// Takes every page that the docs list, and keeps those that carry a fragment.
///
/// A site is asked for eight pages at a time. A page that is held is only asked for in case it has changed since it
/// was fetched. What may pass (an overloaded server, a connection that breaks) is asked for again, four times in all.
///
/// # Errors
/// When there is no telling what the docs say: no index or a cut one, a page that does not come, cannot be read or
/// stands at an address that cannot be trusted, not one fragment anywhere, fragments of several versions, or far fewer
/// than are held. Where it is pages that did not come, the chain of causes holds an [`Incomplete`], which names them.
pub async fn harvest(docs: &Docs, held: &Held<'_>, options: &Options) -> anyhow::Result<Harvest> {
    let taken = match docs {
        Docs::Site(base) => site::take(base, held, options).await,
        Docs::Folder(folder) => folder::take(folder),
    };
    let harvest = taken.and_then(|taken| taken.judged(held));
    harvest.with_context(|| format!("there is no telling what the docs at {docs} say"))
}

/// The pages of a folder that carry a fragment: those that its index lists, or all where it has none.
///
/// # Errors
/// When a page cannot be read, or the index lists one that is not there.
pub(crate) fn folder(folder: &Path) -> anyhow::Result<PageSet> {
    Ok(folder::take(folder)?.pages)
}

/// What is held already: what has not changed since need not come again, and what comes is measured by it.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// The pages on disk.
    pub pages: &'a [Page],
    /// The lock file, which says what the site said of them.
    pub sources: &'a Sources,
}

/// What the docs hold, as far as this project is concerned. It is always the whole of it.
#[derive(Debug, Clone, Default)]
pub struct Harvest {
    /// The pages that carry a fragment, with what was found on them.
    pub pages: PageSet,
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

/// A harvest in numbers.
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

/// What came, before anybody has asked whether it can be true.
#[derive(Debug, Default)]
struct Taken {
    pages: PageSet,
    fetched: BTreeMap<String, Fetched>,
    counts: Counts,
    /// The address of each whole spec, with its text or why there is none.
    specs: Vec<(String, anyhow::Result<Vec<u8>>)>,
    notes: Vec<String>,
}

impl Taken {
    fn judged(self, held: &Held<'_>) -> anyhow::Result<Harvest> {
        let Self {
            pages,
            fetched,
            counts,
            specs,
            mut notes,
        } = self;
        sanity::check(&pages, &counts, held.pages)?;
        let (whole_spec, others) = whole_spec::choose(specs, &pages.fragments);
        notes.extend(others.iter().map(WholeSpec::to_string));
        Ok(Harvest {
            pages,
            fetched,
            counts,
            whole_spec,
            notes,
        })
    }
}
