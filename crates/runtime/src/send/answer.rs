//! What becomes of an answer's body.

use bytes::Bytes;
use reqwest::header::CONTENT_TYPE;
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Exchange, Permit, redact};
use crate::client::Client;
use crate::error::{Error, ErrorDetail};
use crate::head::Head;
use crate::one_of;
use crate::operation::Operation;
use crate::unknown::{Unknown, noted, plain_path};

/// How much of a body that is not what was expected is kept for the reader of the error, in bytes.
const KEPT: usize = 16 * 1024;

/// How much of a refusal is read for the errors in it, in bytes.
const READ: usize = 1024 * 1024;

/// How many unknown fields of one answer are reported: a page of results has the same new field again and again.
const MOST_FIELDS: usize = 64;

/// A success, read to its end.
pub(super) struct Whole {
    pub(super) head: Head,
    pub(super) body: Bytes,
}

/// Reads a success, up to the size that the client allows: a server must not fill the memory.
pub(super) async fn whole(
    call: Exchange<'_>,
    head: Head,
    mut answer: reqwest::Response,
    _permit: Permit,
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
        // A byte order mark before JSON is ignored, as RFC 8259 allows.
        let body = &answer.body[..];
        read(
            client,
            operation,
            body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body),
        )
    };
    match read {
        Ok(decoded) => Ok((decoded, answer.head)),
        Err((path, reason)) => {
            let body = kept(client, &answer.body, false);
            let id = id_of(&answer.body).map(|id| redact::text(client, &id));
            Err(Error::decode(operation, answer.head, path, reason, body).with_id(id))
        }
    }
}

/// The `id` at the top of a body, text or number, whatever else the body lacks.
pub(super) fn id_of(body: &[u8]) -> Option<String> {
    // Only what is an object has named fields.
    if body.trim_ascii_start().first() != Some(&b'{') {
        return None;
    }
    #[derive(serde::Deserialize)]
    struct WithId {
        id: Value,
    }
    let found: WithId = serde_json::from_slice(body).ok()?;
    match found.id {
        Value::String(id) if !id.trim().is_empty() => Some(id),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
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
    drop(one_of::unknown_fields());
    let (decoded, values) = noted(|| {
        let mut track = serde_path_to_error::Track::new();
        let mut reader = serde_json::Deserializer::from_slice(body);
        let tracked = serde_path_to_error::Deserializer::new(&mut reader, &mut track);
        let decoded = serde_ignored::deserialize(tracked, |path| {
            let path = plain_path(&path.to_string());
            if fields.len() < MOST_FIELDS && !fields.contains(&path) {
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
    fields.extend(one_of::unknown_fields());
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
    let shape = &client.api().errors;
    Error::api(operation, head, shape, errors, content_type, body)
}

/// The API's errors in a body. What the docs do not know in them is reported; they are errors to a strict client already.
fn errors_in(client: &Client, operation: &'static Operation, body: &[u8]) -> Vec<ErrorDetail> {
    let shape = &client.api().errors;
    let (listed, place) = shape.find(serde_json::from_slice(body).unwrap_or_default());
    let mut fields: Vec<String> = Vec::new();
    let (errors, values) = noted(|| {
        let read = |mut error: Value| {
            redact::json(client, &mut error);
            for path in shape.unknown_fields_of(&error) {
                let path = format!("{place}.{path}");
                let path = path.trim_start_matches('.').to_owned();
                if fields.len() < MOST_FIELDS && !fields.contains(&path) {
                    fields.push(path);
                }
            }
            shape.read(error)
        };
        listed.into_iter().filter_map(read).collect()
    });
    let fields = fields
        .into_iter()
        .map(|path| Unknown::field(operation, path));
    for unknown in fields.chain(unknown_values(client, operation, values)) {
        client.reporter().report(&unknown);
    }
    errors
}

/// The fields of an error that its documented type does not have.
pub fn unknown_fields<T: DeserializeOwned>(error: &Value) -> Vec<String> {
    let mut fields = Vec::new();
    // Whether it is of the type makes no difference: its fields are looked at until one is not.
    let _: Result<T, _> = serde_ignored::deserialize(error, |path| {
        if fields.len() < MOST_FIELDS {
            fields.push(plain_path(&path.to_string()));
        }
    });
    fields
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
