//! Pages that come one after another, in no order, of which only those with a fragment are kept.

use amplemarket_spec::extract::{ExtractError, Extraction, NoteKind, extract};
use amplemarket_spec::page::Page;

use crate::pages::{PageSet, Unreadable};

/// What has come so far. A page without a fragment is let go as soon as that is known.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    set: PageSet,
    unreadable: Vec<ExtractError>,
    without_fragment: usize,
}

/// A page with what was found on it.
#[derive(Debug)]
pub(super) struct Read {
    page: Page,
    found: Result<Extraction, ExtractError>,
}

impl Read {
    /// Looks for fragments on a page.
    pub(super) fn of(page: Page) -> Self {
        let found = extract(&page);
        Self { page, found }
    }
}

impl Gathered {
    pub(super) fn add(&mut self, Read { page, found }: Read) {
        match found {
            Ok(found) => {
                // What looked as if it were meant to be a fragment stays noted.
                let notes = found.notes.into_iter();
                let notes = notes.filter(|note| note.kind != NoteKind::NoFragment);
                self.set.notes.extend(notes);
                if found.fragments.is_empty() {
                    self.without_fragment += 1;
                } else {
                    self.set.fragments.extend(found.fragments);
                    self.set.pages.push(page);
                }
            }
            Err(error) => self.unreadable.push(error),
        }
    }

    /// The pages in the order of their paths, and how many were let go.
    ///
    /// # Errors
    /// When there were some that cannot be read; every one of them is named.
    pub(super) fn finish(self) -> Result<(PageSet, usize), Unreadable> {
        let Self {
            mut set,
            mut unreadable,
            without_fragment,
        } = self;
        if !unreadable.is_empty() {
            unreadable.sort_by(|one, other| one.page.cmp(&other.page));
            return Err(Unreadable { pages: unreadable });
        }
        set.pages.sort_by(|one, other| one.path.cmp(&other.path));
        // What is on one page keeps its order: these sorts are stable.
        set.fragments
            .sort_by(|one, other| one.page.cmp(&other.page));
        set.notes.sort_by(|one, other| one.page.cmp(&other.page));
        Ok((set, without_fragment))
    }
}
