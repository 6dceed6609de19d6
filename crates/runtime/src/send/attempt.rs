//! One attempt, with a span around it and the hooks on either side.

use std::future::Future;
use std::sync::{Arc, OnceLock};

use reqwest::Request;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use secrecy::ExposeSecret;
use tokio::time::{Instant, timeout_at};
use tracing::{Instrument, Span};

use super::{Deadline, Exchange, Pass, Permit, redact};
use crate::error::Error;
use crate::head::Head;
use crate::hook::{Attempt, Hook, Outcome};

impl Exchange<'_> {
    pub(super) async fn attempt<T, R>(
        self,
        mut request: Request,
        number: u32,
        deadline: Deadline,
        pass: Pass<'_>,
        read: impl Fn(Self, Head, reqwest::Response, Permit) -> R,
    ) -> Result<T, Error>
    where
        R: Future<Output = Result<T, Error>>,
    {
        let Self {
            client, operation, ..
        } = self;
        let base_url = client.base_url();
        let mut guard = AttemptGuard::of(Attempt {
            operation,
            number,
            host: base_url.host_str().unwrap_or_default(),
        });
        let accepted = guard
            .announce(client.hooks(), &mut request)
            .and_then(|()| self.authorize(&mut request));
        if let Err(refused) = accepted {
            return guard.with(Err(refused.after(number - 1)));
        }
        let timeout = self
            .options
            .attempt_timeout
            .unwrap_or(client.settings().attempt_timeout);
        // The HTTP library's own timeout runs on while a body is read.
        let own_timeout = self.streamed.then(|| Deadline::within(timeout));
        if !self.streamed {
            *request.timeout_mut() = Some(timeout);
        }

        // By OpenTelemetry's names for HTTP clients. No query, no body, no address but the template: they can hold
        // anybody's data.
        let span = guard.span.insert(tracing::info_span!(
            target: "specwright",
            "HTTP",
            client = client.api().name,
            otel.name = %operation,
            otel.kind = "client",
            http.request.method = operation.method,
            url.template = operation.path,
            server.address = guard.attempt.host,
            server.port = base_url.port_or_known_default(),
            http.request.resend_count = number - 1,
            http.response.status_code = tracing::field::Empty,
            error.type = tracing::field::Empty,
        ));
        let (span, head) = (span.clone(), &guard.head);
        let Pass { slot, permit } = pass;
        let exchange = async {
            let answer = client.http().execute(request).await.map_err(|error| {
                match error.is_builder() {
                    // Such as an address that is longer than any can be.
                    true => Error::not_sendable(operation, error),
                    false => Error::transport(operation, None, error),
                }
            })?;
            // It is answered, so the API has counted it.
            drop(slot);
            let head = head.get_or_init(|| redact::head(client, &answer)).clone();
            // Not the current span, which is the caller's where ours is filtered out.
            span.record("http.response.status_code", head.status.as_u16());
            Ok((head, answer))
        };
        let all = async {
            let (head, answer) = self.in_time(own_timeout, &guard.head, exchange).await?;
            if head.status.is_success() {
                read(self, head, answer, permit).await
            } else {
                // Whoever reads a success: a refusal is read here, and in the time of the attempt.
                let refusal = super::answer::refusal(client, operation, head, answer);
                let refusal = async { Err(refusal.await) };
                self.in_time(own_timeout, &guard.head, refusal).await
            }
        };
        let outcome = self
            .in_time(Some(deadline), &guard.head, all)
            .instrument(span.clone())
            .await;
        guard.with(outcome.map_err(|error| match error {
            Error::Request(_) => error.after(number - 1),
            _ => error.after(number),
        }))
    }

    /// What comes of it until a deadline, if there is one, or that it came to nothing by then.
    async fn in_time<T>(
        self,
        deadline: Option<Deadline>,
        head: &OnceLock<Head>,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let Some((at, limit)) = deadline.and_then(|deadline| Some((deadline.at?, deadline.limit)))
        else {
            return work.await;
        };
        timeout_at(at, work)
            .await
            .unwrap_or_else(|_| Err(Error::gave_up(self.operation, head.get().cloned(), limit)))
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

/// Sees to it that each hook that has seen an attempt begin sees it end, and its span too, however it ends: where nobody
/// waits for it any more, all that is left of it is that this is dropped.
struct AttemptGuard<'a> {
    attempt: Attempt<'a>,
    started: Instant,
    span: Option<Span>,
    head: OnceLock<Head>,
    /// The hooks that have seen it begin.
    hooks: Vec<&'a dyn Hook>,
    told: bool,
}

impl<'a> AttemptGuard<'a> {
    fn of(attempt: Attempt<'a>) -> Self {
        Self {
            attempt,
            started: Instant::now(),
            span: None,
            head: OnceLock::new(),
            hooks: Vec::new(),
            told: false,
        }
    }

    fn announce(&mut self, hooks: &'a [Arc<dyn Hook>], request: &mut Request) -> Result<(), Error> {
        for hook in hooks {
            hook.before(&self.attempt, request).map_err(|reason| {
                let reason = crate::error::chain(&*reason);
                Error::refused(
                    self.attempt.operation,
                    format!("a hook refused it: {reason}"),
                )
            })?;
            self.hooks.push(&**hook);
        }
        Ok(())
    }

    fn with<T>(mut self, outcome: Result<T, Error>) -> Result<T, Error> {
        self.tell(outcome.as_ref().err());
        outcome
    }

    fn tell(&mut self, error: Option<&Error>) {
        self.told = true;
        if let (Some(span), Some(error)) = (&self.span, error) {
            span.record("error.type", error.kind());
        }
        let head = self.head.get();
        let outcome = Outcome {
            status: head.map(|head| head.status),
            headers: head.map(|head| &head.headers),
            error,
            duration: self.started.elapsed(),
        };
        for hook in &self.hooks {
            hook.after(&self.attempt, &outcome);
        }
    }
}

impl Drop for AttemptGuard<'_> {
    fn drop(&mut self) {
        if !self.told {
            let head = self.head.get().cloned();
            let error = Error::given_up(self.attempt.operation, head).after(self.attempt.number);
            self.tell(Some(&error));
        }
    }
}
