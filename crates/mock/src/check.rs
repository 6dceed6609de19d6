//! Requests, held to the document: what the vendor would refuse is refused in the vendor's words.

use std::collections::BTreeMap;

use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::{Map, Number, Value};
use specwright_openapi::media;
use specwright_openapi::parameter::Location;
use specwright_openapi::pointer::escape;

use crate::api::{Body, Parameter, Route};
use crate::call::Query;
use crate::flaw::Flaw;
use crate::problem::Problem;

/// No answer lists more than this: a body of 100,000 entries can be wrong 100,000 times.
const AT_MOST: usize = 20;

/// What is wrong with the parameters of the path, the query and the headers.
pub(crate) fn parameters(
    route: &Route,
    path: &BTreeMap<String, String>,
    query: &Query,
    header: impl Fn(&str) -> Option<String>,
) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for parameter in &route.parameters {
        let given = match parameter.location {
            Location::Path => path.get(&parameter.name).cloned().into_iter().collect(),
            Location::Query => query.all(&parameter.name),
            Location::Header | Location::Cookie => {
                header(&parameter.name).into_iter().collect::<Vec<_>>()
            }
        };
        flaws.extend(self::parameter(parameter, &given));
    }
    flaws
}

fn parameter(parameter: &Parameter, given: &[String]) -> Option<Flaw> {
    let name = &parameter.name;
    if given.is_empty() {
        return parameter
            .required
            .then(|| Flaw::missing(name).in_parameter(name));
    }
    let list = kind(&parameter.schema) == Some("array");
    if given.len() > 1 && !list {
        let detail = format!(
            "You gave {name} {} times when it is taken once.",
            given.len()
        );
        return Some(Flaw::unsupported(detail).in_parameter(name));
    }
    let value = if list {
        let items = parameter.schema.get("items").unwrap_or(&Value::Null);
        Value::Array(given.iter().map(|text| typed(items, text)).collect())
    } else {
        typed(&parameter.schema, given.first()?)
    };
    let error = parameter.checker.errors(&value).next()?;
    let flaw = Flaw::unsupported(format!("You used {name} {}.", said(&error)));
    Some(flaw.in_parameter(name))
}

/// What a text stands for where a schema wants something else than a text; the text itself if it stands for nothing.
fn typed(schema: &Value, text: &str) -> Value {
    let read = match kind(schema) {
        Some("integer") => integer(text),
        Some("number") => text
            .parse()
            .ok()
            .and_then(Number::from_f64)
            .map(Value::Number),
        Some("boolean") => match text {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            _ => None,
        },
        _ => None,
    };
    read.unwrap_or_else(|| Value::String(text.to_owned()))
}

/// A whole number, however large: one that no machine word holds is the largest that one does.
fn integer(text: &str) -> Option<Value> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let beyond = if digits.len() < text.len() {
        i64::MIN
    } else {
        i64::MAX
    };
    Some(Value::from(text.parse::<i64>().unwrap_or(beyond)))
}

fn kind(schema: &Value) -> Option<&str> {
    schema.get("type").and_then(Value::as_str)
}

/// Whether a body is JSON, by its header; a problem, if it is of a type that the operation does not take.
pub(crate) fn is_json(body: &Body, given: Option<&str>) -> Result<bool, Problem> {
    let Some(given) = given else {
        // Nothing is said: if JSON is taken, it is JSON.
        return Ok(body.media_types.iter().any(|taken| media::is_json(taken)));
    };
    // The vendor has called the same thing by two names: JSON is JSON.
    let is_same = |taken: &String| {
        media::essence(taken) == media::essence(given)
            || media::is_json(taken) && media::is_json(given)
            || is_in_range(given, taken)
    };
    if body.media_types.iter().any(is_same) {
        Ok(media::is_json(given))
    } else {
        Err(Problem::media_type(&body.media_types))
    }
}

/// Whether a media type is in a range such as `image/*`.
fn is_in_range(given: &str, range: &str) -> bool {
    match media::essence(range).strip_suffix('*') {
        Some("*/") => given.contains('/'),
        Some(kind) => media::essence(given).starts_with(kind),
        None => false,
    }
}

/// What is wrong with no body. It is as an empty object: what is missing in it is said by name.
pub(crate) fn no_body(body: &Body) -> Vec<Flaw> {
    if !body.required {
        return Vec::new();
    }
    let mut flaws = held(body, &Value::Object(Map::new()));
    if flaws.is_empty() {
        flaws.push(Flaw::missing("body"));
    }
    flaws
}

/// What is wrong with a body of JSON.
pub(crate) fn body(route: &Route, body: &Body, value: &Value) -> Vec<Flaw> {
    // The docs count before they look: too many is said of the list, and of nothing in it.
    if let Some(limit) = &route.extensions.max_items
        && let Some(Value::Array(entries)) = value.pointer(&limit.pointer)
        && entries.len() as u64 > limit.count
    {
        return vec![too_many(&limit.pointer, limit.count)];
    }
    held(body, value)
}

fn held(body: &Body, value: &Value) -> Vec<Flaw> {
    body.checker
        .errors(value)
        .take(AT_MOST)
        .flat_map(|error| flaws(&error))
        .collect()
}

fn flaws(error: &jsonschema::ValidationError<'_>) -> Vec<Flaw> {
    let place = error.instance_path().as_str().to_owned();
    match error.kind() {
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            vec![Flaw::missing(name).at(format!("{place}/{}", escape(name)))]
        }
        Kind::AdditionalProperties { unexpected } => unexpected
            .iter()
            .take(AT_MOST)
            .map(|name| {
                Flaw::unsupported(format!("You used {name} when there is no such field."))
                    .at(format!("{place}/{}", escape(name)))
            })
            .collect(),
        Kind::MaxItems { limit } => {
            vec![too_many(&place, *limit)]
        }
        _ => {
            let name = place
                .rsplit('/')
                .next()
                .filter(|name| !name.is_empty())
                .unwrap_or("a body");
            vec![Flaw::unsupported(format!("You used {name} {}.", said(error))).at(place.clone())]
        }
    }
}

fn too_many(pointer: &str, count: u64) -> Flaw {
    let name = pointer.rsplit('/').next().unwrap_or(pointer);
    Flaw::unsupported(format!("Number of {name} exceeds {count} limit")).at(pointer)
}

/// The end of a sentence that begins with "You used" and a name.
fn said(error: &jsonschema::ValidationError<'_>) -> String {
    let options = match error.kind() {
        Kind::Enum { options } => options.as_array().cloned().unwrap_or_default(),
        Kind::Constant { expected_value } => vec![expected_value.as_ref().clone()],
        // Without the value: it can be megabytes.
        _ => return format!("that can't be taken: {}", error.masked()),
    };
    let options: Vec<String> = options.iter().map(quoted).collect();
    let given = short(error.instance().as_ref());
    let is = if options.len() == 1 { "is" } else { "are" };
    format!("{given} when only {} {is} accepted", options.join(", "))
}

fn quoted(value: &Value) -> String {
    match value {
        Value::String(text) => format!("'{text}'"),
        other => other.to_string(),
    }
}

fn short(value: &Value) -> String {
    match value {
        Value::String(text) if text.len() <= 100 => quoted(value),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::String(_) => "a long text".to_owned(),
        other => other.to_string(),
    }
}
