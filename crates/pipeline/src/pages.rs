//! Pages and what was found in them, side by side.

mod folder;

use std::collections::BTreeMap;

use specwright_openapi::operation::OperationKey;
use specwright_pages::extract::{ExtractError, Fragment, Note, extract};
use specwright_pages::page::{Evidence, Page};

pub use self::folder::{PageFolder, page_below, paths_below};

/// A set of pages with the fragments that they carry.
#[derive(Debug, Clone, Default)]
pub struct PageSet {
    /// In the order of their paths.
    pub pages: Vec<Page>,
    /// In the order of the pages.
    pub fragments: Vec<Fragment>,
    /// What was seen on the pages and is worth telling.
    pub notes: Vec<Note>,
}

impl PageSet {
    /// Finds the fragments in these pages.
    ///
    /// # Errors
    /// When pages cannot be read; every one of them is named.
    pub fn of(mut pages: Vec<Page>) -> Result<Self, Unreadable> {
        pages.sort_by(|one, other| one.path.cmp(&other.path));
        let mut set = Self::default();
        let mut unreadable = Vec::new();
        for page in &pages {
            match extract(page) {
                Ok(found) => {
                    set.fragments.extend(found.fragments);
                    set.notes.extend(found.notes);
                }
                Err(error) => unreadable.push(error),
            }
        }
        set.pages = pages;
        if unreadable.is_empty() {
            Ok(set)
        } else {
            Err(Unreadable { pages: unreadable })
        }
    }

    /// These pages and those, in order. No page is in both.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.pages.extend(other.pages);
        self.fragments.extend(other.fragments);
        self.notes.extend(other.notes);
        self.sort();
        self
    }

    /// By page; what is on one page keeps its order, since these sorts are stable.
    pub(crate) fn sort(&mut self) {
        self.pages.sort_by(|one, other| one.path.cmp(&other.path));
        self.fragments
            .sort_by(|one, other| one.page.cmp(&other.page));
        self.notes.sort_by(|one, other| one.page.cmp(&other.page));
    }

    /// The operations that the pages carry, with the fragment of each.
    pub fn operations(&self) -> BTreeMap<OperationKey, &Fragment> {
        self.fragments
            .iter()
            .map(|fragment| (fragment.operation(), fragment))
            .collect()
    }

    /// How many pages are known in this way.
    pub fn known_as(&self, evidence: Evidence) -> usize {
        self.pages
            .iter()
            .filter(|page| page.evidence() == evidence)
            .count()
    }
}

/// Pages that look as if they carry a fragment, and cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// One for each page.
    pub pages: Vec<ExtractError>,
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} cannot be read", counted(self.pages.len(), "page"))?;
        self.pages.iter().try_for_each(|page| write!(f, "\n{page}"))
    }
}

impl std::error::Error for Unreadable {}

/// A number with its noun, for messages.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
