//! Tolerant in what is read, strict in what is sent.
//!
//! What the docs do not know yet must never break a client that is in use: answers take unknown fields, and no length or
//! bound makes one unreadable. Requests keep all of it. A schema that stands on both sides is read, so it is tolerant.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::names::snake_name;
use specwright_openapi::operation::operations;
use specwright_openapi::parameter::Location;
use specwright_openapi::pointer::Pointer;
use specwright_openapi::schema::{component_names, component_pointer, components, ref_name};
use specwright_openapi::settings::Settings;
use specwright_openapi::walk::{Owner, Side, change_schemas, subschemas};

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
///
/// In an answer a number has the widest type of its kind: an id that outgrows 32 bits must not make an answer unreadable that
/// may have been paid for. And what stands in a path is an id that some answer gave.
pub(super) fn drop_formats(
    document: &mut Value,
    settings: &Settings,
    read: &BTreeSet<String>,
) -> usize {
    let mut in_paths = BTreeSet::new();
    for operation in operations(document) {
        let parameters = operation.parameters().into_iter();
        let in_path = parameters.filter(|parameter| parameter.location == Location::Path);
        in_paths.extend(in_path.map(|parameter| parameter.pointer.join("schema")));
    }
    let read_components = pointers(read);
    change_schemas(document, |schema, root| {
        let wide = root.owner == Owner::Operation(Side::Response)
            || read_components.contains(&root.pointer)
            || in_paths.contains(&root.pointer);
        let Some(format) = schema.get("format").and_then(Value::as_str) else {
            return 0;
        };
        let kept = match schema.get("type").and_then(Value::as_str) {
            Some("string") => {
                format == "binary" || settings.client.formats.iter().any(|kept| kept == format)
            }
            Some("integer") if wide => matches!(format, "int64" | "uint64"),
            Some("integer") => matches!(format, "int32" | "int64" | "uint32" | "uint64"),
            Some("number") => format == "double" || format == "float" && !wide,
            _ => false,
        };
        if kept {
            return 0;
        }
        let unsigned =
            format == "uint32" && schema.get("type").is_some_and(|kind| kind == "integer");
        let is_text = schema.get("type").is_some_and(|kind| kind == "string");
        if let Some(format) = schema.remove("format")
            && is_text
        {
            schema.insert(FORMAT.into(), format);
        }
        if unsigned {
            schema.insert("format".into(), "uint64".into());
        }
        1
    })
}

/// Lets what refers to a schema that may be null be null itself: as the generator has it, the type would be a shell around an
/// `Option`. A whole body is never null.
pub(super) fn null_at_its_place(document: &mut Value) -> usize {
    let mut nullable = BTreeSet::new();
    for name in component_names(document) {
        let at = component_pointer(&name);
        let schema = at.object_mut(document);
        if schema.and_then(|schema| schema.remove("nullable")) == Some(Value::Bool(true)) {
            nullable.insert(name);
        }
    }
    change_schemas(document, |schema, _| {
        let mut moved = 0;
        for keys in subschemas(&Value::Object(schema.clone())) {
            let (first, rest) = (&keys[0], keys.get(1));
            let inner = schema.get_mut(first);
            let inner = match rest {
                Some(name) if first == "properties" => inner.and_then(|inner| inner.get_mut(name)),
                None => inner,
                Some(_) => None,
            };
            if let Some(inner) = inner
                && ref_name(inner).is_some_and(|name| nullable.contains(name))
            {
                *inner = json!({ "allOf": [inner.take()], "nullable": true });
                moved += 1;
            }
        }
        moved
    })
}

/// The generator keeps the properties that a schema does not name in a field `extra`: where the schema has a property that is
/// called so, they are let go.
pub(super) fn drop_unnamed_beside_extra(document: &mut Value, notes: &mut Vec<String>) {
    change_schemas(document, |schema, root| {
        let properties = schema.get("properties").and_then(Value::as_object);
        let named =
            properties.is_some_and(|held| held.keys().any(|name| snake_name(name) == "extra"));
        let rest = schema.get("additionalProperties");
        if named && rest.is_some_and(|rest| *rest != false) {
            notes.push(format!(
                "{}: properties that it does not name are not kept, since one that it names is `extra`",
                root.pointer
            ));
            schema.remove("additionalProperties");
        }
        0
    });
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
    for name in component_names(document) {
        let at = component_pointer(&name);
        let Some(schema) = at.object_mut(document) else {
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
    for (ty, schema) in components(document).into_iter().flatten() {
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
    let read_components = pointers(read);
    change_schemas(document, |schema, root| {
        let in_answer = root.owner == Owner::Operation(Side::Response)
            || read_components.contains(&root.pointer);
        change(schema, in_answer)
    })
}

/// The pointers to component schemas.
fn pointers(names: &BTreeSet<String>) -> BTreeSet<Pointer> {
    names.iter().map(|name| component_pointer(name)).collect()
}
