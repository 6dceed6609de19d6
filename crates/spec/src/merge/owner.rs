//! Which page a part of the merged document came from.

use std::collections::BTreeMap;

use super::conflict::{Conflict, ConflictKind};
use crate::extract::Fragment;

/// The fragment that each part came from, by the JSON pointer of the part.
pub(super) struct Owners<'a> {
    first: &'a Fragment,
    by_pointer: BTreeMap<String, &'a Fragment>,
}

impl<'a> Owners<'a> {
    /// `first` owns whatever nobody else does.
    pub(super) fn new(first: &'a Fragment) -> Self {
        Self {
            first,
            by_pointer: BTreeMap::new(),
        }
    }

    /// Makes a fragment the owner of a part, unless the part has one: then gives that.
    pub(super) fn claim(&mut self, pointer: &str, fragment: &'a Fragment) -> Option<&'a Fragment> {
        let owner = self.by_pointer.get(pointer).copied();
        if owner.is_none() {
            self.by_pointer.insert(pointer.to_owned(), fragment);
        }
        owner
    }

    /// The owner of the part that a pointer leads into.
    pub(super) fn of(&self, pointer: &str) -> &'a Fragment {
        let mut part = pointer;
        loop {
            if let Some(fragment) = self.by_pointer.get(part) {
                return fragment;
            }
            match part.rsplit_once('/') {
                Some((above, _)) => part = above,
                None => return self.first,
            }
        }
    }

    /// A conflict at a pointer, on the page it came from.
    pub(super) fn conflict(&self, pointer: &str, kind: ConflictKind) -> Conflict {
        let owner = self.of(pointer);
        Conflict {
            page: owner.page.clone(),
            line: owner.line,
            pointer: pointer.to_owned(),
            kind,
        }
    }
}
