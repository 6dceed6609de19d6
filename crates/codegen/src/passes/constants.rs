//! Values that nobody should have to write: a property with one possible value has it.

use serde_json::{Map, Value, json};

use specwright_openapi::schema::{component_names, component_pointer, constant, ref_name};
use specwright_openapi::walk::change_schemas;

/// Drops every `default`. The generator would send a request's defaults with each call, so that the server's own could
/// never change; and what an answer leaves out is better read as left out.
pub(super) fn drop_defaults(document: &mut Value) -> usize {
    change_schemas(document, |schema, _| {
        usize::from(schema.remove("default").is_some())
    })
}

/// Makes each required property of one possible value optional, with that value as its default: it is always sent, and
/// nobody has to fill it in.
pub(super) fn fill_in(document: &mut Value) -> usize {
    let mut filled = 0;
    for name in component_names(document) {
        let at = component_pointer(&name);
        let Some(schema) = document.pointer(at.as_str()) else {
            continue;
        };
        let constants = constants_of(document, schema);
        let Some(schema) = at.object_mut(document) else {
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
            let held = schema.get("properties")?.get(property)?;
            let value = ref_name(held).and_then(|_| constant(document, held))?;
            Some((property.to_owned(), value.clone()))
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
