//! From fragments to the published document.
//!
//! On the pages that a site lists at one time no two fragments disagree, so nothing is ever resolved here: whatever
//! does not agree is a conflict, and never does the last page win.

mod check;
mod conflict;
mod difference;
mod group;
mod merging;
mod origin;

use std::collections::BTreeMap;

use serde_json::Value;
use specwright_openapi::operation::OperationKey;

use crate::extract::Fragment;
pub use conflict::{Conflict, ConflictKind, MergeError};
use group::Groups;
use merging::Merging;
pub use origin::Origin;
use origin::Parts;

/// Merges fragments into the documents they were cut from, one for each spec. In which order the fragments come does
/// not matter.
///
/// # Errors
/// When fragments of one spec disagree, have an operation twice, or make no whole document together. All conflicts
/// are named.
pub fn merge(fragments: &[Fragment]) -> Result<Vec<Published>, MergeError> {
    let mut fragments: Vec<&Fragment> = fragments.iter().collect();
    fragments.sort_by_key(|fragment| (&fragment.page, fragment.line));
    let mut merger = Merger::default();
    for fragment in fragments {
        merger.add(fragment);
    }
    merger.finish()
}

/// Merges fragments that come one after another. What is kept of each is what no other had before it: most of a
/// fragment is components that others have as well, so all of them together would be many times the document.
///
/// ```
/// # fn pages() -> Vec<specwright_pages::page::Page> { Vec::new() }
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut merger = specwright_pages::merge::Merger::default();
/// for page in pages() {
///     for fragment in specwright_pages::extract::extract(&page)?.fragments {
///         merger.add(&fragment);
///     }
/// }
/// for published in merger.finish()? {
///     println!("{} operations", published.operations.len());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct Merger {
    groups: Groups,
    conflicts: Vec<Conflict>,
}

impl Merger {
    /// Takes one more fragment. They should come in the order of their pages: of two that disagree, the later one is
    /// said to disagree with the earlier one.
    pub fn add(&mut self, fragment: &Fragment) {
        self.groups.of(fragment).add(fragment, &mut self.conflicts);
    }

    /// The documents, one for each spec; those that info strings name come first, by name.
    ///
    /// # Errors
    /// As [`merge`].
    pub fn finish(self) -> Result<Vec<Published>, MergeError> {
        let Self {
            groups,
            mut conflicts,
        } = self;
        let merged = groups.joined(&mut conflicts);
        let published = merged
            .into_iter()
            .map(|merging: Merging| merging.finish(&mut conflicts))
            .collect();
        if conflicts.is_empty() {
            return Ok(published);
        }
        conflicts.sort();
        conflicts.dedup();
        Err(MergeError { conflicts })
    }
}

/// All fragments of one spec, merged.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// The file or address of the spec, where info strings name one.
    pub source: Option<String>,
    /// The document in canonical order.
    pub document: Value,
    /// Where each operation comes from.
    pub operations: BTreeMap<OperationKey, Origin>,
    parts: Parts,
}

impl Published {
    /// Where the part of the document that a JSON pointer leads into comes from: every fragment that has it, in the
    /// order of their pages. What belongs to the whole spec is in all of them.
    pub fn origins(&self, pointer: &str) -> impl Iterator<Item = &Origin> {
        self.parts.holders(pointer)
    }
}
