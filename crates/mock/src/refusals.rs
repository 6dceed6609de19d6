//! The document with what the mock adds to it: the refusals that the docs do not list, although every API has them.

use serde_json::{Value, json};
use specwright_openapi::document;
use specwright_openapi::schema::component_pointer;

use crate::api::{Api, Route};
use crate::error::DocumentError;

/// An OpenAPI document, as the mock answers by it: with the refusals that it gives added to each operation that does not list
/// them, as JSON. For tools that hold answers to a document, status codes included.
///
/// # Errors
/// [`DocumentError`], when a mock could not answer by the document.
pub fn with_refusals(document: &str) -> Result<String, DocumentError> {
    let mut document = document::read(document, "the document")?;
    add(&mut document)?;
    Ok(document.to_string())
}

/// Adds the refusals to a document.
pub(crate) fn add(document: &mut Value) -> Result<(), DocumentError> {
    let api = Api::read(document.clone(), |_, _| None)?;
    let body = component_pointer(&api.settings.errors.body);
    let content = json!({ "application/json": { "schema": { "$ref": body.to_string() } } });
    for route in api.routes() {
        let Some(operation) = route.key.pointer().object_mut(document) else {
            continue;
        };
        let responses = operation.entry("responses").or_insert_with(|| json!({}));
        let Value::Object(responses) = responses else {
            continue;
        };
        for (status, description) in refusals(&api, route) {
            responses
                .entry(status)
                .or_insert_with(|| json!({ "description": description, "content": content }));
        }
    }
    Ok(())
}

/// The refusals of one operation: status and description.
fn refusals(api: &Api, route: &Route) -> Vec<(&'static str, &'static str)> {
    let named = route.key.path.contains('{');
    let body = route.body.is_some();
    let limited = route.extensions.rate_limit.is_some() || api.rate_limit.is_some();
    let mut refusals = vec![
        (true, "400", "What was sent is not what is taken"),
        (route.secured, "401", "No key, or a wrong one"),
        (
            !route.extensions.charges.is_empty(),
            "402",
            "Not enough credits",
        ),
        (named, "404", "There is no such thing"),
        (named, "405", "The path is another one's"),
        (body, "413", "Too large"),
        (body, "415", "Of a type that is not taken"),
        (limited, "429", "Too many requests"),
    ];
    refusals.retain(|(applies, ..)| *applies);
    let documented = |(_, status, description)| (status, description);
    refusals.into_iter().map(documented).collect()
}
