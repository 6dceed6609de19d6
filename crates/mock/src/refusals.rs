//! The document with what the mock adds to it: the refusals that the docs do not list, although every API has them.

use serde_json::{Map, Value, json};
use specwright_openapi::document::{self, METHODS};

use crate::error::DocumentError;

/// An OpenAPI document, as the mock answers by it: with the refusals that it gives added to each operation that does not list
/// them, as JSON. For tools that hold answers to a document, status codes included.
///
/// # Errors
/// [`DocumentError`], when the text is no YAML or JSON.
pub fn with_refusals(document: &str) -> Result<String, DocumentError> {
    let mut document = document::read(document, "the document")?;
    add(&mut document);
    Ok(document.to_string())
}

/// Adds the refusals to a document.
pub(crate) fn add(document: &mut Value) {
    let error = "/components/schemas/response_errors_object";
    let content = document
        .pointer(error)
        .map(|_| json!({ "application/json": { "schema": { "$ref": format!("#{error}") } } }));
    let secured = document.get("security").is_some();
    let limited = document.get("x-specwright-rate-limit").is_some();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        let item = item.as_object_mut().into_iter().flatten();
        for (_, operation) in item.filter(|(method, _)| METHODS.contains(&method.as_str())) {
            let statuses = refusals(path, operation, secured, limited);
            let Some(operation) = operation.as_object_mut() else {
                continue;
            };
            let responses = operation.entry("responses").or_insert_with(|| json!({}));
            let Value::Object(responses) = responses else {
                continue;
            };
            for (status, description) in statuses {
                responses
                    .entry(status)
                    .or_insert_with(|| refusal(description, content.as_ref()));
            }
        }
    }
}

fn refusals(
    path: &str,
    operation: &Value,
    secured: bool,
    limited: bool,
) -> Vec<(&'static str, &'static str)> {
    let has = |key| operation.get(key).is_some();
    let named = path.contains('{');
    let body = has("requestBody");
    let own = operation
        .get("security")
        .and_then(Value::as_array)
        .map(|all| !all.is_empty());
    [
        (true, "400", "What was sent is not what is taken"),
        (own.unwrap_or(secured), "401", "No key, or a wrong one"),
        (has("x-specwright-credits"), "402", "Not enough credits"),
        (named, "404", "There is no such thing"),
        (named, "405", "The path is another one's"),
        (body, "413", "Too large"),
        (body, "415", "Of a type that is not taken"),
        (
            limited || has("x-specwright-rate-limit"),
            "429",
            "Too many requests",
        ),
    ]
    .into_iter()
    .filter_map(|(applies, status, description)| applies.then_some((status, description)))
    .collect()
}

fn refusal(description: &str, content: Option<&Value>) -> Value {
    let mut refusal = Map::new();
    refusal.insert("description".to_owned(), json!(description));
    if let Some(content) = content {
        refusal.insert("content".to_owned(), content.clone());
    }
    Value::Object(refusal)
}
