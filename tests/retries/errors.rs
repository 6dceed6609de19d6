//! What an error can be asked, kind by kind.

use serde_json::{Value, json};

use super::*;

/// What an error says when it is asked.
#[derive(Debug, Default, PartialEq)]
struct Says {
    status: Option<u16>,
    not_found: bool,
    unauthorized: bool,
    rate_limited: bool,
    insufficient_credits: bool,
    retryable: bool,
    retry_after: Option<u64>,
    request_id: Option<String>,
    body: Option<String>,
    codes: usize,
}

impl Says {
    fn of(error: &Error) -> Self {
        Self {
            status: error.status().map(|status| status.as_u16()),
            not_found: error.is_not_found(),
            unauthorized: error.is_unauthorized(),
            rate_limited: error.is_rate_limited(),
            insufficient_credits: error.is_insufficient_credits(),
            retryable: error.is_retryable(),
            retry_after: error.retry_after().map(|wait| wait.as_secs()),
            request_id: error.request_id().map(str::to_owned),
            body: error.body().map(str::to_owned),
            codes: error.errors().len(),
        }
    }

    /// An answer of this status without a body.
    fn api(status: u16) -> Self {
        Self {
            status: Some(status),
            body: Some(String::new()),
            ..Self::default()
        }
    }

    /// An answer of this status whose body names one error by its code.
    fn coded(status: u16, code: &str) -> Self {
        Self {
            body: Some(body(code).to_string()),
            codes: 1,
            ..Self::api(status)
        }
    }
}

fn body(code: &str) -> Value {
    json!({ "object": "error", "_errors": [{ "code": code, "title": "", "detail": "" }] })
}

fn coded(status: u16, code: &str) -> Reply {
    Answer::json(status, &body(code)).into()
}

fn with(status: u16, headers: &str) -> Reply {
    Answer::empty(status, headers).into()
}

async fn asked(call: fn(&Client) -> Call, reply: Reply, expected: Says) {
    let server = FaultyServer::replying(vec![reply]).await;
    let builder = server.builder().attempt_timeout(Duration::from_secs(60));
    let never = builder.retry(RetryPolicy::never());
    let error = call(&never.build().unwrap()).await.unwrap_err();
    assert_eq!(Says::of(&error), expected, "{error}");
    assert!(
        error.operation().is_some() && error.attempts() == 1,
        "{error}"
    );
}

/// A call that is safe to repeat.
fn safe(client: &Client) -> Call {
    attempts(client.list_users().send())
}

/// A call that costs.
fn paid(client: &Client) -> Call {
    let emails = ["a@b.example"].map(types::StartEmailValidationEmail::from);
    attempts(client.start_email_validation().emails(emails).send())
}

#[tokio::test(start_paused = true)]
async fn an_error_answers_what_it_is() {
    let not_found = |says| Says {
        not_found: true,
        ..says
    };
    let unauthorized = |says| Says {
        unauthorized: true,
        ..says
    };
    let credits = |says| Says {
        insufficient_credits: true,
        ..says
    };
    let retryable = |says| Says {
        retryable: true,
        ..says
    };
    let rate_limited = |says| Says {
        rate_limited: true,
        retryable: true,
        ..says
    };

    for call in [safe, paid] {
        asked(call, with(400, ""), Says::api(400)).await;
        asked(call, with(404, ""), not_found(Says::api(404))).await;
        asked(
            call,
            coded(404, "not_found"),
            not_found(Says::coded(404, "not_found")),
        )
        .await;
        asked(
            call,
            coded(422, "person_not_found"),
            not_found(Says::coded(422, "person_not_found")),
        )
        .await;
        asked(call, with(401, ""), unauthorized(Says::api(401))).await;
        asked(
            call,
            coded(403, "unauthorized"),
            unauthorized(Says::coded(403, "unauthorized")),
        )
        .await;
        asked(call, with(403, ""), Says::api(403)).await;
        asked(call, with(402, ""), credits(Says::api(402))).await;
        asked(
            call,
            coded(402, "of_tomorrow"),
            credits(Says::coded(402, "of_tomorrow")),
        )
        .await;
        asked(
            call,
            coded(400, "insufficient_credits"),
            credits(Says::coded(400, "insufficient_credits")),
        )
        .await;
        asked(
            call,
            coded(400, "of_tomorrow"),
            Says::coded(400, "of_tomorrow"),
        )
        .await;
        asked(call, with(429, ""), rate_limited(Says::api(429))).await;
        let later = Says {
            retry_after: Some(17),
            ..Says::api(429)
        };
        asked(call, with(429, "retry-after: 17\r\n"), rate_limited(later)).await;
        asked(call, with(500, ""), Says::api(500)).await;
        for name in ["x-request-id", "X-Request-Id", "request-id", "cf-ray"] {
            let named = Says {
                request_id: Some("r-1".to_owned()),
                ..Says::api(500)
            };
            asked(call, with(500, &format!("{name}: r-1\r\n")), named).await;
        }
        let html = Says {
            body: Some("<html>".to_owned()),
            status: Some(200),
            ..Says::default()
        };
        asked(call, Answer::text(200, "text/html", "<html>").into(), html).await;
    }
    for status in [408, 502, 503, 504] {
        asked(safe, with(status, ""), retryable(Says::api(status))).await;
        asked(paid, with(status, ""), Says::api(status)).await;
    }
    let later = Says {
        retry_after: Some(0),
        ..Says::api(503)
    };
    asked(paid, with(503, "retry-after: 0\r\n"), later).await;
    for reply in [Reply::Close, Reply::Reset, Reply::Silence] {
        asked(safe, reply.clone(), retryable(Says::default())).await;
        asked(paid, reply, Says::default()).await;
    }
    let cut = || success(&operations::LIST_USERS).cut(1).into();
    let broke_off = |status| Says {
        status: Some(status),
        ..Says::default()
    };
    asked(safe, cut(), retryable(broke_off(200))).await;
    asked(paid, cut(), broke_off(200)).await;
}

#[tokio::test(start_paused = true)]
async fn what_was_never_sent_is_no_answer() {
    let server = FaultyServer::replying(vec![users()]).await;
    let unsendable = server.client().get_contact().send().await.unwrap_err();
    let config = Client::builder().build().unwrap_err();
    for error in [unsendable, config] {
        assert_eq!(Says::of(&error), Says::default(), "{error}");
        assert_eq!(error.attempts(), 0, "{error}");
    }
    assert_eq!(server.count(), 0);
}
