//! Schemas, keyword by keyword.

mod bounds;
mod branches;
mod discriminator;
mod enumeration;
mod nothing;
mod properties;
mod transitions;

use std::borrow::Cow;

use serde_json::Value;

use super::generic::{came, differing_in, gone, halves, keys, members};
use super::pairs::pairs;
use super::signature::Document;
use super::types::{Types, constrains};
use super::{Change, Detail, Half, How, Kind, NodeId, Step, Walker};
use crate::normalise::{self, Entry, Object};

/// What stands under a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Data,
    Type,
    Enum,
    Set,
    One,
    Tuple,
    Properties,
    Named,
    Required,
    DependentRequired,
    Branches,
    Discriminator,
    Lifecycle,
    Stability,
}

pub(super) fn shape(keyword: &str) -> Shape {
    match keyword {
        "type" | "format" => Shape::Type,
        "enum" => Shape::Enum,
        "x-extensible-enum" => Shape::Set,
        "items"
        | "additionalProperties"
        | "not"
        | "if"
        | "then"
        | "else"
        | "contains"
        | "propertyNames"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "contentSchema" => Shape::One,
        "prefixItems" => Shape::Tuple,
        "properties" => Shape::Properties,
        "patternProperties" | "dependentSchemas" | "$defs" | "definitions" => Shape::Named,
        "required" => Shape::Required,
        "dependentRequired" => Shape::DependentRequired,
        "allOf" | "anyOf" | "oneOf" => Shape::Branches,
        "discriminator" => Shape::Discriminator,
        "deprecated" | "x-sunset" => Shape::Lifecycle,
        "x-stability-level" => Shape::Stability,
        _ => Shape::Data,
    }
}

impl<'a> Walker<'a> {
    pub(super) fn schema(&mut self, id: NodeId, old: &'a Value, new: &'a Value) {
        let mut old = normalise::schema(&self.graph.old, old);
        let mut new = normalise::schema(&self.graph.new, new);
        self.note_compared(&old, &new);
        let says = |key: &str| new.get(key).is_some_and(|entry| *entry.value == true);
        (
            self.graph.nodes[id].read_only,
            self.graph.nodes[id].write_only,
        ) = (says("readOnly"), says("writeOnly"));
        if self.never(id, &old, &new) {
            return;
        }
        self.remarks_on_null(id, &old, &new);
        one_value(&mut old, &mut new);
        one_value(&mut new, &mut old);
        self.transitions(id, &mut old, &mut new);
        self.keywords(id, &old, &new);
    }

    pub(super) fn keywords(&mut self, id: NodeId, old: &Object<'a>, new: &Object<'a>) {
        let (old_types, new_types) = (Types::of(old), Types::of(new));
        let disjoint = old_types.disjoint(&new_types);
        let goes_with_type = |key: &str| {
            let others = if old.has(key) { &new_types } else { &old_types };
            let knows = |names: &[&str]| {
                others
                    .names
                    .iter()
                    .any(|name| names.contains(&name.as_str()))
            };
            disjoint
                && old.has(key) != new.has(key)
                && constrains(key).is_some_and(|names| !knows(names))
        };
        let keys = keys(old, new);
        // A keyword that only says something of a type which the other side does not take goes with the type.
        let echoes = keys.iter().any(|key| goes_with_type(key));
        self.types(id, (old, &old_types), (new, &new_types), echoes);
        // What takes anything takes null: that it does goes with the type, too.
        let null_goes_with_type = takes_anything(old) != takes_anything(new);
        let bounds = self.exclusions(id, old, new);
        for key in keys.into_iter().filter(|key| !goes_with_type(key)) {
            if (key != "nullable" || !null_goes_with_type) && !bounds.contains(&key) {
                self.keyword(id, key, old, new);
            }
        }
    }

