//! Whole OpenAPI documents: read strictly, and written in one canonical form.

use serde_json::{Map, Value};

use crate::operation::METHODS;
use crate::yaml;

/// Top-level keys in the order people know from the specification's own examples.
const TOP_LEVEL: [&str; 10] = [
    "openapi",
    "info",
    "jsonSchemaDialect",
    "servers",
    "security",
    "tags",
    "externalDocs",
    "paths",
    "webhooks",
    "components",
];

/// Path-level keys; they come before the methods.
const PATH_LEVEL: [&str; 5] = ["$ref", "summary", "description", "servers", "parameters"];

/// Sections of `components`.
const SECTIONS: [&str; 10] = [
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "links",
    "callbacks",
    "pathItems",
    "securitySchemes",
];

/// Reads a document, YAML or JSON. The name is for the error and, by its ending `.json`, for telling which it is.
///
/// # Errors
/// When it does not parse, has a key twice, has a key that is not text or a number that JSON cannot say, nests or
/// repeats itself without bounds, or is no mapping.
pub fn read(text: &str, name: &str) -> Result<Value, ReadError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_json = name.to_ascii_lowercase().ends_with(".json");
    let read = if is_json {
        yaml::json(text, 1)
    } else {
        yaml::yaml(text, 1)
    };
    let fail = |line, column, message| ReadError {
        name: name.to_owned(),
        line,
        column,
        message,
    };
    let value = read.map_err(|error| fail(error.line, error.column, error.message))?;
    if value.is_object() {
        return Ok(value);
    }
    Err(fail(
        1,
        1,
        "no mapping at the top; an OpenAPI document starts with keys such as `openapi:`".to_owned(),
    ))
}

/// Why a document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}:{line}:{column}: {message}")]
pub struct ReadError {
    /// The name that was given.
    pub name: String,
    /// 1-based.
    pub line: usize,
    /// 1-based.
    pub column: usize,
    /// What happened.
    pub message: String,
}

/// Writes a document as YAML in canonical order, each line of the header as a comment above it. The same document
/// always gives the same text, in whatever order its keys came.
#[must_use]
pub fn write(document: &Value, header: &str) -> String {
    let mut text = String::new();
    for line in header.lines() {
        text.push_str(if line.is_empty() { "#" } else { "# " });
        text.push_str(line);
        text.push('\n');
    }
    text.push_str(&yaml::emit(&canonical(document)));
    text
}

/// The document in canonical order: top-level keys as OpenAPI's examples have them, paths by name, path-level keys
/// before methods, sections of `components` as the specification lists them, components by name. All below keeps the
/// order it has, which is the vendor's.
#[must_use]
pub fn canonical(document: &Value) -> Value {
    let Value::Object(document) = document else {
        return document.clone();
    };
    Value::Object(in_order(document, &TOP_LEVEL, |key, value| match key {
        "paths" | "webhooks" => by_name(value, path_item),
        "components" => map_object(value, |components| {
            in_order(components, &SECTIONS, |_, section| {
                by_name(section, Value::clone)
            })
        }),
        _ => value.clone(),
    }))
}

/// The document with its top-level keys in canonical order and all below as it is.
pub fn ordered_top_level(document: Map<String, Value>) -> Value {
    Value::Object(in_order(&document, &TOP_LEVEL, |_, value| value.clone()))
}

fn path_item(item: &Value) -> Value {
    let known: Vec<&str> = PATH_LEVEL.into_iter().chain(METHODS).collect();
    map_object(item, |item| {
        in_order(item, &known, |_, value| value.clone())
    })
}

fn by_name(value: &Value, each: impl Fn(&Value) -> Value) -> Value {
    map_object(value, |map| {
        let mut entries: Vec<(&String, &Value)> = map.iter().collect();
        entries.sort_by_key(|(name, _)| *name);
        entries
            .into_iter()
            .map(|(name, value)| (name.clone(), each(value)))
            .collect()
    })
}

fn map_object(
    value: &Value,
    change: impl FnOnce(&Map<String, Value>) -> Map<String, Value>,
) -> Value {
    value
        .as_object()
        .map_or_else(|| value.clone(), |map| Value::Object(change(map)))
}

/// Known keys first and in their order, others behind them by name.
fn in_order(
    map: &Map<String, Value>,
    known: &[&str],
    each: impl Fn(&str, &Value) -> Value,
) -> Map<String, Value> {
    let place = |key: &str| known.iter().position(|k| *k == key).unwrap_or(known.len());
    let mut entries: Vec<(&String, &Value)> = map.iter().collect();
    entries.sort_by_key(|(key, _)| (place(key), *key));
    entries
        .into_iter()
        .map(|(key, value)| (key.clone(), each(key, value)))
        .collect()
}
