//! The docs as a site on the network.

use amplemarket_spec::page::{MAX_PAGE_BYTES, Page};
use amplemarket_spec::sources::Fetched;
use anyhow::{Context, bail};
use futures_util::StreamExt;
use futures_util::stream;
use url::Url;

use super::gathered::{Gathered, Read};
use super::get::{Answer, Site};
use super::listed::{self, Entry, Listed};
use super::validators::Known;
use super::{Counts, Docs, Failed, Held, Incomplete, Options, Taken};

/// Takes the index, then every page that it lists, a few at a time.
pub(super) async fn take(base: &Url, held: &Held<'_>, options: &Options) -> anyhow::Result<Taken> {
    let site = Site::new(base, options.patience)?;
    let listed = index(&site, base).await?;
    let visit = Visit {
        site,
        known: Known::of(held, &Docs::Site(base.clone())),
        today: jiff::Timestamp::now().strftime("%Y-%m-%d").to_string(),
    };
    let mut taken = visit.pages(&listed.pages, options).await?;
    for Entry { url, .. } in &listed.specs {
        let text = visit.spec(url).await;
        taken.specs.push((url.to_string(), text));
    }
    taken.counts.retries = visit.site.retries();
    taken.notes = listed.notes;
    Ok(taken)
}

/// How many pages are asked for at the same time.
const AT_ONCE: usize = 8;

/// After so many pages that do not come, the answer will not change, and the site may be in trouble as it is.
const MAX_FAILED: usize = 8;

/// More than this is not read of one site: a full index of the largest pages known stays far below it.
const MAX_SITE_BYTES: usize = 256 * 1024 * 1024;

/// A whole spec that is larger is not looked at.
const MAX_SPEC_BYTES: usize = 16 * 1024 * 1024;

async fn index(site: &Site, base: &Url) -> anyhow::Result<Listed> {
    let url = base.join("llms.txt")?;
    let reading = || format!("reading the index {url}");
    let answer = site.get(&url, listed::MAX_INDEX_BYTES, None).await;
    let bytes = answer.and_then(Answer::file).with_context(reading)?;
    listed::read(&bytes, Some(base)).with_context(reading)
}

/// One visit to a site.
struct Visit<'a> {
    site: Site,
    known: Known<'a>,
    today: String,
}

/// A page that came, or that need not have.
struct Come {
    read: Read,
    /// How long it is; nothing when only word came that it has not changed.
    bytes: Option<usize>,
    fetched: Fetched,
}

impl Visit<'_> {
    /// All these pages, or an error that says which did not come.
    async fn pages(&self, entries: &[Entry], options: &Options) -> anyhow::Result<Taken> {
        let mut taken = Taken {
            counts: Counts {
                listed: entries.len(),
                ..Counts::default()
            },
            ..Taken::default()
        };
        let mut gathered = Gathered::default();
        let mut failed = Vec::new();
        let mut total = 0;
        let bar = options.progress.start(entries.len());
        let mut coming = stream::iter(entries)
            .map(async |entry: &Entry| (entry, self.page(entry).await))
            .buffer_unordered(AT_ONCE);
        while let Some((entry, come)) = coming.next().await {
            bar.inc(1);
            match come {
                Ok(come) => {
                    match come.bytes {
                        Some(bytes) => {
                            total += bytes;
                            taken.counts.fetched += 1;
                        }
                        None => taken.counts.unchanged += 1,
                    }
                    taken.fetched.insert(entry.path.clone(), come.fetched);
                    gathered.add(come.read);
                }
                Err(error) => failed.push(Failed {
                    url: entry.url.to_string(),
                    line: entry.line,
                    reason: format!("{error:#}"),
                }),
            }
            if total > MAX_SITE_BYTES {
                bail!(
                    "the pages are longer than {MAX_SITE_BYTES} bytes together; look at the docs site"
                );
            }
            if failed.len() == MAX_FAILED {
                break;
            }
        }
        if !failed.is_empty() {
            failed.sort_by_key(|failed| failed.line);
            taken.counts.retries = self.site.retries();
            let counts = taken.counts;
            return Err(Incomplete { counts, failed }.into());
        }
        Ok(gathered.finish(taken)?)
    }

    /// One page: as it comes, or as it is held when it has not changed.
    async fn page(&self, entry: &Entry) -> anyhow::Result<Come> {
        let before = self.known.validators(&entry.path);
        let answer = self
            .site
            .get(&entry.url, MAX_PAGE_BYTES, before.as_ref())
            .await?;
        let (read, bytes, said) = match (answer, before) {
            (Answer::File { bytes, headers }, _) => {
                let length = bytes.len();
                let read = self.read(Page::new(entry.path.clone(), bytes)).await?;
                (read, Some(length), self.known.said(&headers))
            }
            (Answer::Unchanged { headers }, Some(before)) => {
                let said = self.known.said(&headers).or(before);
                (Read::Same(entry.path.clone()), None, said)
            }
            (Answer::Unchanged { .. }, None) => bail!(NOT_ASKED),
        };
        Ok(Come {
            read,
            bytes,
            fetched: said.on(&self.today),
        })
    }

    /// Reads a page that is not held as it came.
    async fn read(&self, page: Page) -> anyhow::Result<Read> {
        if self.known.is_same(&page) {
            return Ok(Read::Same(page.path));
        }
        // Reading a page takes longer than its way here: it must not keep others from coming.
        tokio::task::spawn_blocking(|| Read::of(page))
            .await
            .context("reading the page came to a sudden end")
    }

    async fn spec(&self, url: &Url) -> anyhow::Result<Vec<u8>> {
        self.site.get(url, MAX_SPEC_BYTES, None).await?.file()
    }
}

const NOT_ASKED: &str =
    "the site answers that it has not changed, which nobody asked; look at the docs site";

impl Answer {
    /// The file, where nothing else was asked for.
    fn file(self) -> anyhow::Result<Vec<u8>> {
        match self {
            Self::File { bytes, .. } => Ok(bytes),
            Self::Unchanged { .. } => bail!(NOT_ASKED),
        }
    }
}
