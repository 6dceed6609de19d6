//! What a schema takes, as a number: schemas that take the same have the same one, wherever they are written.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::Walker;
use super::schema::{Shape, shape};
use crate::normalise::{self, Object, is_annotation};
use crate::source::address;

/// How deep two schemas have to differ to be taken for the same. They are then compared all the same: a signature only
/// says which schema to hold against which.
const DEPTH: u8 = 12;

/// Which of the two documents.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Document {
    Old,
    New,
}

impl<'a> Walker<'a> {
    /// The signature of a schema, leaving out what constrains nothing.
    pub(super) fn signature(&mut self, document: Document, node: &'a Value) -> u64 {
        self.signature_to(document, node, DEPTH)
    }

    /// The signature of a schema of which some keywords are left out.
    pub(super) fn signature_without(
        &mut self,
        document: Document,
        schema: &Object<'a>,
        keywords: &[&str],
    ) -> u64 {
        self.sum(document, schema, keywords, DEPTH)
    }

    /// Whether a schema constrains nothing.
    pub(super) fn only_annotates(&self, document: Document, node: &'a Value) -> bool {
        self.read(document, node)
            .entries
            .iter()
            .all(|entry| is_annotation(entry.key))
    }

    pub(super) fn read(&self, document: Document, node: &'a Value) -> Object<'a> {
        let source = if document == Document::Old {
            &self.graph.old
        } else {
            &self.graph.new
        };
        normalise::schema(source, node)
    }

    fn signature_to(&mut self, document: Document, node: &'a Value, depth: u8) -> u64 {
        let Some(below) = depth.checked_sub(1) else {
            return 0;
        };
        let key = (address(node), depth);
        if let Some(&known) = self.signatures[document as usize].get(&key) {
            return known;
        }
        let schema = self.read(document, node);
        let sum = self.sum(document, &schema, &[], below);
        self.signatures[document as usize].insert(key, sum);
        sum
    }

    fn sum(&mut self, document: Document, schema: &Object<'a>, without: &[&str], depth: u8) -> u64 {
        let mut parts = Vec::new();
        for entry in &schema.entries {
            if is_annotation(entry.key) || without.contains(&entry.key) {
                continue;
            }
            let part = match (shape(entry.key), entry.at) {
                (Shape::One, at) => self.signature_to(document, at, depth),
                (Shape::Properties | Shape::Named, Value::Object(map)) => {
                    let members = map
                        .iter()
                        .map(|(name, node)| hash((name, self.signature_to(document, node, depth))));
                    unordered(members)
                }
                (Shape::Branches, _) => {
                    let branches = schema.branches.list(entry.key).iter();
                    unordered(branches.map(|node| self.signature_to(document, node, depth)))
                }
                (Shape::Tuple, Value::Array(items)) => hash(
                    items
                        .iter()
                        .map(|node| self.signature_to(document, node, depth))
                        .collect::<Vec<_>>(),
                ),
                (Shape::Required, Value::Array(items)) => unordered(items.iter().map(plain)),
                // Whether there may be a null is said in too many ways to tell schemas apart by it.
                (Shape::Enum, Value::Array(items)) => {
                    unordered(items.iter().filter(|value| !value.is_null()).map(plain))
                }
                _ => plain(&entry.value),
            };
            parts.push(hash((entry.key, part)));
        }
        unordered(parts)
    }
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
