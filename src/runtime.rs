//! What the generated methods call: the one way to the server and back.

use std::error::Error as StdError;
use std::future::Future;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Request, StatusCode};
use secrecy::ExposeSecret;
use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use tokio::time::{Instant, sleep, timeout_at};
use tracing::Instrument;

pub(crate) use progenitor_client::QueryParam;

pub(crate) use crate::unknown::note;

use crate::hook::{Attempt, Outcome};
use crate::unknown::{Unknown, noted, plain_path};
use crate::{ByteStream, CallOptions, Client, Error, Operation, Response, retry};

/// How much of a body that is not what was expected is kept for the reader of the error, in bytes.
const KEPT: usize = 16 * 1024;

/// How much of a refusal is read for the errors in it, in bytes.
const READ: usize = 1024 * 1024;

/// Sends a request whose answer is JSON.
pub(crate) async fn json<T: DeserializeOwned>(
    client: &Client,
    operation: &'static Operation,
    request: Request,
    options: &CallOptions,
) -> Result<Response<T>, Error> {
    let call = Call {
        client,
        operation,
        options,
        streamed: false,
    };
    let (answer, attempts) = call.send(request, whole).await?;
    match decode(client, operation, &answer.body) {
        Ok(decoded) => Ok(Response::new(
            decoded,
            answer.status,
            answer.headers,
            attempts,
        )),
        Err((path, reason)) => {
            let body = kept(client, &answer.body);
            Err(Error::decode(operation, answer.status, path, reason, body).after(attempts))
        }
    }
}

/// Sends a request whose answer is bytes. Attempts end where the body begins: what breaks off later is the reader's to see.
#[allow(
    dead_code,
    reason = "whether any operation answers so hangs on the spec"
)]
pub(crate) async fn bytes(
    client: &Client,
    operation: &'static Operation,
    request: Request,
    options: &CallOptions,
) -> Result<Response<ByteStream>, Error> {
    let call = Call {
        client,
        operation,
        options,
        streamed: true,
    };
    let (answer, attempts) = call.send(request, |_, answer| async { Ok(answer) }).await?;
    let (status, headers) = (answer.status(), safe_headers(client, answer.headers()));
    let body = ByteStream::new(operation, answer);
    Ok(Response::new(body, status, headers, attempts))
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
    options: &CallOptions,
) -> Result<Response<()>, Error> {
    let call = Call {
        client,
        operation,
        options,
        streamed: false,
    };
    let (answer, attempts) = call.send(request, |_, answer| async { Ok(answer) }).await?;
    let headers = safe_headers(client, answer.headers());
    Ok(Response::new((), answer.status(), headers, attempts))
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

/// A success, read to its end.
struct Whole {
    status: StatusCode,
    headers: HeaderMap,
    body: bytes::Bytes,
}

async fn whole(call: Call<'_>, answer: reqwest::Response) -> Result<Whole, Error> {
    let (status, headers) = (answer.status(), safe_headers(call.client, answer.headers()));
    match answer.bytes().await {
        Ok(body) => Ok(Whole {
            status,
            headers,
            body,
        }),
        Err(error) => Err(Error::transport(call.operation, Some(status), error)),
    }
}

/// One call: what is called, by whom and how.
#[derive(Clone, Copy)]
struct Call<'a> {
    client: &'a Client,
    operation: &'static Operation,
    options: &'a CallOptions,
    /// Whether the answer's body is read later, by whoever asked for it: then it takes as long as that takes.
    streamed: bool,
}

