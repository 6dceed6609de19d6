//! What the generator would panic on, or get wrong without a word, found before it is called.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::error::Error;
use crate::names::{snake_name, variant_name};
use crate::parameters::named;
use specwright_openapi::operation::{OperationKey, keys, path_parameters};
use specwright_openapi::parameter::listed;
use specwright_openapi::pointer::Pointer;
use specwright_openapi::reference::resolve;
use specwright_openapi::schema::{component_pointer, components, underlying};
use specwright_openapi::walk::{roots, walk};

const OVERLAY: &str = "correct it in spec/overlay.yaml";

/// Checks a document that the passes have been over.
/// `reserved` are the methods that the client has whatever the document.
pub(crate) fn run(document: &Value, reserved: &BTreeSet<String>) -> Result<(), Error> {
    for key in keys(document) {
        let at = key.pointer();
        if !key.path.starts_with('/') {
            return Err(Error::at(
                &key.item_pointer(),
                "a path must begin with `/`; the generator would leave it out",
                OVERLAY,
            ));
        }
        if matches!(key.method, "options" | "trace" | "query") {
            return Err(Error::at(
                &at,
                format!("no client method can send {}", key.method.to_uppercase()),
                "remove the operation in spec/overlay.yaml",
            ));
        }
        operation_name(document, &at, reserved)?;
        operation_parameters(document, &key)?;
        operation_body(document, &at)?;
    }
    for root in roots(document) {
        let Some(mut schema) = document.pointer(root.pointer.as_str()).cloned() else {
            continue;
        };
        walk(&mut schema, &root.pointer, &mut |schema, at| {
            check_schema(schema, at)
        })?;
    }
    Ok(())
}

fn operation_name(
    document: &Value,
    at: &Pointer,
    reserved: &BTreeSet<String>,
) -> Result<(), Error> {
    let id = document
        .pointer(at.as_str())
        .and_then(|operation| operation.get("operationId"));
    let id = id.and_then(Value::as_str).unwrap_or_default();
    if reserved.contains(id) {
        return Err(Error::at(
            &at.join("operationId"),
            format!("the client has a method `{id}` of its own"),
            "give the operation another `operationId` in spec/overlay.yaml",
        ));
    }
    Ok(())
}

