//! Keeps the key out of what is kept of an answer, should a server have given it back.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{HeaderMap, HeaderValue};
use secrecy::ExposeSecret;
use serde_json::Value;

use crate::client::Client;
use crate::head::Head;

const REDACTED: &str = "[redacted]";

/// A text without the key, also where it was written as JSON or as an address may have it.
pub(super) fn text(client: &Client, text: &str) -> String {
    let key = client.api_key().expose_secret();
    let mut text = text.replace(key, REDACTED);
    if key.contains('/') {
        text = text.replace(&key.replace('/', "\\/"), REDACTED);
    }
    let encoded = utf8_percent_encode(key, NON_ALPHANUMERIC).to_string();
    if text.contains('%') && encoded != *key {
        text = text.replace(&encoded, REDACTED);
    }
    text
}

/// Every string of a JSON value without the key. A string can be escaped in so many ways that only its value tells.
pub(super) fn json(client: &Client, value: &mut Value) {
    match value {
        Value::String(held) => *held = text(client, held),
        Value::Array(values) => values.iter_mut().for_each(|value| json(client, value)),
        Value::Object(fields) => {
            let held = std::mem::take(fields);
            fields.extend(held.into_iter().map(|(name, mut value)| {
                json(client, &mut value);
                (text(client, &name), value)
            }));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// An answer's status and headers, but for those that give back the key, in the name or in the value.
pub(super) fn head(client: &Client, answer: &reqwest::Response) -> Head {
    let key = client.api_key().expose_secret().as_bytes();
    let holds = |text: &[u8]| {
        let mut parts = text.windows(key.len());
        // Names of headers lose their upper case on the way.
        parts.any(|part| part.eq_ignore_ascii_case(key))
    };
    let mut headers = HeaderMap::with_capacity(answer.headers().len());
    for (name, value) in answer.headers() {
        if !holds(name.as_str().as_bytes()) {
            let value = match holds(value.as_bytes()) {
                true => HeaderValue::from_static(REDACTED),
                false => value.clone(),
            };
            headers.append(name.clone(), value);
        }
    }
    Head {
        status: answer.status(),
        headers,
    }
}
