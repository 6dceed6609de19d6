//! `allOf` of objects: one object with the properties of all its parts.
//!
//! The generator would merge them as well; but what else is found out about an object (its constants, what it requires, the
//! list that it is a page of) is found in one that is written out.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use specwright_openapi::schema::{component, ref_name};
use specwright_openapi::walk::change_schemas;

/// Writes objects out that are made of others, and returns how many there were.
pub(super) fn write_out(document: &mut Value) -> usize {
    let whole = document.clone();
    change_schemas(document, |schema, _| {
        let parts = schema.get("allOf").and_then(Value::as_array);
        // One part alone is a reference with something said beside it.
        if parts.map_or(0, Vec::len) + usize::from(schema.contains_key("properties")) < 2 {
            return 0;
        }
        let mut object = Object::default();
        if !object.add(&whole, schema, &mut BTreeSet::new()) {
            return 0;
        }
        schema.remove("allOf");
        schema.insert("type".into(), "object".into());
        schema.insert("properties".into(), Value::Object(object.properties));
        if !object.required.is_empty() {
            schema.insert("required".into(), object.required.into_iter().collect());
        }
        // An object that is closed, and has a part with more properties, is closed to no one.
        match object.rest {
            Some(rest) => schema.insert("additionalProperties".into(), rest),
            None => schema.remove("additionalProperties"),
        };
        1
    })
}

#[derive(Default)]
struct Object {
    properties: Map<String, Value>,
    required: BTreeSet<String>,
    rest: Option<Value>,
}

impl Object {
    /// Adds a part and its own parts; false, when it is something else than an object.
    fn add(
        &mut self,
        document: &Value,
        part: &Map<String, Value>,
        seen: &mut BTreeSet<String>,
    ) -> bool {
        if let Some(name) = part.get("$ref").and(ref_name(&Value::Object(part.clone()))) {
            let held = component(document, name).and_then(Value::as_object);
            return seen.insert(name.to_owned())
                && held.is_some_and(|held| self.add(document, held, seen));
        }
        let other = ["oneOf", "anyOf", "enum", "not"];
        if other.iter().any(|key| part.contains_key(*key))
            || part.get("type").is_some_and(|kind| kind != "object")
        {
            return false;
        }
        for inner in part
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let added = inner
                .as_object()
                .is_some_and(|inner| self.add(document, inner, seen));
            if !added {
                return false;
            }
        }
        let properties = part.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let both = match self.properties.remove(name) {
                Some(held) if held != *property => json!({ "allOf": [held, property] }),
                _ => property.clone(),
            };
            self.properties.insert(name.clone(), both);
        }
        let required = part.get("required").and_then(Value::as_array);
        let required = required.into_iter().flatten().filter_map(Value::as_str);
        self.required.extend(required.map(str::to_owned));
        if let Some(rest) = part
            .get("additionalProperties")
            .filter(|rest| **rest != false)
        {
            self.rest = Some(rest.clone());
        }
        true
    }
}
