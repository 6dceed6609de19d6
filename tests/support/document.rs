//! The spec, and values made from it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use amplemarket::Operation;
use serde_json::{Map, Value, json};

/// The spec that the crate is generated from.
pub(crate) fn spec() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("spec/openapi.yaml");
    specwright_openapi::document::read(&std::fs::read_to_string(path).unwrap(), "openapi.yaml")
        .unwrap()
}

/// An operation, as the spec has it.
pub(crate) fn described<'a>(spec: &'a Value, operation: &Operation) -> &'a Value {
    &spec["paths"][operation.path][operation.method.to_lowercase()]
}

/// The schema of a JSON body: of the request, or of the answer with a status.
pub(crate) fn body_schema<'a>(spec: &'a Value, operation: &Operation, place: &str) -> &'a Value {
    let described = described(spec, operation);
    let holder = if place == "request" {
        &described["requestBody"]
    } else {
        &described["responses"][place]
    };
    &holder["content"]["application/json"]["schema"]
}

/// The JSON answers of an operation, each with its status: the examples that the spec has, or a made-up one where it has none.
pub(crate) fn answers(spec: &Value, operation: &Operation) -> Vec<(u16, Value)> {
    let mut answers = Vec::new();
    let described = described(spec, operation)["responses"].as_object().unwrap();
    for (status, answer) in described {
        let media = &answer["content"]["application/json"];
        let status = status.parse().unwrap();
        match media["examples"].as_object() {
            Some(examples) => {
                answers.extend(
                    examples
                        .values()
                        .map(|held| (status, held["value"].clone())),
                );
            }
            None if media["schema"].is_object() => {
                answers.push((status, sample(spec, &media["schema"])));
            }
            None => {}
        }
    }
    answers
}

/// The query parameters of an operation, and whether each is required.
pub(crate) fn query_parameters(spec: &Value, operation: &Operation) -> BTreeMap<String, bool> {
    let shared = &spec["paths"][operation.path]["parameters"];
    let own = &described(spec, operation)["parameters"];
    [shared, own]
        .into_iter()
        .flat_map(|list| list.as_array().into_iter().flatten())
        .map(|parameter| resolve(spec, parameter))
        .filter(|parameter| parameter["in"] == "query")
        .map(|parameter| {
            let name = parameter["name"].as_str().unwrap().to_owned();
            (name, parameter["required"] == true)
        })
        .collect()
}

/// Every property that a value has, however deep, as a pointer with `*` for any item of a list. Of a [`sample`], every
/// property that its schema names.
pub(crate) fn properties(value: &Value) -> BTreeSet<String> {
    let (step, inner): (Vec<String>, Vec<&Value>) = match value {
        Value::Object(map) => map
            .iter()
            .map(|(name, value)| (format!("/{name}"), value))
            .unzip(),
        Value::Array(list) => list.iter().map(|value| ("/*".to_owned(), value)).unzip(),
        _ => return BTreeSet::new(),
    };
    let inner = step.iter().zip(inner).flat_map(|(step, value)| {
        let below = properties(value).into_iter();
        below.map(move |pointer| format!("{step}{pointer}"))
    });
    inner.chain(step.iter().cloned()).collect()
}

/// A value less its nulls: in an answer, a field that is null is the same as one that is absent.
pub(crate) fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(_, value)| !value.is_null());
            let kept = kept.map(|(name, value)| (name.clone(), without_nulls(value)));
            Value::Object(kept.collect())
        }
        Value::Array(list) => Value::Array(list.iter().map(without_nulls).collect()),
        scalar => scalar.clone(),
    }
}

/// A value that has everything that a schema names.
pub(crate) fn sample(spec: &Value, schema: &Value) -> Value {
    sample_within(spec, schema, 0)
}

/// Where a value could hold what the docs do not know: the pointers of its objects, and of its enums' values.
#[derive(Default)]
pub(crate) struct Places {
    pub(crate) objects: Vec<String>,
    pub(crate) enums: Vec<String>,
}

pub(crate) fn places(spec: &Value, schema: &Value, value: &Value) -> Places {
    let mut places = Places::default();
    find(spec, schema, value, String::new(), &mut places);
    places
}

fn sample_within(spec: &Value, schema: &Value, depth: usize) -> Value {
    let schema = resolve(spec, schema);
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let mut whole = Map::new();
        for part in parts {
            if let Value::Object(part) = sample_within(spec, part, depth) {
                whole.extend(part);
            }
        }
        return Value::Object(whole);
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("string"), Some("uuid")) => json!("00000000-0000-7000-8000-000000000000"),
        (Some("string"), Some("date-time")) => json!("2026-01-02T03:04:05Z"),
        (Some("string"), Some("date")) => json!("2026-01-02"),
        (Some("string"), _) => json!("ada@example.com"),
        (Some("integer"), _) => json!(7),
        (Some("number"), _) => json!(7.5),
        (Some("boolean"), _) => json!(true),
        // A schema that holds itself has to end somewhere; a list may be empty.
        (Some("array"), _) if depth > 6 => json!([]),
        (Some("array"), _) => json!([sample_within(spec, &schema["items"], depth + 1)]),
        _ => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            let required = schema["required"].as_array();
            let needed =
                |name: &str| required.is_some_and(|names| names.iter().any(|held| held == name));
            let made = properties
                .filter(|(name, _)| depth <= 6 || needed(name))
                .map(|(name, property)| (name.clone(), sample_within(spec, property, depth + 1)));
            Value::Object(made.collect())
        }
    }
}

fn find(spec: &Value, schema: &Value, value: &Value, at: String, places: &mut Places) {
    let schema = resolve(spec, schema);
    for part in schema["allOf"].as_array().into_iter().flatten() {
        find(spec, part, value, at.clone(), places);
    }
    match value {
        Value::String(_) if schema["enum"].is_array() => places.enums.push(at),
        Value::Object(map) => {
            if schema["properties"].is_object() && !places.objects.contains(&at) {
                places.objects.push(at.clone());
            }
            for (name, value) in map {
                if let Some(property) = schema["properties"].get(name) {
                    find(spec, property, value, format!("{at}/{name}"), places);
                }
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                find(
                    spec,
                    &schema["items"],
                    value,
                    format!("{at}/{index}"),
                    places,
                );
            }
        }
        _ => {}
    }
}

fn resolve<'a>(spec: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(target) => spec.pointer(target.trim_start_matches('#')).unwrap(),
        None => schema,
    }
}
