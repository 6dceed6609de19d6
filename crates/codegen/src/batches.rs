//! Batches that are worked through in the background, as their handles need them.

use std::collections::BTreeSet;

use serde_json::Value;
use specwright_openapi::batch;
use specwright_openapi::operation::Operation;
use specwright_openapi::reference::resolve;
use specwright_openapi::schema::{component, is_required, ref_name};
use specwright_openapi::settings::Settings;

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

/// The batches of a spec that can have a handle; what would have one but for a name is noted.
///
/// A handle is of one type: the retrieval is a page of the list of results, requires `id` and `status`, and is at the path of the
/// start with `{id}` behind it; start and cancellation answer with it as well. A cancellation is safe to repeat. `document` is the
/// spec in the generator's form.
pub(crate) fn find(
    spec: &Value,
    document: &Value,
    facts: &[Facts],
    settings: &Settings,
    reserved: &BTreeSet<String>,
    notes: &mut Vec<String>,
) -> Vec<Batch> {
    let facts_of = |operation: Operation<'_>| {
        let mut facts = facts.iter();
        facts.find(|facts| (facts.method, &*facts.path) == (operation.method, operation.path))
    };
    let mut batches = Vec::new();
    for batch in batch::batches(spec, &settings.batches) {
        let retrieve = batch.retrieve.and_then(facts_of);
        let (Some(start), Some(retrieve)) = (facts_of(batch.start), retrieve) else {
            continue;
        };
        let Some(paging) = &retrieve.paging else {
            continue;
        };
        let ty = &paging.page;
        let is_of_type = |facts: &&Facts| facts.answer.as_ref() == Some(ty);
        let requires = |name| component(document, ty).is_some_and(|ty| is_required(ty, name));
        let is_whole = requires("id") && requires("status") && retrieve.path.ends_with("/{id}");
        if !is_whole || !is_of_type(&start) {
            continue;
        }
        let cancel = batch.cancel.and_then(facts_of);
        let cancel = cancel.filter(|cancel| is_of_type(cancel) && cancel.safe_to_repeat);
        let handle = field_ident(ty);
        if facts.iter().any(|facts| facts.id == handle) || reserved.contains(&handle) {
            notes.push(format!(
                "{}: a batch, but its handle would be called `{handle}`, as another method is",
                retrieve.path
            ));
            continue;
        }
        batches.push(Batch {
            errors: errors_of(document, ty),
            statuses: statuses(document, ty),
            ty: ty.clone(),
            handle,
            start: start.id.clone(),
            retrieve: retrieve.id.clone(),
            cancel: cancel.map(|cancel| cancel.id.clone()),
        });
    }
    batches
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
    (ref_name(items) == Some("ErrorObject")).then_some(!is_required(schema, "_errors"))
}
