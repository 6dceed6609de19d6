//! From the text of an index, and of those that it is divided into, to the pages that they list.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use anyhow::{Context, bail};
use specwright_pages::index::{Index, Link};
use url::Url;

use super::links::{Kind, Verdict, as_if_ours, judge};
use super::missing::Doubt;

/// A larger index is refused: sites cap theirs at a tenth of this.
pub(super) const MAX_INDEX_BYTES: usize = 1024 * 1024;

/// The name of an index.
pub(super) const INDEX: &str = "llms.txt";

/// More whole specs than this are not looked at: one site has one, or one for each of its APIs.
const MAX_SPECS: usize = 4;

/// More parts of an index than this are refused. A site has one for each of its tabs.
const MAX_PARTS: usize = 32;

/// The pages of an index, and what else it links to.
#[derive(Debug)]
pub(super) struct IndexPages {
    base: Url,
    pub(super) pages: Vec<Entry>,
    pub(super) specs: Vec<Entry>,
    /// Further indexes, each of a part of the site. What is on them is listed when they were added.
    pub(super) parts: Vec<Entry>,
    /// Links that are passed over, which may mean pages that are held.
    pub(super) doubts: Vec<Doubt>,
    pub(super) notes: Vec<String>,
}

/// One page of an index, one part of it, or one whole spec.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) url: Url,
    pub(super) path: String,
    pub(super) place: Place,
}

/// Where something stands in an index.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Below the root.
    pub(super) index: String,
    /// 1-based.
    pub(super) line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.index, self.line)
    }
}

impl IndexPages {
    /// Reads the index of the docs at `base`. Without a base it is the site that most of the pages are on, for an
    /// index that lies in a folder.
    ///
    /// # Errors
    /// When it is not an index, is cut, or has links in it that cannot be trusted.
    pub(super) fn read(bytes: &[u8], base: Option<&Url>) -> anyhow::Result<Self> {
        let index = parse(bytes)?;
        let base = match base {
            Some(base) => base.clone(),
            None => site_of(&index)?,
        };
        let mut listed = Self {
            base,
            pages: Vec::new(),
            specs: Vec::new(),
            parts: Vec::new(),
            doubts: Vec::new(),
            notes: Vec::new(),
        };
        listed.add(&index, INDEX)?;
        if listed.parts.len() > MAX_PARTS {
            bail!(
                "the index has {} parts, more than the {MAX_PARTS} that are read; look at the index",
                listed.parts.len()
            );
        }
        Ok(listed)
    }

    /// Reads one part of the index.
    ///
    /// # Errors
    /// As for the index; also when it has parts of its own, which nobody follows.
    pub(super) fn read_part(&mut self, part: &Entry, bytes: &[u8]) -> anyhow::Result<()> {
        let known = self.parts.len();
        self.add(&parse(bytes)?, &part.path)?;
        let further = self.parts.split_off(known);
        let is_new = |further: &&Entry| !self.parts.iter().any(|part| part.url == further.url);
        if let Some(Entry { url, place, .. }) = further.iter().find(is_new) {
            bail!(
                "{place}: {url} is a part of a part of the index, which is not followed; look at the index"
            );
        }
        Ok(())
    }

    /// What is listed, when all parts of the index were read.
    ///
    /// # Errors
    /// When there is no page, or two of them cannot lie side by side.
    pub(super) fn finish(mut self) -> anyhow::Result<Self> {
        let mut seen = BTreeSet::new();
        self.pages.retain(|entry| seen.insert(entry.url.clone()));
        if self.pages.is_empty() {
            bail!(
                "the index lists no page of these docs in raw form (.md); check where the docs are"
            );
        }
        refuse_clashes(&self.pages)?;
        Ok(self)
    }

    fn add(&mut self, index: &Index, name: &str) -> anyhow::Result<()> {
        for link in &index.pages {
            if let Some(entry) = self.judged(link, name, Kind::Page)? {
                if is_part(&entry) {
                    self.parts.push(entry);
                } else {
                    self.pages.push(entry);
                }
            }
        }
        for link in &index.specs {
            if is_of_events(link) {
                self.pass_over(link, name, "it describes events, not operations");
            } else if self.specs.len() == MAX_SPECS {
                self.pass_over(link, name, "there are whole specs enough before it");
            } else if let Some(entry) = self.judged(link, name, Kind::Spec)? {
                self.specs.push(entry);
            }
        }
        for link in &index.mentions {
            self.doubt(link, name, "it stands in the text, not in a list");
        }
        Ok(())
    }

