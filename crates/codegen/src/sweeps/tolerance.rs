//! Tolerant in what is read, strict in what is sent.
//!
//! What the docs do not know yet must never break a client that is in use: answers take unknown fields, and no length or
//! bound makes one unreadable. Requests keep all of it. A schema that stands on both sides is read, so it is tolerant.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::Settings;
use crate::document::{Owner, Pointer, Side, change_schemas, object_at, object_at_mut};

/// Lets the objects of answers have fields that the docs do not name.
pub(super) fn open_objects(document: &mut Value, read: &BTreeSet<String>) -> usize {
    each_schema(
        document,
        |schema, in_answer| {
            let closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
            if closed && in_answer {
                schema.remove("additionalProperties");
                // An object without a property of its own is then any object.
                return 1;
            }
            0
        },
        read,
    )
}

/// Drops the bounds that would make an answer unreadable, and those that no client checks on either side.
///
/// `pattern` goes everywhere: to check it, everyone who depends on the client would have to build a regex engine.
pub(super) fn drop_constraints(document: &mut Value, read: &BTreeSet<String>) -> usize {
    each_schema(
        document,
        |schema, in_answer| {
            let everywhere = [
                "pattern",
                "multipleOf",
                "uniqueItems",
                "exclusiveMinimum",
                "exclusiveMaximum",
            ];
            let in_answers = [
                "minLength",
                "maxLength",
                "minimum",
                "maximum",
                "minItems",
                "maxItems",
                "minProperties",
                "maxProperties",
            ];
            let mut dropped = everywhere
                .iter()
                .filter(|key| schema.remove(**key).is_some())
                .count();
            if in_answer {
                dropped += in_answers
                    .iter()
                    .filter(|key| schema.remove(**key).is_some())
                    .count();
            }
            dropped
        },
        read,
    )
}

/// What a text's format is, where it has no type of its own: made-up values are still of it.
pub(crate) const FORMAT: &str = "x-format";

/// Reads a string of a format that has no type of its own as a string, and drops formats where they mean nothing.
pub(super) fn drop_formats(document: &mut Value, settings: &Settings) -> usize {
    each_schema(
        document,
        |schema, _| {
            let Some(format) = schema.get("format").and_then(Value::as_str) else {
                return 0;
            };
            let kept = match schema.get("type").and_then(Value::as_str) {
                Some("string") => {
                    format == "binary" || settings.formats.iter().any(|kept| kept == format)
                }
                Some("integer") => matches!(format, "int32" | "int64" | "uint32" | "uint64"),
                Some("number") => matches!(format, "float" | "double"),
                _ => false,
            };
            if kept {
                return 0;
            }
            if let Some(format) = schema.remove("format") {
                schema.insert(FORMAT.into(), format);
            }
            1
        },
        &BTreeSet::new(),
    )
}

/// Takes the values off an enum that is not made of strings: the generator has no type for it, and the bare type is right.
pub(super) fn drop_odd_enums(document: &mut Value, notes: &mut Vec<String>) -> usize {
    each_schema(
        document,
        |schema, _| {
            let Some(values) = schema.get("enum").and_then(Value::as_array) else {
                return 0;
            };
            let (nulls, values): (Vec<&Value>, Vec<&Value>) =
                values.iter().partition(|value| value.is_null());
            if !values.is_empty() && values.iter().all(|value| value.is_string()) {
                if !nulls.is_empty() {
                    let strings = values.into_iter().cloned().collect();
                    schema.insert("enum".into(), Value::Array(strings));
                    schema.insert("nullable".into(), Value::Bool(true));
                }
                return 0;
            }
            notes.push(format!(
                "an enum of {} is generated without its values",
                Value::Array(values.into_iter().cloned().collect())
            ));
            schema.remove("enum");
            1
        },
        &BTreeSet::new(),
    )
}

/// Lets a list or map that may be left out be told from an empty one, and returns how many there are.
///
/// As the generator has it, an optional list is empty when it is absent: an answer would not say which it was, and a
/// request could not send an empty one. What may be null, it makes an `Option`.
pub(super) fn tell_absent_from_empty(document: &mut Value) -> usize {
    let mut told = 0;
    for name in super::component_names(document) {
        let at = Pointer::to(&["components", "schemas", &name]);
        let Some(schema) = object_at_mut(document, at.as_str()) else {
            continue;
        };
        let required: BTreeSet<String> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect();
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (name, property) in properties.into_iter().flatten() {
            let Some(property) = property
                .as_object_mut()
                .filter(|_| !required.contains(name))
            else {
                continue;
            };
            let kind = property.get("type").and_then(Value::as_str);
            if matches!(kind, Some("array" | "object")) && !property.contains_key("nullable") {
                property.insert("nullable".into(), true.into());
                told += 1;
            }
        }
    }
    told
}

/// The properties that the document itself lets be null, each with its type's name.
pub(super) fn nullable_properties(document: &Value) -> BTreeSet<(String, String)> {
    let mut nullable = BTreeSet::new();
    for (ty, schema) in object_at(document, "/components/schemas")
        .into_iter()
        .flatten()
    {
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            if property.get("nullable") == Some(&Value::Bool(true)) {
                nullable.insert((ty.clone(), name.clone()));
            }
        }
    }
    nullable
}

/// Calls `change` on every schema, with whether an answer reaches it, and adds up what it returns.
fn each_schema(
    document: &mut Value,
    mut change: impl FnMut(&mut serde_json::Map<String, Value>, bool) -> usize,
    read: &BTreeSet<String>,
) -> usize {
    let read_components: BTreeSet<Pointer> = read
        .iter()
        .map(|name| Pointer::to(&["components", "schemas", name]))
        .collect();
    change_schemas(document, |schema, root| {
        let in_answer = root.owner == Owner::Operation(Side::Response)
            || read_components.contains(&root.pointer);
        change(schema, in_answer)
    })
}
