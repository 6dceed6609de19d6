//! Schemas, keyword by keyword.

mod bounds;
mod branches;
mod discriminator;
mod enumeration;
mod nothing;
mod properties;
mod texts;
mod transitions;

use std::borrow::Cow;
use std::rc::Rc;

use serde_json::Value;

use super::generic::{came, differing_in, gone, halves, keys};
use super::pairs::pairs;
use super::signature::Document;
use super::{Bearing, Change, Detail, Half, How, Kind, NodeId, Site, Step, TypeChange, Walker};
use crate::normalise::{Entry, Schema, Subject, may_match, whole};

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
    pub(super) fn schema(&mut self, id: NodeId, old_at: &Subject<'a>, new_at: &Subject<'a>) {
        let mut old = self.read(Document::Old, old_at);
        let mut new = self.read(Document::New, new_at);
        self.note_compared(&old, &new);
        self.note_sites(id, old_at, &old, &new);
        let says = |key: &str| {
            let says = |side: &Schema<'a>| side.get(key).is_some_and(|entry| *entry.value == true);
            says(&old) || says(&new)
        };
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

    /// Notes the places from which the old schema refers to what the new document has and the new schema does not refer
    /// to.
    fn note_sites(&mut self, id: NodeId, at: &Subject<'a>, old: &Schema<'a>, new: &Schema<'a>) {
        for (layer, reference) in old.layers.iter().zip(&old.references).skip(1) {
            let Some(reference) = reference.filter(|name| new.references().all(|new| new != *name))
            else {
                continue;
            };
            if self
                .graph
                .new
                .find_target(self.graph.new.root, reference)
                .is_some()
            {
                let above = self.graph.nodes[id].sites.take();
                self.graph.nodes[id].sites = Some(Rc::new(Site {
                    component: layer,
                    reference: at.node(),
                    above,
                }));
            }
        }
    }

    pub(super) fn keywords(&mut self, id: NodeId, old: &Schema<'a>, new: &Schema<'a>) {
        // A keyword that only says something of types which the other side does not take goes with the type.
        let goes_with_type = |key: &str| {
            old.has(key) != new.has(key)
                && !old.types.same_names(&new.types)
                && !old.types.share(&new.types, key)
        };
        let keys = keys(old, new);
        let echoes = keys.iter().any(|key| goes_with_type(key));
        self.types(id, old, new, echoes);
        self.null(id, old, new);
        let bounds = self.exclusions(id, old, new);
        for key in keys.into_iter().filter(|key| !goes_with_type(key)) {
            if key == "nullable" || bounds.contains(&key) {
                continue;
            }
            let (changes, edges) = self.noted(id);
            self.keyword(id, key, old, new);
            let is_weaker = |side: &Schema<'a>| !side.has(key) || bounds::is_idle(side, key);
            if !old.types.share(&new.types, key) || (is_weaker(old) && is_weaker(new)) {
                let node = &mut self.graph.nodes[id];
                for change in &mut node.changes[changes..] {
                    change.bearing = Bearing::Idle;
                }
                node.edges[edges..]
                    .iter_mut()
                    .for_each(|edge| edge.idle = true);
            } else if evaluated_by(key)
                .iter()
                .any(|rest| old.has(rest) || new.has(rest))
            {
                for change in &mut self.graph.nodes[id].changes[changes..] {
                    change.bearing = Bearing::Either;
                }
            }
        }
    }

    /// Whether there may be none, whatever says so.
    fn null(&mut self, id: NodeId, old: &Schema<'a>, new: &Schema<'a>) {
        // What takes anything takes null, and what takes nothing else takes null: that goes with the type.
        let goes_with_type = old.types.are_any() != new.types.are_any()
            || (!old.types.same(&new.types)
                && (old.types.set.is_empty() || new.types.set.is_empty()));
        if old.types.null == new.types.null || goes_with_type {
            return;
        }
        let half = |side: &Schema<'a>, other: &Schema<'a>| {
            let said = ["nullable", "enum", "const", "type"]
                .iter()
                .find_map(|key| side.get(key));
            match said.filter(|_| side.types.null) {
                Some(entry) => Half::told(entry.at, Value::Bool(true)),
                None if side.types.null => Half::told(side.home(), Value::Bool(true)),
                None => Half::missing(side.beside("nullable", other, None)),
            }
        };
        let change = Change::new("nullable", half(old, new), half(new, old));
        self.note(id, Some(change));
    }

    /// How much is noted of a pair so far.
    fn noted(&self, id: NodeId) -> (usize, usize) {
        let node = &self.graph.nodes[id];
        (node.changes.len(), node.edges.len())
    }

    fn keyword(&mut self, id: NodeId, key: &'a str, old: &Schema<'a>, new: &Schema<'a>) {
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
            Shape::Branches if is_list(key, old) && is_list(key, new) => {
                self.branches(id, key, old, new)
            }
            Shape::Discriminator if is(Value::is_object) => self.discriminator(id, key, old, new),
            Shape::Lifecycle if key == "deprecated" => self.lifecycle(id, old, new),
            // A sunset is told with the deprecation that it belongs to.
            Shape::Lifecycle if old.has("deprecated") || new.has("deprecated") => {}
            Shape::Stability => self.stability(id, key, old, new),
            Shape::Data if key == "minContains" => self.min_contains(id, key, old, new),
            Shape::Data if key == "multipleOf" => self.multiple(id, key, old, new),
            _ => self.data(id, key, old, new),
        }
    }

    fn types(&mut self, id: NodeId, old: &Schema<'a>, new: &Schema<'a>, echoes: bool) {
        let odd = |schema: &Schema<'a>| {
            let text = |value: &Value| value.is_string();
            let list = |value: &Value| value.as_array().is_some_and(|names| names.iter().all(text));
            schema
                .get("type")
                .is_some_and(|entry| !text(&entry.value) && !list(&entry.value))
                || schema
                    .get("format")
                    .is_some_and(|entry| !text(&entry.value))
        };
        if odd(old) || odd(new) {
            self.data(id, "type", old, new);
            return self.data(id, "format", old, new);
        }
        if old.types.same(&new.types) {
            return;
        }
        let is_format = old.types.same_names(&new.types);
        let halves = match is_format {
            _ if echoes => (Half::here(old.home()), Half::here(new.home())),
            true => halves(old, new, "format"),
            false => {
                let half = |side: &Schema<'a>, other: &Schema<'a>| match side.get("type") {
                    Some(entry) => Half::told(entry.at, Value::from(side.types.text())),
                    None => Half::missing(side.beside("type", other, None)),
                };
                (half(old, new), half(new, old))
            }
        };
        let detail = Detail::Type(Box::new(TypeChange {
            old: old.types.clone(),
            new: new.types.clone(),
            texts: self.texts(old, new),
        }));
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

    fn subschema(&mut self, id: NodeId, key: &'a str, old: &Schema<'a>, new: &Schema<'a>) {
        let closed = |side: &Schema<'a>| side.get(key).is_some_and(|entry| *entry.value == false);
        match (old.one(key), new.one(key)) {
            (Some(a), Some(b)) if closed(old) == closed(new) => {
                let decides = |side: &Schema<'a>| side.has("then") || side.has("else");
                let counts =
                    |side: &Schema<'a>| side.has("maxContains") || side.has("unevaluatedItems");
                let step = match key {
                    "not" => Step::Not,
                    "if" => Step::If {
                        counts: decides(old) || decides(new),
                    },
                    // What no longer is one of those that are counted is one more of the others.
                    "contains" if counts(old) || counts(new) => Step::If { counts: true },
                    _ => Step::Subschema,
                };
                self.descend(id, Kind::Schema, a, b, step);
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
    fn min_contains(&mut self, id: NodeId, key: &'a str, old: &Schema<'a>, new: &Schema<'a>) {
        let number = |side: &Schema<'a>| {
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

    /// What is a multiple of a number is one of each number that divides it.
    fn multiple(&mut self, id: NodeId, key: &'a str, old: &Schema<'a>, new: &Schema<'a>) {
        let number = |side: &Schema<'a>| side.get(key).and_then(|entry| whole(&entry.value));
        let case = match (number(old), number(new)) {
            (Some(a), Some(b)) if b > 0 && a % b == 0 => "wider",
            (Some(a), Some(b)) if a > 0 && b % a == 0 => "narrower",
            _ => "",
        };
        let change = differing_in(key, old, new);
        self.note(id, change.map(|change| change.detail(Detail::Case(case))));
    }

    /// The first items of a list, by their place. What stands there on one side only is held against what the other
    /// side says of all further items.
    fn tuple(&mut self, id: NodeId, key: &'a str, old: &Schema<'a>, new: &Schema<'a>) {
        let (olds, news) = (&old.tuple, &new.tuple);
        for (a, b) in olds.iter().zip(news) {
            self.descend(id, Kind::Schema, a.clone(), b.clone(), Step::Subschema);
        }
        let case = |side: &Schema<'a>| match side.get("items") {
            Some(items) if *items.value == false => "closed",
            _ => "",
        };
        for (at, a) in olds.iter().enumerate().skip(news.len()) {
            let further = new.one("items").filter(|_| case(new).is_empty());
            let detail = Detail::Case(further.as_ref().map_or(case(new), |_| "further"));
            let halves = gone(a.clone(), key, old, new);
            self.lone(id, key, at.to_string(), detail, halves);
            if let Some(b) = further {
                self.descend(id, Kind::Schema, a.clone(), b, Step::Subschema);
            }
        }
        for (at, b) in news.iter().enumerate().skip(olds.len()) {
            let further = old.one("items").filter(|_| case(old).is_empty());
            let detail = Detail::Case(further.as_ref().map_or(case(old), |_| "further"));
            let halves = came(b.clone(), key, old, new);
            self.lone(id, key, at.to_string(), detail, halves);
            if let Some(a) = further {
                self.descend(id, Kind::Schema, a, b.clone(), Step::Subschema);
            }
        }
    }

    fn named_schemas(&mut self, id: NodeId, key: &'a str, old: &Schema<'a>, new: &Schema<'a>) {
        let defines = matches!(key, "$defs" | "definitions");
        let step = if defines {
            Step::Definition
        } else {
            Step::Subschema
        };
        let members = |side: &Schema<'a>| side.map(key).to_vec();
        let schemas = pairs(members(old), members(new), |(name, _)| *name);
        for ((_, a), (_, b)) in schemas.both {
            self.descend(id, Kind::Schema, a, b, step);
        }
        // Names that no pattern matches are further ones. Those that are declared have to be both.
        let further = |other: &Schema<'a>| match other.get("additionalProperties") {
            Some(entry) if key == "patternProperties" => Some(*entry.value == false),
            _ => None,
        };
        let is_declared = |pattern: &str| {
            let names = old.map("properties").iter().chain(new.map("properties"));
            names.into_iter().any(|(name, _)| may_match(pattern, name))
        };
        let lone = (schemas.old.into_iter().map(|one| (one, true)))
            .chain(schemas.new.into_iter().map(|one| (one, false)));
        for ((name, subject), is_gone) in lone {
            let (halves, other) = match is_gone {
                true => (gone(subject, key, old, new), new),
                false => (came(subject, key, old, new), old),
            };
            let (case, bearing) = match further(other) {
                Some(true) if !is_declared(name) => ("closed", Bearing::Plain),
                Some(_) => ("", Bearing::Either),
                None => ("", Bearing::Plain),
            };
            let change = Change::new(key, halves.0, halves.1).entry(name);
            let change = change.detail(Detail::Case(case));
            self.note(id, Some(Change { bearing, ..change }));
        }
    }

    fn dependent_required(&mut self, id: NodeId, key: &'a str, old: &Schema<'a>, new: &Schema<'a>) {
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

/// The keywords that speak of all items or fields of which this one says nothing.
fn evaluated_by(key: &str) -> &'static [&'static str] {
    match key {
        "items" | "prefixItems" | "contains" | "minContains" | "maxContains" => {
            &["unevaluatedItems"]
        }
        "additionalProperties" | "patternProperties" => &["unevaluatedProperties"],
        "dependentSchemas" | "if" | "then" | "else" | "allOf" => {
            &["unevaluatedItems", "unevaluatedProperties"]
        }
        _ => &[],
    }
}

/// A list of one value and a constant are the same where the other side has the other one.
fn one_value<'a>(one: &mut Rc<Schema<'a>>, other: &mut Rc<Schema<'a>>) {
    if one.has("const")
        && !one.has("enum")
        && other.has("enum")
        && !other.has("const")
        && let Some(entry) = Rc::make_mut(one).take_out("const")
    {
        let value = Cow::Owned(Value::Array(vec![entry.value.into_owned()]));
        Rc::make_mut(one).set(Entry {
            key: "enum",
            value,
            ..entry
        });
    }
}

/// Whether what stands under one of the lists of schemas is one, as far as it is there.
fn is_list(key: &str, schema: &Schema<'_>) -> bool {
    !schema.list(key).is_empty() || schema.get(key).is_none_or(|entry| entry.value.is_array())
}
