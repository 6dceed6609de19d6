//! Media types: which of several is spoken, and what is JSON.

use serde_json::{Map, Value};

/// A media type without its parameters, in lower case.
pub(crate) fn essence(media: &str) -> String {
    media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// Whether a body of this media type is JSON: by its name; or, where it may be anything, since it has a shape that text
/// and bytes do not have.
pub(crate) fn is_json(media: &str, entry: &Value) -> bool {
    let essence = essence(media);
    let schema = entry.get("schema");
    let shaped =
        || schema.is_some_and(|schema| schema.get("type").is_none_or(|kind| kind != "string"));
    essence == "application/json" || essence.ends_with("+json") || essence == "*/*" && shaped()
}

pub(crate) fn is_multipart(media: &str) -> bool {
    essence(media).starts_with("multipart/")
}

pub(crate) fn is_wildcard(media: &str) -> bool {
    media.contains('*')
}

/// The content type that comes first by rule: JSON before its relatives, forms, text and whatever else; then by name.
pub(crate) fn pick(content: &Map<String, Value>) -> Option<(&str, &Value)> {
    content
        .iter()
        .map(|(media, entry)| (media.as_str(), entry))
        .min_by_key(|(media, entry)| {
            let rank = match essence(media).as_str() {
                "application/json" => 0,
                _ if is_json(media, entry) => 1,
                "application/x-www-form-urlencoded" => 2,
                "text/plain" => 3,
                _ if is_multipart(media) => 6,
                _ if is_wildcard(media) => 5,
                _ => 4,
            };
            (rank, (*media).to_owned())
        })
}

/// The schema of a request's or an answer's JSON.
pub(crate) fn json_schema(holder: &Value) -> Option<&Value> {
    let (media, entry) = pick(holder.get("content")?.as_object()?)?;
    entry.get("schema").filter(|_| is_json(media, entry))
}
