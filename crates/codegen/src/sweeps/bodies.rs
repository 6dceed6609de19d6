//! One answer and at most one request body for each operation: all that the generator takes.

use serde_json::{Map, Value, json};

use crate::Error;
use crate::document::{Pointer, object_at_mut, operations};

/// Takes the documented errors out: the runtime reads them, whatever their status and shape.
pub(super) fn drop_errors(document: &mut Value) -> usize {
    let mut dropped = 0;
    for place in operations(document) {
        let Some(responses) = object_at_mut(document, place.pointer.join("responses").as_str())
        else {
            continue;
        };
        let before = responses.len();
        let any_success = responses.keys().any(|status| status.starts_with('2'));
        if let (false, Some(default)) = (any_success, responses.remove("default")) {
            responses.insert("2XX".into(), default);
        }
        responses.retain(|status, _| status.starts_with('2'));
        dropped += before - responses.len();
    }
    dropped
}

/// Leaves each answer one content type that the generator reads: JSON as such, anything else as a stream of bytes.
pub(super) fn choose_answers(
    document: &mut Value,
    notes: &mut Vec<String>,
) -> Result<usize, Error> {
    let mut chosen = 0;
    for place in operations(document) {
        let at = place.pointer.join("responses");
        let Some(responses) = object_at_mut(document, at.as_str()) else {
            return Err(missing_success(&at));
        };
        let mut kept: Option<(String, Value)> = None;
        for (status, response) in responses.iter_mut() {
            let Some(response) = response.as_object_mut() else {
                continue;
            };
            response.retain(|key, _| matches!(key.as_str(), "description" | "content"));
            response.entry("description").or_insert_with(|| "".into());
            chosen += usize::from(choose_answer(response, &at.join(status), notes));
            let content = response.get("content").cloned().unwrap_or(Value::Null);
            match &kept {
                None => kept = Some((status.clone(), content)),
                Some((_, held)) if *held == content => {}
                Some((other, _)) => {
                    return Err(Error::at(
                        &at.join(status),
                        format!("a success of another type than {other} has; a method has one"),
                        "remove one of the two in spec/overlay.yaml, or give both the same schema",
                    ));
                }
            }
        }
        if kept.is_none() {
            return Err(missing_success(&at));
        }
    }
    Ok(chosen)
}

/// Leaves each request one content type, by rule: JSON, then a form, then text, then bytes.
pub(super) fn choose_request_bodies(
    document: &mut Value,
    notes: &mut Vec<String>,
) -> Result<usize, Error> {
    let mut chosen = 0;
    for place in operations(document) {
        let at = place.pointer.join("requestBody");
        let Some(body) = object_at_mut(document, at.as_str()) else {
            continue;
        };
        if body.get("required") != Some(&Value::Bool(true)) {
            notes.push(format!(
                "{at}: the body is optional, and the method always sends one"
            ));
            body.insert("required".into(), true.into());
        }
        let content = body.get("content").and_then(Value::as_object);
        let Some((media, entry)) = content
            .and_then(pick)
            .filter(|(media, _)| !is_multipart(media))
        else {
            return Err(Error::at(
                &at.join("content"),
                "no content type here can be sent: JSON, a URL-encoded form, text and bytes can",
                "give the body one of these in spec/overlay.yaml",
            ));
        };
        let count = content.map_or(0, Map::len);
        let sent = request_form(media);
        if count > 1 {
            notes.push(format!(
                "{at}: sent as {media}, the first by rule of {count} content types"
            ));
        }
        let schema = match (sent, entry.get("schema")) {
            ("application/octet-stream", _) => json!({ "type": "string", "format": "binary" }),
            ("text/plain", _) => json!({ "type": "string" }),
            (_, Some(schema)) => schema.clone(),
            (_, None) => {
                return Err(Error::at(
                    &at.join("content").join(media),
                    "the body has no schema",
                    "write one in spec/overlay.yaml",
                ));
            }
        };
        chosen += usize::from(count > 1 || sent != media);
        let content = json!({ sent: { "schema": schema } });
        body.insert("content".into(), content);
    }
    Ok(chosen)
}

fn missing_success(at: &Pointer) -> Error {
    Error::at(
        at,
        "no success is documented, so the method would have nothing to return",
        "add the answer in spec/overlay.yaml",
    )
}

fn choose_answer(response: &mut Map<String, Value>, at: &Pointer, notes: &mut Vec<String>) -> bool {
    let content = response.get("content").and_then(Value::as_object);
    let Some((media, entry)) = content.and_then(pick) else {
        return response.remove("content").is_some();
    };
    let count = content.map_or(0, Map::len);
    if count > 1 {
        notes.push(format!(
            "{at}: read as {media}, the first by rule of {count} content types"
        ));
    }
    let (read, schema) = if is_json(media) {
        (
            "application/json",
            entry.get("schema").cloned().unwrap_or_else(|| json!({})),
        )
    } else {
        (
            "application/octet-stream",
            json!({ "type": "string", "format": "binary" }),
        )
    };
    let changed = count > 1 || media != read;
    response.insert("content".into(), json!({ read: { "schema": schema } }));
    changed
}

/// The content type that comes first by rule: JSON before its relatives, forms, text and whatever else; then by name.
fn pick(content: &Map<String, Value>) -> Option<(&str, &Value)> {
    content
        .iter()
        .map(|(media, entry)| (media.as_str(), entry))
        .min_by_key(|(media, _)| {
            let rank = match essence(media).as_str() {
                "application/json" => 0,
                json if is_json(json) => 1,
                "application/x-www-form-urlencoded" => 2,
                "text/plain" => 3,
                _ if is_multipart(media) => 5,
                _ => 4,
            };
            (rank, (*media).to_owned())
        })
}

fn request_form(media: &str) -> &'static str {
    match essence(media).as_str() {
        json if is_json(json) => "application/json",
        "application/x-www-form-urlencoded" => "application/x-www-form-urlencoded",
        "text/plain" => "text/plain",
        _ => "application/octet-stream",
    }
}

fn is_json(media: &str) -> bool {
    let essence = essence(media);
    essence == "application/json" || essence.ends_with("+json")
}

fn is_multipart(media: &str) -> bool {
    essence(media).starts_with("multipart/")
}

/// A media type without its parameters, in lower case.
fn essence(media: &str) -> String {
    media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}
