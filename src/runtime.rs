//! What the generated methods call: the one way to the server and back.

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Request, StatusCode};
use secrecy::ExposeSecret;
use serde::de::{Deserialize, DeserializeOwned, Deserializer};

pub(crate) use progenitor_client::QueryParam;

use crate::{ByteStream, Client, Error, Operation, Response};

/// How much of a body that is not what was expected is kept for the reader of the error, in bytes.
const KEPT: usize = 16 * 1024;

/// Sends a request whose answer is JSON.
pub(crate) async fn json<T: DeserializeOwned>(
    client: &Client,
    operation: &'static Operation,
    request: Request,
) -> Result<Response<T>, Error> {
    let answer = exchange(client, operation, request).await?;
    let (status, headers) = (answer.status(), safe_headers(client, answer.headers()));
    let body = answer
        .bytes()
        .await
        .map_err(|error| Error::transport(operation, Some(status), error))?;
    let mut reader = serde_json::Deserializer::from_slice(&body);
    let decoded = serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| (error.path().to_string(), error.into_inner()))
        .and_then(|decoded| {
            let end = reader.end().map(|()| decoded);
            end.map_err(|error| (".".to_owned(), error))
        });
    match decoded {
        Ok(decoded) => Ok(Response::new(decoded, status, headers)),
        Err((path, error)) => {
            let reason = if body.is_empty() {
                "the body is empty".to_owned()
            } else {
                redact(client, &error.to_string())
            };
            let body = kept(client, &body);
            Err(Error::decode(operation, status, path, reason, body))
        }
    }
}

/// Sends a request whose answer is bytes.
#[allow(
    dead_code,
    reason = "whether any operation answers so hangs on the spec"
)]
pub(crate) async fn bytes(
    client: &Client,
    operation: &'static Operation,
    request: Request,
) -> Result<Response<ByteStream>, Error> {
    let answer = exchange(client, operation, request).await?;
    let (status, headers) = (answer.status(), safe_headers(client, answer.headers()));
    Ok(Response::new(
        ByteStream::new(operation, answer),
        status,
        headers,
    ))
}

/// Sends a request whose answer says nothing beyond its status.
#[allow(
    dead_code,
    reason = "whether any operation answers so hangs on the spec"
)]
pub(crate) async fn nothing(
    client: &Client,
    operation: &'static Operation,
    request: Request,
) -> Result<Response<()>, Error> {
    let answer = exchange(client, operation, request).await?;
    Ok(Response::new(
        (),
        answer.status(),
        safe_headers(client, answer.headers()),
    ))
}

/// Reads a field that may be absent, null or a value: what is there, null or not, is `Some`.
#[allow(
    dead_code,
    reason = "whether any request has such a field hangs on the spec"
)]
pub(crate) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Sends a request with the key, and comes back with a success or an error that says what the API said.
async fn exchange(
    client: &Client,
    operation: &'static Operation,
    mut request: Request,
) -> Result<reqwest::Response, Error> {
    // Addresses are made from the base URL alone; a mistake in that must not give the key away.
    if request.url().origin() != client.base_url().origin() {
        return Err(Error::refused(
            operation,
            "the address is not the base URL's origin".to_owned(),
        ));
    }
    let bearer = format!("Bearer {}", client.api_key().expose_secret());
    let mut bearer = HeaderValue::try_from(bearer)
        .map_err(|_| Error::refused(operation, "the API key can't stand in a header".to_owned()))?;
    bearer.set_sensitive(true);
    request.headers_mut().insert(AUTHORIZATION, bearer);

    let answer = client
        .http()
        .execute(request)
        .await
        .map_err(|error| Error::transport(operation, None, error))?;
    if answer.status().is_success() {
        return Ok(answer);
    }
    Err(refusal(client, operation, answer).await)
}

/// What the API said instead of a success. The status is kept whatever the body is.
async fn refusal(
    client: &Client,
    operation: &'static Operation,
    mut answer: reqwest::Response,
) -> Error {
    let status: StatusCode = answer.status();
    let headers = safe_headers(client, answer.headers());
    let mut body = Vec::new();
    // A body that breaks off, or does not end, has said enough.
    while body.len() < KEPT {
        match answer.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) | Err(_) => break,
        }
    }
    let body = kept(client, &body);
    let errors = serde_json::from_str::<crate::types::ErrorResponse>(&body)
        .map(|body| body.errors)
        .unwrap_or_default();
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let content_type = content_type.map(str::to_owned);
    Error::api(operation, status, headers, errors, content_type, body)
}

/// The start of a body as text, without the key, should a server have echoed it.
fn kept(client: &Client, body: &[u8]) -> String {
    let start = &body[..body.len().min(KEPT)];
    redact(client, &String::from_utf8_lossy(start))
}

/// An answer's headers, but for a value that gives back the key.
fn safe_headers(client: &Client, headers: &HeaderMap) -> HeaderMap {
    let key = client.api_key().expose_secret().as_bytes();
    let mut headers = headers.clone();
    for value in headers.values_mut() {
        if value.as_bytes().windows(key.len()).any(|part| part == key) {
            *value = HeaderValue::from_static("[redacted]");
        }
    }
    headers
}

fn redact(client: &Client, text: &str) -> String {
    text.replace(client.api_key().expose_secret(), "[redacted]")
}
