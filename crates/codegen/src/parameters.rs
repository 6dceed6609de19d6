//! The parameters of an operation, and what each is called: by its caller, and by the generator.
//!
//! Whatever a parameter's name is on the wire, its setter has the plain form of it; where the call has that name for
//! something else, the place is added (`body_in_query`). And since the generator writes the arguments of a call beside
//! variables of its own, a parameter whose name one of these has goes through it under another, and gets its own back.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::document::{Place, Pointer, object_at, object_at_mut, parameters};
use crate::facts::Facts;
use crate::names::{field_ident, snake_name};

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    /// Its setter's name.
    pub(crate) setter: String,
    /// Its field's name: what the generator calls it.
    pub(crate) field: String,
    /// What it is called on the wire.
    pub(crate) name: String,
    /// What it is called in the document that the generator reads, where that is not its name.
    pub(crate) alias: Option<String>,
    /// Where it is sent: in the path, the query or the headers.
    pub(crate) place: &'static str,
    pub(crate) required: bool,
    pub(crate) description: Option<String>,
    pub(crate) schema: Value,
}

/// Names of variables and methods that stand beside the parameters in what is generated.
const SPOKEN_FOR: [&str; 17] = [
    "body",
    "body_map",
    "call_options",
    "client",
    "header_map",
    "info",
    "into_request",
    "new",
    "operation",
    "pages",
    "request",
    "response",
    "result",
    "send",
    "start",
    "stream",
    "url",
];

/// Methods that every call has.
const OF_EVERY_CALL: [&str; 6] = ["into_request", "new", "pages", "send", "stream", "with"];

/// An operation's parameters, in the order of their names. Its own take the place of its path's of the same name and place.
pub(crate) fn effective(document: &Value, place: &Place) -> Vec<Parameter> {
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
                setter: String::new(),
                field: String::new(),
                name: name.to_owned(),
                alias: None,
                place: kind,
                required: parameter.get("required") == Some(&Value::Bool(true)),
                description: text("description").map(str::to_owned),
                schema: parameter.get("schema").cloned().unwrap_or(Value::Null),
            };
            effective.insert((name.to_owned(), kind), read);
        }
    }
    let mut effective: Vec<Parameter> = effective.into_values().collect();
    let body = object_at(document, place.pointer.join("requestBody").as_str()).is_some();
    name(&mut effective, body, place.method == "post");
    effective
}

/// Gives each parameter the names of its setter and of its field.
fn name(parameters: &mut [Parameter], has_body: bool, may_start: bool) {
    let plain: BTreeSet<String> = parameters
        .iter()
        .map(|parameter| snake_name(&parameter.name))
        .collect();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    // What a path holds is what a caller thinks of first.
    for place in ["path", "query", "headers"] {
        // Two of one place are told apart by nothing: a check refuses them.
        let mut of_this_place = BTreeSet::new();
        for parameter in parameters.iter_mut().filter(|held| held.place == place) {
            let ident = snake_name(&parameter.name);
            let of_the_call = OF_EVERY_CALL.contains(&ident.as_str())
                || has_body && matches!(ident.as_str(), "body" | "body_map")
                || may_start && ident == "start";
            let met = of_the_call || taken.contains(&ident);
            let setter = if met {
                format!("{ident}_in_{place}")
            } else {
                field_ident(&ident)
            };
            // The generator begins a name that begins with a digit in another way.
            let digit = snake_name(&format!("x{}", parameter.name)) == ident;
            if met || digit || SPOKEN_FOR.contains(&ident.as_str()) {
                let mut alias = format!("{ident}_{}", place.trim_end_matches('s'));
                while plain.contains(&alias) {
                    alias.push_str("_too");
                }
                parameter.alias = Some(alias);
            }
            parameter.field = field_ident(parameter.alias.as_deref().unwrap_or(&ident));
            parameter.setter = setter;
            of_this_place.insert(ident);
        }
        taken.extend(of_this_place);
    }
}

/// The document with each parameter under the name that the generator is to call it by.
pub(crate) fn under_their_aliases(document: &Value, facts: &[Facts]) -> Value {
    let mut document = document.clone();
    let aliased = |facts: &&Facts| facts.parameters.iter().any(|held| held.alias.is_some());
    let paths: BTreeSet<&str> = facts
        .iter()
        .filter(aliased)
        .map(|facts| facts.path.as_str())
        .collect();
    for path in paths {
        // Written out for each operation: what one calls otherwise, another of the same path may not.
        let mut renamed = path.to_owned();
        for facts in facts.iter().filter(|facts| facts.path == path) {
            let written: Vec<Value> = facts.parameters.iter().map(written_out).collect();
            let at = Pointer::to(&["paths", path, facts.method]);
            if let Some(operation) = object_at_mut(&mut document, at.as_str()) {
                operation.insert("parameters".into(), Value::Array(written));
            }
            for parameter in facts.parameters.iter().filter(|held| held.place == "path") {
                if let Some(alias) = &parameter.alias {
                    renamed = renamed
                        .replace(&format!("{{{}}}", parameter.name), &format!("{{{alias}}}"));
                }
            }
        }
        if let Some(item) = object_at_mut(&mut document, Pointer::to(&["paths", path]).as_str()) {
            item.remove("parameters");
        }
        if let Some(paths) = object_at_mut(&mut document, "/paths")
            && let Some(item) = paths.remove(path)
        {
            paths.insert(renamed, item);
        }
    }
    document
}

fn written_out(parameter: &Parameter) -> Value {
    let place = parameter.place.trim_end_matches('s');
    let mut written = json!({
        "name": parameter.alias.as_deref().unwrap_or(&parameter.name),
        "in": place,
        "required": parameter.required,
        "schema": parameter.schema,
    });
    if let Some(description) = &parameter.description {
        written["description"] = description.clone().into();
    }
    written
}
