//! What becomes of an answer's body.

use bytes::Bytes;
use reqwest::header::CONTENT_TYPE;
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Call, redact};
use crate::response::Head;
use crate::types::ErrorObject;
use crate::unknown::{Unknown, noted, plain_path};
use crate::{Client, Error, Operation};

/// How much of a body that is not what was expected is kept for the reader of the error, in bytes.
const KEPT: usize = 16 * 1024;

/// How much of a refusal is read for the errors in it, in bytes.
const READ: usize = 1024 * 1024;

/// A success, read to its end.
pub(super) struct Whole {
    pub(super) head: Head,
    pub(super) body: Bytes,
}

/// Reads a success, up to the size that the client allows: a server must not fill the memory.
pub(super) async fn whole(
    call: Call<'_>,
    head: Head,
    mut answer: reqwest::Response,
) -> Result<Whole, Error> {
    let most = call.client.settings().max_body_size;
    let said = answer.content_length().unwrap_or(0);
    let broke_off = |head: &Head, error| {
        let head = Some(head.clone());
        Error::transport(call.operation, head, error)
    };
    let mut body = Vec::new();
    // What a header announces is not made room for until it is there.
    body.reserve(
        usize::try_from(said)
            .unwrap_or(usize::MAX)
            .min(most)
            .min(READ),
    );
    loop {
        let chunk = answer.chunk().await;
        let Some(chunk) = chunk.map_err(|error| broke_off(&head, error))? else {
            let body = body.into();
            return Ok(Whole { head, body });
        };
        if chunk.len() > most - body.len() {
            let reason = format!(
                "it is longer than the {most} bytes that this client reads; ClientBuilder::max_body_size sets them"
            );
            let body = kept(call.client, &body, true);
            let at = ".".to_owned();
            return Err(Error::decode(call.operation, head, at, reason, body));
        }
        body.extend_from_slice(&chunk);
    }
}

/// Reads JSON. What the docs do not know is reported, or, to a strict client, is a failure as well.
pub(super) fn decode<T: DeserializeOwned>(
    client: &Client,
    operation: &'static Operation,
    answer: Whole,
) -> Result<(T, Head), Error> {
    let read = if answer.body.is_empty() {
        Err((".".to_owned(), "the body is empty".to_owned()))
    } else {
        read(client, operation, &answer.body)
    };
    match read {
        Ok(decoded) => Ok((decoded, answer.head)),
        Err((path, reason)) => {
            let body = kept(client, &answer.body, false);
            Err(Error::decode(operation, answer.head, path, reason, body))
        }
    }
}

/// Reads a body, or says where in it that failed and why.
fn read<T: DeserializeOwned>(
    client: &Client,
    operation: &'static Operation,
    body: &[u8],
) -> Result<T, (String, String)> {
    let mut fields: Vec<String> = Vec::new();
    // What an answer that could not be read has left behind.
    drop(crate::union::unknown_fields());
    let (decoded, values) = noted(|| {
        let mut track = serde_path_to_error::Track::new();
        let mut reader = serde_json::Deserializer::from_slice(body);
        let tracked = serde_path_to_error::Deserializer::new(&mut reader, &mut track);
        let decoded = serde_ignored::deserialize(tracked, |path| {
            // As many as tell something; a page of results has the same new field again and again.
            let path = plain_path(&path.to_string());
            if fields.len() < 64 && !fields.contains(&path) {
                fields.push(path);
            }
        });
        let decoded = decoded.and_then(|decoded| reader.end().map(|()| decoded));
        decoded.map_err(|error| {
            let path = redact::text(client, &track.path().to_string());
            (path, redact::text(client, &error.to_string()))
        })
    });
    let decoded = decoded?;
    fields.extend(crate::union::unknown_fields());
    let unknown = fields
        .into_iter()
        .map(|path| Unknown::field(operation, redact::text(client, &path)))
        .chain(unknown_values(client, operation, values));
    for unknown in unknown {
        if client.settings().strict {
            let reason = unknown.to_string();
            return Err((unknown.path, format!("this client is strict, and {reason}")));
        }
        client.reporter().report(&unknown);
    }
    Ok(decoded)
}

fn unknown_values(
    client: &Client,
    operation: &'static Operation,
    values: Vec<(&'static str, String)>,
) -> impl Iterator<Item = Unknown> {
    values
        .into_iter()
        .map(move |(ty, value)| Unknown::value(operation, ty, &redact::text(client, &value)))
}

/// What the API said instead of a success. The status is kept whatever the body is.
pub(super) async fn refusal(
    client: &Client,
    operation: &'static Operation,
    head: Head,
    mut answer: reqwest::Response,
) -> Error {
    let mut body = Vec::new();
    // A body that breaks off, or does not end, has said enough.
    while body.len() < READ {
        match answer.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) | Err(_) => break,
        }
    }
    let errors = errors_in(client, operation, &body);
    let body = kept(client, &body, false);
    let content_type = head
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let content_type = content_type.map(str::to_owned);
    Error::api(operation, head, errors, content_type, body)
}

/// The API's errors in a body: each that can be read, whatever the others are. A code that the docs do not know is
/// reported; it is an error to a strict client already.
fn errors_in(client: &Client, operation: &'static Operation, body: &[u8]) -> Vec<ErrorObject> {
    let mut body: Value = serde_json::from_slice(body).unwrap_or_default();
    let Some(listed) = body.get_mut("_errors").and_then(Value::as_array_mut) else {
        return Vec::new();
    };
    let mut fields: Vec<String> = Vec::new();
    let (errors, values) = noted(|| {
        let read = |error: &mut Value| {
            redact::json(client, error);
            serde_ignored::deserialize(&*error, |path| {
                let path = format!("_errors[].{}", plain_path(&path.to_string()));
                if fields.len() < 64 && !fields.contains(&path) {
                    fields.push(path);
                }
            })
            .ok()
        };
        listed.iter_mut().filter_map(read).collect()
    });
    let fields = fields
        .into_iter()
        .map(|path| Unknown::field(operation, path));
    for unknown in fields.chain(unknown_values(client, operation, values)) {
        client.reporter().report(&unknown);
    }
    errors
}

/// The start of a body as text, without the key, should a server have echoed it.
fn kept(client: &Client, body: &[u8], cut: bool) -> String {
    let start = &body[..body.len().min(KEPT)];
    let mut text = redact::text(client, &String::from_utf8_lossy(start));
    if cut || body.len() > KEPT {
        // The cut may have gone through the key: what could be the beginning of it, however it is written, goes as well.
        let end = text
            .len()
            .saturating_sub(3 * client.api_key().expose_secret().len());
        text.truncate(
            (0..=end)
                .rev()
                .find(|end| text.is_char_boundary(*end))
                .unwrap_or(0),
        );
    }
    text
}
