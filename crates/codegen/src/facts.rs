//! What the rewriting has to know of each operation, once the document is in the generator's form.

use serde_json::Value;

use crate::document::{Place, resolve, schema_ref};
use crate::limits::{self, Limits};
use crate::media;
use crate::names::{call_name, field_ident};
use crate::paging::{self, Paging};
use crate::parameters::{self, Parameter};
use crate::sweeps::MEDIA_KEY;
use crate::{Body, Error};

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
    /// The first of its tags: where a reader of the docs finds it.
    pub(crate) tag: Option<String>,
    pub(crate) deprecated: bool,
    pub(crate) limits: Limits,
    /// Whether sending it twice does no more than sending it once.
    pub(crate) safe_to_repeat: bool,
    pub(crate) paging: Option<Paging>,
    /// Documented answers that are not a success: status (or `default`), and what the docs say of it.
    pub(crate) errors: Vec<(String, String)>,
    /// Its own parameters and those of its path, in the order of their names.
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) has_body: bool,
    /// The schema of the body, where it has one.
    pub(crate) body: Option<Value>,
    /// The properties of a body that is an object.
    pub(crate) body_properties: Vec<Property>,
    /// What the request says that it sends, where that is not what the generator makes of it.
    pub(crate) sends: Option<String>,
    /// What the request asks for, where that is not what the generator makes of it.
    pub(crate) asks_for: Option<String>,
    /// Every JSON body that the docs describe, with its type.
    pub(crate) bodies: Vec<Body>,
}

/// A property of a request's body.
#[derive(Clone, Debug)]
pub(crate) struct Property {
    /// Its name in Rust.
    pub(crate) ident: String,
    pub(crate) name: String,
    pub(crate) required: bool,
    pub(crate) description: Option<String>,
}

impl Facts {
    /// Reads an operation that has its operationId already, while its documented errors are still there.
    ///
    /// # Errors
    /// When one of its limits is not written as they are.
    pub(crate) fn read(document: &Value, place: &Place) -> Result<Self, Error> {
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
        Ok(Self {
            id: text("operationId").unwrap_or_default(),
            method: place.method,
            path: place.path.clone(),
            summary: text("summary"),
            description: text("description"),
            page: text("x-specwright-page"),
            evidence: text("x-specwright-evidence"),
            tag: operation
                .pointer("/tags/0")
                .and_then(Value::as_str)
                .map(str::to_owned),
            deprecated: operation.get("deprecated") == Some(&Value::Bool(true)),
            limits: Limits::read(operation, &place.pointer)?,
            safe_to_repeat: limits::safe_to_repeat(document, operation, place)?,
            paging: None,
            errors,
            parameters: parameters::effective(document, place),
            has_body: operation.get("requestBody").is_some(),
            body: None,
            body_properties: Vec::new(),
            sends: operation.pointer("/requestBody").and_then(media_of),
            asks_for: responses
                .into_iter()
                .flatten()
                .find_map(|(_, answer)| media_of(answer)),
            bodies: json_bodies(operation),
        })
    }

    /// The name of its method: its id, but for a word of the language's own.
    pub(crate) fn method_name(&self) -> String {
        field_ident(&self.id)
    }

    /// The name of the type of its call.
    pub(crate) fn call_name(&self) -> String {
        call_name(&self.id)
    }

    /// Whether the call itself has a setter for a property of its body: not where the call has the name already.
    pub(crate) fn has_setter_for(&self, ident: &str) -> bool {
        let own = [
            "body",
            "body_map",
            "client",
            "new",
            "operation",
            "pages",
            "into_request",
            "send",
            "start",
            "stream",
            "with",
        ];
        !own.contains(&ident)
            && !self
                .parameters
                .iter()
                .any(|parameter| parameter.setter == ident)
    }

    /// Reads what hangs on the bodies, once each has one content type and every type its name.
    ///
    /// # Errors
    /// When the overlay says of the operation's pages what the document does not have.
    pub(crate) fn read_bodies(
        &mut self,
        document: &Value,
        place: &Place,
        notes: &mut Vec<String>,
    ) -> Result<(), Error> {
        let content = document.pointer(place.pointer.join("requestBody").join("content").as_str());
        let entry = content
            .and_then(Value::as_object)
            .and_then(|content| content.values().next());
        self.body = entry.and_then(|entry| entry.get("schema")).cloned();
        self.body_properties = match &self.body {
            Some(schema) => properties(resolve(document, schema)),
            None => Vec::new(),
        };
        self.paging = paging::read(document, place, self, notes)?;
        Ok(())
    }
}

/// The properties of an object, by name.
fn properties(schema: &Value) -> Vec<Property> {
    let required = schema.get("required").and_then(Value::as_array);
    let listed = schema.get("properties").and_then(Value::as_object);
    listed
        .into_iter()
        .flatten()
        .map(|(name, property)| Property {
            ident: field_ident(name),
            name: name.clone(),
            required: required
                .is_some_and(|required| required.iter().any(|required| required == name)),
            description: property
                .get("description")
                .and_then(Value::as_str)
                .map(str::to_owned),
        })
        .collect()
}

fn media_of(holder: &Value) -> Option<String> {
    holder.get(MEDIA_KEY)?.as_str().map(str::to_owned)
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
            let schema = media::json_schema(holder)?;
            Some(Body {
                operation: id.to_owned(),
                place: place.to_owned(),
                type_name: json_type(schema),
            })
        })
        .collect()
}

/// The type of a body: one of `types`, a list of them, or any JSON.
fn json_type(schema: &Value) -> String {
    if let Some(name) = schema_ref(schema) {
        return name.to_owned();
    }
    match schema.get("items") {
        Some(items) => format!("Vec<{}>", json_type(items)),
        None => "serde_json::Value".to_owned(),
    }
}
