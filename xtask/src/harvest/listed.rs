//! From the text of an index to the pages that it lists.

use std::collections::{BTreeMap, BTreeSet};

use amplemarket_spec::index::{Index, Link};
use anyhow::{Context, bail};
use url::Url;

use super::links::{Kind, Verdict, judge};

/// A larger index is refused: sites cap theirs at a tenth of this.
pub(super) const MAX_INDEX_BYTES: usize = 1024 * 1024;

/// More whole specs than this are not looked at: one site has one, or one for each of its APIs.
const MAX_SPECS: usize = 4;

/// The pages of an index, and what else it links to.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) pages: Vec<Entry>,
    pub(super) specs: Vec<Entry>,
    pub(super) notes: Vec<String>,
}

/// One page of an index, or one whole spec.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) url: Url,
    pub(super) path: String,
    /// 1-based line in the index.
    pub(super) line: usize,
}

/// Reads the index of the docs at `base`. Without a base it is the site that most of the pages are on, for an index
/// that lies in a folder.
///
/// # Errors
/// When it is not an index, is cut, lists no page, or has links in it that cannot be trusted.
pub(super) fn read(bytes: &[u8], base: Option<&Url>) -> anyhow::Result<Listed> {
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
    let base = match base {
        Some(base) => base.clone(),
        None => site_of(&index)?,
    };

    let mut listed = Listed {
        pages: Vec::new(),
        specs: Vec::new(),
        notes: Vec::new(),
    };
    for link in &index.pages {
        if let Some(entry) = listed.judged(&base, link, Kind::Page)? {
            listed.pages.push(entry);
        }
    }
    for link in &index.specs {
        if is_of_events(link) {
            listed.pass_over(link, "it describes events, not operations");
        } else if listed.specs.len() == MAX_SPECS {
            listed.pass_over(link, "there are whole specs enough before it");
        } else if let Some(entry) = listed.judged(&base, link, Kind::Spec)? {
            listed.specs.push(entry);
        }
    }
    let mut seen = BTreeSet::new();
    listed.pages.retain(|entry| seen.insert(entry.url.clone()));
    if listed.pages.is_empty() {
        bail!("the index lists no page of these docs in raw form (.md); check where the docs are");
    }
    refuse_clashes(&listed.pages)?;
    Ok(listed)
}

impl Listed {
    /// The link as an entry, if it is one of these docs; else it is noted.
    fn judged(&mut self, base: &Url, link: &Link, kind: Kind) -> anyhow::Result<Option<Entry>> {
        let verdict = judge(base, &link.url, kind).with_context(|| {
            format!(
                "llms.txt:{}: a link that is not followed; look at the index",
                link.line
            )
        })?;
        match verdict {
            Verdict::Ours { url, path } => Ok(Some(Entry {
                url,
                path,
                line: link.line,
            })),
            Verdict::Other(reason) => {
                self.pass_over(link, reason);
                Ok(None)
            }
        }
    }

    fn pass_over(&mut self, link: &Link, reason: &str) {
        let Link { line, url, .. } = link;
        self.notes
            .push(format!("llms.txt:{line}: {url} passed over: {reason}"));
    }
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
                "llms.txt:{}: {} would be kept in the same file as {} (line {}); look at the index",
                entry.line,
                entry.url,
                other.url,
                other.line
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
                "llms.txt:{}: {} needs a folder where {} (line {}) is a file; look at the index",
                entry.line,
                entry.url,
                other.url,
                other.line
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
