//! What was said of the pages that are held when they were fetched, to ask only for what has changed since.

use std::collections::BTreeMap;

use amplemarket_spec::page::Page;
use amplemarket_spec::sources::{Fetched, Source, digest};
use reqwest::header::{
    ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use url::Url;

use super::{Docs, Held};

/// The pages that are held as the lock file knows them, each with what the server said of it.
#[derive(Debug)]
pub(super) struct Known<'a> {
    pages: BTreeMap<&'a str, (&'a Page, Validators)>,
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
    /// What is known of the pages, for asking the site at `base`.
    pub(super) fn of(held: &Held<'a>, base: &Url) -> Self {
        let sources: BTreeMap<&str, &Source> = held
            .sources
            .operations
            .iter()
            .filter(|source| source.etag.is_some() || source.last_modified.is_some())
            .map(|source| (source.page.as_str(), source))
            .collect();
        let known = held.pages.iter().filter_map(|page| {
            let source = sources.get(page.path.as_str())?;
            // Of a page that somebody has touched since nothing is known.
            (source.digest == digest(&page.bytes)).then(|| {
                let validators = Validators {
                    etag: source.etag.clone(),
                    last_modified: source.last_modified.clone(),
                };
                (page.path.as_str(), (page, validators))
            })
        });
        Self {
            pages: known.collect(),
            is_home: Docs::parse(&held.sources.docs) == Ok(Docs::Site(base.clone())),
        }
    }

    /// The page that is held under this path, with what to ask by whether it is still the same.
    pub(super) fn find(&self, path: &str) -> Option<(&'a Page, &Validators)> {
        let (page, validators) = self.pages.get(path)?;
        validators.tell(self.is_home).then_some((*page, validators))
    }

    /// What a server says of a page, as far as it can be used another time, in a lock file that is about another site
    /// perhaps.
    pub(super) fn said(&self, headers: &HeaderMap) -> Validators {
        let said = Validators::said(headers);
        if said.tell(self.is_home) {
            said
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

    /// Whether these tell two states of a page apart. An ETag does, wherever it came from; a date alone says nothing
    /// of what another site holds.
    fn tell(&self, is_home: bool) -> bool {
        self.etag.is_some() || (is_home && self.last_modified.is_some())
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
    pub(super) fn or(self, before: &Self) -> Self {
        Self {
            etag: self.etag.or_else(|| before.etag.clone()),
            last_modified: self.last_modified.or_else(|| before.last_modified.clone()),
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
