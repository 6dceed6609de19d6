//! What the rewriting has to know of each operation, once the document is in the generator's form.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::Body;
use crate::document::{Place, Pointer, parameters, schema_ref};
use crate::names::snake_name;

/// One operation, as its method, its docs and its row in the operation table need it.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) id: String,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) summary: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) page: Option<String>,
    pub(crate) evidence: Option<String>,
    pub(crate) deprecated: bool,
    /// Documented answers that are not a success: status (or `default`), and what the docs say of it.
    pub(crate) errors: Vec<(String, String)>,
    /// Its own parameters and those of its path, in the order of their names.
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) has_body: bool,
    /// The schema of the body, where it has one.
    pub(crate) body: Option<Value>,
    /// Every JSON body that the docs describe, with its type.
    pub(crate) bodies: Vec<Body>,
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    /// Its name in Rust.
    pub(crate) ident: String,
    pub(crate) name: String,
    /// Where it is sent: in the path, the query or the headers.
    pub(crate) place: &'static str,
    pub(crate) required: bool,
    pub(crate) description: Option<String>,
    pub(crate) schema: Value,
}

impl Facts {
    /// Reads an operation that has its operationId already, while its documented errors are still there.
    pub(crate) fn read(document: &Value, place: &Place) -> Self {
        let operation = document
            .pointer(place.pointer.as_str())
            .unwrap_or(&Value::Null);
        let text = |key: &str| {
            operation
                .get(key)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let responses = operation.get("responses").and_then(Value::as_object);
        let mut errors: Vec<(String, String)> = responses
            .into_iter()
            .flatten()
            .filter(|(status, _)| !status.starts_with('2') && !status.starts_with("x-"))
            .map(|(status, response)| {
                let description = response.get("description").and_then(Value::as_str);
                (
                    status.clone(),
                    description.unwrap_or_default().trim().to_owned(),
                )
            })
            .collect();
        errors.sort();
        Self {
            id: text("operationId").unwrap_or_default(),
            method: place.method,
            path: place.path.clone(),
            summary: text("summary"),
            description: text("description"),
            page: text("x-page"),
            evidence: text("x-evidence"),
            deprecated: operation.get("deprecated") == Some(&Value::Bool(true)),
            errors,
            parameters: effective_parameters(document, place),
            has_body: operation.get("requestBody").is_some(),
            body: None,
            bodies: json_bodies(operation),
        }
    }

    /// Reads the schema of the body, once one content type has been chosen.
    pub(crate) fn read_body(&mut self, document: &Value, place: &Place) {
        let content = document.pointer(place.pointer.join("requestBody").join("content").as_str());
        let entry = content
            .and_then(Value::as_object)
            .and_then(|content| content.values().next());
        self.body = entry.and_then(|entry| entry.get("schema")).cloned();
    }
}

fn json_bodies(operation: &Value) -> Vec<Body> {
    let id = operation
        .get("operationId")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let responses = operation.get("responses").and_then(Value::as_object);
    let holders = operation
        .get("requestBody")
        .map(|body| ("request", body))
        .into_iter()
        .chain(
            responses
                .into_iter()
                .flatten()
                .map(|(status, answer)| (status.as_str(), answer)),
        );
    holders
        .filter_map(|(place, holder)| {
            let schema = holder.pointer("/content/application~1json/schema")?;
            Some(Body {
                operation: id.to_owned(),
                place: place.to_owned(),
                type_name: json_type(schema)?,
            })
        })
        .collect()
}

/// The type of a body, where it is one of `types` or a list of them.
fn json_type(schema: &Value) -> Option<String> {
    if let Some(name) = schema_ref(schema) {
        return Some(name.to_owned());
    }
    json_type(schema.get("items")?).map(|item| format!("Vec<{item}>"))
}

/// An operation's own parameter takes the place of its path's of the same name and place.
fn effective_parameters(document: &Value, place: &Place) -> Vec<Parameter> {
    let mut effective: BTreeMap<(String, &'static str), Parameter> = BTreeMap::new();
    for owner in [&Pointer::to(&["paths", &place.path]), &place.pointer] {
        for (_, parameter) in parameters(document, owner) {
            let text = |key: &str| parameter.get(key).and_then(Value::as_str);
            let name = text("name").unwrap_or_default();
            let kind = match text("in") {
                Some("path") => "path",
                Some("query") => "query",
                _ => "headers",
            };
            let read = Parameter {
                ident: snake_name(name),
                name: name.to_owned(),
                place: kind,
                required: parameter.get("required") == Some(&Value::Bool(true)),
                description: text("description").map(str::to_owned),
                schema: parameter.get("schema").cloned().unwrap_or(Value::Null),
            };
            effective.insert((name.to_owned(), kind), read);
        }
    }
    effective.into_values().collect()
}
