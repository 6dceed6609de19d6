//! What was said of the pages that are held when they were fetched, to ask only for what has changed since.

use std::collections::BTreeMap;

use reqwest::header::{
    ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use specwright_pages::page::Page;
use specwright_pages::sources::{Fetched, Source, digest};

use super::collector::Read;
use super::{Docs, Held};

/// The pages that are held as the lock file knows them.
#[derive(Debug)]
pub(super) struct Known<'a> {
    pages: BTreeMap<&'a str, &'a Source>,
    /// Whether the site that is asked is the one that the lock file is about.
    is_home: bool,
}

/// What tells one state of a page from another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Validators {
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
}

impl<'a> Known<'a> {
    /// What is known of the pages, for asking the docs there. Of a page that somebody has touched since it was fetched
    /// nothing is known.
    pub(super) fn of(held: &Held<'a>, docs: &Docs) -> Self {
        Self {
            pages: held
                .known()
                .map(|source| (source.page.as_str(), source))
                .collect(),
            is_home: Docs::parse(&held.sources.docs).as_ref() == Ok(docs),
        }
    }

    /// Looks for fragments on a page, unless it is held as it came.
    pub(super) fn read(&self, page: Page) -> Read {
        if self.is_same(&page) {
            Read::Same(page.path)
        } else {
            Read::of(page)
        }
    }

    /// Whether a page is held as it came.
    pub(super) fn is_same(&self, page: &Page) -> bool {
        let known = self.pages.get(page.path.as_str());
        known.is_some_and(|source| source.digest == digest(&page.bytes))
    }

    /// What to ask for a page by, if it can be told whether it is still the one that is held. What one site says of a
    /// page tells nothing of another's.
    pub(super) fn validators(&self, path: &str) -> Option<Validators> {
        let source = self.pages.get(path).filter(|_| self.is_home)?;
        let validators = Validators {
            etag: source.etag.clone(),
            last_modified: source.last_modified.clone(),
        };
        (validators != Validators::default()).then_some(validators)
    }

    /// What a server says of a page, as far as the lock file can use it another time.
    pub(super) fn said(&self, headers: &HeaderMap) -> Validators {
        if self.is_home {
            Validators::said(headers)
        } else {
            Validators::default()
        }
    }
}

impl Validators {
    fn said(headers: &HeaderMap) -> Self {
        let text = |name: HeaderName| headers.get(name)?.to_str().ok().map(str::to_owned);
        Self {
            etag: text(ETAG),
            last_modified: text(LAST_MODIFIED),
        }
    }

    /// The headers that ask for a page unless it is still in this state.
    pub(super) fn headers(&self) -> HeaderMap {
        let header = |name, value: &Option<String>| {
            Some((name, HeaderValue::from_str(value.as_deref()?).ok()?))
        };
        [
            header(IF_NONE_MATCH, &self.etag),
            header(IF_MODIFIED_SINCE, &self.last_modified),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// These, but for what a later answer left out.
    pub(super) fn or(self, before: Self) -> Self {
        Self {
            etag: self.etag.or(before.etag),
            last_modified: self.last_modified.or(before.last_modified),
        }
    }

    /// As the lock file keeps them.
    pub(super) fn on(self, date: &str) -> Fetched {
        Fetched {
            etag: self.etag,
            last_modified: self.last_modified,
            date: date.to_owned(),
        }
    }
}
