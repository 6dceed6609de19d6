//! Both sides of the comparison, and for each finding whether the docs have drifted or correct what we made up.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use specwright_compare::{Finding, OperationRef, compare};
use specwright_openapi::operation::OperationKey;
use specwright_pages::extract::extract;
use specwright_pages::merge::{Merger, Origin, Published};
use specwright_pages::page::Evidence;

use crate::derive::only;
use crate::fetch::{Docs, Fetch};
use crate::judgement;
use crate::pages::{Unreadable, counted};
use crate::project::PAGES;
use crate::report::{self, Entry, Page, Standing};
use crate::tree::Tree;

/// Both sides of the comparison.
#[derive(Debug)]
pub(super) struct Sides<'a> {
    pub(super) old: Published,
    pub(super) new: Published,
    /// The address of the docs, without a slash at its end.
    address: &'a str,
}

impl<'a> Sides<'a> {
    /// Merges what is held and what has come, one page after another: a page that is the same on both sides is read
    /// once, and none is kept.
    ///
    /// # Errors
    /// When a page that is held cannot be read, the pages of one side contradict each other, or the docs have lost most
    /// of what is held.
    pub(super) fn merge(
        tree: &'a Tree,
        fetch: &Fetch,
        docs: &Docs,
        gone: usize,
    ) -> anyhow::Result<Self> {
        let (mut old, mut new) = (Merger::default(), Merger::default());
        let mut unreadable = Vec::new();
        let mut news = fetch.news.fragments.iter().peekable();
        let came = fetch.news.pages.iter().map(|page| page.path.as_str());
        let paths: BTreeSet<&str> = tree.pages.paths().chain(came).collect();
        for path in paths {
            if tree.pages.digest(path).is_some() {
                let is_same = fetch.same.contains(path);
                match extract(&tree.pages.page(path)?) {
                    Ok(found) => found.fragments.iter().for_each(|fragment| {
                        old.add(fragment);
                        if is_same {
                            new.add(fragment);
                        }
                    }),
                    Err(error) => unreadable.push(error),
                }
            }
            while let Some(fragment) = news.next_if(|fragment| fragment.page == path) {
                new.add(fragment);
            }
        }
        if !unreadable.is_empty() {
            let unreadable = Unreadable { pages: unreadable };
            return Err(unreadable).with_context(|| format!("reading {PAGES}"));
        }
        let no_telling = || format!("there is no telling what the docs at {docs} say");
        let merged = |merger: Merger| only(merger.finish()?);
        let sides = Self {
            old: merged(old)?,
            new: merged(new).with_context(no_telling)?,
            address: tree.sources.docs.trim_end_matches('/'),
        };
        sides.enough(gone).with_context(no_telling)?;
        Ok(sides)
    }

    /// An API does not lose most of its operations overnight, and an index that was cut in a way that nobody knows does.
    /// What was reconstructed counts as well: we have seen it in the docs, if not its page.
    fn enough(&self, gone: usize) -> anyhow::Result<()> {
        let (come, held) = (self.new.operations.len(), self.old.operations.len());
        if come * 2 < held.saturating_sub(gone) {
            bail!(
                "they carry {}, fewer than half of the {held} that are held; look at the docs, and name with `--gone METHOD:/PATH` what is gone for good",
                counted(come, "operation"),
            );
        }
        Ok(())
    }

    /// Every operation, on whichever side it is.
    pub(super) fn operations(&self) -> Vec<OperationKey> {
        let keys = self.old.operations.keys().chain(self.new.operations.keys());
        keys.cloned().collect()
    }

    /// How the operations that are held are known, and of how many that were reconstructed the docs have the page.
    pub(super) fn evidence(&self) -> report::Evidence {
        let mut evidence = report::Evidence::default();
        for (key, held) in &self.old.operations {
            evidence.count(held.evidence);
            let come = self.new.operations.get(key).map(|come| come.evidence);
            if (held.evidence, come) == (Evidence::Reconstructed, Some(Evidence::Published)) {
                evidence.published_now += 1;
            }
        }
        evidence
    }

    /// What differs, with how it stands to us and where it is documented.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let findings = compare(
            &self.old.document,
            &self.new.document,
            &judgement::options(),
        );
        let entries = findings.into_iter().map(|finding| Entry {
            standing: self.standing(&finding),
            pages: self.pages(&finding),
            finding,
        });
        entries.collect()
    }

    /// It corrects us only where nothing published vouches for what we hold: every operation that it is about was
    /// reconstructed.
    fn standing(&self, finding: &Finding) -> Standing {
        let about = self.about(finding);
        let mut evidence = about.iter().map(|operation| self.known_by(operation));
        if !about.is_empty() && evidence.all(|known| known == Some(Evidence::Reconstructed)) {
            Standing::Corrects
        } else {
            Standing::Drifted
        }
    }

    /// The pages that a finding is about: as the docs have them, or where we hold those that went. What belongs to the
    /// whole document is on all of them, and none is named.
    fn pages(&self, finding: &Finding) -> Vec<Page> {
        let at = [&finding.old.pointer, &finding.new.pointer];
        let is_somewhere = at.iter().any(|at| at.starts_with("/components/"));
        if finding.operations.is_empty() && !is_somewhere {
            return Vec::new();
        }
        let about = self.about(finding);
        let mut pages: Vec<Page> = about
            .iter()
            .filter_map(|operation| self.page(operation))
            .collect();
        pages.sort();
        pages.dedup();
        pages
    }

    /// The operations that a finding reaches; where it reaches none, those on whose pages the place stands.
    fn about(&self, finding: &Finding) -> Vec<OperationKey> {
        if !finding.operations.is_empty() {
            let reached = finding.operations.iter();
            return reached.filter_map(OperationRef::key).collect();
        }
        let (side, at) = match &finding.old.value {
            Some(_) => (&self.old, &finding.old.pointer),
            None => (&self.new, &finding.new.pointer),
        };
        let origins = side.origins(at);
        origins.map(|origin| origin.operation.clone()).collect()
    }

    fn known_by(&self, operation: &OperationKey) -> Option<Evidence> {
        origin_of(&self.old, operation).map(|origin| origin.evidence)
    }

    fn page(&self, operation: &OperationKey) -> Option<Page> {
        let held = origin_of(&self.old, operation);
        let path = &origin_of(&self.new, operation).or(held)?.page;
        let shown = path.strip_suffix(".md").unwrap_or(path);
        Some(Page {
            address: format!("{}/{shown}", self.address),
            file: held.map(|origin| format!("{PAGES}/{}", origin.page)),
        })
    }
}

fn origin_of<'a>(published: &'a Published, operation: &OperationKey) -> Option<&'a Origin> {
    let mut operations = published.operations.iter();
    operations
        .find(|(key, _)| key.is_same(operation))
        .map(|(_, origin)| origin)
}
