//! An operation in words: what its help says beyond its flags.

use std::fmt::Write;
use std::time::Duration;

use amplemarket::{Evidence, Operation};
use serde_json::Value;

use super::cost;
use super::flags::{fields, flag};
use crate::document::{Answer, Described, Document};

/// What it does, and what is known of it.
pub(super) fn about(one: &Described<'_>) -> String {
    let Described {
        operation,
        summary,
        description,
        ..
    } = one;
    let mut text = format!("{summary}\n\n");
    if !description.is_empty() {
        text.push_str(&format!("{}\n\n", description.trim()));
    }
    for (name, fact) in facts(operation) {
        text.push_str(&format!("{name:<7}{fact}\n"));
    }
    text.trim_end().to_owned()
}

/// How it is known: a word of its own in every listing.
pub(super) fn evidence(operation: &Operation) -> &'static str {
    match operation.evidence {
        Evidence::Published => "published",
        Evidence::Reconstructed => "reconstructed",
        _ => "unknown",
    }
}

/// How often it may be called, where it has a limit of its own.
pub(super) fn limit(operation: &Operation) -> Option<String> {
    let limit = operation.rate_limit?;
    let (_, unit) = unit(limit.per);
    Some(format!("{}/{unit}", limit.requests))
}

/// A time as a unit, with its article: `an hour`.
fn unit(time: Duration) -> (&'static str, String) {
    let (article, unit) = match time.as_secs() {
        1 => ("a", "second"),
        60 => ("a", "minute"),
        3_600 => ("an", "hour"),
        86_400 => ("a", "day"),
        other => return ("every", format!("{other} seconds")),
    };
    (article, unit.to_owned())
}

fn facts(operation: &'static Operation) -> Vec<(&'static str, String)> {
    let mut facts = vec![("Calls", operation.to_string())];
    if !operation.charges.is_empty() {
        facts.push(("Costs", cost::price(operation)));
    } else if operation.evidence != Evidence::Published {
        // That nothing is said of it is not to say that it is free.
        let unknown = "not known: the docs that are held do not say";
        facts.push(("Costs", unknown.to_owned()));
    }
    if let Some(limit) = limit(operation) {
        facts.push(("Limit", limit));
    }
    if let Some(most) = operation.max_items {
        facts.push((
            "Takes",
            format!("up to {} entries at {}", most.count, most.pointer),
        ));
    }
    if let Some(speed) = operation.throughput {
        let (article, unit) = unit(speed.per);
        facts.push(("Speed", format!("{} entries {article} {unit}", speed.count)));
    }
    let known = match operation.evidence {
        Evidence::Published => "from the vendor's own page",
        _ => {
            "reconstructed from the rendered reference; the API may take and give more (--unchecked)"
        }
    };
    facts.push(("Known", known.to_owned()));
    if let Some(page) = operation.page {
        facts.push(("Docs", page.to_owned()));
    }
    facts
}

/// The body's outline and examples.
pub(super) fn after(document: &Document, one: &Described<'_>) -> String {
    let mut text = String::new();
    if let Some(body) = &one.body {
        text.push_str("Body (* is required):\n");
        outline(document, body.schema, 1, &mut text);
        text.push('\n');
    }
    text.push_str("Examples:\n");
    for example in examples(document, one) {
        text.push_str(&format!("  {example}\n"));
    }
    text.trim_end().to_owned()
}

fn outline(document: &Document, schema: &Value, depth: usize, text: &mut String) {
    // What refers to itself has no last line.
    if depth > 6 {
        return;
    }
    for field in document.properties(schema) {
        let property = document.underlying(field.schema);
        let label = format!(
            "{}{}{}",
            "  ".repeat(depth),
            field.name,
            if field.required { "*" } else { "" }
        );
        let kind = kind(document, property);
        let said = property.get("description").and_then(Value::as_str);
        let line = format!("{label:<26} {kind:<18} {}", said.unwrap_or_default().trim());
        text.push_str(line.trim_end());
        text.push('\n');
        outline(
            document,
            property.get("items").unwrap_or(property),
            depth + 1,
            text,
        );
    }
    if document
        .underlying(schema)
        .get("additionalProperties")
        .is_some_and(|it| it.is_object() || it == true)
    {
        let _ = writeln!(
            text,
            "{}…                        and whatever else",
            "  ".repeat(depth)
        );
    }
}

fn kind(document: &Document, schema: &Value) -> String {
    let text = |name: &str| schema.get(name).and_then(Value::as_str);
    if let Some(choices) = schema.get("enum").and_then(Value::as_array) {
        let choices: Vec<&str> = choices.iter().filter_map(Value::as_str).collect();
        return choices.join("|");
    }
    match (text("type"), schema.get("items")) {
        (Some("array"), Some(items)) => {
            format!("list of {}", kind(document, document.underlying(items)))
        }
        (Some(kind), _) => text("format").unwrap_or(kind).to_owned(),
        (None, _) => "anything".to_owned(),
    }
}

fn examples(document: &Document, one: &Described<'_>) -> Vec<String> {
    let mut command = format!("amplemarket api {}", one.operation.id);
    for parameter in one.parameters.iter().filter(|it| it.required) {
        match flag(parameter.name) {
            Some(flag) => command.push_str(&format!(" --{flag} {}", value_for(parameter.name))),
            None => command.push_str(&format!(" --param {}=…", parameter.name)),
        }
    }
    let fields = fields(document, one);
    for field in fields.iter().filter(|it| it.required) {
        if let Some(flag) = flag(field.name) {
            command.push_str(&format!(" --{flag} …"));
        }
    }
    let mut examples = Vec::new();
    let needs_json = one.body.as_ref().is_some_and(|body| {
        let as_flag = |name: &str| fields.iter().any(|it| it.name == name);
        document
            .properties(body.schema)
            .iter()
            .any(|it| it.required && !as_flag(it.name) && document.constant(it.schema).is_none())
    });
    match one.body.is_some() && (needs_json || fields.is_empty()) && document.takes_more(one) {
        true => {
            examples.push(format!("{command} --json @body.json"));
            examples.push(format!("make-body | {command} --json -"));
        }
        false => examples.push(command.clone()),
    }
    match one.answer {
        Answer::Json { list: Some(_), .. } if one.operation.method == "GET" => {
            examples.push(format!("{command} --all --format csv -o all.csv"));
        }
        Answer::Bytes => examples = vec![format!("{command} -o answer.bin")],
        Answer::Json { .. } => {}
    }
    examples
}

fn value_for(name: &str) -> &'static str {
    match name {
        "email" => "ada@example.com",
        _ => "ID",
    }
}
