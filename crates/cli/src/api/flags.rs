//! The flags of an operation: one for each parameter, and one for each field of the body that a text can be.

use serde_json::Value;
use specwright_openapi::schema::Property;

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
pub(super) fn fields<'a>(document: &'a Document, one: &Described<'a>) -> Vec<Property<'a>> {
    let Some(body) = &one.body else {
        return Vec::new();
    };
    let mut fields = document.properties(body.schema);
    fields.retain(|field| {
        let schema = document.underlying(field.schema);
        let taken = one
            .parameters
            .iter()
            .any(|it| flag(it.name) == flag(field.name));
        let entry = schema.get("items").unwrap_or(schema);
        !taken && is_scalar(document, entry) && document.constant(schema).is_none()
    });
    fields
}

fn is_scalar(document: &Document, schema: &Value) -> bool {
    let kind = document.underlying(schema).get("type");
    matches!(
        kind.and_then(Value::as_str),
        Some("string" | "integer" | "number" | "boolean")
    )
}
