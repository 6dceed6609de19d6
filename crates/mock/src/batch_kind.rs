//! Which operations belong to one kind of batch: found in the document by their shape.

use std::sync::Arc;

use serde_json::Value;

use crate::api::{Api, Route};
use crate::error::DocumentError;
use crate::schema::Checker;
use crate::status::StatusWords;

/// A kind of batch: the `POST` that starts one, and what is done to it at the path below.
///
/// What starts a batch answers with a `status` that can be one of the settings' words for what is running, and one for what is
/// completed; and it takes one list that matters: the one that is limited, charged or worked through by the document's `x-` keys, else the only list of objects in its body.
#[derive(Debug)]
pub(crate) struct BatchKind {
    pub(crate) start: Arc<Route>,
    /// Where in the body the entries are.
    pub(crate) list: String,
    /// How it says how far it is.
    pub(crate) words: StatusWords,
    /// What the batch says of itself.
    pub(crate) fields: Vec<Field>,
    /// What a result says; nothing where the document leaves it open.
    pub(crate) result: Vec<Field>,
    /// The field that entry and result share, and that a cursor is; without one, the cursor is the entry's number.
    pub(crate) key: Option<String>,
}

/// A field of an answer.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) schema: Value,
    pub(crate) checker: Checker,
}

/// What is done to a batch that was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BatchAction {
    Start,
    Retrieve,
    Cancel,
}

impl BatchKind {
    /// All kinds of batches of a document.
    pub(crate) fn all(api: &Api) -> Result<Vec<Self>, DocumentError> {
        let batch_kinds = api.operations().map(|route| Self::of(api, route));
        batch_kinds.filter_map(Result::transpose).collect()
    }

    fn of(api: &Api, route: &Arc<Route>) -> Result<Option<Self>, DocumentError> {
        let answer = &route.success.schema;
        let Some(body) = route.body.as_ref().map(|body| &body.schema) else {
            return Ok(None);
        };
        let Some(list) = list(api, route, body) else {
            return Ok(None);
        };
        let Some(words) = api.status_words(answer).filter(|_| route.method == "POST") else {
            return Ok(None);
        };
        let components = &api.components;
        let result = components
            .property(answer, "results")
            .and_then(|results| results.get("items"));
        let entry = components
            .property(body, list.trim_start_matches('/'))
            .and_then(|list| list.get("items"));
        let key = match (entry, result) {
            (Some(entry), Some(result)) => api.shared_key(entry, result),
            _ => None,
        };
        let fields = |schema| Field::all(api, route, schema);
        Ok(Some(Self {
            start: Arc::clone(route),
            list,
            words,
            fields: fields(answer)?,
            result: result.map(fields).transpose()?.unwrap_or_default(),
            key,
        }))
    }

    /// What an operation does to a batch of this kind.
    pub(crate) fn action(&self, api: &Api, route: &Route) -> Option<BatchAction> {
        if route.id == self.start.id {
            return Some(BatchAction::Start);
        }
        let below = route
            .path
            .strip_prefix(&self.start.path)?
            .strip_prefix("/{")?;
        if !below.ends_with('}') || below.contains('/') {
            return None;
        }
        match route.method.as_str() {
            "GET" => Some(BatchAction::Retrieve),
            "PATCH" if api.cancels(route) => Some(BatchAction::Cancel),
            _ => None,
        }
    }
}

impl Field {
    fn all(api: &Api, route: &Route, schema: &Value) -> Result<Vec<Self>, DocumentError> {
        let field = |(name, schema): (&str, &Value)| {
            let place = format!("{} {}: `{name}` of its answer", route.method, route.path);
            Ok(Self {
                name: name.to_owned(),
                schema: schema.clone(),
                checker: api.components.checker(schema, &place)?,
            })
        };
        api.components
            .properties(schema)
            .into_iter()
            .map(field)
            .collect()
    }
}

/// Where the entries are: what the document's `x-` keys speak of, else the only list of objects.
fn list(api: &Api, route: &Route, body: &Value) -> Option<String> {
    let facts = &route.facts;
    let limited = facts.max_items.as_ref().map(|limit| limit.pointer.clone());
    facts
        .throughput
        .as_ref()
        .map(|throughput| throughput.pointer.clone())
        .or(limited)
        .or_else(|| facts.charges.first().map(|charge| charge.pointer.clone()))
        .or_else(|| Some(format!("/{}", api.only_list(body)?)))
}

impl Api {
    fn status_words(&self, schema: &Value) -> Option<StatusWords> {
        let status = self.components.property(schema, "status")?;
        StatusWords::of(status.get("enum")?.as_array()?, &self.settings.batches)
    }

    /// Whether what is sent can only be that something be canceled.
    fn cancels(&self, route: &Route) -> bool {
        let body = route.body.as_ref().map(|body| &body.schema);
        let status = body.and_then(|body| body.pointer("/properties/status/enum"));
        let words = &self.settings.batches.canceled;
        match status.and_then(Value::as_array).map(Vec::as_slice) {
            Some([value]) => words.iter().any(|word| value == word.as_str()),
            _ => false,
        }
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
