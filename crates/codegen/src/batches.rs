//! Batches that are worked through in the background: a start and a retrieval of the same object, with a status.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::{component, resolve, schema_ref};
use crate::facts::Facts;
use crate::names::field_ident;

/// A batch, by the operations that start it, retrieve it and, where there is one, cancel it.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    /// The type of the object.
    pub(crate) ty: String,
    /// The client's method that takes a batch up by its id.
    pub(crate) handle: String,
    pub(crate) start: String,
    pub(crate) retrieve: String,
    pub(crate) cancel: Option<String>,
    /// The statuses that the docs name.
    pub(crate) statuses: Vec<String>,
    /// Whether the object has a list of errors, and whether it may be absent.
    pub(crate) errors: Option<bool>,
}

/// Finds the batches of a document, and notes what would be one but for a name.
///
/// The rule: `POST /x` and `GET /x/{id}` answer with the same type; it has an `id`, a list that is paged, and a `status` that
/// can be `completed` and, before, `queued` or `processing`. A `PATCH` of the same path with the same answer and nothing to
/// say but a constant cancels it.
pub(crate) fn find(
    document: &Value,
    facts: &[Facts],
    reserved: &BTreeSet<String>,
    notes: &mut Vec<String>,
) -> Vec<Batch> {
    let mut batches = Vec::new();
    for retrieve in facts.iter().filter(|facts| facts.method == "get") {
        let Some(paging) = &retrieve.paging else {
            continue;
        };
        let Some((collection, "{id}")) = retrieve.path.rsplit_once('/') else {
            continue;
        };
        let answers = |facts: &&Facts| answer_of(facts).as_deref() == Some(&*paging.page);
        let start = facts
            .iter()
            .filter(answers)
            .find(|facts| facts.method == "post" && facts.path == collection);
        let Some(start) = start.filter(|_| has_status(document, &paging.page)) else {
            continue;
        };
        let cancel = facts.iter().filter(answers).find(|facts| {
            facts.method == "patch" && facts.path == retrieve.path && facts.safe_to_repeat
        });
        let handle = field_ident(&paging.page);
        if facts.iter().any(|facts| facts.id == handle) || reserved.contains(&handle) {
            notes.push(format!(
                "{}: a batch, but its handle would be called `{handle}`, as another method is",
                retrieve.path
            ));
            continue;
        }
        batches.push(Batch {
            errors: errors_of(document, &paging.page),
            statuses: statuses(document, &paging.page),
            ty: paging.page.clone(),
            handle,
            start: start.id.clone(),
            retrieve: retrieve.id.clone(),
            cancel: cancel.map(|cancel| cancel.id.clone()),
        });
    }
    batches
}

/// The type of an operation's success.
fn answer_of(facts: &Facts) -> Option<String> {
    let mut bodies = facts.bodies.iter();
    bodies
        .find(|body| body.place.starts_with('2'))
        .map(|body| body.type_name.clone())
}

fn has_status(document: &Value, ty: &str) -> bool {
    let schema = component(document, ty).unwrap_or(&Value::Null);
    let required = |name: &str| {
        schema["required"]
            .as_array()
            .is_some_and(|names| names.iter().any(|held| held == name))
    };
    let statuses = statuses(document, ty);
    let can_be = |value: &str| statuses.iter().any(|held| held == value);
    required("id")
        && required("status")
        && can_be("completed")
        && (can_be("queued") || can_be("processing"))
}

/// The values that the docs name for `status`.
fn statuses(document: &Value, ty: &str) -> Vec<String> {
    let schema = component(document, ty).unwrap_or(&Value::Null);
    let status = resolve(document, &schema["properties"]["status"]);
    let values = status["enum"].as_array().into_iter().flatten();
    values
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// Whether there is a list `_errors` of the API's own errors, and whether it may be absent.
fn errors_of(document: &Value, ty: &str) -> Option<bool> {
    let schema = component(document, ty).unwrap_or(&Value::Null);
    let items = &schema["properties"]["_errors"]["items"];
    let required = schema["required"]
        .as_array()
        .is_some_and(|names| names.iter().any(|held| held == "_errors"));
    (schema_ref(items) == Some("ErrorObject")).then_some(!required)
}