impl<'a> Call<'a> {
    /// Sends a request as often as the policy has it, and returns what `read` made of the answer, with the number of
    /// attempts.
    async fn send<T, R>(
        self,
        request: Request,
        read: impl Fn(Self, reqwest::Response) -> R,
    ) -> Result<(T, u32), Error>
    where
        R: Future<Output = Result<T, Error>>,
    {
        let settings = self.client.settings();
        let policy = self.options.retry.as_ref().unwrap_or(&settings.retry);
        let limit = self.options.deadline.or(settings.deadline);
        // A deadline that no clock can hold is none.
        let deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
        let mut attempts = 0;
        loop {
            attempts += 1;
            let out_of_time = |sent| {
                let sent_so_far = if sent { attempts } else { attempts - 1 };
                Error::gave_up(self.operation, limit.unwrap_or_default(), sent).after(sent_so_far)
            };
            within(deadline, self.turn())
                .await
                .map_err(|()| out_of_time(false))?;
            let request = request.try_clone().ok_or_else(|| {
                Error::refused(self.operation, "the body can't be sent".to_owned())
            })?;
            let attempt = within(deadline, self.attempt(request, attempts, &read));
            let error = match attempt.await {
                Err(()) => return Err(out_of_time(true)),
                Ok(Ok(answer)) => {
                    self.client.budget().refill();
                    return Ok((answer, attempts));
                }
                Ok(Err(error)) => error.after(attempts),
            };
            if error.status() == Some(StatusCode::TOO_MANY_REQUESTS) {
                let asked = error.retry_after().unwrap_or_default();
                self.client
                    .limits()
                    .close(self.operation, asked.min(policy.longest_retry_after));
            }
            let Some(wait) = retry::wait(policy, attempts, &error) else {
                return Err(error);
            };
            let too_late = deadline
                .is_some_and(|deadline| deadline.saturating_duration_since(Instant::now()) <= wait);
            if too_late || !self.client.budget().take() {
                return Err(error);
            }
            sleep(wait).await;
        }
    }

    async fn turn(self) {
        if !self.options.unlimited {
            self.client.limits().turn(self.operation).await;
        }
    }

    /// One attempt, with a span around it and the hooks on either side.
    async fn attempt<T, R>(
        self,
        mut request: Request,
        number: u32,
        read: impl Fn(Self, reqwest::Response) -> R,
    ) -> Result<T, Error>
    where
        R: Future<Output = Result<T, Error>>,
    {
        let Self {
            client, operation, ..
        } = self;
        let base_url = client.base_url();
        let attempt = Attempt {
            operation,
            number,
            host: base_url.host_str().unwrap_or_default(),
        };
        for hook in client.hooks() {
            hook.before(&attempt, &mut request)
                .map_err(|reason| Error::refused(operation, words(&*reason)))?;
        }
        self.authorize(&mut request)?;
        let timeout = self
            .options
            .attempt_timeout
            .unwrap_or(client.settings().attempt_timeout);
        // The HTTP library's own timeout runs on while a body is read.
        let own_timeout = self.streamed.then_some(timeout);
        if !self.streamed {
            *request.timeout_mut() = Some(timeout);
        }

        // By OpenTelemetry's names for HTTP clients. No query, no body, no address but the template: they can hold
        // anybody's data.
        let span = tracing::info_span!(
            "HTTP",
            otel.name = %operation,
            otel.kind = "client",
            http.request.method = operation.method,
            url.template = operation.path,
            server.address = attempt.host,
            server.port = base_url.port_or_known_default(),
            http.request.resend_count = number - 1,
            http.response.status_code = tracing::field::Empty,
            error.type = tracing::field::Empty,
        );
        let started = Instant::now();
        let outcome = async {
            let deadline = own_timeout.and_then(|limit| Instant::now().checked_add(limit));
            let answer = within(deadline, client.http().execute(request))
                .await
                .map_err(|()| Error::gave_up(operation, timeout, true))?
                .map_err(|error| match error.is_builder() {
                    // Such as an address that is longer than any can be.
                    true => Error::not_sendable(operation, error),
                    false => Error::transport(operation, None, error),
                })?;
            let status = answer.status();
            // Not the current span, which is the caller's where ours is filtered out.
            span.record("http.response.status_code", status.as_u16());
            if status.is_success() {
                Ok((status, read(self, answer).await?))
            } else {
                // Whoever reads a success: a refusal is read here, and in the time of the attempt.
                let refused = within(deadline, refusal(client, operation, answer)).await;
                Err(refused.unwrap_or_else(|()| Error::gave_up(operation, timeout, true)))
            }
        }
        .instrument(span.clone())
        .await;
        if let Err(error) = &outcome {
            span.record("error.type", error.kind());
        }
        let outcome_for_hooks = Outcome {
            status: match &outcome {
                Ok((status, _)) => Some(*status),
                Err(error) => error.status(),
            },
            error: outcome.as_ref().err(),
            duration: started.elapsed(),
        };
        for hook in client.hooks() {
            hook.after(&attempt, &outcome_for_hooks);
        }
        outcome.map(|(_, read)| read)
    }