    fn keyword(&mut self, id: NodeId, key: &'a str, old: &Object<'a>, new: &Object<'a>) {
        let is = |test: fn(&Value) -> bool| {
            [old, new]
                .iter()
                .all(|side| side.get(key).is_none_or(|entry| test(&entry.value)))
        };
        match shape(key) {
            Shape::Type => {}
            Shape::Enum if is(Value::is_array) && old.has(key) && new.has(key) => {
                self.enumeration(id, key, old, new)
            }
            Shape::Set if is(Value::is_array) => self.set(id, key, old, new),
            Shape::One => self.subschema(id, key, old, new),
            Shape::Tuple if is(Value::is_array) => self.tuple(id, key, old, new),
            Shape::Properties if is(Value::is_object) => self.properties(id, key, old, new),
            Shape::Named if is(Value::is_object) => self.named_schemas(id, key, old, new),
            Shape::Required if is(Value::is_array) => self.required(id, key, old, new),
            Shape::DependentRequired if is(Value::is_object) => {
                self.dependent_required(id, key, old, new)
            }
            Shape::Branches if is(Value::is_array) => self.branches(id, key, old, new),
            Shape::Discriminator if is(Value::is_object) => self.discriminator(id, key, old, new),
            Shape::Lifecycle if key == "deprecated" => self.lifecycle(id, old, new),
            // A sunset is told with the deprecation that it belongs to.
            Shape::Lifecycle if old.has("deprecated") || new.has("deprecated") => {}
            Shape::Stability => self.stability(id, key, old, new),
            Shape::Data if key == "minContains" => self.min_contains(id, key, old, new),
            _ => self.data(id, key, old, new),
        }
    }

    fn types(
        &mut self,
        id: NodeId,
        old: (&Object<'a>, &Types),
        new: (&Object<'a>, &Types),
        echoes: bool,
    ) {
        let ((a, old), (b, new)) = (old, new);
        let odd = |object: &Object<'a>| {
            let text = |value: &Value| value.is_string();
            let list = |value: &Value| value.as_array().is_some_and(|names| names.iter().all(text));
            object
                .get("type")
                .is_some_and(|entry| !text(&entry.value) && !list(&entry.value))
                || object
                    .get("format")
                    .is_some_and(|entry| !text(&entry.value))
        };
        if odd(a) || odd(b) {
            self.data(id, "type", a, b);
            return self.data(id, "format", a, b);
        }
        if old.same(new) {
            return;
        }
        let items_take_old = self.items_take_old(a, b);
        let key = if old.names == new.names {
            "format"
        } else {
            "type"
        };
        let halves = match halves(a, b, key) {
            _ if echoes => (Half::here(a.innermost()), Half::here(b.innermost())),
            halves if key == "format" => halves,
            halves => {
                let told = |half: Half<'a>, types: &Types| match half.value {
                    Some(_) => Half::told(half.at, Value::from(types.text())),
                    None => half,
                };
                (told(halves.0, old), told(halves.1, new))
            }
        };
        let detail = Detail::Type {
            old: old.clone(),
            new: new.clone(),
            items_take_old,
        };
        // One of the types may be any, which is written by leaving it out; it is a change from one to the other.
        let change = Change::new("type", halves.0, halves.1).detail(detail);
        self.note(
            id,
            Some(Change {
                how: How::Changed,
                ..change
            }),
        );
    }

    /// Whether a list of the new items takes each value that the old schema took, as a list of one.
    fn items_take_old(&mut self, old: &Object<'a>, new: &Object<'a>) -> bool {
        let (old_types, new_types) = (Types::of(old), Types::of(new));
        let Some(Entry { at: items, .. }) = new.get("items") else {
            return false;
        };
        let scalar =
            !old_types.names.is_empty() && !old_types.names.iter().any(|name| name == "array");
        if !scalar || new_types.names != ["array"] {
            return false;
        }
        let items = self.read(Document::New, items);
        let left_out = ["type", "format", "nullable"];
        Types::of(&items).take(&old_types, true)
            && self.signature_without(Document::Old, old, &left_out)
                == self.signature_without(Document::New, &items, &left_out)
    }

