//! Which fragments are of one spec.
//!
//! A site may be made from several specs with different components of the same name, so this comes before everything
//! else. Info strings that name a file say it outright. One that names none means the spec of the same title: that is
//! what tells documents apart for people, too. Where two titles differ there are two specs; where the rest of `info`
//! or the servers differ under one title, pages disagree, and that is a conflict for the merging to find.

use std::collections::BTreeMap;

use serde_json::Value;

use super::conflict::{Conflict, ConflictKind};
use crate::extract::Fragment;

/// Fragments of one spec.
pub(super) struct Group<'a> {
    /// The file or address as the first page writes it.
    pub(super) source: Option<String>,
    /// In the order of the pages; never empty.
    pub(super) fragments: Vec<&'a Fragment>,
}

/// Groups fragments, which come in the order of the pages. The groups that are named come first, by name.
pub(super) fn groups<'a>(
    fragments: &[&'a Fragment],
    conflicts: &mut Vec<Conflict>,
) -> Vec<Group<'a>> {
    let mut named: BTreeMap<&str, Vec<&Fragment>> = BTreeMap::new();
    let mut unnamed: BTreeMap<&str, Vec<&Fragment>> = BTreeMap::new();
    for fragment in fragments {
        match &fragment.source {
            Some(source) => named
                .entry(source.trim_start_matches(['.', '/']))
                .or_default()
                .push(fragment),
            None => unnamed.entry(title(fragment)).or_default().push(fragment),
        }
    }
    let mut alone = Vec::new();
    for (title, fragments) in unnamed {
        let fits =
            |group: &[&Fragment]| group.iter().any(|fragment| self::title(fragment) == title);
        let mut fitting: Vec<_> = named.iter_mut().filter(|(_, group)| fits(group)).collect();
        match &mut fitting[..] {
            [] => alone.push(Group {
                source: None,
                fragments,
            }),
            [(_, group)] => {
                group.extend(fragments);
                group.sort_by_key(|fragment| place(fragment));
            }
            several => {
                let sources: Vec<String> =
                    several.iter().map(|(name, _)| name.to_string()).collect();
                conflicts.extend(fragments.iter().map(|fragment| Conflict {
                    page: fragment.page.clone(),
                    line: fragment.line,
                    pointer: "/info/title".to_owned(),
                    kind: ConflictKind::WhichSpec {
                        title: Value::from(title).to_string(),
                        sources: sources.clone(),
                    },
                }));
            }
        }
    }
    let named = named.into_values().map(|fragments| Group {
        source: fragments
            .iter()
            .find_map(|fragment| fragment.source.clone()),
        fragments,
    });
    named.chain(alone).collect()
}

/// What fragments are ordered by, so that it does not matter in which order they came.
pub(super) fn place(fragment: &Fragment) -> (&str, usize) {
    (&fragment.page, fragment.line)
}

fn title(fragment: &Fragment) -> &str {
    fragment
        .document
        .pointer("/info/title")
        .and_then(Value::as_str)
        .unwrap_or_default()
}
