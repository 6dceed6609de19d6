//! Batches that are worked through in the background, as their handles need them.

use std::collections::BTreeSet;

use serde_json::Value;
use specwright_openapi::batch;
use specwright_openapi::operation::Operation;
use specwright_openapi::pointer::keys;
use specwright_openapi::reference::resolve;
use specwright_openapi::schema::{component, is_required, property_at, ref_name};
use specwright_openapi::settings::{self, Settings};

use crate::facts::Facts;
use crate::names::field_ident;
use crate::paging::Field;
use crate::passes::Passed;

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
    /// The field that holds the list of what went wrong, if the object has one.
    pub(crate) errors: Option<Field>,
}

/// The batches of a spec that can have a handle; what would have one but for a name is noted.
///
/// A handle is of one type: the retrieval is a page of the list of results, requires `id` and `status`, and is at the path of the
/// start with `{id}` behind it; start and cancellation answer with it as well. A cancellation is safe to repeat. `passed` is the
/// spec in the generator's form.
pub(crate) fn find(
    spec: &Value,
    passed: &Passed,
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
        let schema = component(&passed.document, ty);
        let requires = |name| schema.is_some_and(|schema| is_required(schema, name));
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
            errors: errors_of(passed, ty, &settings.errors),
            statuses: statuses(&passed.document, ty),
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

/// The field of a type that is the list of what went wrong, where the settings say: a list of the API's own errors.
fn errors_of(passed: &Passed, ty: &str, errors: &settings::Errors) -> Option<Field> {
    let list = property_at(
        &passed.document,
        component(&passed.document, ty)?,
        &errors.list,
    )?;
    let error = ref_name(list.schema.get("items")?)?;
    // The field is found on the type itself.
    let is_direct = keys(&errors.list).count() == 1;
    let is_error = passed.wire_names.get(error) == Some(&errors.schema);
    (is_direct && is_error).then(|| Field::of(&list))
}
