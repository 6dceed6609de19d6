//! What is left once everything is merged: the types that are taken, and no list of values that says no more.

use std::borrow::Cow;
use std::rc::Rc;

use serde_json::Value;

use super::merge::items;
use super::{Branch, Schema};
use crate::normalise::types::{self, Set};
use crate::normalise::{Entry, identity};
use crate::source::Source;

pub(super) fn finish<'a>(source: &Source<'a>, schema: &mut Schema<'a>) {
    for key in ["anyOf", "oneOf"] {
        list_types(source, schema, key);
    }
    take_types(schema);
    every_boolean(schema);
    one_constant(schema);
    any_number(schema);
}

/// `oneOf: [{type: string}, {type: integer}]` is `type: [string, integer]`.
fn list_types<'a>(source: &Source<'a>, schema: &mut Schema<'a>, key: &str) {
    let bare = |branch: &Branch<'a>| bare_type(source.follow(branch.node())).cloned();
    let types: Option<Vec<_>> = schema.list(key).iter().map(bare).collect();
    let Some(mut types) = types.filter(|types| types.len() > 1 && !schema.has("type")) else {
        return;
    };
    types.sort_by_key(Value::to_string);
    let numbers = (types.iter())
        .filter(|name| *name == "integer" || *name == "number")
        .count();
    let distinct = types.windows(2).all(|pair| pair[0] != pair[1]);
    if !distinct || (key == "oneOf" && numbers > 1) {
        return;
    }
    let mut as_list = schema.clone();
    take_types(&mut as_list);
    if let Some(entry) = schema.take_out(key) {
        schema.as_list = Some(Rc::new(as_list));
        schema.types.spelled_out = true;
        schema.set(Entry {
            key: "type",
            value: Cow::Owned(Value::Array(types)),
            items: None,
            ..entry
        });
    }
}

/// The type of a schema that says nothing else.
fn bare_type(schema: &Value) -> Option<&Value> {
    let only = schema.as_object().filter(|map| map.len() == 1)?;
    only.get("type").filter(|name| name.is_string())
}

/// Notes which types are taken, by what is said of them, by the values and by the alternatives.
fn take_types(schema: &mut Schema<'_>) {
    let alternatives = schema.types.set;
    let written = schema.get("type").map(|entry| types::written(&entry.value));
    let said = match written {
        Some(Some((set, unknown))) => {
            schema.types.written = true;
            schema.types.unknown = unknown;
            Some(set.without_null())
        }
        // What is odd is compared as data.
        Some(None) => None,
        None => listed(schema).map(Set::without_null),
    };
    if let Some(set) = said {
        let both = set.and(alternatives);
        // Where they contradict each other, what is said of the schema itself counts.
        schema.types.set = if both.is_empty() { set } else { both };
    }
    let format = schema.get("format").and_then(|entry| entry.value.as_str());
    schema.types.format = format.map(str::to_owned);
}

/// The types of the values that are listed.
fn listed(schema: &Schema<'_>) -> Option<Set> {
    let values = schema.get("enum").and_then(items).map(Set::of_all);
    let constant = schema.get("const").map(|entry| Set::of(&entry.value));
    match (values, constant) {
        (Some(values), Some(value)) => Some(values.and(value)),
        (values, value) => values.or(value),
    }
}

/// A boolean of which both values are listed is any boolean.
fn every_boolean(schema: &mut Schema<'_>) {
    let Some(values) = schema.get("enum") else {
        return;
    };
    let layer = values.layer;
    let listed = items(values).unwrap_or_default();
    let has = |value: &Value| listed.contains(&value);
    // Where null is taken and not listed, the list says that it is not.
    let says_itself = schema
        .get("nullable")
        .is_some_and(|entry| entry.layer == layer);
    let null = !says_itself || has(&Value::Null);
    let is_any = schema.types.are_only(Set::BOOLEAN) && has(&true.into()) && has(&false.into());
    if is_any
        && null
        && let Some(entry) = schema.take_out("enum")
        && !schema.types.written
    {
        schema.types.written = true;
        schema.set(Entry {
            key: "type",
            value: Cow::Owned(Set::BOOLEAN.value()),
            items: None,
            ..entry
        });
    }
}

/// A constant that is among the values listed is the only one of them.
fn one_constant(schema: &mut Schema<'_>) {
    if let (Some(constant), Some(values)) = (schema.get("const"), schema.get("enum"))
        && let Some(values) = items(values)
        && (values.into_iter()).any(|value| identity(value) == identity(&constant.value))
    {
        schema.take_out("enum");
    }
}

/// `contains` says nothing where no item needs to be one.
fn any_number(schema: &mut Schema<'_>) {
    let none = schema
        .get("minContains")
        .is_some_and(|entry| *entry.value == 0);
    let counts = schema.has("maxContains") || schema.has("unevaluatedItems");
    if none && schema.has("contains") && !counts {
        schema.take_out("contains");
        schema.take_out("minContains");
    }
}
