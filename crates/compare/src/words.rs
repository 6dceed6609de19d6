//! What happened, in plain words.

use serde_json::Value;

use super::Side;
use super::walk::{Change, Detail, How, Types};

/// Values longer than this are cut.
const WIDTH: usize = 60;

/// One clause: `field name was removed`.
pub(super) fn what(change: &Change<'_>, old: &Side, new: &Side) -> String {
    let subject = match (&change.entry, noun(change.field)) {
        (Some(entry), "") => format!("{} {}", change.field, shorten(entry)),
        (Some(entry), noun) => format!("{noun} {}", shorten(entry)),
        (None, _) => keyword(change.field).to_owned(),
    };
    match (change.field, change.how) {
        ("operation", How::Added) => "the operation was added".to_owned(),
        ("operation", _) => "the operation was removed".to_owned(),
        ("required", How::Added) if change.entry.is_some() => format!("{subject} became required"),
        ("required", How::Removed) if change.entry.is_some() => {
            format!("{subject} became optional")
        }
        ("required", How::Added) => "became required".to_owned(),
        ("required", How::Removed) => "became optional".to_owned(),
        ("nullable", How::Added) => "may now be null".to_owned(),
        ("nullable", _) => "may no longer be null".to_owned(),
        // The name of what took another's place is told with what it is now.
        ("content" | "path-parameter", How::Changed) => {
            format!("{} changed{}", noun(change.field), from_to(old, new))
        }
        ("deprecated", How::Added) => match &change.detail {
            Detail::Lifecycle { new, .. } if new.sunset.is_some() => {
                format!(
                    "became deprecated, until {}",
                    shorten(&new.sunset.map(text).unwrap_or_default())
                )
            }
            _ => "became deprecated".to_owned(),
        },
        ("deprecated", _) => "is no longer deprecated".to_owned(),
        ("never", How::Added) => "no longer takes any value".to_owned(),
        ("never", _) => "takes values now".to_owned(),
        ("alternatives", _) if matches!(change.detail, Detail::Case("exclusive")) => {
            "anyOf became oneOf: no two alternatives may match".to_owned()
        }
        ("alternatives", _) => "oneOf became anyOf: more than one alternative may match".to_owned(),
        ("readOnly" | "writeOnly" | "uniqueItems", How::Added) => format!("became {subject}"),
        ("readOnly" | "writeOnly" | "uniqueItems", _) => format!("is no longer {subject}"),
        ("oneOf", How::Changed) => {
            "one schema and several alternatives took each other's place".to_owned()
        }
        ("properties", How::Added) if is_required(change) => {
            format!("required {subject} was added")
        }
        ("type", How::Changed) => match &change.detail {
            Detail::Type(types) if types.old.same_names(&types.new) => {
                let (old, new) = (format(&types.old), format(&types.new));
                format!("format changed from {old} to {new}")
            }
            Detail::Type(types) => {
                let (old, new) = (types.old.text(), types.new.text());
                format!("type changed from {old} to {new}")
            }
            _ => format!("{subject} changed{}", from_to(old, new)),
        },
        ("minimum" | "maximum", _) if is_exclusion(change) => {
            let which = if matches!(change.detail, Detail::Case("exclusive")) {
                "exclusive"
            } else {
                "inclusive"
            };
            format!("{subject} became {which}{}", from_to(old, new))
        }
        (_, How::Added) => format!("{subject} was added{}", value(change, new)),
        (_, How::Removed) => format!("{subject} was removed{}", value(change, old)),
        (_, How::Increased) => format!("{subject} rose{}", from_to(old, new)),
        (_, How::Decreased) => format!("{subject} fell{}", from_to(old, new)),
        (_, How::Changed) => format!("{subject} changed{}", from_to(old, new)),
    }
}

/// Whether a bound became exclusive, or no longer is.
fn is_exclusion(change: &Change<'_>) -> bool {
    matches!(change.detail, Detail::Case("exclusive" | "inclusive"))
}

fn format(types: &Types) -> &str {
    types.format.as_deref().unwrap_or("none")
}

fn is_required(change: &Change<'_>) -> bool {
    matches!(change.detail, Detail::Property { required: true, .. })
}

/// A keyword as people say it.
fn keyword(field: &str) -> &str {
    match field {
        "requestBody" => "request body",
        "component" => "the component",
        "externalDocs" => "external docs",
        field => field,
    }
}

/// What a member of a collection is called.
fn noun(field: &str) -> &'static str {
    match field {
        "properties" | "required" => "field",
        "enum" | "x-extensible-enum" => "value",
        "parameters" => "parameter",
        "responses" => "response",
        "content" => "media type",
        "headers" => "header",
        "schemas" => "schema",
        "securitySchemes" => "security scheme",
        "security" => "security requirement",
        "scopes" => "scope",
        "tags" => "tag",
        "servers" => "server",
        "webhooks" => "webhook",
        "paths" => "path",
        "callbacks" => "callback",
        "links" => "link",
        "examples" => "example",
        "mapping" => "mapping of",
        "path-parameter" => "path parameter",
        "allOf" => "part",
        "anyOf" | "oneOf" => "alternative",
        _ => "",
    }
}

/// A short value, for those who wonder which one.
fn value(change: &Change<'_>, side: &Side) -> String {
    match &side.value {
        Some(value) if change.entry.is_none() && is_short(value) => {
            format!(": {}", shorten(&text(value)))
        }
        _ => String::new(),
    }
}

fn from_to(old: &Side, new: &Side) -> String {
    match (&old.value, &new.value) {
        (Some(old), Some(new)) if is_short(old) && is_short(new) => {
            format!(" from {} to {}", shorten(&text(old)), shorten(&text(new)))
        }
        _ => String::new(),
    }
}

fn is_short(value: &Value) -> bool {
    !matches!(value, Value::Object(_)) && value.as_str().is_none_or(|text| !text.contains('\n'))
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