    /// The link as an entry, if it is one of these docs; else it is noted.
    fn judged(&mut self, link: &Link, name: &str, kind: Kind) -> anyhow::Result<Option<Entry>> {
        let place = place(link, name);
        let verdict = judge(&self.base, &link.url, kind)
            .with_context(|| format!("{place}: a link that is not followed; look at the index"))?;
        match verdict {
            Verdict::Ours { url, path } => Ok(Some(Entry { url, path, place })),
            Verdict::Other(reason) => {
                self.pass_over(link, name, reason);
                Ok(None)
            }
        }
    }

    fn pass_over(&mut self, link: &Link, name: &str, reason: &str) {
        let place = place(link, name);
        let url = &link.url;
        self.notes
            .push(format!("{place}: {url} passed over: {reason}"));
        self.doubt(link, name, reason);
    }

    fn doubt(&mut self, link: &Link, name: &str, reason: &str) {
        if let Some(path) = as_if_ours(&self.base, &link.url) {
            self.doubts.push(Doubt {
                path,
                place: format!("{}: {}", place(link, name), link.url),
                instead: format!("the link is passed over: {reason}"),
                is_fault: false,
                has_come: false,
            });
        }
    }
}

fn parse(bytes: &[u8]) -> anyhow::Result<Index> {
    if bytes.len() > MAX_INDEX_BYTES {
        bail!(
            "{} bytes, more than an index has; look at what is there",
            bytes.len()
        );
    }
    let text =
        std::str::from_utf8(bytes).context("the index is not UTF-8; look at the docs site")?;
    let index = Index::parse(text, None)?;
    if let Some(line) = index.cut {
        bail!(
            "the index is cut at line {line}: what it no longer lists may well exist, so there is no telling; try again later"
        );
    }
    Ok(index)
}

fn place(link: &Link, index: &str) -> Place {
    Place {
        index: index.to_owned(),
        line: link.line,
    }
}

/// Whether an entry is an index of its own, of a part of the site.
fn is_part(entry: &Entry) -> bool {
    entry.path.starts_with("_llms/")
}

/// Whether a spec is listed as AsyncAPI only.
fn is_of_events(link: &Link) -> bool {
    let section = link.section.as_deref().unwrap_or_default();
    let section = section.to_ascii_lowercase();
    section.contains("asyncapi") && !section.contains("openapi")
}

/// Refuses two pages that could not lie side by side on every system: one name in two spellings, or a file and a
/// folder of one name.
fn refuse_clashes(pages: &[Entry]) -> anyhow::Result<()> {
    let mut taken: BTreeMap<String, &Entry> = BTreeMap::new();
    for entry in pages {
        if let Some(other) = taken.insert(entry.path.to_lowercase(), entry) {
            bail!(
                "{}: {} would be kept in the same file as {} ({}); look at the index",
                entry.place,
                entry.url,
                other.url,
                other.place
            );
        }
    }
    for entry in pages {
        let path = entry.path.to_lowercase();
        let folders = path
            .match_indices('/')
            .filter_map(|(end, _)| path.get(..end));
        if let Some(other) = folders.filter_map(|folder| taken.get(folder)).next() {
            bail!(
                "{}: {} needs a folder where {} ({}) is a file; look at the index",
                entry.place,
                entry.url,
                other.url,
                other.place
            );
        }
    }
    Ok(())
}

/// The site that most pages of an index are on; the first of several.
fn site_of(index: &Index) -> anyhow::Result<Url> {
    // Relative links are on the site of the index, whose address a folder does not tell: any will do.
    let own = Url::parse("https://localhost/")?;
    let mut sites: Vec<(Url, usize)> = Vec::new();
    for link in &index.pages {
        let Ok(mut site) = own.join(&link.url) else {
            continue;
        };
        if !site.path().ends_with(".md") {
            continue;
        }
        site.set_path("/");
        match sites
            .iter_mut()
            .find(|(known, _)| known.origin() == site.origin())
        {
            Some((_, count)) => *count += 1,
            None => sites.push((site, 1)),
        }
    }
    // Of several equals `max_by_key` takes the last, hence the reversal.
    let most = sites.into_iter().rev().max_by_key(|(_, count)| *count);
    Ok(most.map_or(own, |(site, _)| site))
}