fn operation_parameters(document: &Value, key: &OperationKey) -> Result<(), Error> {
    let path = key.path.as_str();
    let item = key.item_pointer();
    let mut effective: BTreeMap<(String, String), Pointer> = BTreeMap::new();
    for owner in [&item, &key.pointer()] {
        for (at, parameter) in listed(owner.get(document).unwrap_or(&Value::Null), owner) {
            let word = |key: &str| {
                parameter
                    .get(key)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            check_parameter(document, parameter, &at)?;
            effective.insert((word("in"), word("name")), at);
        }
    }
    let mut setters: BTreeMap<String, Pointer> = BTreeMap::new();
    let operation = key.find(document);
    for parameter in operation.map_or_else(Vec::new, |operation| named(&operation)) {
        let kind = if parameter.place == "headers" {
            "header"
        } else {
            parameter.place
        };
        let Some(at) = effective.get(&(kind.to_owned(), parameter.name.clone())) else {
            continue;
        };
        let setter = parameter.setter;
        if let Some(other) = setters.insert(setter.clone(), at.clone()) {
            return Err(Error::at(
                at,
                format!("its setter would be called `{setter}`, as that of {other} is"),
                "remove one of the two in spec/overlay.yaml",
            ));
        }
    }
    for name in path_parameters(path) {
        if !effective.contains_key(&("path".to_owned(), name.to_owned())) {
            return Err(Error::at(
                &item,
                format!("`{{{name}}}` is not declared as a parameter"),
                "declare it in spec/overlay.yaml",
            ));
        }
    }
    for ((kind, name), at) in &effective {
        if kind == "path" && !path_parameters(path).any(|placeholder| placeholder == name) {
            return Err(Error::at(
                at,
                format!("`{{{name}}}` is not in the path {path}"),
                "remove the parameter in spec/overlay.yaml",
            ));
        }
    }
    Ok(())
}

/// A form has no agreed way to hold an object.
fn operation_body(document: &Value, operation: &Pointer) -> Result<(), Error> {
    let keys = [
        "requestBody",
        "content",
        "application/x-www-form-urlencoded",
        "schema",
    ];
    let at = keys.iter().fold(operation.clone(), |at, key| at.join(key));
    let Some(schema) = document.pointer(at.as_str()) else {
        return Ok(());
    };
    let form = resolve(document, schema);
    let Some(properties) = form.get("properties").and_then(Value::as_object) else {
        return Err(Error::at(
            &at,
            "a form is made of the properties of an object, and here are none",
            "name them in spec/overlay.yaml",
        ));
    };
    for (name, property) in properties {
        let held = underlying(document, property);
        let entry = underlying(document, held.get("items").unwrap_or(held));
        let kind = entry.get("type").and_then(Value::as_str);
        if !matches!(kind, Some("string" | "integer" | "number" | "boolean")) {
            return Err(Error::at(
                &at,
                format!(
                    "a form has no agreed way to hold `{name}`: texts, numbers and lists of them it has"
                ),
                "describe it as a string in spec/overlay.yaml, in the form that the API takes it",
            ));
        }
    }
    Ok(())
}

fn check_parameter(document: &Value, parameter: &Value, at: &Pointer) -> Result<(), Error> {
    let word = |key: &str| parameter.get(key).and_then(Value::as_str);
    let kind = word("in").unwrap_or_default();
    let usual_style = match kind {
        "path" | "header" => "simple",
        "query" => "form",
        other => {
            return Err(Error::at(
                &at.join("in"),
                format!("a parameter in `{other}` can't be sent"),
                "move or remove it in spec/overlay.yaml",
            ));
        }
    };
    if kind == "path" && parameter.get("required") != Some(&Value::Bool(true)) {
        return Err(Error::at(
            at,
            "a path parameter that may be missing",
            "set `required: true` in spec/overlay.yaml",
        ));
    }
    if let Some(style) = word("style").filter(|style| *style != usual_style) {
        return Err(Error::at(
            &at.join("style"),
            format!("the style `{style}` can't be sent"),
            OVERLAY,
        ));
    }
    let Some(schema) = parameter.get("schema") else {
        return Err(Error::at(
            at,
            "a parameter without a schema",
            "write one in spec/overlay.yaml",
        ));
    };
    let schema = resolve(document, schema);
    let shape = schema.get("type").and_then(Value::as_str);
    let list_out_of_place = shape == Some("array")
        && (kind != "query" || parameter.get("explode") == Some(&Value::Bool(false)));
    if shape == Some("object") || list_out_of_place {
        return Err(Error::at(
            &at.join("schema"),
            "a parameter of this shape would be sent in another form than the document asks for",
            "describe it as a string, or as a list in the query with `explode: true`, in spec/overlay.yaml",
        ));
    }
    if schema.get("nullable") == Some(&Value::Bool(true)) {
        return Err(Error::at(
            &at.join("schema"),
            "a parameter that can be null has no form in a URL or header",
            "remove `nullable` in spec/overlay.yaml",
        ));
    }
    Ok(())
}

fn check_schema(schema: &Value, at: &Pointer) -> Result<(), Error> {
    let types = ["string", "integer", "number", "boolean", "array", "object"];
    if let Some(kind) = schema.get("type")
        && !kind.as_str().is_some_and(|kind| types.contains(&kind))
    {
        return Err(Error::at(
            &at.join("type"),
            format!("{kind} is no type of OpenAPI 3.0"),
            OVERLAY,
        ));
    }
    if schema.get("not").is_some() {
        return Err(Error::at(
            &at.join("not"),
            "`not` has no form as a type",
            "remove it in spec/overlay.yaml",
        ));
    }
    if schema.get("type").and_then(Value::as_str) == Some("array") && schema.get("items").is_none()
    {
        return Err(Error::at(
            at,
            "an array that does not say what it holds",
            "add `items` in spec/overlay.yaml; `{}` is anything",
        ));
    }
    let no_properties = Map::new();
    let properties = schema
        .get("properties")
        .and_then(Value::as_object)
        .unwrap_or(&no_properties);
    let required = schema.get("required").and_then(Value::as_array);
    let required = required.into_iter().flatten().filter_map(Value::as_str);
    let undeclared = required
        .clone()
        .filter(|name| !properties.contains_key(*name));
    distinct(
        properties.keys().map(String::as_str).chain(undeclared),
        snake_name,
        "field",
        &at.join("properties"),
    )?;
    let values = schema.get("enum").and_then(Value::as_array);
    let values = values.into_iter().flatten().filter_map(Value::as_str);
    distinct(values, variant_name, "variant", &at.join("enum"))
}

/// Names that differ in the document must differ in Rust.
fn distinct<'a>(
    names: impl Iterator<Item = &'a str>,
    spell: impl Fn(&str) -> String,
    what: &str,
    at: &Pointer,
) -> Result<(), Error> {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for name in names {
        let ident = spell(name);
        if let Some(other) = taken.insert(ident.clone(), name) {
            return Err(Error::at(
                &at.join(name),
                format!("`{name}` and `{other}` would both be the {what} `{ident}`"),
                "remove one of the two in spec/overlay.yaml",
            ));
        }
    }
    Ok(())
}

/// After generation: every component has become a type of its own name, none was renamed or merged into another.
pub(crate) fn types_are_all_there(document: &Value, types: &[String]) -> Result<(), Error> {
    for name in components(document).into_iter().flat_map(Map::keys) {
        if !types.contains(name) {
            let at = component_pointer(name);
            return Err(Error::unexpected_output(
                at.to_string(),
                "no type of this name",
            ));
        }
    }
    Ok(())
}
