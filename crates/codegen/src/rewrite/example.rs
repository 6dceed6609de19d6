//! The example in each method's docs: the least that makes a whole call, with made-up values.

use serde_json::Value;

use crate::Settings;
use crate::document::{Pointer, schema_ref};
use crate::facts::Facts;
use crate::names::{snake_name, variant_name};

/// A call of the operation, as the body of a doc test that is compiled and not run.
pub(super) fn of(facts: &Facts, document: &Value, settings: &Settings) -> String {
    let name = &settings.crate_name;
    let mut call = format!("client.{}()", facts.id);
    for parameter in facts
        .parameters
        .iter()
        .filter(|parameter| parameter.required)
    {
        let value = argument(document, &parameter.schema, &parameter.ident);
        call.push_str(&format!("\n    .{}({value})", parameter.ident));
    }
    if let Some(value) = facts
        .body
        .as_ref()
        .and_then(|schema| body(document, schema))
    {
        call.push_str(&format!("\n    .body({value})"));
    }
    call.push_str("\n    .send()\n    .await?;");
    let types = if call.contains("types::") {
        format!("use {name}::types;\n")
    } else {
        String::new()
    };
    format!(
        "{types}# async fn example(client: {name}::Client) -> Result<(), Box<dyn std::error::Error>> {{\nlet response = {call}\n# Ok(())\n# }}\n"
    )
}

/// A body that has nothing to fill in is left out.
fn body(document: &Value, schema: &Value) -> Option<String> {
    let resolved = resolve(document, schema);
    match required(resolved).next() {
        Some(_) => Some(argument(document, schema, "body")),
        None if resolved.get("properties").is_some() => None,
        None => Some(argument(document, schema, "body")),
    }
}

/// What a setter takes: anything that turns into the type.
fn argument(document: &Value, schema: &Value, name: &str) -> String {
    let resolved = resolve(document, schema);
    match (
        schema_ref(schema),
        resolved.get("enum"),
        resolved.get("type").and_then(Value::as_str),
    ) {
        (Some(_), None, Some("object")) if resolved.get("properties").is_some() => {
            builder(document, schema, resolved)
        }
        (_, None, Some("string")) => format!("{:?}", made_up(resolved, name)),
        _ => value(document, schema, name),
    }
}

/// A value of just the type that the schema has.
fn value(document: &Value, schema: &Value, name: &str) -> String {
    let resolved = resolve(document, schema);
    let of_type = schema_ref(schema);
    if let (Some(of_type), Some(values)) = (of_type, resolved.get("enum").and_then(Value::as_array))
    {
        let first = values.first().and_then(Value::as_str).unwrap_or_default();
        return format!("types::{of_type}::{}", variant_name(first));
    }
    match (of_type, resolved.get("type").and_then(Value::as_str)) {
        (Some(of_type), Some("object")) if resolved.get("properties").is_some() => {
            format!(
                "types::{of_type}::try_from({})?",
                builder(document, schema, resolved)
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
                value(document, items, &crate::names::singular(name))
            )
        }
        _ => "Default::default()".into(),
    }
}

fn builder(document: &Value, schema: &Value, resolved: &Value) -> String {
    let mut text = format!(
        "types::{}::builder()",
        schema_ref(schema).unwrap_or_default()
    );
    for property in required(resolved) {
        let ident = snake_name(property);
        let held = resolved
            .get("properties")
            .and_then(|properties| properties.get(property))
            .unwrap_or(&Value::Null);
        text.push_str(&format!(".{ident}({})", argument(document, held, &ident)));
    }
    text
}

fn required(schema: &Value) -> impl Iterator<Item = &str> {
    let names = schema.get("required").and_then(Value::as_array);
    names.into_iter().flatten().filter_map(Value::as_str)
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema_ref(schema).map(|name| Pointer::to(&["components", "schemas", name]));
    target
        .and_then(|target| document.pointer(target.as_str()))
        .unwrap_or(schema)
}

/// A value that reads as what it stands for, by format first and by name else.
fn made_up(schema: &Value, name: &str) -> String {
    let format = schema
        .get("format")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let made_up = match format {
        "uuid" => "00000000-0000-0000-0000-000000000000",
        _ if name.contains("email") => "ada@example.com",
        _ if name.contains("url") => "https://example.com",
        _ if name.contains("domain") => "example.com",
        _ => name,
    };
    made_up.to_owned()
}
