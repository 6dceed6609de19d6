//! The flags of an operation: one for each parameter, and one for each field of the body that a text can be.

use serde_json::Value;

use crate::document::{Described, Document};

/// What stands before the name of a parameter or a field in the name of its argument.
pub(super) const PARAMETER: &str = "parameter:";
pub(super) const FIELD: &str = "field:";

/// The flag of a parameter or a field: `page[size]` is `--page-size`, since shells read brackets in their own way.
/// Nothing where the flag is one that means something else here.
pub(super) fn flag(name: &str) -> Option<String> {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let flag = words.join("-").to_lowercase();
    (!flag.is_empty() && !TAKEN.contains(&&*flag)).then_some(flag)
}

/// The flags that every operation has, and those of the whole command.
const TAKEN: [&str; 17] = [
    "all",
    "base-url",
    "color",
    "columns",
    "format",
    "help",
    "json",
    "limit",
    "list",
    "mock",
    "mock-pace",
    "output",
    "param",
    "quiet",
    "unchecked",
    "verbose",
    "yes",
];

/// The fields of a body that can be given as flags: what is no object, nor a list of them, and not the only value that it
/// can be.
pub(super) fn fields<'a>(
    document: &'a Document,
    one: &Described<'a>,
) -> Vec<(&'a str, &'a Value, bool)> {
    let Some(body) = &one.body else {
        return Vec::new();
    };
    let required = body.schema.get("required").and_then(Value::as_array);
    let properties = document.properties(body.schema).into_iter().flatten();
    properties
        .filter(|(name, schema)| {
            let schema = document.resolve(schema);
            let simple = match schema.get("items") {
                Some(items) => is_scalar(document, items),
                None => is_scalar(document, schema),
            };
            let taken = one.parameters.iter().any(|it| flag(it.name) == flag(name));
            simple && !taken && document.constant(schema).is_none()
        })
        .map(|(name, schema)| {
            let required = required.is_some_and(|all| all.iter().any(|it| it == name));
            (name.as_str(), document.resolve(schema), required)
        })
        .collect()
}

fn is_scalar(document: &Document, schema: &Value) -> bool {
    let kind = document.resolve(schema).get("type").and_then(Value::as_str);
    matches!(kind, Some("string" | "integer" | "number" | "boolean"))
}
