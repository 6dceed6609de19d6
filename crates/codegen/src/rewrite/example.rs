//! The example in each method's docs: the least that makes a whole call, with made-up values.

use serde_json::Value;

use super::types::sole_text;

use crate::facts::Facts;
use crate::model::Model;
use crate::names::{field_ident, variant_name};
use crate::parameters::Parameter;
use crate::passes::FORMAT;
use specwright_openapi::reference::resolve;
use specwright_openapi::schema::ref_name;
use specwright_openapi::settings::Settings;

/// A call of the operation, as the body of a doc test that is compiled and not run.
pub(super) fn of(facts: &Facts, model: &Model, settings: &Settings) -> String {
    let name = &settings.crate_name();
    let call = call(facts, model, Extent::LEAST, |_, value| value);
    let types = if call.contains("types::") {
        format!("use {name}::types;\n\n")
    } else {
        String::new()
    };
    let call = laid_out(&format!("let response = {call}.send().await?;"));
    format!(
        "{types}# async fn example(client: {name}::Client) -> Result<(), Box<dyn std::error::Error>> {{\n{call}\n# Ok(())\n# }}\n"
    )
}

/// The call up to sending it. What is given for each parameter is first handed to `given`, which may put something in its
/// place.
pub(super) fn call(
    facts: &Facts,
    model: &Model,
    extent: Extent,
    given: impl Fn(&Parameter, String) -> String,
) -> String {
    let mut call = format!("client.{}()", facts.method_name());
    for parameter in &facts.parameters {
        let ident = field_ident(&parameter.name);
        let value = argument(model, &parameter.schema, &ident, extent);
        if extent.has(parameter.required, &value) {
            call.push_str(&format!(
                ".{}({})",
                parameter.setter,
                given(parameter, value)
            ));
        }
    }
    call.push_str(&body(facts, model, extent));
    call
}

/// How much an example sets: down to this many levels everything that it has a value for, and below what is required.
#[derive(Clone, Copy)]
pub(super) struct Extent(u8);

impl Extent {
    /// What is required.
    pub(super) const LEAST: Self = Self(0);
    /// Everything; where schemas hold themselves, an end has to come.
    pub(super) const MOST: Self = Self(4);

    fn has(self, required: bool, value: &str) -> bool {
        required || (self.0 > 0 && !NOTHING.iter().any(|nothing| value.contains(nothing)))
    }

