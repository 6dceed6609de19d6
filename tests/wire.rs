//! What goes over the wire and what comes of it, against a server on loopback.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

mod support;

use amplemarket::types::{EmailValidation, EmailValidationStatus, ErrorCode};
use amplemarket::{Client, Error, Response};
use serde_json::{Value, json};
use support::{Answer, KEY, Server};

const ID: &str = "019e8e97-214c-782c-bf1a-5f04ef81ddd1";

fn canceled() -> Value {
    json!({
        "id": ID,
        "object": "email_validation",
        "status": "canceled",
        "results": [{ "object": "email_validation_result", "email": "ada@example.com", "result": "deliverable", "catch_all": false }],
        "_links": { "self": { "href": format!("/email-validations/{ID}") } }
    })
}

async fn cancel(client: &Client) -> Result<Response<EmailValidation>, Error> {
    client.cancel_email_validation().id(ID).send().await
}

#[tokio::test]
async fn a_call_as_it_stands_on_the_wire() {
    let server = Server::answering(vec![Answer::json(200, &canceled())]).await;
    let batch = cancel(&server.client()).await.unwrap();

    let request = server.only();
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("PATCH", &*format!("/email-validations/{ID}"))
    );
    assert_eq!(request.json(), json!({ "status": "canceled" }));
    assert_eq!(
        request.header("authorization"),
        Some(&*format!("Bearer {KEY}"))
    );
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(
        request.header("user-agent"),
        Some(concat!("amplemarket-rust/", env!("CARGO_PKG_VERSION")))
    );
    assert_eq!(request.header("api-version"), None);

    assert_eq!(batch.status, EmailValidationStatus::Canceled);
    assert_eq!(batch.id.to_string(), ID);
    assert_eq!(batch.results[0].email, "ada@example.com");
    assert_eq!(Response::status(&batch), 200);
    assert_eq!(
        batch.headers()["content-type"],
        "application/json; charset=utf-8"
    );
    assert_eq!(
        serde_json::to_value(batch.into_inner()).unwrap(),
        canceled()
    );
}

#[tokio::test]
async fn parameters_are_encoded_whatever_they_hold() {
    for (after, expected) in [
        ("a+b@c.example", "page%5Bafter%5D=a%2Bb%40c.example"),
        ("x y&z=1#?", "page%5Bafter%5D=x+y%26z%3D1%23%3F"),
        ("é\n", "page%5Bafter%5D=%C3%A9%0A"),
        ("", "page%5Bafter%5D="),
    ] {
        let server = Server::answering(vec![Answer::json(200, &canceled())]).await;
        let client = server.client();
        client
            .cancel_email_validation()
            .id(ID)
            .page_after(after)
            .page_size(100)
            .send()
            .await
            .unwrap();
        assert_eq!(
            server.only().target,
            format!("/email-validations/{ID}?{expected}&page%5Bsize%5D=100")
        );
    }
}

#[tokio::test]
async fn an_id_never_reaches_another_endpoint() {
    for (id, expected) in [
        ("%2e%2e", "/email-validations/%252e%252e"),
        ("a/b", "/email-validations/a%2Fb"),
        ("..\\..", "/email-validations/..%5C.."),
        ("\t..", "/email-validations/%09.."),
        (".\n.", "/email-validations/.%0A."),
        (
            "?page[size]=1#x",
            "/email-validations/%3Fpage%5Bsize%5D%3D1%23x",
        ),
        ("//evil.example", "/email-validations/%2F%2Fevil.example"),
        ("ü b", "/email-validations/%C3%BC%20b"),
    ] {
        let server = Server::answering(vec![Answer::json(200, &canceled())]).await;
        server
            .client()
            .cancel_email_validation()
            .id(id)
            .send()
            .await
            .unwrap();
        assert_eq!(server.only().target, expected, "{id:?}");
    }
}

