//! What each parameter of an operation is called: by its caller, and by the generator.
//!
//! Whatever a parameter's name is on the wire, its setter has the plain form of it; where the call has that name for
//! something else, the place is added (`body_in_query`). And since the generator writes the arguments of a call beside
//! variables of its own, a parameter whose name one of these has goes through it under another, and gets its own back.

use std::collections::BTreeSet;

use serde_json::Value;
use specwright_openapi::operation::Operation;
use specwright_openapi::parameter::Location;

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

/// An operation's parameters, in the order of their names.
pub(crate) fn named(operation: &Operation<'_>) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = operation
        .parameters()
        .into_iter()
        .map(|parameter| Parameter {
            setter: String::new(),
            field: String::new(),
            name: parameter.name.to_owned(),
            alias: None,
            place: match parameter.location {
                Location::Header => "headers",
                other => other.as_str(),
            },
            required: parameter.required,
            description: parameter.description.map(str::to_owned),
            schema: parameter.schema.cloned().unwrap_or(Value::Null),
        })
        .collect();
    parameters.sort_by(|a, b| (&a.name, a.place).cmp(&(&b.name, b.place)));
    name(
        &mut parameters,
        operation.body().is_some(),
        operation.method == "post",
    );
    parameters
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
