//! Operations that are held and did not come, on pages of which something else did.
//!
//! A page that an index does not list any more is gone. One that it still lists and that comes as something else may be
//! a fault of the site, and so may a link that is passed over: of neither can it be said that an operation was removed.

use std::collections::BTreeSet;
use std::fmt;

use anyhow::bail;
use specwright_openapi::operation::{OperationKey, without_names};
use specwright_pages::extract::extract;
use specwright_pages::page::Evidence;
use specwright_pages::sources::Source;

use super::{Held, Taken};
use crate::operation::argument;
use crate::pages::counted;

/// Something that came, or is linked to, where a page that is held may have been due.
#[derive(Debug, Clone)]
pub(super) struct Doubt {
    /// Where the page is held, if it is.
    pub(super) path: String,
    /// The place in the index, and what stands there.
    pub(super) place: String,
    /// What came in place of the page.
    pub(super) instead: String,
    /// Whether it is no page at all, and so a fault whatever is held.
    pub(super) is_fault: bool,
    /// Whether a page with a fragment came, if another one perhaps.
    pub(super) has_come: bool,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.instead)
    }
}

/// So many are named; where a site has lost more, they are all of one kind.
const NAMED: usize = 8;

/// Refuses docs of which there is no telling whether they still have an operation that is held.
pub(super) fn check(taken: &Taken, held: &Held<'_>) -> anyhow::Result<()> {
    let news = taken.news.fragments.iter();
    let mut come: BTreeSet<OperationKey> = news
        .map(|fragment| nameless(&fragment.operation()))
        .collect();
    let same = held
        .known()
        .filter(|source| taken.same.contains(&source.page));
    come.extend(same.filter_map(known));
    come.extend(held.gone.iter().map(nameless));

    let mut flags = Vec::new();
    let mut missing = Vec::new();
    for doubt in &taken.doubts {
        // Nobody has ever seen a fragment on a page that we reconstructed: one that is for people to read is the docs
        // correcting us, and no fault.
        if !doubt.is_fault && is_reconstructed(held, &doubt.path)? {
            continue;
        }
        if doubt.has_come || !has_come(taken, &doubt.path) {
            let due = operations(held, &doubt.path)?;
            let due: Vec<_> = due.difference(&come).collect();
            if !due.is_empty() {
                missing.push(doubt);
            }
            let flag = |operation: &OperationKey| format!(" --gone {}", argument(operation));
            flags.extend(due.into_iter().map(flag));
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let named = missing.iter().take(NAMED);
    let mut named: String = named.map(|doubt| format!("\n{doubt}")).collect();
    if let Some(more @ 1..) = missing.len().checked_sub(NAMED) {
        named.push_str(&format!("\nand {more} more"));
    }
    bail!(
        "{} that the docs still name did not bring the operation that is held, and no other page did; look at the docs, and where it is gone for good, run this again with `{}`{named}",
        counted(missing.len(), "page"),
        flags
            .iter()
            .take(NAMED)
            .map(String::as_str)
            .collect::<String>()
            .trim_start()
    );
}

fn has_come(taken: &Taken, path: &str) -> bool {
    taken.same.contains(path) || taken.news.pages.iter().any(|page| page.path == path)
}

fn is_reconstructed(held: &Held<'_>, path: &str) -> anyhow::Result<bool> {
    if held.pages.digest(path).is_none() {
        return Ok(false);
    }
    Ok(held.pages.page(path)?.evidence() == Evidence::Reconstructed)
}

/// An operation without the names of its path parameters, which say nothing.
fn nameless(operation: &OperationKey) -> OperationKey {
    OperationKey {
        path: without_names(&operation.path),
        method: operation.method,
    }
}

fn known(source: &Source) -> Option<OperationKey> {
    source.operation().as_ref().map(nameless)
}

/// The operations on a page that is held; none if there is no such page.
fn operations(held: &Held<'_>, path: &str) -> anyhow::Result<BTreeSet<OperationKey>> {
    if held.pages.digest(path).is_none() {
        return Ok(BTreeSet::new());
    }
    let on_page = held.known().filter(|source| source.page == path);
    let operations: BTreeSet<_> = on_page.filter_map(known).collect();
    if !operations.is_empty() {
        return Ok(operations);
    }
    // A page that cannot be read is no reason not to fetch: a fetch is what would mend it.
    let found = extract(&held.pages.page(path)?);
    let fragments = found.map(|found| found.fragments).unwrap_or_default();
    let fragments = fragments.iter();
    Ok(fragments
        .map(|fragment| nameless(&fragment.operation()))
        .collect())
}
