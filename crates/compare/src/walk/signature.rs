//! What a schema takes, as a number: schemas that take the same have the same one, wherever they are written.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use serde_json::Value;

use super::Walker;
use super::schema::{Shape, shape};
use crate::normalise::{Schema, Subject, is_annotation};
use crate::source::Source;

/// How deep two schemas have to differ to be taken for the same. They are then compared all the same: a signature only
/// says which schema to hold against which.
const DEPTH: u8 = 12;

/// Which of the two documents.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Document {
    Old,
    New,
}

impl Document {
    pub(super) fn other(self) -> Document {
        match self {
            Document::Old => Document::New,
            Document::New => Document::Old,
        }
    }
}

impl<'a> Walker<'a> {
    /// The signature of a schema, leaving out what constrains nothing.
    pub(super) fn signature(&mut self, document: Document, subject: &Subject<'a>) -> u64 {
        self.signature_to(document, subject, DEPTH)
    }

    /// The signature of a schema of which some keywords are left out.
    pub(super) fn signature_without(
        &mut self,
        document: Document,
        schema: &Schema<'a>,
        keywords: &[&str],
    ) -> u64 {
        self.sum(document, schema, keywords, DEPTH)
    }

    pub(super) fn read(&self, document: Document, subject: &Subject<'a>) -> Rc<Schema<'a>> {
        self.schemas[document as usize].read(self.source(document), subject)
    }

    pub(super) fn source(&self, document: Document) -> &Source<'a> {
        match document {
            Document::Old => &self.graph.old,
            Document::New => &self.graph.new,
        }
    }

    fn signature_to(&mut self, document: Document, subject: &Subject<'a>, depth: u8) -> u64 {
        let Some(below) = depth.checked_sub(1) else {
            return 0;
        };
        let key = (subject.clone(), depth);
        if let Some(&known) = self.signatures[document as usize].get(&key) {
            return known;
        }
        let schema = self.read(document, subject);
        let sum = self.sum(document, &schema, &[], below);
        self.signatures[document as usize].insert(key, sum);
        sum
    }

    fn sum(&mut self, document: Document, schema: &Schema<'a>, without: &[&str], depth: u8) -> u64 {
        let mut parts = Vec::new();
        // The types, whatever says them.
        if !without.contains(&"type") {
            let names: Vec<_> = schema
                .types
                .names()
                .into_iter()
                .map(str::to_owned)
                .collect();
            parts.push(hash(("type", names)));
        }
        for entry in &schema.entries {
            let key = entry.key;
            if is_annotation(key) || key == "type" || without.contains(&key) {
                continue;
            }
            let one = schema.one(key).filter(|_| shape(key) == Shape::One);
            let part = match (shape(key), &entry.value) {
                (Shape::One, _) if one.is_some() => {
                    one.map_or(0, |one| self.signature_to(document, &one, depth))
                }
                (Shape::Properties | Shape::Named, _) if entry.at.is_object() => {
                    let members = schema.map(key).iter();
                    unordered(
                        members.map(|(name, one)| {
                            hash((name, self.signature_to(document, one, depth)))
                        }),
                    )
                }
                (Shape::Branches, _) => {
                    let branches = schema.list(key).iter();
                    unordered(branches.map(|one| self.signature_to(document, &one.subject, depth)))
                }
                (Shape::Tuple, _) => {
                    let items = schema.tuple.iter();
                    hash(
                        items
                            .map(|one| self.signature_to(document, one, depth))
                            .collect::<Vec<_>>(),
                    )
                }
                (Shape::Required, value) if value.is_array() => unordered(list(value).map(plain)),
                // Whether there may be a null is said in too many ways to tell schemas apart by it.
                (Shape::Enum, value) if value.is_array() => {
                    unordered(list(value).filter(|value| !value.is_null()).map(plain))
                }
                _ => plain(&entry.value),
            };
            parts.push(hash((entry.key, part)));
        }
        unordered(parts)
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn plain(value: &Value) -> u64 {
    match value {
        Value::Object(map) => unordered(map.iter().map(|(key, value)| hash((key, plain(value))))),
        Value::Array(items) => hash(items.iter().map(plain).collect::<Vec<_>>()),
        Value::Number(number) => hash(number.as_f64().map(f64::to_bits)),
        other => hash(other.to_string()),
    }
}

fn unordered(parts: impl IntoIterator<Item = u64>) -> u64 {
    let mut parts: Vec<_> = parts.into_iter().collect();
    parts.sort_unstable();
    hash(parts)
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
