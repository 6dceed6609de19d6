//! Whether what came can be the whole of the docs at one time.

use std::collections::{BTreeMap, BTreeSet};

use amplemarket_spec::extract::{Fragment, extract};
use amplemarket_spec::page::{Evidence, Page};
use anyhow::bail;
use serde_json::Value;

use super::Counts;
use crate::pages::{PageSet, counted};

/// Refuses docs that say nothing, that were caught in the middle of a build, or that have lost most of what is held.
pub(super) fn check(come: &PageSet, counts: &Counts, held: &[Page]) -> anyhow::Result<()> {
    if come.fragments.is_empty() {
        bail!(
            "none of {} carries a fragment; look at the docs, a vendor can switch them off for the whole site",
            counted(counts.listed, "page")
        );
    }
    one_version(&come.fragments)?;
    enough(come, held)
}

/// Fragments of one spec are all of the same version, unless the site was being built.
fn one_version(fragments: &[Fragment]) -> anyhow::Result<()> {
    let mut specs: BTreeMap<_, BTreeMap<String, &str>> = BTreeMap::new();
    for fragment in fragments {
        let said = |pointer| match fragment.document.pointer(pointer) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => "none".to_owned(),
        };
        let spec = (fragment.source.as_deref(), said("/info/title"));
        let version = format!("{} (OpenAPI {})", said("/info/version"), said("/openapi"));
        let versions = specs.entry(spec).or_default();
        versions.entry(version).or_insert(&fragment.page);
    }
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
fn enough(come: &PageSet, held: &[Page]) -> anyhow::Result<()> {
    let (come, held) = (come.fragments.len(), published(held, come));
    if come * 2 < held {
        bail!(
            "the docs carry {}, fewer than half of the {held} that are held as published; look at the docs, and if the rest are gone for good, take their pages away first",
            counted(come, "operation"),
        );
    }
    Ok(())
}

/// How many operations are held as published.
fn published(held: &[Page], come: &PageSet) -> usize {
    let come_back: BTreeMap<&str, &Page> = come
        .pages
        .iter()
        .map(|page| (page.path.as_str(), page))
        .collect();
    // What has come back as it was has been read before.
    let (same, other): (Vec<&Page>, Vec<&Page>) = held
        .iter()
        .filter(|page| page.evidence() == Evidence::Published)
        .partition(|page| come_back.get(page.path.as_str()) == Some(page));
    let same: BTreeSet<&str> = same.iter().map(|page| page.path.as_str()).collect();
    let unchanged = come
        .fragments
        .iter()
        .filter(|fragment| same.contains(fragment.page.as_str()));
    // A page that cannot be read is no reason not to fetch: a fetch is what would mend it.
    let changed = other.iter().filter_map(|page| extract(page).ok());
    unchanged.count() + changed.map(|page| page.fragments.len()).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let come = PageSet::of(come).unwrap();
        match check(&come, &Counts::default(), held) {
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
