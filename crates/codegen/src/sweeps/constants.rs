//! Values that nobody should have to write: a property with one possible value has it.

use serde_json::{Map, Value, json};

use crate::document::{Pointer, object_at_mut, schema_ref, schema_roots, walk};

/// Drops every `default`. The generator would send a request's defaults with each call, so that the server's own could
/// never change; and what an answer leaves out is better read as left out.
pub(super) fn drop_defaults(document: &mut Value) -> usize {
    let mut dropped = 0;
    for root in schema_roots(document) {
        let Some(schema) = document.pointer_mut(root.pointer.as_str()) else {
            continue;
        };
        let outcome = walk(schema, &root.pointer, &mut |schema, _| {
            let default = schema
                .as_object_mut()
                .and_then(|schema| schema.remove("default"));
            dropped += usize::from(default.is_some());
            Ok::<(), std::convert::Infallible>(())
        });
        let Ok(()) = outcome;
    }
    dropped
}

/// Makes each required property of one possible value optional, with that value as its default: it is always sent, and
/// nobody has to fill it in.
pub(super) fn fill_in(document: &mut Value) -> usize {
    let mut filled = 0;
    for name in super::component_names(document) {
        let at = Pointer::to(&["components", "schemas", &name]);
        let Some(schema) = document.pointer(at.as_str()) else {
            continue;
        };
        let constants = constants_of(document, schema);
        let Some(schema) = object_at_mut(document, at.as_str()) else {
            continue;
        };
        for (property, value) in constants {
            filled += usize::from(fill_in_one(schema, &property, value));
        }
    }
    filled
}

/// The required properties of a schema that can have one value only, each with that value.
fn constants_of(document: &Value, schema: &Value) -> Vec<(String, Value)> {
    let required = schema.get("required").and_then(Value::as_array);
    required
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .filter_map(|property| {
            let name = schema_ref(schema.get("properties")?.get(property)?)?;
            let target =
                document.pointer(Pointer::to(&["components", "schemas", name]).as_str())?;
            match target.get("enum")?.as_array()?.as_slice() {
                [value] => Some((property.to_owned(), value.clone())),
                _ => None,
            }
        })
        .collect()
}

fn fill_in_one(schema: &mut Map<String, Value>, property: &str, value: Value) -> bool {
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| name.as_str() != Some(property));
        if required.is_empty() {
            schema.remove("required");
        }
    }
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    let Some(held) = properties.and_then(|properties| properties.get_mut(property)) else {
        return false;
    };
    // A `$ref` takes no default beside it in OpenAPI 3.0.
    *held = json!({ "allOf": [held.take()], "default": value });
    true
}
