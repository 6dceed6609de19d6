//! Media types: what is JSON, and which of several is spoken.

use serde_json::{Map, Value};

/// A media type without its parameters, in lower case.
#[must_use]
pub fn essence(media: &str) -> String {
    let essence = media.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Whether a media type is JSON by its name: `application/json`, `text/json`, and whatever ends in `+json`.
#[must_use]
pub fn is_json(media: &str) -> bool {
    let essence = essence(media);
    matches!(essence.as_str(), "application/json" | "text/json") || essence.ends_with("+json")
}

/// Whether a media type is `multipart`, such as `multipart/form-data`.
#[must_use]
pub fn is_multipart(media: &str) -> bool {
    essence(media).starts_with("multipart/")
}

/// Whether a media type is a range such as `*/*` or `image/*`.
#[must_use]
pub fn is_wildcard(media: &str) -> bool {
    media.contains('*')
}

/// One entry of a `content` mapping: a media type, and what a body of it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Content<'a> {
    /// The media type as it is written.
    pub media: &'a str,
    /// What the document has under it.
    pub entry: &'a Value,
}

impl<'a> Content<'a> {
    /// The schema as it is written: it may be a reference.
    #[must_use]
    pub fn schema(&self) -> Option<&'a Value> {
        self.entry.get("schema")
    }

    /// Whether a body is JSON: by the name of its media type; or, where that may be any (`*/*`), since the schema has a shape
    /// that text and bytes do not have.
    #[must_use]
    pub fn is_json(&self) -> bool {
        let has_shape = |schema: &Value| schema.get("type").is_none_or(|kind| kind != "string");
        is_json(self.media) || essence(self.media) == "*/*" && self.schema().is_some_and(has_shape)
    }

    /// The schema, if a body is JSON.
    #[must_use]
    pub fn json_schema(&self) -> Option<&'a Value> {
        self.schema().filter(|_| self.is_json())
    }
}

/// The entry of a `content` mapping that is spoken, where there are several: JSON comes before its relatives, forms, text, other
/// types, ranges and `multipart`; then by name.
#[must_use]
pub fn pick(content: &Map<String, Value>) -> Option<Content<'_>> {
    let entries = content
        .iter()
        .map(|(media, entry)| Content { media, entry });
    entries.min_by_key(|content| {
        let rank = match essence(content.media).as_str() {
            "application/json" => 0,
            _ if content.is_json() => 1,
            "application/x-www-form-urlencoded" => 2,
            "text/plain" => 3,
            _ if is_multipart(content.media) => 6,
            _ if is_wildcard(content.media) => 5,
            _ => 4,
        };
        (rank, content.media)
    })
}

/// The entry that is spoken of a request body or a response.
#[must_use]
pub fn content_of(holder: &Value) -> Option<Content<'_>> {
    pick(holder.get("content")?.as_object()?)
}
