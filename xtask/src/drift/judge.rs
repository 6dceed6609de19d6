//! What a finding is, seen from what we hold: a change of what was published, or a correction of what we made up.

use amplemarket_spec::compare::{Finding, OperationRef};
use amplemarket_spec::extract::Fragment;
use amplemarket_spec::merge::Published;
use amplemarket_spec::page::Evidence;

use crate::diff::is_same;
use crate::project::PAGES;
use crate::report::{Page, Standing};

/// Both sides of the comparison.
#[derive(Debug)]
pub(super) struct Sides<'a> {
    pub(super) old: Published,
    pub(super) new: Published,
    /// The fragments that are held.
    pub(super) held: &'a [Fragment],
    /// The fragments that came.
    pub(super) come: &'a [Fragment],
    /// The address of the docs, without a slash at its end.
    pub(super) address: &'a str,
}

impl Sides<'_> {
    /// It corrects us only where nothing published vouches for what we hold: every operation that it is about was
    /// reconstructed.
    pub(super) fn standing(&self, finding: &Finding) -> Standing {
        let about = self.about(finding);
        let mut evidence = about.iter().map(|operation| self.evidence(operation));
        if !about.is_empty() && evidence.all(|known| known == Some(Evidence::Reconstructed)) {
            Standing::Corrects
        } else {
            Standing::Drifted
        }
    }

    /// The pages that a finding is about: as the docs have them, or where we hold those that went. What belongs to the
    /// whole document is on all of them, and none is named.
    pub(super) fn pages(&self, finding: &Finding) -> Vec<Page> {
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
    fn about(&self, finding: &Finding) -> Vec<OperationRef> {
        if !finding.operations.is_empty() {
            return finding.operations.clone();
        }
        let (fragments, at) = match &finding.old.value {
            Some(_) => (self.held, &finding.old.pointer),
            None => (self.come, &finding.new.pointer),
        };
        let holders = fragments
            .iter()
            .filter(|fragment| fragment.document.pointer(at).is_some());
        let named = holders.map(|fragment| OperationRef {
            method: fragment.method.to_uppercase(),
            path: fragment.path.clone(),
            id: None,
        });
        named.collect()
    }

    fn evidence(&self, operation: &OperationRef) -> Option<Evidence> {
        let mut fragments = self.held.iter();
        fragments
            .find(|fragment| is_same(operation, &fragment.method, &fragment.path))
            .map(|fragment| fragment.evidence)
    }

    fn page(&self, operation: &OperationRef) -> Option<Page> {
        let held = page_of(&self.old, operation);
        let path = page_of(&self.new, operation).or(held)?;
        let shown = path.strip_suffix(".md").unwrap_or(path);
        Some(Page {
            address: format!("{}/{shown}", self.address),
            file: held.map(|path| format!("{PAGES}/{path}")),
        })
    }
}

fn page_of<'a>(published: &'a Published, operation: &OperationRef) -> Option<&'a str> {
    let mut pages = published.pages.iter();
    pages
        .find(|(key, _)| is_same(operation, &key.method, &key.path))
        .map(|(_, page)| page.as_str())
}
