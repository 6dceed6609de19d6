//! Requests that no generated client would send, and their answers.

#![allow(dead_code, reason = "each test takes what it needs")]
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use reqwest::header::HeaderMap;
use serde_json::Value;
use specwright_mock::MockServer;

/// The key of every test.
pub(crate) const KEY: &str = "sk-made-up-0123456789";

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// A value in the body, as text.
    pub(crate) fn at(&self, pointer: &str) -> String {
        match self.json().pointer(pointer) {
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => String::new(),
        }
    }

    /// The code, or where there is none the title, of its first error; and where it is.
    pub(crate) fn problem(&self) -> (String, String) {
        let code = self.at("/_errors/0/code");
        let code = if code.is_empty() {
            self.at("/_errors/0/title")
        } else {
            code
        };
        let source = self
            .json()
            .pointer("/_errors/0/source")
            .cloned()
            .unwrap_or_default();
        let place = source.as_object().and_then(|source| source.iter().next());
        let place = place.map(|(kind, place)| format!("{kind} {}", place.as_str().unwrap()));
        (code, place.unwrap_or_default())
    }
}

/// Sends a request with the key; a body goes as JSON.
pub(crate) async fn send<V>(
    server: &MockServer<V>,
    method: &str,
    target: &str,
    body: Option<&str>,
) -> Answer {
    let key = format!("Bearer {KEY}");
    let mut headers = vec![("authorization", key.as_str())];
    if body.is_some() {
        headers.push(("content-type", "application/json"));
    }
    send_as(
        server,
        method,
        target,
        &headers,
        body.unwrap_or_default().as_bytes(),
    )
    .await
}

/// Sends a request just so.
pub(crate) async fn send_as<V>(
    server: &MockServer<V>,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
    let mut request = reqwest::Client::new().request(method, format!("{}{target}", server.url()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if !body.is_empty() {
        request = request.body(body.to_vec());
    }
    let answer = request.send().await.unwrap();
    Answer {
        status: answer.status().as_u16(),
        headers: answer.headers().clone(),
        bytes: answer.bytes().await.unwrap().to_vec(),
    }
}
