//! Pages that come one after another, in no order, of which only those with a fragment are kept.

use std::collections::BTreeSet;

use amplemarket_spec::extract::{ExtractError, Extraction, NoteKind, extract};
use amplemarket_spec::page::Page;

use super::{Counts, Taken};
use crate::pages::{PageSet, Unreadable};

/// What has come so far. A page without a fragment is let go as soon as that is known, and one that is held as it came
/// leaves its path only.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    same: BTreeSet<String>,
    news: PageSet,
    unreadable: Vec<ExtractError>,
    without_fragment: usize,
}

/// A page that came, or that need not have.
#[derive(Debug)]
pub(super) enum Read {
    /// It is held as it came.
    Same(String),
    /// Any other, with what was found on it.
    New(Page, Result<Extraction, ExtractError>),
}

impl Read {
    /// Looks for fragments on a page.
    pub(super) fn of(page: Page) -> Self {
        let found = extract(&page);
        Self::New(page, found)
    }
}

impl Gathered {
    pub(super) fn add(&mut self, read: Read) {
        match read {
            Read::Same(path) => {
                self.same.insert(path);
            }
            Read::New(page, Ok(found)) => {
                // What looked as if it were meant to be a fragment stays noted.
                let notes = found.notes.into_iter();
                let notes = notes.filter(|note| note.kind != NoteKind::NoFragment);
                self.news.notes.extend(notes);
                if found.fragments.is_empty() {
                    self.without_fragment += 1;
                } else {
                    self.news.fragments.extend(found.fragments);
                    self.news.pages.push(page);
                }
            }
            Read::New(_, Err(error)) => self.unreadable.push(error),
        }
    }

    /// What was taken, with these pages in the order of their paths, and with how many were let go.
    ///
    /// # Errors
    /// When there were some that cannot be read; every one of them is named.
    pub(super) fn finish(self, taken: Taken) -> Result<Taken, Unreadable> {
        let Self {
            same,
            mut news,
            mut unreadable,
            without_fragment,
        } = self;
        if !unreadable.is_empty() {
            unreadable.sort_by(|one, other| one.page.cmp(&other.page));
            return Err(Unreadable { pages: unreadable });
        }
        news.sort();
        let counts = Counts {
            without_fragment,
            ..taken.counts
        };
        Ok(Taken {
            same,
            news,
            counts,
            ..taken
        })
    }
}
