//! Which fragments a part of the merged document came from.

use std::collections::BTreeMap;

use super::conflict::{Conflict, ConflictKind};
use crate::extract::Fragment;
use crate::page::Evidence;
use specwright_openapi::operation::OperationKey;

/// Where a fragment came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The page's path.
    pub page: String,
    /// 1-based line of the fragment's fence.
    pub line: usize,
    /// How the operation is known.
    pub evidence: Evidence,
    /// The operation of the fragment.
    pub operation: OperationKey,
}

impl Origin {
    pub(super) fn of(fragment: &Fragment) -> Self {
        Self {
            page: fragment.page.clone(),
            line: fragment.line,
            evidence: fragment.evidence,
            operation: fragment.operation(),
        }
    }

    pub(super) fn conflict(&self, pointer: String, kind: ConflictKind) -> Conflict {
        Conflict {
            page: self.page.clone(),
            line: self.line,
            pointer,
            kind,
        }
    }
}

/// The parts of a document, each with the fragments that have it. The first of them is its owner.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Parts {
    origins: Vec<Origin>,
    /// By the JSON pointer of the part: places in `origins`, never none.
    holders: BTreeMap<String, Vec<usize>>,
}

impl Parts {
    /// Takes one more fragment, as the holder of nothing yet.
    pub(super) fn enter(&mut self, origin: Origin) -> usize {
        self.origins.push(origin);
        self.origins.len() - 1
    }

    pub(super) fn origin(&self, at: usize) -> &Origin {
        &self.origins[at]
    }

    pub(super) fn all(&self) -> &[Origin] {
        &self.origins
    }

    /// Makes a fragment one of those that have a part. Gives the owner, where there was one before.
    pub(super) fn claim(&mut self, pointer: &str, origin: usize) -> Option<usize> {
        if let Some(holders) = self.holders.get_mut(pointer) {
            holders.push(origin);
            return holders.first().copied();
        }
        self.holders.insert(pointer.to_owned(), vec![origin]);
        None
    }

    /// Those that have exactly this part, as places among all.
    pub(super) fn places(&self, part: &str) -> &[usize] {
        self.holders
            .get(part)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Those that have the part that a pointer leads into.
    pub(super) fn holders(&self, pointer: &str) -> impl Iterator<Item = &Origin> {
        let held = self.part(pointer);
        let all = match held {
            Some(_) => 0,
            None => self.origins.len(),
        };
        let held = held.unwrap_or_default().iter().copied();
        held.chain(0..all).map(|at| &self.origins[at])
    }

    /// The owner of the part that a pointer leads into: the first fragment, for what belongs to the whole spec.
    pub(super) fn owner(&self, pointer: &str) -> Option<&Origin> {
        self.holders(pointer).next()
    }

    /// A conflict at a pointer, on the page that it came from.
    pub(super) fn conflict(&self, pointer: &str, kind: ConflictKind) -> Option<Conflict> {
        let owner = self.owner(pointer)?;
        Some(owner.conflict(pointer.to_owned(), kind))
    }

    fn part(&self, pointer: &str) -> Option<&[usize]> {
        let mut part = pointer;
        loop {
            if let Some(holders) = self.holders.get(part) {
                return Some(holders);
            }
            part = part.rsplit_once('/')?.0;
        }
    }
}
