//! What the tests of fetches start from.

use std::fs;
use std::time::Duration;

use specwright_openapi::operation::OperationKey;
use specwright_pages::extract::extract;
use specwright_pages::page::Page;
use specwright_pages::sources::{Fetched, Sources};
use specwright_pipeline::fetch::{Docs, Fetch, Held, Options, Patience, fetch};
use specwright_pipeline::pages::PageFolder;
use tempfile::TempDir;

use crate::site::Site;
use crate::tree::page;

/// Milliseconds, where people wait for seconds.
pub(crate) fn hurried() -> Options {
    Options {
        patience: Patience {
            connect_timeout: Duration::from_secs(5),
            request_timeout: Duration::from_secs(5),
            first_wait: Duration::from_millis(1),
            longest_wait: Duration::from_millis(4),
            longest_retry_after: Duration::from_secs(60),
            retry_after_unit: Duration::from_millis(1),
        },
        ..Options::default()
    }
}

/// Pages of so many operations, by their paths.
pub(crate) fn pages(count: usize) -> Vec<(String, String)> {
    (0..count)
        .map(|number| {
            let text = page("get", &format!("/things/{number}"), "A thing", "the thing");
            (format!("things/{number}.md"), text)
        })
        .collect()
}

/// These pages as they are held after they were fetched with this ETag and date.
pub(crate) struct Store {
    folder: TempDir,
    pub(crate) pages: PageFolder,
    pub(crate) sources: Sources,
    /// What somebody says is gone.
    pub(crate) gone: Vec<OperationKey>,
}

impl Store {
    pub(crate) fn empty() -> Self {
        Self::of(&[], None, None)
    }

    pub(crate) fn of(
        pages: &[(String, String)],
        etag: Option<&str>,
        last_modified: Option<&str>,
    ) -> Self {
        let pages: Vec<Page> = pages
            .iter()
            .map(|(path, text)| Page::new(path, text.as_str()))
            .collect();
        let fragments = pages.iter().map(|page| extract(page).unwrap().fragments);
        let fragments: Vec<_> = fragments.flatten().collect();
        let docs = Sources::new("https://docs.example.com/");
        let mut sources = Sources::refresh(&docs, &fragments, &pages);
        for page in &pages {
            let fetched = Fetched {
                etag: etag.map(str::to_owned),
                last_modified: last_modified.map(str::to_owned),
                date: "2026-01-02".to_owned(),
            };
            sources.record(&page.path, &fetched);
        }
        let folder = tempfile::tempdir().unwrap();
        let mut store = Self {
            folder,
            pages: PageFolder::default(),
            sources,
            gone: Vec::new(),
        };
        for Page { path, bytes } in &pages {
            store.write(path, bytes);
        }
        store
    }

    /// Puts these bytes where a page is held, and looks at the folder again.
    pub(crate) fn write(&mut self, path: &str, bytes: &[u8]) {
        let file = self.folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
        self.pages = PageFolder::scan(self.folder.path()).unwrap();
    }

    pub(crate) fn held(&self) -> Held<'_> {
        Held {
            pages: &self.pages,
            sources: &self.sources,
            gone: &self.gone,
        }
    }
}

/// Fetches a site for someone who holds these pages.
pub(crate) async fn fetched(site: &Site, store: &Store) -> anyhow::Result<Fetch> {
    let docs = Docs::parse(site.address()).unwrap();
    fetch(&docs, &store.held(), "example", &hurried()).await
}

/// Expects a fetch of this site to be refused with all these words.
pub(crate) async fn refused(site: &Site, store: &Store, said: &[&str]) {
    let error = fetched(site, store).await.unwrap_err();
    let error = format!("{error:#}");
    for words in said {
        assert!(error.contains(words), "{words:?} is not in\n{error}");
    }
    let lead = format!(
        "there is no telling what the docs at {} say",
        site.address()
    );
    assert!(error.starts_with(&lead), "{error}");
}