#[tokio::test]
async fn an_id_that_no_path_can_hold_is_not_sent() {
    let server = Server::answering(vec![Answer::json(200, &canceled())]).await;
    let client = server.client();
    for (call, expected) in [
        (client.cancel_email_validation().id(""), "`id` is empty"),
        (
            client.cancel_email_validation().id("."),
            "`.` is no value that a path can hold",
        ),
        (
            client.cancel_email_validation().id(".."),
            "`..` is no value that a path can hold",
        ),
        (client.cancel_email_validation(), "`id` is required"),
    ] {
        let error = call.send().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("cancel_email_validation: {expected}; nothing was sent")
        );
        assert!(matches!(error, Error::Request(_)));
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_base_url_with_a_path_keeps_it() {
    let server = Server::answering(vec![Answer::json(200, &canceled())]).await;
    for (below, expected) in [
        ("", ""),
        ("/", ""),
        ("/proxy/v1", "/proxy/v1"),
        ("/proxy/v1/", "/proxy/v1"),
    ] {
        let client = Client::builder()
            .api_key(KEY)
            .base_url(format!("{}{below}", server.base_url))
            .build()
            .unwrap();
        cancel(&client).await.unwrap();
        assert_eq!(
            server.received().last().unwrap().target,
            format!("{expected}/email-validations/{ID}")
        );
    }
}

/// An answer, and the one line that comes of it.
struct Failure {
    answer: Answer,
    says: &'static str,
    status: Option<u16>,
    codes: &'static [&'static str],
}

#[tokio::test]
async fn failures_say_what_happened() {
    let failures = [
        Failure {
            answer: Answer::json(
                400,
                &json!({
                    "object": "error",
                    "_errors": [{
                        "code": "missing_field",
                        "title": "Missing Field",
                        "detail": "Missing field for request: status",
                        "source": { "pointer": "/status" }
                    }],
                    "_links": { "self": { "href": "/email-validations/1" } }
                }),
            ),
            says: "answered 400 Bad Request: missing_field (Missing Field): Missing field for request: status [/status]",
            status: Some(400),
            codes: &["missing_field"],
        },
        Failure {
            answer: Answer::json(
                400,
                &json!({
                    "object": "error",
                    "_errors": [
                        { "code": "unsupported_value", "title": "Unsupported Value", "detail": "You used status 'error' when only 'canceled' is accepted.", "source": { "pointer": "/status" } },
                        { "code": "of_tomorrow", "title": "", "detail": "" }
                    ]
                }),
            ),
            says: "answered 400 Bad Request: unsupported_value (Unsupported Value): You used status 'error' when only 'canceled' is accepted. [/status]; of_tomorrow",
            status: Some(400),
            codes: &["unsupported_value", "of_tomorrow"],
        },
        Failure {
            answer: Answer::json(
                404,
                &json!({
                    "object": "error",
                    "_errors": [{ "code": "not_found", "title": "Not Found", "detail": "Could not find email validation." }]
                }),
            ),
            says: "answered 404 Not Found: not_found (Not Found): Could not find email validation.",
            status: Some(404),
            codes: &["not_found"],
        },
        Failure {
            answer: Answer::json(
                400,
                &json!({ "_errors": [{ "source": { "parameter": "page[size]" } }] }),
            ),
            says: "answered 400 Bad Request: an error without a code [page[size]]",
            status: Some(400),
            codes: &[],
        },
        Failure {
            answer: Answer::text(500, "text/html", "<html>\r\n<h1>Oops</h1>\u{7}</html>"),
            says: "answered 500 Internal Server Error with text/html: <html> <h1>Oops</h1> </html>",
            status: Some(500),
            codes: &[],
        },
        Failure {
            answer: Answer::empty(503, "retry-after: 1\r\n"),
            says: "answered 503 Service Unavailable and nothing else",
            status: Some(503),
            codes: &[],
        },
        Failure {
            answer: Answer::json(429, &json!({ "message": "slow down" })),
            says: "answered 429 Too Many Requests with application/json; charset=utf-8: {\"message\":\"slow down\"}",
            status: Some(429),
            codes: &[],
        },
        Failure {
            answer: Answer::empty(302, "location: https://evil.example/\r\n"),
            says: "answered 302 Found and nothing else",
            status: Some(302),
            codes: &[],
        },
        Failure {
            answer: Answer::empty(204, ""),
            says: "answered 204 No Content, and the answer can't be read at `.`: the body is empty",
            status: Some(204),
            codes: &[],
        },
        Failure {
            answer: Answer::text(200, "text/html", "<html>"),
            says: "answered 200 OK, and the answer can't be read at `.`: expected value at line 1 column 1",
            status: Some(200),
            codes: &[],
        },
        Failure {
            answer: Answer::json(
                200,
                &json!({ "id": ID, "status": "canceled", "results": [{ "email": "a@b.c", "result": "risky" }], "_links": {} }),
            ),
            says: "answered 200 OK, and the answer can't be read at `results[0]`: missing field `catch_all`",
            status: Some(200),
            codes: &[],
        },
        Failure {
            answer: Answer::json(200, &canceled()).cut(20),
            says: "answered 200 OK, and the body broke off",
            status: Some(200),
            codes: &[],
        },
        Failure {
            answer: Answer::raw("HTTP/1.1 200"),
            says: "had no answer",
            status: None,
            codes: &[],
        },
    ];
    for Failure {
        answer,
        says,
        status,
        codes,
    } in failures
    {
        let server = Server::answering(vec![answer]).await;
        let error = cancel(&server.client()).await.unwrap_err();
        let line = error.to_string();
        assert!(
            line.starts_with(&format!(
                "cancel_email_validation: PATCH /email-validations/{{id}} {says}"
            )),
            "{line}\n{says}"
        );
        assert!(!line.contains(['\n', '\r', '\u{7}']), "{line}");
        assert_eq!(
            error.status().map(|status| status.as_u16()),
            status,
            "{line}"
        );
        let said: Vec<&str> = error
            .errors()
            .iter()
            .filter_map(|error| error.code.as_deref())
            .collect();
        assert_eq!(said, codes, "{line}");
        assert_eq!(error.operation().unwrap().id, "cancel_email_validation");
        assert_eq!(server.received().len(), 1, "a call is sent once: {line}");
    }
}

