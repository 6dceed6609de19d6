//! Which operations belong to one kind of batch: found in the document by their shape.

use std::sync::Arc;

use serde_json::Value;

use crate::api::{Api, Operation};

/// A kind of batch: the `POST` that starts one, and what is done to it at the path below.
///
/// What starts a batch answers with a `status` that can be `queued` and can be `completed`, and takes one list that matters:
/// the one that is limited, charged or worked through by the document's `x-` keys, else the only list of objects in its body.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) start: Arc<Operation>,
    /// Where in the body the entries are.
    pub(crate) list: String,
    /// What a result says of itself, where the document says it.
    pub(crate) result: Option<Value>,
    /// The field that entry and result share, and that a cursor is; without one, the cursor is the entry's number.
    pub(crate) key: Option<String>,
}

/// What is done to a batch that was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Start,
    Retrieve,
    Cancel,
}

impl Family {
    /// All kinds of batches of a document.
    pub(crate) fn all(api: &Api) -> Vec<Self> {
        api.operations()
            .filter_map(|operation| Self::of(api, operation))
            .collect()
    }

    fn of(api: &Api, operation: &Arc<Operation>) -> Option<Self> {
        if operation.method != "POST" || !api.is_batch(&operation.success.schema) {
            return None;
        }
        let body = &operation.body.as_ref()?.schema;
        let facts = &operation.facts;
        let list = facts
            .throughput
            .as_ref()
            .map(|throughput| throughput.pointer.clone())
            .or_else(|| facts.max_items.as_ref().map(|limit| limit.pointer.clone()))
            .or_else(|| facts.charges.first().map(|charge| charge.pointer.clone()))
            .or_else(|| Some(format!("/{}", api.only_list(body)?)))?;
        let components = &api.components;
        let result = components
            .property(&operation.success.schema, "results")
            .and_then(|results| results.get("items"))
            .map(|items| components.resolve(items).clone());
        let entry = components
            .property(body, list.trim_start_matches('/'))
            .and_then(|list| list.get("items"));
        let key = match (&result, entry) {
            (Some(result), Some(entry)) => api.shared_key(entry, result),
            _ => None,
        };
        Some(Self {
            start: Arc::clone(operation),
            list,
            result,
            key,
        })
    }

    /// What an operation does to a batch of this kind.
    pub(crate) fn deed(&self, operation: &Operation) -> Option<Deed> {
        if operation.id == self.start.id {
            return Some(Deed::Start);
        }
        let below = operation
            .path
            .strip_prefix(&self.start.path)?
            .strip_prefix("/{")?;
        match operation.method.as_str() {
            _ if !below.ends_with('}') || below.contains('/') => None,
            "GET" => Some(Deed::Retrieve),
            "PATCH" => Some(Deed::Cancel),
            _ => None,
        }
    }
}

impl Api {
    fn is_batch(&self, schema: &Value) -> bool {
        let status = self.components.property(schema, "status");
        let values = status
            .and_then(|status| status.get("enum"))
            .and_then(Value::as_array);
        values.is_some_and(|values| {
            ["queued", "completed"]
                .iter()
                .all(|word| values.iter().any(|v| v == word))
        })
    }

    /// The one list of objects that a schema has, if it has one.
    pub(crate) fn only_list<'a>(&'a self, schema: &'a Value) -> Option<&'a str> {
        let mut lists = self
            .components
            .properties(schema)
            .into_iter()
            .filter(|(_, property)| {
                let items = property
                    .get("items")
                    .map(|items| self.components.resolve(items));
                let kind = items.and_then(|items| items.get("type"));
                property.get("type").is_some_and(|kind| kind == "array")
                    && kind.is_some_and(|kind| kind == "object")
            });
        let (name, _) = lists.next()?;
        lists.next().is_none().then_some(name)
    }

    fn shared_key(&self, entry: &Value, result: &Value) -> Option<String> {
        let entry = self.components.resolve(entry);
        let required = entry.get("required")?.as_array()?;
        required
            .iter()
            .filter_map(Value::as_str)
            .find(|name| self.components.property(result, name).is_some())
            .map(str::to_owned)
    }
}
