//! Batches that are worked through in the background, found by rule.
//!
//! A `POST` starts a batch if its answer has a `status` that can be one of the settings' words for running and one of those for
//! completed; where the settings list no words for running, any other word is one. One segment below its path, a `GET` that
//! answers in this way retrieves the batch, and a `PATCH` cancels it if its body has a property that can only be a word for
//! canceled, and requires nothing that is not a constant as well.

use serde_json::Value;

use crate::extensions::Extensions;
use crate::operation::{Operation, operations};
use crate::schema::{Property, constant, has_type, properties, property, underlying};
use crate::settings;

/// The operations of one kind of batch.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// Starts a batch.
    pub start: Operation<'a>,
    /// Retrieves a batch by its id.
    pub retrieve: Option<Operation<'a>>,
    /// Cancels a batch by its id.
    pub cancel: Option<Operation<'a>>,
    /// The schema of what the start answers. It may be a reference.
    pub answer: &'a Value,
}

/// What an operation does to a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BatchAction {
    /// It starts one.
    Start,
    /// It retrieves one.
    Retrieve,
    /// It cancels one.
    Cancel,
}

/// The batches of a document, in the order of the operations that start them.
#[must_use]
pub fn batches<'a>(document: &'a Value, words: &settings::Batches) -> Vec<Batch<'a>> {
    let operations = operations(document);
    let starts = operations.iter().filter(|start| start.method == "post");
    let batches = starts.filter_map(|start| {
        let answer = status_answer(start, words)?;
        let below = |method: &str| {
            let mut members = operations.iter();
            let member = |member: &&Operation<'_>| {
                member.method == method && is_member(start.path, member.path)
            };
            members.find(|one| member(one)).copied()
        };
        Some(Batch {
            start: *start,
            retrieve: below("get").filter(|get| status_answer(get, words).is_some()),
            cancel: below("patch").filter(|patch| cancels(patch, words)),
            answer,
        })
    });
    batches.collect()
}

impl<'a> Batch<'a> {
    /// What an operation does to a batch of this kind.
    #[must_use]
    pub fn action(&self, operation: &Operation<'_>) -> Option<BatchAction> {
        let is = |one: &Operation<'_>| (one.method, one.path) == (operation.method, operation.path);
        if is(&self.start) {
            Some(BatchAction::Start)
        } else if self.retrieve.as_ref().is_some_and(is) {
            Some(BatchAction::Retrieve)
        } else if self.cancel.as_ref().is_some_and(is) {
            Some(BatchAction::Cancel)
        } else {
            None
        }
    }

    /// Where in the start's body the entries are that the batch works through, as a JSON pointer: the list that the start's
    /// keys speak of, else the only list of objects.
    #[must_use]
    pub fn entries(&self, extensions: &Extensions) -> Option<String> {
        let Extensions {
            throughput,
            max_items,
            charges,
            ..
        } = extensions;
        let named = throughput.as_ref().map(|throughput| &throughput.pointer);
        let named = named.or_else(|| max_items.as_ref().map(|limit| &limit.pointer));
        let named = named.or_else(|| charges.first().map(|charge| &charge.pointer));
        match named {
            Some(pointer) => Some(pointer.clone()),
            None => Some(format!("/{}", self.only_list_of_objects()?)),
        }
    }

    fn only_list_of_objects(&self) -> Option<&'a str> {
        let document = self.start.document;
        let is_list_of_objects = |property: &Property<'a>| {
            let list = underlying(document, property.schema);
            let items = list.get("items").map(|items| underlying(document, items));
            has_type(list, "array") && items.is_some_and(|items| has_type(items, "object"))
        };
        let body = self.start.body()?.json_schema()?;
        let mut lists = properties(document, body)
            .into_iter()
            .filter(is_list_of_objects);
        let list = lists.next()?;
        lists.next().is_none().then_some(list.name)
    }
}

/// Whether a path is one parameter longer than another.
fn is_member(collection: &str, path: &str) -> bool {
    let segment = path
        .strip_prefix(collection)
        .and_then(|rest| rest.strip_prefix("/{")?.strip_suffix('}'));
    segment.is_some_and(|name| !name.contains(['/', '}']))
}

/// The schema of an operation's success, if it says how far a batch is.
fn status_answer<'a>(operation: &Operation<'a>, words: &settings::Batches) -> Option<&'a Value> {
    let document = operation.document;
    let answer = operation.success()?.json_schema()?;
    let status = property(document, answer, "status")?;
    let values = underlying(document, status.schema)
        .get("enum")?
        .as_array()?;
    let can_be =
        |is_one: &dyn Fn(&str) -> bool| values.iter().filter_map(Value::as_str).any(is_one);
    let is_listed = |words: &[String], word: &str| words.iter().any(|listed| listed == word);
    let is_completed = |word: &str| is_listed(&words.completed, word);
    let is_running = |word: &str| match words.running.as_slice() {
        [] => ![&words.completed, &words.canceled, &words.failed]
            .iter()
            .any(|words| is_listed(words, word)),
        running => is_listed(running, word),
    };
    (can_be(&is_running) && can_be(&is_completed)).then_some(answer)
}

fn cancels(operation: &Operation<'_>, words: &settings::Batches) -> bool {
    let document = operation.document;
    let Some(body) = operation.body().and_then(|body| body.json_schema()) else {
        return false;
    };
    let properties = properties(document, body);
    let value = |property: &Property<'_>| constant(document, property.schema).cloned();
    let is_canceled = |value: Value| words.canceled.iter().any(|word| value == word.as_str());
    properties.iter().filter_map(value).any(is_canceled)
        && properties
            .iter()
            .all(|property| !property.required || value(property).is_some())
}