#[tokio::test]
async fn an_api_error_is_a_typed_value() {
    let body = json!({ "object": "error", "_errors": [{ "code": "missing_field", "title": "Missing Field", "detail": "d", "source": { "pointer": "/status" } }] });
    let server = Server::answering(vec![Answer::json(400, &body)]).await;
    let Error::Api(error) = cancel(&server.client()).await.unwrap_err() else {
        panic!("not an API error")
    };
    let said = &error.errors()[0];
    assert_eq!(
        (
            ErrorCode::of(said).unwrap(),
            said.title.as_deref(),
            said.detail.as_deref()
        ),
        (ErrorCode::MissingField, Some("Missing Field"), Some("d"))
    );
    assert_eq!(said.code.as_deref(), Some("missing_field"));
    assert_eq!(said.source, ["/status"]);
    assert_eq!(error.body(), body.to_string());
    assert_eq!(
        error.headers()["content-type"],
        "application/json; charset=utf-8"
    );
}

#[tokio::test]
async fn a_server_that_is_not_there() {
    let server = Server::answering(vec![Answer::empty(200, "")]).await;
    let nowhere = Client::builder()
        .api_key(KEY)
        .base_url("http://127.0.0.1:1")
        .build()
        .unwrap();
    let error = cancel(&nowhere).await.unwrap_err();
    assert!(error.to_string().contains("could not be sent: "), "{error}");
    assert!(matches!(&error, Error::Transport(error) if error.is_connect() && !error.is_timeout()));
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = Server::answering(vec![Answer::json(200, &canceled())]).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("location: {}/elsewhere\r\n", other.base_url);
        let server = Server::answering(vec![Answer::empty(status, &location)]).await;
        let error = cancel(&server.client()).await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
    }
    assert!(
        other.received().is_empty(),
        "the key went to another server"
    );
}

#[tokio::test]
async fn no_error_holds_the_key() {
    let echo = format!("<p>you sent Authorization: Bearer {KEY}</p>");
    let echoed_error = json!({ "object": "error", "_errors": [{ "code": "unauthorized", "title": "Unauthorized", "detail": format!("bad key {KEY}") }] });
    for answer in [
        Answer::text(401, "text/html", &echo),
        Answer::text(200, "text/plain", &echo),
        Answer::json(200, &json!({ "id": KEY })),
        Answer::json(401, &echoed_error),
        Answer::empty(401, &format!("x-echo: Bearer {KEY}\r\n")),
        Answer::raw("HTTP/1.1 200"),
    ] {
        let server = Server::answering(vec![answer]).await;
        let error = cancel(&server.client()).await.unwrap_err();
        let shown = format!("{error} {error:?} {:?}", error.errors());
        assert!(!shown.contains(KEY), "{shown}");
    }
}
