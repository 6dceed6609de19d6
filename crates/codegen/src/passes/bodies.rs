//! One answer and at most one request body for each operation: all that the generator takes.
//!
//! It knows four content types. A body of another is given to it as the one of them that is made alike, and what it is
//! really called stays beside it, under [`MEDIA_KEY`], for the request to say.

use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::output::Body;
use specwright_openapi::media::{Content, content_of, essence, is_multipart, is_wildcard, pick};
use specwright_openapi::operation::{Operation, keys};
use specwright_openapi::pointer::Pointer;
use specwright_openapi::schema::ref_name;

/// The content type that is sent, or asked for, where it is not the one that the generator knows.
pub(crate) const MEDIA_KEY: &str = "x-media";

const FORM: &str = "application/x-www-form-urlencoded";

/// Takes the documented errors out: the runtime reads them, whatever their status and shape.
pub(super) fn drop_errors(document: &mut Value) -> usize {
    let mut dropped = 0;
    for key in keys(document) {
        let Some(responses) = key.pointer().join("responses").object_mut(document) else {
            continue;
        };
        let before = responses.len();
        let successes = successes(responses);
        if let ([only], Some(default)) = (successes.as_slice(), responses.remove("default"))
            && only == "default"
        {
            responses.insert("2XX".into(), default);
        }
        responses.retain(|status, _| status.starts_with('2'));
        dropped += before - responses.len();
    }
    dropped
}

/// The statuses of an operation's successes; `default`, where it names no other.
fn successes(responses: &Map<String, Value>) -> Vec<String> {
    let mut named: Vec<String> = responses
        .keys()
        .filter(|status| status.starts_with('2'))
        .cloned()
        .collect();
    if named.is_empty() && responses.contains_key("default") {
        named.push("default".to_owned());
    }
    named
}

/// Leaves each answer one content type that the generator reads: JSON as such, anything else as a stream of bytes.
pub(super) fn choose_answers(
    document: &mut Value,
    notes: &mut Vec<String>,
) -> Result<usize, Error> {
    let mut chosen = 0;
    for key in keys(document) {
        let at = key.pointer().join("responses");
        let missing = Error::at(
            &at,
            "no success is documented, so the method would have nothing to return",
            "add the answer in spec/overlay.yaml",
        );
        let Some(responses) = at.object_mut(document) else {
            return Err(missing);
        };
        let successes = successes(responses);
        if successes.is_empty() {
            return Err(missing);
        }
        let mut kept: Option<(String, Value)> = None;
        for status in successes {
            let Some(response) = responses.get_mut(&status).and_then(Value::as_object_mut) else {
                continue;
            };
            response.retain(|key, _| matches!(key.as_str(), "description" | "content"));
            response.entry("description").or_insert_with(|| "".into());
            if key.method == "head" {
                // Whatever a GET would answer with.
                response.remove("content");
            }
            chosen += usize::from(choose_answer(response, &at.join(&status), notes)?);
            let content = without_prose(response.get("content").unwrap_or(&Value::Null));
            match &kept {
                None => kept = Some((status, content)),
                Some((_, held)) if *held == content => {}
                Some((other, _)) => {
                    return Err(Error::at(
                        &at.join(&status),
                        format!("a success of another type than {other} has; a method has one"),
                        "remove one of the two in spec/overlay.yaml, or give both the same schema",
                    ));
                }
            }
        }
    }
    Ok(chosen)
}

/// What a schema says but for its descriptions: two that differ in no more are one type.
pub(super) fn without_prose(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let told = map
                .iter()
                // A property may be called so, and is no text.
                .filter(|(key, value)| *key != "description" || !value.is_string());
            Value::Object(
                told.map(|(key, value)| (key.clone(), without_prose(value)))
                    .collect(),
            )
        }
        Value::Array(list) => Value::Array(list.iter().map(without_prose).collect()),
        scalar => scalar.clone(),
    }
}

fn choose_answer(
    response: &mut Map<String, Value>,
    at: &Pointer,
    notes: &mut Vec<String>,
) -> Result<bool, Error> {
    let count = content_count(response);
    let Some(content) = response
        .get("content")
        .and_then(Value::as_object)
        .and_then(pick)
    else {
        return Ok(response.remove("content").is_some());
    };
    let media = content.media;
    if count > 1 {
        notes.push(format!(
            "{at}: read as {media}, the first by rule of {count} content types"
        ));
    }
    let json = content.is_json();
    let (read, schema) = if json {
        (
            "application/json",
            content.schema().cloned().unwrap_or_else(|| json!({})),
        )
    } else {
        (
            "application/octet-stream",
            json!({ "type": "string", "format": "binary" }),
        )
    };
    // Where there is a choice, or JSON under a name of its own, the answer is asked for by name. Other bytes come anyway.
    let by_name = if json {
        essence(media) != read
    } else {
        count > 1
    };
    let media = media.to_owned();
    let changed = count > 1 || media != read;
    response.insert("content".into(), json!({ read: { "schema": schema } }));
    if by_name && !is_wildcard(&media) {
        response.insert(MEDIA_KEY.into(), named(&media, at)?.into());
    }
    Ok(changed)
}