    fn below(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

/// What stands where there is nothing to make up a value of.
const NOTHING: [&str; 3] = ["::new()", "::default()", "Value::Null"];

/// What fills in the body: a setter for each required property, or the body as a whole. One that has nothing to fill in
/// is left out.
fn body(facts: &Facts, model: &Model, extent: Extent) -> String {
    let Some(schema) = &facts.body else {
        return String::new();
    };
    let resolved = resolve(&model.document, schema);
    if resolved.get("properties").is_none() {
        return format!(".body({})", argument(model, schema, "body", extent));
    }
    let mut text = String::new();
    for (ident, value) in properties(model, resolved, extent) {
        if !facts.has_setter_for(&ident) {
            return format!(".body({})", builder(model, schema, resolved, extent));
        }
        text.push_str(&format!(".{ident}({value})"));
    }
    text
}

/// A statement on lines that people read.
pub(super) fn laid_out(statement: &str) -> String {
    let Ok(file) = syn::parse_str(&format!("async fn example() {{ {statement} }}")) else {
        return statement.to_owned();
    };
    let text = prettyplease::unparse(&file);
    let lines: Vec<&str> = text.lines().collect();
    let inner = lines.get(1..lines.len() - 1).unwrap_or_default();
    let inner: Vec<&str> = inner
        .iter()
        .map(|line| line.strip_prefix("    ").unwrap_or(line))
        .collect();
    inner.join("\n")
}

/// What a setter takes: anything that turns into the type.
fn argument(model: &Model, schema: &Value, name: &str, extent: Extent) -> String {
    let resolved = resolve(&model.document, schema);
    match (
        ref_name(schema),
        resolved.get("enum"),
        resolved.get("type").and_then(Value::as_str),
    ) {
        (Some(of_type), ..) if sole_text(model, of_type).is_some() => {
            let property = sole_text(model, of_type).unwrap_or(name);
            format!("{:?}", made_up(&resolved["properties"][property], property))
        }
        (Some(_), None, Some("object")) if resolved.get("properties").is_some() => {
            builder(model, schema, resolved, extent.below())
        }
        (_, None, Some("string")) => format!("{:?}", made_up(resolved, name)),
        (None, None, Some("array")) => {
            let items = resolved.get("items").unwrap_or(&Value::Null);
            format!(
                "[{}]",
                argument(model, items, &crate::names::singular(name), extent)
            )
        }
        _ => value(model, schema, name, extent),
    }
}

/// A value of just the type that the schema has.
fn value(model: &Model, schema: &Value, name: &str, extent: Extent) -> String {
    let resolved = resolve(&model.document, schema);
    let of_type = ref_name(schema);
    if let (Some(of_type), Some(values)) = (of_type, resolved.get("enum").and_then(Value::as_array))
    {
        let first = values.first().and_then(Value::as_str).unwrap_or_default();
        return format!("types::{of_type}::{}", variant_name(first));
    }
    if let Some(of_type) = of_type
        && let Some(property) = sole_text(model, of_type)
    {
        let text = made_up(&resolved["properties"][property], property);
        return format!("types::{of_type}::from({text:?})");
    }
    if let (Some(of_type), Some(form)) = (of_type, resolved.pointer("/oneOf/0")) {
        return format!(
            "types::{of_type}::from({})",
            value(model, form, name, extent.below())
        );
    }
    match (of_type, resolved.get("type").and_then(Value::as_str)) {
        (Some(of_type), Some("object")) if resolved.get("properties").is_some() => {
            format!(
                "types::{of_type}::try_from({})?",
                builder(model, schema, resolved, extent.below())
            )
        }
        (_, Some("string")) => format!("{:?}.parse()?", made_up(resolved, name)),
        (_, Some("integer")) => "1".into(),
        (_, Some("number")) => "1.0".into(),
        (_, Some("boolean")) => "true".into(),
        (None, Some("array")) => {
            let items = resolved.get("items").unwrap_or(&Value::Null);
            format!(
                "vec![{}]",
                value(model, items, &crate::names::singular(name), extent)
            )
        }
        (None, Some("object")) => match resolved.get("additionalProperties") {
            Some(rest) if rest.is_object() => format!(
                "std::collections::BTreeMap::<String, {}>::new()",
                type_of(rest)
            ),
            _ => "serde_json::Map::new()".into(),
        },
        (Some(of_type), Some("object")) => format!("types::{of_type}::default()"),
        (None, None) => "serde_json::Value::Null".into(),
        _ => "Default::default()".into(),
    }
}

/// A type as an example writes it.
fn type_of(schema: &Value) -> String {
    if let Some(name) = ref_name(schema) {
        return format!("types::{name}");
    }
    let kind = schema.get("type").and_then(Value::as_str);
    match kind {
        Some("string") => "String".into(),
        Some("integer") => "i64".into(),
        Some("number") => "f64".into(),
        Some("boolean") => "bool".into(),
        Some("array") => {
            let items = schema.get("items").unwrap_or(&Value::Null);
            format!("Vec<{}>", type_of(items))
        }
        _ => "serde_json::Value".into(),
    }
}

fn builder(model: &Model, schema: &Value, resolved: &Value, extent: Extent) -> String {
    let mut text = format!("types::{}::builder()", ref_name(schema).unwrap_or_default());
    for (ident, value) in properties(model, resolved, extent) {
        text.push_str(&format!(".{ident}({value})"));
    }
    text
}

/// The properties of an object that the example sets, each with what its setter takes: what is required comes first.
fn properties(model: &Model, object: &Value, extent: Extent) -> Vec<(String, String)> {
    let held = object.get("properties").and_then(Value::as_object);
    let required = object.get("required").and_then(Value::as_array);
    let required = required.into_iter().flatten().filter_map(Value::as_str);
    let required: Vec<(&str, bool)> = required.map(|name| (name, true)).collect();
    let is_new = |name: &str| !required.contains(&(name, true));
    let optional = held
        .into_iter()
        .flatten()
        .map(|(name, _)| (name.as_str(), false))
        .filter(|(name, _)| extent.0 > 0 && is_new(name));
    let all = required.iter().copied().chain(optional);
    let set = all.map(|(name, is_required)| {
        let schema = held.and_then(|held| held.get(name)).unwrap_or(&Value::Null);
        let ident = field_ident(name);
        let value = argument(model, schema, &ident, extent);
        extent.has(is_required, &value).then_some((ident, value))
    });
    set.flatten().collect()
}

/// A value that reads as what it stands for, by format first and by name else.
fn made_up(schema: &Value, name: &str) -> String {
    let format = schema.get("format").or_else(|| schema.get(FORMAT));
    let made_up = match format.and_then(Value::as_str).unwrap_or_default() {
        "uuid" => "00000000-0000-0000-0000-000000000000",
        "email" => "ada@example.com",
        "uri" | "url" => "https://example.com",
        "hostname" => "example.com",
        "date-time" => "2026-01-31T12:00:00Z",
        "date" => "2026-01-31",
        _ if name.contains("email") => "ada@example.com",
        _ if name.contains("url") => "https://example.com",
        _ if name.contains("domain") => "example.com",
        _ => name,
    };
    made_up.to_owned()
}
