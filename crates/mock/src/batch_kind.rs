//! The kinds of batches that a document has.

use std::sync::Arc;

use serde_json::Value;
use specwright_openapi::batch::{Batch, BatchAction, batches};
use specwright_openapi::operation::OperationKey;

use crate::api::{Api, Route};
use crate::error::DocumentError;
use crate::schema::Checker;
use crate::status::StatusWords;

/// A kind of batch: the operation that starts one, and those that retrieve and cancel one.
#[derive(Debug)]
pub(crate) struct BatchKind {
    pub(crate) start: Arc<Route>,
    retrieve: Option<OperationKey>,
    cancel: Option<OperationKey>,
    /// Where in the body the entries are.
    pub(crate) list: String,
    /// How it says how far it is.
    pub(crate) words: StatusWords,
    /// What the batch says of itself.
    pub(crate) fields: Vec<Field>,
    /// The field that holds the results.
    pub(crate) results: Option<String>,
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

impl BatchKind {
    /// All kinds of batches of a document. What starts a batch and takes no list that is worked through is left out.
    pub(crate) fn all(api: &Api) -> Result<Vec<Arc<Self>>, DocumentError> {
        let batches = batches(api.components.document(), &api.settings.batches);
        let kinds = batches.iter().map(|batch| Self::of(api, batch));
        let kinds = kinds.filter_map(Result::transpose);
        kinds.map(|kind| kind.map(Arc::new)).collect()
    }

    fn of(api: &Api, batch: &Batch<'_>) -> Result<Option<Self>, DocumentError> {
        let components = &api.components;
        let mut routes = api.routes();
        let start = routes.find(|route| route.key == batch.start.key());
        let status = components.property(batch.answer, "status");
        let values = status.and_then(|status| status.get("enum")?.as_array());
        let words = values.and_then(|values| StatusWords::of(values, &api.settings.batches));
        let (Some(start), Some(words)) = (start, words) else {
            return Ok(None);
        };
        let Some(list) = batch.entries(&start.extensions) else {
            return Ok(None);
        };
        let results = results(api, batch);
        let items = |list: &'_ Value| list.get("items").cloned();
        let result = results
            .as_ref()
            .and_then(|results| components.property(batch.answer, results))
            .and_then(items);
        let body = start.body.as_ref().map(|body| &body.schema);
        let entry = body
            .and_then(|body| components.at(body, &list))
            .and_then(items);
        let key = match (&entry, &result) {
            (Some(entry), Some(result)) => api.shared_key(entry, result),
            _ => None,
        };
        let fields = |schema: &Value| Field::all(api, start, schema);
        let key_of = |operation: &specwright_openapi::operation::Operation<'_>| operation.key();
        Ok(Some(Self {
            start: Arc::clone(start),
            retrieve: batch.retrieve.as_ref().map(key_of),
            cancel: batch.cancel.as_ref().map(key_of),
            list,
            words,
            fields: fields(batch.answer)?,
            results,
            result: result.as_ref().map(fields).transpose()?.unwrap_or_default(),
            key,
        }))
    }

    /// What an operation does to a batch of this kind.
    pub(crate) fn action(&self, route: &Route) -> Option<BatchAction> {
        if route.key == self.start.key {
            Some(BatchAction::Start)
        } else if self.retrieve.as_ref() == Some(&route.key) {
            Some(BatchAction::Retrieve)
        } else if self.cancel.as_ref() == Some(&route.key) {
            Some(BatchAction::Cancel)
        } else {
            None
        }
    }
}

/// The list that the retrieval is paged by, else the only list of the answer.
fn results(api: &Api, batch: &Batch<'_>) -> Option<String> {
    let retrieve = batch.retrieve.as_ref().map(|retrieve| retrieve.key());
    let paged = api
        .routes()
        .find(|route| Some(&route.key) == retrieve.as_ref())
        .and_then(|route| route.paged.as_ref());
    if let Some(paged) = paged {
        return Some(paged.items.clone());
    }
    match *batch.start.lists(batch.answer, &api.settings.pagination) {
        [only] => Some(only.to_owned()),
        _ => None,
    }
}

impl Field {
    fn all(api: &Api, route: &Route, schema: &Value) -> Result<Vec<Self>, DocumentError> {
        let field = |(name, schema): (&str, &Value)| {
            let place = format!("{}: `{name}` of its answer", route.key);
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

impl Api {
    fn shared_key(&self, entry: &Value, result: &Value) -> Option<String> {
        let required = self.components.required(entry).into_iter();
        let mut names = required.map(|(name, _)| name);
        names
            .find(|name| self.components.property(result, name).is_some())
            .map(str::to_owned)
    }
}
