//! The docs as a site on the network.

use anyhow::{Context, bail};
use futures_util::StreamExt;
use futures_util::stream;
use indicatif::ProgressBar;
use specwright_pages::page::Page;
use specwright_pages::sources::Fetched;
use url::Url;

use super::collector::{Collector, Read};
use super::get::{Answer, NOT_ASKED, Site};
use super::index_pages::{Entry, INDEX, IndexPages};
use super::missing::Doubt;
use super::request_kind::RequestKind;
use super::retry::NotThere;
use super::validators::Known;
use super::{Counts, Docs, Failed, Held, Incomplete, Options, Taken, progress};
use crate::judgement;
use crate::pages::PageFolder;

/// Takes the index, then every page that it lists, a few at a time.
pub(super) async fn take(
    base: &Url,
    held: &Held<'_>,
    client: &str,
    options: &Options,
) -> anyhow::Result<Taken> {
    let bar = progress::start(options.progress);
    let site = Site::new(base, client, options.patience, bar.clone())?;
    let listed = index(&site, base).await?;
    let visit = Visit {
        site,
        bar,
        held: held.pages,
        known: Known::of(held, &Docs::Site(base.clone())),
        today: judgement::today().to_string(),
    };
    let mut taken = visit.pages(listed.pages, listed.doubts).await?;
    for Entry { url, .. } in &listed.specs {
        let answer = visit.site.get(url, RequestKind::Spec, None).await;
        let text = answer.and_then(Answer::file);
        taken.specs.push((url.to_string(), text));
    }
    taken.counts.retries = visit.site.retries();
    // The pages came in any order.
    taken.notes.sort();
    taken.notes.extend(listed.notes);
    Ok(taken)
}

/// How many pages are asked for at the same time.
const AT_ONCE: usize = 8;

/// After so many pages that do not come, the answer will not change, and the site may be in trouble as it is.
const MAX_FAILED: usize = 8;

/// More than this is not read of one site: a full index of the largest pages known stays far below it.
const MAX_SITE_BYTES: usize = 256 * 1024 * 1024;

/// Where an index is to be had, and where else, if it is not there.
const INDEXES: [&str; 2] = [INDEX, ".well-known/llms.txt"];

async fn index(site: &Site, base: &Url) -> anyhow::Result<IndexPages> {
    let (url, bytes) = index_file(site, base).await?;
    let reading = || format!("reading the index {url}");
    let mut listed = IndexPages::read(&bytes, Some(base)).with_context(reading)?;
    for part in listed.parts.clone() {
        let reading = || format!("reading {}, a part of the index ({})", part.url, part.place);
        let answer = site.get(&part.url, RequestKind::Index, None).await;
        let bytes = answer.and_then(Answer::file).with_context(reading)?;
        listed.read_part(&part, &bytes).with_context(reading)?;
    }
    listed.finish().with_context(reading)
}

async fn index_file(site: &Site, base: &Url) -> anyhow::Result<(Url, Vec<u8>)> {
    let [first, second] = INDEXES.map(|path| base.join(path));
    let (first, second) = (first?, second?);
    let answer = site.get(&first, RequestKind::Index, None).await;
    let error = match answer.and_then(Answer::file) {
        Ok(bytes) => return Ok((first, bytes)),
        Err(error) => error,
    };
    if !error.is::<NotThere>() {
        return Err(error.context(format!("reading the index {first}")));
    }
    let answer = site.get(&second, RequestKind::Index, None).await;
    let bytes = answer.and_then(Answer::file).with_context(|| {
        format!("reading the index, which is neither at {first} nor at {second}")
    })?;
    Ok((second, bytes))
}

/// One visit to a site.
struct Visit<'a> {
    site: Site,
    bar: ProgressBar,
    held: &'a PageFolder,
    known: Known<'a>,
    today: String,
}

/// A page that came, or that need not have.
struct Come {
    read: Read,
    /// How long it is; nothing when only word came that it has not changed.
    bytes: Option<usize>,
    fetched: Fetched,
    /// Where the site led to from where it was asked for.
    moved: Option<Url>,
}

impl Visit<'_> {
    /// All these pages, or an error that says which did not come.
    async fn pages(&self, entries: Vec<Entry>, doubts: Vec<Doubt>) -> anyhow::Result<Taken> {
        let mut taken = Taken {
            counts: Counts {
                listed: entries.len(),
                ..Counts::default()
            },
            doubts,
            ..Taken::default()
        };
        let mut collector = Collector::of(self.held);
        let mut failed = Vec::new();
        let mut total = 0;
        progress::count(&self.bar, entries.len());
        let mut coming = stream::iter(&entries)
            .map(async |entry: &Entry| (entry, self.page(entry).await))
            .buffer_unordered(AT_ONCE);
        while let Some((entry, come)) = coming.next().await {
            self.bar.inc(1);
            let Entry { url, path, place } = entry;
            match come {
                Ok(come) => {
                    match come.bytes {
                        Some(bytes) => {
                            total += bytes;
                            taken.counts.fetched += 1;
                        }
                        None => taken.counts.unchanged += 1,
                    }
                    let place = format!("{place}: {url}");
                    let moved = come.moved.as_ref();
                    let led = moved
                        .map(|to| format!("{place} leads to {to}, and what is there is taken"));
                    taken.notes.extend(led);
                    taken.fetched.insert(path.clone(), come.fetched);
                    collector.add(come.read, &place, moved);
                }
                Err(error) => failed.push(Failed {
                    url: url.to_string(),
                    index: place.index.clone(),
                    line: place.line,
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
            failed.sort_by(|one, other| (&one.index, one.line).cmp(&(&other.index, other.line)));
            taken.counts.retries = self.site.retries();
            let counts = taken.counts;
            return Err(Incomplete { counts, failed }.into());
        }
        Ok(collector.finish(taken)?)
    }

    /// One page: as it comes, or as it is held when it has not changed.
    async fn page(&self, entry: &Entry) -> anyhow::Result<Come> {
        let before = self.known.validators(&entry.path);
        let known = before.as_ref();
        let answer = self.site.get(&entry.url, RequestKind::Page, known).await?;
        let (read, bytes, said, moved) = match (answer, before) {
            (
                Answer::File {
                    bytes,
                    headers,
                    moved,
                },
                _,
            ) => {
                let length = bytes.len();
                let read = self.read(Page::new(entry.path.clone(), bytes)).await?;
                (read, Some(length), self.known.said(&headers), moved)
            }
            (Answer::Unchanged { headers }, Some(before)) => {
                let said = self.known.said(&headers).or(before);
                (Read::Same(entry.path.clone()), None, said, None)
            }
            (Answer::Unchanged { .. }, None) => bail!(NOT_ASKED),
        };
        Ok(Come {
            read,
            bytes,
            fetched: said.on(&self.today),
            moved,
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
}
