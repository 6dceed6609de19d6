//! The whole spec that an index may link to, held against the pages.
//!
//! It is sometimes the vendor's own, sometimes not there, and sometimes the sample that the docs' starter kit came
//! with. It is believed only where it is plainly the document that the pages were cut from; then it tells whether the
//! pages are all of one build.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use anyhow::Context;
use serde_json::Value;
use specwright_openapi::document;
use specwright_openapi::operation::{METHODS, operations};
use specwright_openapi::pointer::Pointer;
use specwright_pages::extract::{Extraction, Fragment, extract};
use specwright_pages::split::{SplitOptions, split};

use crate::pages::counted;

/// A whole spec that the index links to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeSpec {
    /// Its address.
    pub url: String,
    /// What it is worth.
    pub verdict: Verdict,
}

/// Whether a whole spec is that of the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It does not come, or is no document.
    Unreadable {
        /// Why not.
        reason: String,
    },
    /// It is about something else, and is not used.
    Other {
        /// In what it differs: title, servers, operations.
        reasons: Vec<String>,
    },
    /// It has the title, the servers and every operation of the pages.
    Same {
        /// JSON pointers to the operations and components that the pages have otherwise, or not at all.
        differences: Vec<String>,
        /// Operations that are on no page, as `GET /users`.
        unlisted: Vec<String>,
    },
}

impl WholeSpec {
    /// Whether it is that of the pages, and they say nothing otherwise than it does.
    pub fn agrees(&self) -> bool {
        matches!(&self.verdict, Verdict::Same { differences, .. } if differences.is_empty())
    }
}

/// The spec that is that of the pages, or else the first; and all others.
pub(super) fn choose(
    specs: Vec<(String, anyhow::Result<Vec<u8>>)>,
    fragments: &[Fragment],
) -> (Option<WholeSpec>, Vec<WholeSpec>) {
    let mut judged: Vec<WholeSpec> = specs
        .into_iter()
        .map(|(url, text)| {
            let read = text.and_then(|bytes| read(&url, bytes));
            let verdict = match read {
                Ok(spec) => judge(&spec, fragments),
                Err(error) => Verdict::Unreadable {
                    reason: format!("{error:#}"),
                },
            };
            WholeSpec { url, verdict }
        })
        .collect();
    if judged.is_empty() {
        return (None, judged);
    }
    let is_same = |spec: &WholeSpec| matches!(spec.verdict, Verdict::Same { .. });
    let chosen = judged.iter().position(is_same).unwrap_or(0);
    (Some(judged.remove(chosen)), judged)
}

impl fmt::Display for WholeSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.url)?;
        match &self.verdict {
            Verdict::Unreadable { reason } => {
                write!(f, "a whole spec that cannot be read: {reason}")
            }
            Verdict::Other { reasons } => {
                write!(
                    f,
                    "a whole spec, but not of these pages: {}",
                    reasons.join("; ")
                )
            }
            Verdict::Same {
                differences,
                unlisted,
            } => {
                write!(f, "the whole spec of these pages, ")?;
                match differences.as_slice() {
                    [] => write!(f, "which agree with it")?,
                    some => write!(
                        f,
                        "which differ from it in {}: {}",
                        counted(some.len(), "place"),
                        few(some)
                    )?,
                }
                if !unlisted.is_empty() {
                    write!(
                        f,
                        "; it has {} that no page has: {}",
                        counted(unlisted.len(), "operation"),
                        few(unlisted)
                    )?;
                }
                Ok(())
            }
        }
    }
}

/// The first few of a list, for a message of one line.
fn few(list: &[String]) -> String {
    const FEW: usize = 5;
    let named = list.iter().take(FEW).map(String::as_str);
    let named = named.collect::<Vec<_>>().join(", ");
    match list.len().checked_sub(FEW) {
        None | Some(0) => named,
        Some(more) => format!("{named} and {more} more"),
    }
}

