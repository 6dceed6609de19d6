//! Which fragments are of one spec.
//!
//! A site may be made from several specs with different components of the same name, so this comes before everything
//! else. Info strings that name a file say it outright. One that names none means the spec of the same title: that is
//! what tells documents apart for people, too. Where two titles differ there are two specs; where the rest of `info`
//! or the servers differ under one title, pages disagree, and that is a conflict for the merging to find.

use std::collections::BTreeMap;

use serde_json::Value;

use super::conflict::{Conflict, ConflictKind};
use super::merging::Merging;
use crate::extract::Fragment;

/// The documents that are being put together, by what their fragments say that they are of.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// By the file or address, without the dots and slashes that it may begin with.
    named: BTreeMap<String, Named>,
    /// By title.
    unnamed: BTreeMap<String, Merging>,
}

#[derive(Debug, Default)]
struct Named {
    /// The file or address as the first page writes it.
    source: String,
    titles: Vec<String>,
    merging: Merging,
}

impl Groups {
    /// The document that a fragment belongs to, as far as that can be told before all have come.
    pub(super) fn of(&mut self, fragment: &Fragment) -> &mut Merging {
        let title = title(fragment);
        let Some(source) = &fragment.source else {
            return self.unnamed.entry(title.to_owned()).or_default();
        };
        let name = source.trim_start_matches(['.', '/']);
        let group = self.named.entry(name.to_owned()).or_insert_with(|| Named {
            source: source.clone(),
            ..Named::default()
        });
        if !group.titles.iter().any(|known| known == title) {
            group.titles.push(title.to_owned());
        }
        &mut group.merging
    }

    /// One document for each spec, now that all fragments have come: those that name no file go to the one of their
    /// title that does.
    pub(super) fn joined(self, conflicts: &mut Vec<Conflict>) -> Vec<Merging> {
        let Self { mut named, unnamed } = self;
        let mut alone = Vec::new();
        for (title, merging) in unnamed {
            let fitting = named
                .iter_mut()
                .filter(|(_, group)| group.titles.contains(&title));
            let mut fitting: Vec<_> = fitting.collect();
            match &mut fitting[..] {
                [] => alone.push(merging),
                [(_, group)] => group.merging.join(merging, conflicts),
                several => {
                    let sources: Vec<String> =
                        several.iter().map(|(name, _)| (*name).clone()).collect();
                    conflicts.extend(merging.origins().iter().map(|origin| {
                        origin.conflict(
                            "/info/title".to_owned(),
                            ConflictKind::WhichSpec {
                                title: Value::from(title.as_str()).to_string(),
                                sources: sources.clone(),
                            },
                        )
                    }));
                }
            }
        }
        let named = named.into_values().map(|group| {
            let mut merging = group.merging;
            merging.source = Some(group.source);
            merging
        });
        named.chain(alone).collect()
    }
}

fn title(fragment: &Fragment) -> &str {
    fragment
        .document
        .pointer("/info/title")
        .and_then(Value::as_str)
        .unwrap_or_default()
}