/// Leaves each request one content type, by rule: JSON, then a form, then text, then bytes.
pub(super) fn choose_request_bodies(
    document: &mut Value,
    notes: &mut Vec<String>,
) -> Result<usize, Error> {
    let mut chosen = 0;
    for key in keys(document) {
        let at = key.pointer().join("requestBody");
        let Some(body) = at.object_mut(document) else {
            continue;
        };
        if body.get("required") != Some(&Value::Bool(true)) {
            notes.push(format!(
                "{at}: the body is optional, and the method always sends one"
            ));
            body.insert("required".into(), true.into());
        }
        let at = at.join("content");
        let count = content_count(body);
        let content = body.get("content").and_then(Value::as_object);
        let Some(content) = content
            .and_then(pick)
            .filter(|content| !is_multipart(content.media))
        else {
            return Err(Error::at(
                &at,
                "no content type here can be sent: JSON, a URL-encoded form, text and bytes can",
                "give the body one of these in spec/overlay.yaml",
            ));
        };
        let Content { media, entry } = content;
        let made_as = made_as(&content);
        if count > 1 {
            notes.push(format!(
                "{at}: sent as {media}, the first by rule of {count} content types"
            ));
        }
        let at = at.join(media);
        let schema = match (made_as, entry.get("schema")) {
            ("application/octet-stream", _) => json!({ "type": "string", "format": "binary" }),
            ("text/plain", _) => json!({ "type": "string" }),
            (_, Some(schema)) => schema.clone(),
            (_, None) => {
                return Err(Error::at(
                    &at,
                    "the body has no schema",
                    "write one in spec/overlay.yaml",
                ));
            }
        };
        if made_as == FORM && entry.get("encoding").is_some() {
            return Err(Error::at(
                &at.join("encoding"),
                "a form is sent in the usual encoding, and this asks for another",
                "remove it in spec/overlay.yaml, if the usual one will do",
            ));
        }
        let media = media.to_owned();
        chosen += usize::from(count > 1 || made_as != media);
        body.insert("content".into(), json!({ made_as: { "schema": schema } }));
        if essence(&media) == made_as || media == "*/*" {
            continue;
        }
        if is_wildcard(&media) {
            return Err(Error::at(
                &at,
                "a request has to say what it sends, and this may be anything",
                "name one content type in its place in spec/overlay.yaml",
            ));
        }
        body.insert(MEDIA_KEY.into(), named(&media, &at)?.into());
    }
    Ok(chosen)
}

/// A media type, if a header can hold it.
fn named(media: &str, at: &Pointer) -> Result<String, Error> {
    let plain = media.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if plain && media.contains('/') {
        return Ok(media.to_owned());
    }
    Err(Error::at(
        at,
        format!("`{media}` is no content type"),
        "correct it in spec/overlay.yaml",
    ))
}

/// How many content types a body has.
fn content_count(holder: &Map<String, Value>) -> usize {
    let content = holder.get("content").and_then(Value::as_object);
    content.map_or(0, Map::len)
}

/// The content type that the generator makes a body of this one by.
fn made_as(content: &Content<'_>) -> &'static str {
    match essence(content.media).as_str() {
        _ if content.is_json() => "application/json",
        FORM => FORM,
        "text/plain" => "text/plain",
        _ => "application/octet-stream",
    }
}

/// Every JSON body, with its type, while the documented errors are still there.
pub(super) fn described(document: &Value) -> Vec<Body> {
    let keys = keys(document);
    let operations = keys.iter().filter_map(|key| key.find(document));
    operations
        .flat_map(|operation| described_by(&operation))
        .collect()
}

fn described_by(operation: &Operation<'_>) -> Vec<Body> {
    let request = operation.value.get("requestBody");
    let request = request.map(|body| ("request", body));
    let responses = operation.value.get("responses").and_then(Value::as_object);
    let responses = responses.into_iter().flatten();
    let responses = responses.map(|(status, answer)| (status.as_str(), answer));
    let holders = request.into_iter().chain(responses);
    let bodies = holders.filter_map(|(place, holder)| {
        let schema = content_of(holder)?.json_schema()?;
        Some(Body {
            operation: operation.id().unwrap_or_default().to_owned(),
            place: place.to_owned(),
            type_name: json_type(schema),
        })
    });
    bodies.collect()
}

/// The type of a body: one of `types`, a list of them, or any JSON.
fn json_type(schema: &Value) -> String {
    if let Some(name) = ref_name(schema) {
        return name.to_owned();
    }
    match schema.get("items") {
        Some(items) => format!("Vec<{}>", json_type(items)),
        None => "serde_json::Value".to_owned(),
    }
}
