//! What the rewriting has to know of each operation, read once the document is in the generator's form.

use serde_json::Value;
use specwright_openapi::extensions::{Extensions, PAGING};
use specwright_openapi::operation::{Operation, OperationKey, keys};
use specwright_openapi::pagination;
use specwright_openapi::reference::resolve;
use specwright_openapi::schema::{properties, ref_name};
use specwright_openapi::settings::Settings;

use crate::error::Error;
use crate::names::{call_name, field_ident};
use crate::paging::{self, Paging};
use crate::parameters::{self, Parameter};
use crate::passes::MEDIA_KEY;

/// One operation, as its method, its docs and its row in the operation table need it.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) id: String,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) summary: Option<String>,
    pub(crate) description: Option<String>,
    /// The first of its tags: where a reader of the docs finds it.
    pub(crate) tag: Option<String>,
    pub(crate) deprecated: bool,
    pub(crate) extensions: Extensions,
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
    /// The type of the answer, where it is JSON of a type of its own.
    pub(crate) answer: Option<String>,
    /// What the request says that it sends, where that is not what the generator makes of it.
    pub(crate) sends: Option<String>,
    /// What the request asks for, where that is not what the generator makes of it.
    pub(crate) asks_for: Option<String>,
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

/// Reads the operations of a spec, sorted by path and method. `document` is the spec in the generator's form, which has the ids and
/// the types. A list that would be paged, but for not knowing which it is, is noted.
///
/// # Errors
/// When one of our keys says what it may not, or what the document does not have.
pub(crate) fn read(
    spec: &Value,
    document: &Value,
    settings: &Settings,
    notes: &mut Vec<String>,
) -> Result<Vec<Facts>, Error> {
    let both = |key: &OperationKey| Some((key.find(spec)?, key.find(document)?));
    keys(spec)
        .iter()
        .filter_map(both)
        .map(|(said, made)| read_one(&said, document, &made, settings, notes))
        .collect()
}

fn read_one(
    said: &Operation<'_>,
    document: &Value,
    made: &Operation<'_>,
    settings: &Settings,
    notes: &mut Vec<String>,
) -> Result<Facts, Error> {
    let text = |key| said.text(key).map(str::to_owned);
    let extensions = said.extensions(settings)?;
    let parameters = parameters::named(made);
    let pagination = match said.paging(&extensions, &settings.pagination)? {
        pagination::Paging::None => None,
        pagination::Paging::Ambiguous(_) => {
            notes.push(format!(
                "{}: the answer says where the next page is, but not by rule which list is paged; `x-specwright-paging` in the overlay would",
                said.pointer()
            ));
            None
        }
        pagination::Paging::Paged(pagination) => {
            match paging::fields(document, made, &pagination, &parameters) {
                Ok(paging) => Some(paging),
                Err(why) if extensions.paging.is_some() => {
                    let at = said.pointer().join(PAGING);
                    return Err(Error::at(
                        &at,
                        why,
                        "correct or remove it in spec/overlay.yaml",
                    ));
                }
                Err(why) => {
                    notes.push(format!(
                        "{}: read without its further pages: {why}",
                        said.pointer()
                    ));
                    None
                }
            }
        }
    };
    let body = made.body();
    let schema = body.and_then(|body| body.content?.schema());
    let success = made.success();
    let responses = made.value.get("responses").and_then(Value::as_object);
    let answers = responses.into_iter().flat_map(|map| map.values());
    Ok(Facts {
        id: made.id().unwrap_or_default().to_owned(),
        method: made.method,
        path: made.path.to_owned(),
        summary: text("summary"),
        description: text("description"),
        tag: said
            .value
            .pointer("/tags/0")
            .and_then(Value::as_str)
            .map(str::to_owned),
        deprecated: said.value.get("deprecated") == Some(&Value::Bool(true)),
        safe_to_repeat: said.is_safe_to_repeat(&extensions),
        extensions,
        paging: pagination,
        errors: errors(said),
        parameters,
        has_body: body.is_some(),
        body: schema.cloned(),
        body_properties: schema.map_or_else(Vec::new, |schema| body_properties(document, schema)),
        answer: success
            .and_then(|success| ref_name(success.json_schema()?))
            .map(str::to_owned),
        sends: body.and_then(|body| media_of(body.value)),
        asks_for: answers.filter_map(media_of).next(),
    })
}

impl Facts {
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
}

/// The documented answers that are not a success, sorted by status.
fn errors(operation: &Operation<'_>) -> Vec<(String, String)> {
    let responses = operation.value.get("responses").and_then(Value::as_object);
    let mut errors: Vec<(String, String)> = responses
        .into_iter()
        .flatten()
        .filter(|(status, _)| !status.starts_with('2') && !status.starts_with("x-"))
        .map(|(status, response)| {
            let response = resolve(operation.document(), response);
            let description = response.get("description").and_then(Value::as_str);
            (
                status.clone(),
                description.unwrap_or_default().trim().to_owned(),
            )
        })
        .collect();
    errors.sort();
    errors
}

/// The properties of a body, in the order of the document.
fn body_properties(document: &Value, schema: &Value) -> Vec<Property> {
    let properties = properties(document, schema).into_iter();
    properties
        .map(|property| Property {
            ident: field_ident(property.name),
            name: property.name.to_owned(),
            required: property.required,
            description: property
                .schema
                .get("description")
                .and_then(Value::as_str)
                .map(str::to_owned),
        })
        .collect()
}

fn media_of(holder: &Value) -> Option<String> {
    holder.get(MEDIA_KEY)?.as_str().map(str::to_owned)
}