fn read(url: &str, bytes: Vec<u8>) -> anyhow::Result<Value> {
    let text = String::from_utf8(bytes).context("it is not UTF-8")?;
    let name = url.split(['?', '#']).next().unwrap_or(url);
    Ok(document::read(&text, name)?)
}

fn judge(spec: &Value, fragments: &[Fragment]) -> Verdict {
    let mut reasons = Vec::new();
    for (what, of) in [
        ("title", title as fn(&Value) -> String),
        ("servers", servers),
    ] {
        let here = of(spec);
        let other = fragments
            .iter()
            .map(|fragment| of(&fragment.document))
            .find(|there| *there != here);
        if let Some(there) = other {
            reasons.push(format!("its {what}: {here}, on the pages {there}"));
        }
    }

    let theirs: BTreeSet<String> = operations(spec)
        .iter()
        .map(|operation| named(operation.method, operation.path))
        .collect();
    let ours: BTreeSet<String> = fragments
        .iter()
        .map(|fragment| named(fragment.method, &fragment.path))
        .collect();
    let missing: Vec<String> = ours.difference(&theirs).cloned().collect();
    if !missing.is_empty() {
        reasons.push(format!(
            "it lacks {} of the pages: {}",
            counted(missing.len(), "operation"),
            few(&missing)
        ));
    }
    if !reasons.is_empty() {
        return Verdict::Other { reasons };
    }
    match differences(spec, fragments, &ours) {
        Ok(differences) => Verdict::Same {
            differences,
            unlisted: theirs.difference(&ours).cloned().collect(),
        },
        Err(error) => Verdict::Unreadable {
            reason: format!("{error:#}"),
        },
    }
}

/// Cuts the spec into pages as the site does, and names what is not on both sides the same.
fn differences(
    spec: &Value,
    fragments: &[Fragment],
    shared: &BTreeSet<String>,
) -> anyhow::Result<Vec<String>> {
    let mut spec = spec.clone();
    for (path, item) in spec
        .get_mut("paths")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
    {
        if let Some(item) = item.as_object_mut() {
            item.retain(|key, _| {
                !METHODS.contains(&key.as_str()) || shared.contains(&named(key, path))
            });
        }
    }
    let mut cut_here = Vec::new();
    for page in split(&spec, &SplitOptions::default()) {
        let Extraction { fragments, .. } =
            extract(&page).context("it cannot be cut into pages that can be read")?;
        cut_here.extend(fragments);
    }
    let (here, there) = (parts(fragments), parts(&cut_here));
    let pointers: BTreeSet<&String> = here.keys().chain(there.keys()).collect();
    let differ = pointers
        .into_iter()
        .filter(|pointer| here.get(*pointer) != there.get(*pointer));
    Ok(differ.cloned().collect())
}

/// The operations, path-level keys and components of all these fragments, by their places.
fn parts(fragments: &[Fragment]) -> BTreeMap<String, &Value> {
    let mut parts = BTreeMap::new();
    for fragment in fragments {
        for top in ["paths", "components"] {
            let groups = fragment.document.get(top).and_then(Value::as_object);
            for (group, members) in groups.into_iter().flatten() {
                for (name, member) in members.as_object().into_iter().flatten() {
                    parts.insert(Pointer::of(&[top, group, name]).into(), member);
                }
            }
        }
    }
    parts
}

fn title(document: &Value) -> String {
    document
        .pointer("/info/title")
        .map_or_else(|| "none".to_owned(), Value::to_string)
}

fn servers(document: &Value) -> String {
    let servers = document.get("servers").and_then(Value::as_array);
    let urls = servers
        .into_iter()
        .flatten()
        .filter_map(|server| server.get("url")?.as_str())
        .map(|url| url.trim_end_matches('/'));
    let urls: Vec<&str> = urls.collect();
    if urls.is_empty() {
        "none".to_owned()
    } else {
        urls.join(", ")
    }
}

fn named(method: &str, path: &str) -> String {
    format!("{} {path}", method.to_uppercase())
}
