//! Pages that come one after another, in no order, of which only those with a fragment are kept.

use std::collections::BTreeSet;

use serde::de::IgnoredAny;
use specwright_pages::extract::{ExtractError, Extraction, NoteKind, extract};
use specwright_pages::page::Page;
use url::Url;

use super::missing::Doubt;
use super::{Counts, Taken};
use crate::pages::{PageFolder, PageSet, Unreadable};

/// What has come so far. A page without a fragment is let go as soon as that is known, and one that is held as it came
/// leaves its path only.
#[derive(Debug)]
pub(super) struct Collector<'a> {
    held: &'a PageFolder,
    same: BTreeSet<String>,
    news: PageSet,
    unreadable: Vec<ExtractError>,
    without_fragment: usize,
    doubts: Vec<Doubt>,
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

impl<'a> Collector<'a> {
    /// Nothing yet, for someone who holds these pages.
    pub(super) fn of(held: &'a PageFolder) -> Self {
        Self {
            held,
            same: BTreeSet::new(),
            news: PageSet::default(),
            unreadable: Vec::new(),
            without_fragment: 0,
            doubts: Vec::new(),
        }
    }

    /// Takes a page in. The place is where it is listed and what it was asked for by; it may have come from elsewhere.
    pub(super) fn add(&mut self, read: Read, place: &str, moved: Option<&Url>) {
        match read {
            Read::Same(path) => {
                self.same.insert(path);
            }
            Read::New(page, Ok(found)) => {
                self.doubts.extend(self.doubt(&page, &found, place, moved));
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

    /// What is odd about a page that is held and came like this.
    fn doubt(
        &self,
        page: &Page,
        found: &Extraction,
        place: &str,
        moved: Option<&Url>,
    ) -> Option<Doubt> {
        self.held.digest(&page.path)?;
        let has_come = !found.fragments.is_empty();
        let (mut instead, is_fault) = if has_come {
            moved?;
            ("the page of another operation".to_owned(), false)
        } else {
            instead(page, found)
        };
        if let Some(url) = moved {
            instead.push_str(&format!(", from {url}"));
        }
        Some(Doubt {
            path: page.path.clone(),
            place: place.to_owned(),
            instead,
            is_fault,
            has_come,
        })
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
            mut doubts,
            held: _,
        } = self;
        if !unreadable.is_empty() {
            unreadable.sort_by(|one, other| one.page.cmp(&other.page));
            return Err(Unreadable { pages: unreadable });
        }
        news.sort();
        doubts.extend(taken.doubts);
        doubts.sort_by(|one, other| (&one.path, &one.place).cmp(&(&other.path, &other.place)));
        let counts = Counts {
            without_fragment,
            ..taken.counts
        };
        Ok(Taken {
            same,
            news,
            counts,
            doubts,
            ..taken
        })
    }
}

/// What came in place of a page with a fragment, and whether it is no page at all.
fn instead(page: &Page, found: &Extraction) -> (String, bool) {
    let mut notes = found.notes.iter();
    if let Some(note) = notes.find(|note| note.kind != NoteKind::NoFragment) {
        return (format!("line {}: {}", note.line, note.kind), false);
    }
    let text = String::from_utf8_lossy(&page.bytes);
    let is_heading = |line: &str| line.starts_with('#');
    let (what, is_fault) = if text.trim().is_empty() {
        ("an empty file", true)
    } else if serde_json::from_str::<IgnoredAny>(&text).is_ok() {
        ("JSON", true)
    } else if !text.lines().any(is_heading) {
        ("plain text without a heading", true)
    } else if text.lines().any(|line| line.trim() == "## OpenAPI") {
        ("a page that ends its `## OpenAPI` without a fence", true)
    } else {
        ("a page without a fence", false)
    };
    (what.to_owned(), is_fault)
}