    fn subschema(&mut self, id: NodeId, key: &'a str, old: &Object<'a>, new: &Object<'a>) {
        let closed = |side: &Object<'a>| side.get(key).is_some_and(|entry| *entry.value == false);
        let is_schema = |entry: &&Entry<'a>| entry.value.is_object() || entry.value.is_boolean();
        let (a, b) = (old.get(key), new.get(key));
        match (a.filter(is_schema), b.filter(is_schema)) {
            (Some(a), Some(b)) if closed(old) == closed(new) => {
                let decides = |side: &Object<'a>| side.has("then") || side.has("else");
                let step = match key {
                    "not" => Step::Not,
                    "if" => Step::If {
                        counts: decides(old) || decides(new),
                    },
                    _ => Step::Subschema,
                };
                self.descend(id, Kind::Schema, a.at, b.at, step);
            }
            _ => {
                let detail = match (closed(old), closed(new)) {
                    (false, true) => Detail::Case("closed"),
                    (true, false) => Detail::Case("opened"),
                    _ => Detail::None,
                };
                self.note(
                    id,
                    differing_in(key, old, new).map(|change| change.detail(detail)),
                );
            }
        }
    }

    /// Left out it is one, so it can only rise and fall.
    fn min_contains(&mut self, id: NodeId, key: &'a str, old: &Object<'a>, new: &Object<'a>) {
        let number = |side: &Object<'a>| {
            side.get(key)
                .map_or(Some(1.0), |entry| entry.value.as_f64())
        };
        let how = match (number(old), number(new)) {
            (Some(a), Some(b)) if a < b => How::Increased,
            (Some(_), Some(_)) => How::Decreased,
            _ => How::Changed,
        };
        self.note(
            id,
            differing_in(key, old, new).map(|change| Change { how, ..change }),
        );
    }

    fn tuple(&mut self, id: NodeId, key: &'a str, old: &Object<'a>, new: &Object<'a>) {
        let list = |side: &Object<'a>| side.get(key).and_then(|entry| entry.at.as_array());
        let (Some(olds), Some(news)) = (list(old), list(new)) else {
            return self.data(id, key, old, new);
        };
        for (a, b) in olds.iter().zip(news) {
            self.descend(id, Kind::Schema, a, b, Step::Subschema);
        }
        for (at, a) in olds.iter().enumerate().skip(news.len()) {
            self.lone(
                id,
                key,
                at.to_string(),
                Detail::None,
                gone(a, key, old, new),
            );
        }
        for (at, b) in news.iter().enumerate().skip(olds.len()) {
            self.lone(
                id,
                key,
                at.to_string(),
                Detail::None,
                came(b, key, old, new),
            );
        }
    }

    fn named_schemas(&mut self, id: NodeId, key: &'a str, old: &Object<'a>, new: &Object<'a>) {
        let defines = matches!(key, "$defs" | "definitions");
        let step = if defines {
            Step::Definition
        } else {
            Step::Subschema
        };
        let schemas = pairs(members(old, key), members(new, key), |(name, _)| *name);
        for ((_, a), (_, b)) in schemas.both {
            self.descend(id, Kind::Schema, a, b, step);
        }
        for (name, a) in schemas.old {
            self.lone(id, key, name, Detail::None, gone(a, key, old, new));
        }
        for (name, b) in schemas.new {
            self.lone(id, key, name, Detail::None, came(b, key, old, new));
        }
    }

    fn dependent_required(&mut self, id: NodeId, key: &'a str, old: &Object<'a>, new: &Object<'a>) {
        self.entries(id, key, old, new, |names| {
            let mut names = names.clone();
            names
                .as_array_mut()
                .into_iter()
                .for_each(|names| names.sort_by_key(Value::to_string));
            names
        });
    }
}

/// A list of one value and a constant are the same where the other side has the other one.
fn one_value(one: &mut Object<'_>, other: &mut Object<'_>) {
    if one.has("const")
        && !one.has("enum")
        && other.has("enum")
        && !other.has("const")
        && let Some(entry) = one.remove("const")
    {
        let value = Cow::Owned(Value::Array(vec![entry.value.into_owned()]));
        one.set(Entry {
            key: "enum",
            value,
            at: entry.at,
            layer: entry.layer,
        });
    }
}

fn takes_anything(schema: &Object<'_>) -> bool {
    ![
        "type", "enum", "const", "allOf", "anyOf", "oneOf", "$ref", "",
    ]
    .iter()
    .any(|key| schema.has(key))
}
