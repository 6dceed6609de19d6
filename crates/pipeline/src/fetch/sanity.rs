//! Whether what came can be the whole of the docs at one time.

use std::collections::BTreeMap;

use anyhow::bail;
use serde_json::Value;
use specwright_pages::extract::{Fragment, extract};
use specwright_pages::page::Evidence;

use super::{Held, Taken, missing};
use crate::pages::{PageFolder, counted};

/// Refuses docs that say nothing, that were caught in the middle of a build, or that have lost most of what is held.
pub(super) fn check(taken: &Taken, held: &Held<'_>) -> anyhow::Result<()> {
    if taken.counts.listed == 0 {
        bail!("there is no page (.md) in it, so none carries a fragment; give a folder of pages");
    }
    if taken.same.is_empty() && taken.news.fragments.is_empty() {
        bail!(
            "none of {} carries a fragment; look at the docs, a vendor can switch them off for the whole site",
            counted(taken.counts.listed, "page")
        );
    }
    missing::check(taken, held)?;
    one_version(taken, held.pages)?;
    enough(taken, held)
}

/// Fragments of one spec are all of the same version, unless the site was being built. Those on pages that are held were
/// merged once, so the first of them speaks for all.
fn one_version(taken: &Taken, held: &PageFolder) -> anyhow::Result<()> {
    let mut specs: BTreeMap<_, BTreeMap<String, String>> = BTreeMap::new();
    let mut see = |fragment: &Fragment| {
        let said = |pointer| match fragment.document.pointer(pointer) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => "none".to_owned(),
        };
        let spec = (fragment.source.clone(), said("/info/title"));
        let version = format!("{} (OpenAPI {})", said("/info/version"), said("/openapi"));
        let pages = specs.entry(spec).or_default();
        pages
            .entry(version)
            .or_insert_with(|| fragment.page.clone());
    };
    if taken.news.fragments.is_empty() {
        return Ok(());
    }
    if let Some(path) = taken.same.first() {
        extract(&held.page(path)?)?
            .fragments
            .iter()
            .for_each(&mut see);
    }
    taken.news.fragments.iter().for_each(&mut see);
    for ((_, title), versions) in specs {
        if versions.len() > 1 {
            let named = versions
                .iter()
                .map(|(version, page)| format!("\n{version}: on {page} first"));
            bail!(
                "the pages of {title:?} do not merge, they are of {}; the site was caught while it was built, try again later{}",
                counted(versions.len(), "version"),
                named.collect::<String>()
            );
        }
    }
    Ok(())
}

/// An API does not lose most of its operations overnight; an index that was cut in a way that nobody knows does.
fn enough(taken: &Taken, held: &Held<'_>) -> anyhow::Result<()> {
    // What is held as it came has been read before: the lock file tells what is on it.
    let same = || {
        held.known()
            .filter(|source| taken.same.contains(&source.page))
    };
    let come = same().count() + taken.news.fragments.len();
    let mut published = same()
        .filter(|source| source.evidence == Evidence::Published)
        .count();
    for path in held
        .pages
        .paths()
        .filter(|path| !taken.same.contains(*path))
    {
        let page = held.pages.page(path)?;
        // A page that cannot be read is no reason not to fetch: a fetch is what would mend it.
        if let (Evidence::Published, Ok(found)) = (page.evidence(), extract(&page)) {
            published += found.fragments.len();
        }
    }
    if come * 2 < published.saturating_sub(held.gone.len()) {
        bail!(
            "the docs carry {}, fewer than half of the {published} that are held as published; look at the docs, and name with `--gone METHOD:/PATH` what is gone for good",
            counted(come, "operation"),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use specwright_pages::page::Page;
    use specwright_pages::sources::Sources;

    use super::*;
    use crate::pages::PageSet;

    fn page(number: usize, version: &str) -> Page {
        let text = format!(
            "# A\n\n````yaml get /{number}\nopenapi: 3.0.1\ninfo:\n  title: Small\n  version: {version}\npaths:\n  /{number}:\n    get:\n      responses: {{}}\n````\n"
        );
        Page::new(format!("{number}.md"), text)
    }

    fn pages(numbers: std::ops::Range<usize>) -> Vec<Page> {
        numbers.map(|number| page(number, "v1")).collect()
    }

    /// What is said of these pages when those are held; nothing when all is well.
    fn said(come: Vec<Page>, held: &[Page]) -> String {
        let folder = tempfile::tempdir().unwrap();
        for page in held {
            std::fs::write(folder.path().join(&page.path), &page.bytes).unwrap();
        }
        let held = Held {
            pages: &PageFolder::scan(folder.path()).unwrap(),
            sources: &Sources::default(),
            gone: &[],
        };
        let mut taken = Taken {
            news: PageSet::of(come).unwrap(),
            ..Taken::default()
        };
        taken.counts.listed = taken.news.pages.len();
        match check(&taken, &held) {
            Ok(()) => String::new(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn half_of_what_is_held_is_enough() {
        assert_eq!(said(pages(0..5), &pages(0..10)), "");
        assert_eq!(said(pages(0..1), &[]), "");
        let said = said(pages(0..4), &pages(0..9));
        assert!(
            said.contains("4 operations, fewer than half of the 9"),
            "{said}"
        );
    }

    #[test]
    fn what_was_reconstructed_is_not_missed() {
        let mut held = pages(0..9);
        for page in &mut held {
            page.bytes = [b"<!-- reconstructed -->\n", page.bytes.as_slice()].concat();
        }
        assert_eq!(said(pages(0..1), &held), "");
    }

    #[test]
    fn operations_may_have_come_back_elsewhere() {
        assert_eq!(said(pages(100..110), &pages(0..10)), "");
        let said = said(pages(100..101), &pages(0..3));
        assert!(
            said.contains("1 operation, fewer than half of the 3"),
            "{said}"
        );
    }

    #[test]
    fn versions_do_not_mix() {
        let said = said(vec![page(1, "v1"), page(2, "v2"), page(3, "v1")], &[]);
        assert!(
            said.contains("\nv1 (OpenAPI 3.0.1): on 1.md first\nv2 (OpenAPI 3.0.1): on 2.md first"),
            "{said}"
        );
    }
}
