//! From fragments to the published document.
//!
//! On the pages that a site lists at one time no two fragments disagree, so nothing is ever resolved here: whatever
//! does not agree is a conflict, and never does the last page win.

mod check;
mod conflict;
mod difference;
mod group;
mod owner;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::document::{self, METHODS};
use crate::extract::Fragment;
use crate::pointer;
use conflict::in_short;
pub use conflict::{Conflict, ConflictKind, MergeError};
use difference::first_difference;
use group::{Group, groups, place};
use owner::Owners;

/// Merges fragments into the documents they were cut from, one for each spec. In which order the fragments come does
/// not matter.
///
/// # Errors
/// When fragments of one spec disagree, have an operation twice, or make no whole document together. All conflicts
/// are named.
pub fn merge(fragments: &[Fragment]) -> Result<Vec<Published>, MergeError> {
    let mut fragments: Vec<&Fragment> = fragments.iter().collect();
    fragments.sort_by_key(|fragment| place(fragment));
    let mut conflicts = Vec::new();
    let groups = groups(&fragments, &mut conflicts);
    let published = groups
        .iter()
        .filter_map(|group| merge_group(group, &mut conflicts))
        .collect();
    if conflicts.is_empty() {
        return Ok(published);
    }
    conflicts.sort();
    conflicts.dedup();
    Err(MergeError { conflicts })
}

/// All fragments of one spec, merged.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// The file or address of the spec, where info strings name one.
    pub source: Option<String>,
    /// The document in canonical order.
    pub document: Value,
    /// The page of each operation.
    pub pages: BTreeMap<OperationKey, String>,
}

/// What tells one operation from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationKey {
    /// The key under `paths`.
    pub path: String,
    /// Lower case.
    pub method: String,
}

/// Top-level keys that hold a part of the spec; any other holds the same in all fragments.
const PARTIAL: [&str; 3] = ["paths", "webhooks", "components"];

fn merge_group(group: &Group<'_>, conflicts: &mut Vec<Conflict>) -> Option<Published> {
    let first = *group.fragments.first()?;
    let mut merging = Merging {
        first,
        owners: Owners::new(first),
        document: Map::new(),
        conflicts,
    };
    for fragment in &group.fragments {
        merging.add(fragment);
    }
    let Merging {
        document, owners, ..
    } = merging;
    let document = document::canonical(&Value::Object(document));
    check::check(&document, &owners, conflicts);
    let pages = group.fragments.iter().map(|fragment| {
        let key = OperationKey {
            path: fragment.path.clone(),
            method: fragment.method.clone(),
        };
        (key, fragment.page.clone())
    });
    Some(Published {
        source: group.source.clone(),
        document,
        pages: pages.collect(),
    })
}

struct Merging<'a, 'c> {
    first: &'a Fragment,
    owners: Owners<'a>,
    document: Map<String, Value>,
    conflicts: &'c mut Vec<Conflict>,
}

impl<'a> Merging<'a, '_> {
    fn add(&mut self, fragment: &'a Fragment) {
        self.whole_spec(fragment);
        for (section, components) in entries(fragment.document.get("components")) {
            for (name, component) in entries(Some(components)) {
                self.part(fragment, &["components", section, name], component);
            }
        }
        for (name, webhook) in entries(fragment.document.get("webhooks")) {
            self.part(fragment, &["webhooks", name], webhook);
        }
        for (path, item) in entries(fragment.document.get("paths")) {
            self.path_level(fragment, path, item);
            for (method, operation) in entries(Some(item)).filter(|(key, _)| METHODS.contains(key))
            {
                self.operation(fragment, path, method, operation);
            }
        }
    }

    /// `info`, `servers` and the like are the whole spec's, so they are the first fragment's.
    fn whole_spec(&mut self, fragment: &'a Fragment) {
        let keys = entries(Some(&self.first.document)).chain(entries(Some(&fragment.document)));
        for (key, _) in keys.filter(|(key, _)| !PARTIAL.contains(key)) {
            let (here, there) = (fragment.document.get(key), self.first.document.get(key));
            self.compare(fragment, here, self.first, there, &pointer::child("", key));
            if let Some(value) = there {
                self.document.entry(key).or_insert_with(|| value.clone());
            }
        }
    }

    /// A component or a webhook: new, or equal to the one that is there.
    fn part(&mut self, fragment: &'a Fragment, keys: &[&str], value: &'a Value) {
        let at = pointer::of(keys);
        match self.owners.claim(&at, fragment) {
            Some(owner) => self.compare(
                fragment,
                Some(value),
                owner,
                owner.document.pointer(&at),
                &at,
            ),
            None => insert(&mut self.document, keys, value),
        }
    }

    /// What a path has besides methods: the same wherever the path is.
    fn path_level(&mut self, fragment: &'a Fragment, path: &str, item: &'a Value) {
        let at = pointer::of(&["paths", path]);
        let own = without_methods(item);
        match self.owners.claim(&at, fragment) {
            Some(owner) => {
                let theirs = owner.document.pointer(&at).map(without_methods);
                self.compare(fragment, Some(&own), owner, theirs.as_ref(), &at);
            }
            None => insert(&mut self.document, &["paths", path], &own),
        }
    }

    fn operation(
        &mut self,
        fragment: &'a Fragment,
        path: &str,
        method: &str,
        operation: &'a Value,
    ) {
        let keys = ["paths", path, method];
        let at = pointer::of(&keys);
        match self.owners.claim(&at, fragment) {
            Some(owner) => self.conflict(
                fragment,
                at,
                ConflictKind::Twice {
                    other: owner.page.clone(),
                },
            ),
            None => insert(&mut self.document, &keys, operation),
        }
    }

    fn compare(
        &mut self,
        fragment: &Fragment,
        here: Option<&Value>,
        owner: &Fragment,
        there: Option<&Value>,
        at: &str,
    ) {
        if let Some(difference) = first_difference(there, here, at) {
            let (there, here) = in_short(difference.left, difference.right);
            self.conflict(
                fragment,
                difference.pointer,
                ConflictKind::Differs {
                    other: owner.page.clone(),
                    here,
                    there,
                },
            );
        }
    }

    fn conflict(&mut self, fragment: &Fragment, pointer: String, kind: ConflictKind) {
        self.conflicts.push(Conflict {
            page: fragment.page.clone(),
            line: fragment.line,
            pointer,
            kind,
        });
    }
}

fn entries(map: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    map.and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(key, value)| (key.as_str(), value))
}

fn without_methods(item: &Value) -> Value {
    entries(Some(item))
        .filter(|(key, _)| !METHODS.contains(key))
        .map(|(key, value)| (key.to_owned(), value.clone()))
        .collect()
}

fn insert(map: &mut Map<String, Value>, keys: &[&str], value: &Value) {
    let [key, below @ ..] = keys else { return };
    let slot = map.entry(*key).or_insert_with(|| Value::Object(Map::new()));
    match slot {
        _ if below.is_empty() => *slot = value.clone(),
        Value::Object(inner) => insert(inner, below, value),
        _ => {}
    }
}
