//! One document while it is being put together.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::conflict::{Conflict, ConflictKind, in_short};
use super::difference::first_difference;
use super::origin::{Origin, Parts};
use super::{Published, check};
use crate::extract::Fragment;
use specwright_openapi::document;
use specwright_openapi::operation::METHODS;
use specwright_openapi::pointer::Pointer;

/// A document as far as it has come.
#[derive(Debug, Default)]
pub(super) struct Merging {
    /// The file or address of the spec, where one is known.
    pub(super) source: Option<String>,
    document: Map<String, Value>,
    parts: Parts,
}

/// Top-level keys that hold a part of the spec; any other holds the same in all fragments.
const PARTIAL: [&str; 3] = ["paths", "webhooks", "components"];

impl Merging {
    /// Takes one more fragment.
    pub(super) fn add(&mut self, fragment: &Fragment, conflicts: &mut Vec<Conflict>) {
        let origin = self.parts.enter(Origin::of(fragment));
        let document = &fragment.document;
        self.whole_spec(origin, document, conflicts);
        for part in parts(document) {
            self.part(origin, &part, conflicts);
        }
    }

    /// Takes all that another document of the same spec has.
    pub(super) fn join(&mut self, other: Self, conflicts: &mut Vec<Conflict>) {
        let document = Value::Object(other.document);
        for origin in other.parts.all() {
            let origin = self.parts.enter(origin.clone());
            self.whole_spec(origin, &document, conflicts);
        }
        let first = self.parts.all().len() - other.parts.all().len();
        for part in parts(&document) {
            let holders = other.parts.places(part.pointer().as_str());
            for origin in holders {
                self.part(first + origin, &part, conflicts);
            }
        }
    }

    /// The fragments that have come.
    pub(super) fn origins(&self) -> &[Origin] {
        self.parts.all()
    }

    /// The whole document, with what is wrong with it as a whole.
    pub(super) fn finish(self, conflicts: &mut Vec<Conflict>) -> Published {
        let Self {
            source,
            document,
            parts,
        } = self;
        let document = document::canonical(&Value::Object(document));
        check::check(&document, &parts, conflicts);
        let operations = parts.all().iter();
        let operations = operations.map(|origin| (origin.operation.clone(), origin.clone()));
        Published {
            source,
            operations: operations.collect(),
            document,
            parts,
        }
    }

    /// `info`, `servers` and the like are the whole spec's, so they are the first fragment's.
    fn whole_spec(&mut self, origin: usize, document: &Value, conflicts: &mut Vec<Conflict>) {
        let own = || entries(Some(document)).filter(|(key, _)| !PARTIAL.contains(key));
        if origin == 0 {
            self.document
                .extend(own().map(|(key, value)| (key.to_owned(), value.clone())));
            return;
        }
        let theirs = self.document.keys().map(String::as_str);
        let theirs = theirs.filter(|key| !PARTIAL.contains(key));
        let keys = theirs.chain(own().map(|(key, _)| key));
        for key in keys {
            let (here, there) = (document.get(key), self.document.get(key));
            conflicts.extend(self.disagreement(origin, here, 0, there, &Pointer::of(&[key])));
        }
    }

    /// A part that is new, or equal to the one that is there; an operation cannot be there.
    fn part(&mut self, origin: usize, part: &Part<'_>, conflicts: &mut Vec<Conflict>) {
        let at = part.pointer();
        let Some(owner) = self.parts.claim(at.as_str(), origin) else {
            return insert(
                &mut self.document,
                &part.keys,
                part.value.clone().into_owned(),
            );
        };
        if part.kind == Kind::Operation {
            let other = self.parts.origin(owner).page.clone();
            let origin = self.parts.origin(origin);
            conflicts.push(origin.conflict(at.into(), ConflictKind::Twice { other }));
            return;
        }
        let there = find(&self.document, &part.keys).map(|there| part.kind.of(there));
        conflicts.extend(self.disagreement(
            origin,
            Some(&part.value),
            owner,
            there.as_deref(),
            &at,
        ));
    }

    fn disagreement(
        &self,
        origin: usize,
        here: Option<&Value>,
        owner: usize,
        there: Option<&Value>,
        at: &Pointer,
    ) -> Option<Conflict> {
        let difference = first_difference(there, here, at)?;
        let (there, here) = in_short(difference.left, difference.right);
        let kind = ConflictKind::Differs {
            other: self.parts.origin(owner).page.clone(),
            here,
            there,
        };
        let origin = self.parts.origin(origin);
        Some(origin.conflict(difference.pointer, kind))
    }
}

/// A piece of a document that comes from some of its fragments.
struct Part<'a> {
    keys: Vec<&'a str>,
    kind: Kind,
    value: Cow<'a, Value>,
}

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A component or a webhook.
    Named,
    /// What a path has besides methods.
    PathLevel,
    /// What only one fragment may have.
    Operation,
}

impl Kind {
    /// What there is of this kind in a value.
    fn of(self, value: &Value) -> Cow<'_, Value> {
        match self {
            Self::PathLevel => Cow::Owned(without_methods(value)),
            Self::Named | Self::Operation => Cow::Borrowed(value),
        }
    }
}

impl Part<'_> {
    fn pointer(&self) -> Pointer {
        Pointer::of(&self.keys)
    }
}

/// The parts of a document; what is inside another comes after it.
fn parts(document: &Value) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut part = |kind: Kind, keys: &[_], value| {
        parts.push(Part {
            keys: keys.to_vec(),
            kind,
            value: kind.of(value),
        });
    };
    for (section, components) in entries(document.get("components")) {
        for (name, component) in entries(Some(components)) {
            part(Kind::Named, &["components", section, name], component);
        }
    }
    for (name, webhook) in entries(document.get("webhooks")) {
        part(Kind::Named, &["webhooks", name], webhook);
    }
    for (path, item) in entries(document.get("paths")) {
        part(Kind::PathLevel, &["paths", path], item);
        for (method, operation) in entries(Some(item)).filter(|(key, _)| METHODS.contains(key)) {
            part(Kind::Operation, &["paths", path, method], operation);
        }
    }
    parts
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

fn find<'a>(map: &'a Map<String, Value>, keys: &[&str]) -> Option<&'a Value> {
    let (first, below) = keys.split_first()?;
    let start = map.get(*first)?;
    below.iter().try_fold(start, |value, key| value.get(key))
}

fn insert(map: &mut Map<String, Value>, keys: &[&str], value: Value) {
    let [key, below @ ..] = keys else { return };
    let slot = map.entry(*key).or_insert_with(|| Value::Object(Map::new()));
    match slot {
        _ if below.is_empty() => *slot = value,
        Value::Object(inner) => insert(inner, below, value),
        _ => {}
    }
}
