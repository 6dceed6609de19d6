//! One difference, judged.

use std::fmt;

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use specwright_openapi::operation::{self, OperationKey};

use super::place::describes_members;

/// One difference between two documents, and what it means.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The name of the rule that judged it: oasdiff's where it has one, else ours; see [`super::rules::all`].
    pub rule: &'static str,
    /// What it means for a deployed client or server.
    pub wire: Level,
    /// What it means for someone whose code compiles against a client generated from the document.
    pub compile: Level,
    /// Whether it changes what is promised or only what is said about it.
    pub class: Class,
    /// The operations that reach the place, in the order of the document. Empty for what belongs to the whole document
    /// and for components that no operation refers to.
    pub operations: Vec<OperationRef>,
    /// Where it stands in the old document, and what stands there.
    pub old: Side,
    /// Where it stands in the new document, and what stands there.
    pub new: Side,
    /// The place for people: `GET /pets, response 200, field name`.
    pub place: String,
    /// What happened there, in plain words.
    pub what: String,
    /// Twelve hexadecimal digits that name the difference. They stay the same from run to run, when examples are made
    /// anew, when other things change, and when further operations come to share a component.
    pub fingerprint: String,
}

/// One document's half of a finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Side {
    /// The JSON pointer of the value where it really stands, references followed. Where this document has no such value,
    /// the pointer of what would hold it.
    pub pointer: String,
    /// The value, or nothing where this document has none.
    pub value: Option<Value>,
}

/// How much a finding matters. Ordered: [`Level::Breaking`] is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nobody has to do anything; oasdiff's INFO.
    Info,
    /// It may break someone, and the documents cannot tell; oasdiff's WARN.
    Warning,
    /// It breaks someone who kept to the old document; oasdiff's ERR.
    Breaking,
}

/// Whether a difference changes the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// What client and server promise each other.
    Contract,
    /// What is said about it: descriptions, summaries, titles, examples, tags, `info`, and `x-` extensions.
    Docs,
}

/// An operation, as the new document has it; as the old one had it when it is gone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct OperationRef {
    /// In upper case.
    pub method: String,
    /// The path template, or the name of a webhook.
    pub path: String,
    /// Its `operationId`.
    pub id: Option<String>,
}

impl OperationRef {
    /// What tells it from other operations, its id apart; nothing when its method is none of OpenAPI's.
    #[must_use]
    pub fn key(&self) -> Option<OperationKey> {
        Some(OperationKey {
            path: self.path.clone(),
            method: operation::method(&self.method)?,
        })
    }
}

/// How many operations a line names before it only counts them.
const NAMED: usize = 3;

impl fmt::Display for Finding {
    /// One line: the levels, the place, what happened, the rule, and whom it reaches.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.wire)?;
        if self.compile != self.wire {
            write!(f, " (to compile: {})", self.compile)?;
        }
        write!(f, ": {}: {} [{}]", self.place, self.what, self.rule)?;
        let named: Vec<_> = self
            .operations
            .iter()
            .map(OperationRef::to_string)
            .filter(|operation| !self.place.starts_with(operation.as_str()))
            .collect();
        if named.is_empty() {
            return Ok(());
        }
        write!(f, " reaches {}", named[..named.len().min(NAMED)].join(", "))?;
        match named.len().saturating_sub(NAMED) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

impl fmt::Display for OperationRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Breaking => "breaking",
        })
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Class::Contract => "contract",
            Class::Docs => "docs",
        })
    }
}

/// What a fingerprint is made from.
pub(super) struct Identity<'a> {
    pub(super) rule: &'a str,
    /// The place without anything that an unrelated change could move: no positions in lists, no parameter names.
    pub(super) location: &'a str,
    /// What the values stand under, and whether as a member of it.
    pub(super) field: &'a str,
    pub(super) member: bool,
    pub(super) old: Option<&'a Value>,
    pub(super) new: Option<&'a Value>,
}

impl Identity<'_> {
    pub(super) fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for part in [self.rule, self.location] {
            hash.update(part);
            hash.update([0]);
        }
        let keys = match Keys::Keywords.below(self.field) {
            Keys::Names if self.member => Keys::Keywords,
            keys => keys,
        };
        for value in [self.old, self.new] {
            let mut text = String::new();
            if let Some(value) = value {
                write_stable(value, keys, &mut text);
            }
            hash.update(text);
            hash.update([0]);
        }
        let digest = hash.finalize();
        digest[..6]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// What the keys of an object are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    Keywords,
    /// Those of properties and the like.
    Names,
    /// Those of a value that is neither: of a default, say.
    Data,
}

impl Keys {
    /// What the keys below a key are.
    fn below(self, key: &str) -> Keys {
        match (self, key) {
            (Keys::Data, _) => Keys::Data,
            (Keys::Names, _) => Keys::Keywords,
            (Keys::Keywords, "default" | "const" | "enum") => Keys::Data,
            (Keys::Keywords, key) if key.starts_with("x-") => Keys::Data,
            (Keys::Keywords, key) if describes_members(key) => Keys::Names,
            (Keys::Keywords, _) => Keys::Keywords,
        }
    }
}

/// JSON with its keys sorted and its examples left out: those are made anew on every build of some docs.
fn write_stable(value: &Value, keys: Keys, out: &mut String) {
    match value {
        Value::Object(map) => {
            let is_example = |key: &str| matches!(key, "example" | "examples");
            let mut names: Vec<_> = map
                .keys()
                .filter(|key| keys != Keys::Keywords || !is_example(key))
                .collect();
            names.sort();
            out.push('{');
            for key in names {
                out.push_str(key);
                out.push(':');
                write_stable(&map[key], keys.below(key), out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                write_stable(item, keys, out);
                out.push(',');
            }
            out.push(']');
        }
        leaf => out.push_str(&leaf.to_string()),
    }
}