    /// Puts the key into a request to the base URL's origin, and into no other.
    fn authorize(self, request: &mut Request) -> Result<(), Error> {
        let refused = |reason: &str| Error::refused(self.operation, reason.to_owned());
        if request.url().origin() != self.client.base_url().origin() {
            return Err(refused("the address is not the base URL's origin"));
        }
        let bearer = format!("Bearer {}", self.client.api_key().expose_secret());
        let mut bearer = HeaderValue::try_from(bearer)
            .map_err(|_| refused("the API key can't stand in a header"))?;
        bearer.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, bearer);
        Ok(())
    }
}

/// Waits for something until a deadline, if there is one.
async fn within<T>(deadline: Option<Instant>, future: impl Future<Output = T>) -> Result<T, ()> {
    match deadline {
        Some(deadline) => timeout_at(deadline, future).await.map_err(|_| ()),
        None => Ok(future.await),
    }
}

/// Reads a body, or says where in it that failed and why. What the docs do not know is reported, or, to a strict client, is
/// a failure as well.
fn decode<T: DeserializeOwned>(
    client: &Client,
    operation: &'static Operation,
    body: &[u8],
) -> Result<T, (String, String)> {
    if body.is_empty() {
        return Err((".".to_owned(), "the body is empty".to_owned()));
    }
    let mut fields: Vec<String> = Vec::new();
    drop(crate::union::unknown_fields());
    let (decoded, values) = noted(|| {
        let mut track = serde_path_to_error::Track::new();
        let mut reader = serde_json::Deserializer::from_slice(body);
        let tracked = serde_path_to_error::Deserializer::new(&mut reader, &mut track);
        let decoded = serde_ignored::deserialize(tracked, |path| {
            // As many as tell something; a page of results has the same new field again and again.
            let path = redact(client, &plain_path(&path.to_string()));
            if fields.len() < 64 && !fields.contains(&path) {
                fields.push(path);
            }
        });
        let decoded = decoded.and_then(|decoded| reader.end().map(|()| decoded));
        decoded.map_err(|error| {
            let path = redact(client, &track.path().to_string());
            (path, redact(client, &error.to_string()))
        })
    });
    let decoded = decoded?;
    let of_forms = crate::union::unknown_fields();
    fields.extend(of_forms.iter().map(|path| redact(client, path)));
    let unknown_fields = fields.into_iter().map(|path| Unknown {
        operation,
        path: redact(client, &path),
        value: None,
    });
    let unknown_values = values.into_iter().map(|(ty, value)| Unknown {
        operation,
        path: ty.to_owned(),
        value: Some(redact(client, &value)),
    });
    for unknown in unknown_fields.chain(unknown_values) {
        if client.settings().strict {
            let reason = unknown.to_string();
            return Err((unknown.path, format!("this client is strict, and {reason}")));
        }
        client.reporter().report(&unknown);
    }
    Ok(decoded)
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
    while body.len() < READ {
        match answer.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) | Err(_) => break,
        }
    }
    let errors = errors_in(&redact(client, &String::from_utf8_lossy(&body)));
    let body = kept(client, &body);
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let content_type = content_type.map(str::to_owned);
    Error::api(operation, status, headers, errors, content_type, body)
}

/// The API's errors in a body: each that can be read, whatever the others are.
fn errors_in(body: &str) -> Vec<crate::types::ErrorObject> {
    let body: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    let listed = body.get("_errors").and_then(serde_json::Value::as_array);
    let read = |error: &serde_json::Value| serde_json::from_value(error.clone()).ok();
    listed.into_iter().flatten().filter_map(read).collect()
}

/// The start of a body as text, without the key, should a server have echoed it.
fn kept(client: &Client, body: &[u8]) -> String {
    let start = &body[..body.len().min(KEPT)];
    let mut text = redact(client, &String::from_utf8_lossy(start));
    if body.len() > KEPT {
        // The cut may have gone through the key: what could be the beginning of it goes as well.
        let end = text
            .len()
            .saturating_sub(client.api_key().expose_secret().len());
        text.truncate(
            (0..=end)
                .rev()
                .find(|end| text.is_char_boundary(*end))
                .unwrap_or(0),
        );
    }
    text
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

fn words(error: &(dyn StdError + Send + Sync)) -> String {
    format!("a hook refused it: {}", crate::error::chain(error))
}

/// What a client does unless a call says otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) retry: crate::RetryPolicy,
    pub(crate) attempt_timeout: Duration,
    pub(crate) deadline: Option<Duration>,
    pub(crate) strict: bool,
}
