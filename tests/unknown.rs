//! What the docs do not know yet is let through and said once: to a callback, and to `tracing`. A strict client fails on it.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

mod support;

use std::sync::{Arc, Mutex};

use amplemarket::types::{EmailValidationStatus, ErrorCode};
use amplemarket::{Client, ClientBuilder, Error, Unknown, operations};
use serde_json::{Value, json};
use support::faults::{FaultyServer, Reply, success};
use support::traces::Traces;
use support::{Answer, KEY};

/// What a client has been told, line by line.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<Unknown>>>);

impl Told {
    fn client(&self, builder: ClientBuilder) -> Client {
        let told = Arc::clone(&self.0);
        let builder = builder.on_unknown(move |unknown| told.lock().unwrap().push(unknown.clone()));
        builder.build().unwrap()
    }

    fn lines(&self) -> Vec<String> {
        self.0
            .lock()
            .unwrap()
            .iter()
            .map(Unknown::to_string)
            .collect()
    }
}

/// A page of users, each with these fields.
fn page(users: &[Value], next: Option<&str>) -> Value {
    let mut links = json!({ "self": { "href": "/users" } });
    if let Some(next) = next {
        links["next"] = json!({ "href": next });
    }
    json!({ "users": users, "_links": links })
}

fn reply(body: &Value) -> Reply {
    Answer::json(200, body).into()
}

/// A batch, with one thing other than the docs have it.
fn batch(pointer: &str, value: Value) -> Value {
    let mut batch = json!({
        "id": "019e8e97-214c-782c-bf1a-5f04ef81ddd1",
        "object": "email_validation",
        "status": "queued",
        "results": [{ "object": "email_validation_result", "email": "ada@example.com", "result": "deliverable", "catch_all": false }],
        "_links": { "self": { "href": "/" } }
    });
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    batch.pointer_mut(parent).unwrap()[name] = value;
    batch
}

#[tokio::test]
async fn a_field_is_told_once_over_items_pages_calls_and_clones() {
    let user = |id: &str| json!({ "id": id, "shoe_size": { "of": "ada@example.com" }, "email": "ada@example.com" });
    let first = page(&[user("a"), user("b")], Some("/users?page[after]=b"));
    let mut last = page(&[user("c")], None);
    last["_links"]["last"] = json!(null);
    let server = FaultyServer::replying(vec![reply(&first), reply(&last)]).await;
    let told = Told::default();
    let client = told.client(server.builder());
    for _ in 0..3 {
        let users = client
            .clone()
            .list_users()
            .stream()
            .collect()
            .await
            .unwrap();
        assert!(!users.is_empty());
        client.list_users().send().await.unwrap();
    }
    assert_eq!(
        told.lines(),
        [
            "list_users: the docs do not name the field `users[].shoe_size`",
            "list_users: the docs do not name the field `_links.last`",
        ]
    );
    let told = told.0.lock().unwrap();
    for unknown in told.iter() {
        assert_eq!(unknown.operation, &operations::LIST_USERS);
        assert_eq!(unknown.value, None, "a field's value may be anybody's");
        assert!(!format!("{unknown:?}").contains("ada"));
    }
}

#[tokio::test]
async fn each_operation_and_each_client_is_told_for_itself() {
    let links = json!({ "self": { "href": "/" } });
    let users = json!({ "users": [], "_links": links, "of_tomorrow": 1 });
    let mailboxes = json!({ "mailboxes": [], "_links": links, "of_tomorrow": 1 });
    let server = FaultyServer::replying_by(move |request| match request.target.as_str() {
        "/users" => reply(&users),
        _ => reply(&mailboxes),
    })
    .await;
    let told = Told::default();
    for _ in 0..2 {
        let client = told.client(server.builder());
        for _ in 0..2 {
            client.list_users().send().await.unwrap();
            client.list_mailboxes().send().await.unwrap();
        }
    }
    let lines = told.lines();
    let named = |name: &str| lines.iter().filter(|line| line.starts_with(name)).count();
    assert_eq!(
        (
            named("list_users: "),
            named("list_mailboxes: "),
            lines.len()
        ),
        (2, 2, 4)
    );
}

#[tokio::test]
async fn of_an_enum_the_value_is_told_and_kept() {
    let bodies = [
        batch("/status", json!("paused")),
        batch("/status", json!("paused")),
        batch("/status", json!("napping")),
        batch("/results/0/result", json!("paused")),
        batch("/results/0/result", json!("unlikely")),
    ];
    let server = FaultyServer::replying(bodies.iter().map(reply).collect()).await;
    let told = Told::default();
    let client = told.client(server.builder());
    for body in &bodies {
        let answer = client.get_email_validation().id("7").send().await.unwrap();
        assert_eq!(&serde_json::to_value(answer.into_inner()).unwrap(), body);
    }
    assert_eq!(
        told.lines(),
        [
            "get_email_validation: the docs do not name `paused` as a value of `EmailValidationStatus`",
            "get_email_validation: the docs do not name `napping` as a value of `EmailValidationStatus`",
            "get_email_validation: the docs do not name `paused` as a value of `EmailVerdict`",
            "get_email_validation: the docs do not name `unlikely` as a value of `EmailVerdict`",
        ]
    );
    assert_eq!(told.0.lock().unwrap()[0].value.as_deref(), Some("paused"));
}

#[tokio::test]
async fn reading_outside_a_call_is_told_to_no_later_one() {
    let status: EmailValidationStatus = serde_json::from_value(json!("asleep")).unwrap();
    assert_eq!(status.as_str(), "asleep");
    let server = FaultyServer::replying(vec![reply(&batch("/status", json!("queued")))]).await;
    let told = Told::default();
    let client = told.client(server.builder().strict(true));
    client.get_email_validation().id("7").send().await.unwrap();
    assert!(told.lines().is_empty());
}

#[tokio::test]
async fn a_new_error_code_is_told_and_kept() {
    let error = json!({ "code": "of_tomorrow", "title": "ada@example.com", "severity": "ada" });
    let body = json!({ "object": "error", "_errors": [error, { "code": "not_found" }] });
    for strict in [false, true] {
        let server = FaultyServer::replying(vec![Answer::json(400, &body).into()]).await;
        let told = Told::default();
        let client = told.client(server.builder().strict(strict));
        for _ in 0..2 {
            let error = client.list_users().send().await.unwrap_err();
            assert!(matches!(error, Error::Api(_)), "{error}");
            assert_eq!(error.errors().len(), 2);
            let code = ErrorCode::of(&error.errors()[0]).unwrap();
            assert_eq!(code.as_str(), "of_tomorrow");
        }
        assert_eq!(
            told.lines(),
            [
                "list_users: the docs do not name the field `_errors[].severity`",
                "list_users: the docs do not name `of_tomorrow` as a value of `ErrorCode`",
            ]
        );
    }
}

#[tokio::test]
async fn what_is_told_has_a_length() {
    let long = "x".repeat(100_000);
    let field = batch(&format!("/{long}"), json!(1));
    let value = batch("/status", json!(long));
    let error = json!({ "_errors": [{ "code": long, long.clone(): 1 }] });
    for (status, body, expected) in [(200, field, 1), (200, value, 1), (400, error, 2)] {
        let server = FaultyServer::replying(vec![Answer::json(status, &body).into()]).await;
        let told = Told::default();
        let client = told.client(server.builder());
        let _ = client.get_email_validation().id("7").send().await;
        let lines = told.lines();
        assert_eq!(lines.len(), expected);
        assert!(lines.iter().all(|line| line.len() < 500), "{lines:?}");
    }
}

#[tokio::test]
async fn what_is_known_is_not_told() {
    let told = Told::default();
    let server = FaultyServer::replying(vec![
        success(&operations::GET_EMAIL_VALIDATION).into(),
        success(&operations::LIST_USERS).into(),
        Answer::json(404, &json!({ "errors_of_tomorrow": 1 })).into(),
    ])
    .await;
    let client = told.client(server.builder().strict(true));
    client.get_email_validation().id("7").send().await.unwrap();
    client.list_users().send().await.unwrap();
    assert!(client.list_users().send().await.unwrap_err().is_not_found());
    assert!(told.lines().is_empty(), "{:?}", told.lines());
}

#[tokio::test]
async fn a_strict_client_fails_and_names_it() {
    for (body, path, says) in [
        (
            batch("/status", json!("paused")),
            "EmailValidationStatus",
            "the docs do not name `paused` as a value of `EmailValidationStatus`",
        ),
        (
            batch("/shoe_size", json!("ada@example.com")),
            "shoe_size",
            "the docs do not name the field `shoe_size`",
        ),
        (
            batch("/results/0/shoe_size", json!(null)),
            "results[].shoe_size",
            "the docs do not name the field `results[].shoe_size`",
        ),
        (
            batch("/_links/last", json!({})),
            "_links.last",
            "the docs do not name the field `_links.last`",
        ),
    ] {
        let server = FaultyServer::replying(vec![reply(&body)]).await;
        let told = Told::default();
        let strict = told.client(server.builder().strict(true));
        for _ in 0..2 {
            let error = strict
                .get_email_validation()
                .id("7")
                .send()
                .await
                .unwrap_err();
            let line = error.to_string();
            assert!(
                line.contains(says) && line.contains("this client is strict"),
                "{line}"
            );
            assert!(!line.contains("ada"), "{line}");
            assert!(!error.is_retryable());
            let Error::Decode(error) = error else {
                panic!("{error:?}")
            };
            assert_eq!(error.path(), path);
        }
        assert_eq!(server.count(), 2, "it is not sent again");
        let mut lists = strict.list_users().stream();
        assert!(
            lists.try_next().await.is_err(),
            "a page is read as strictly"
        );

        let tolerant = told.client(server.builder());
        tolerant
            .get_email_validation()
            .id("7")
            .send()
            .await
            .unwrap();
        assert_eq!(told.lines(), [format!("get_email_validation: {says}")]);
    }
}

#[tokio::test]
async fn tracing_is_told_once_too() {
    let traces = Traces::default();
    let _guard = traces.keep();
    let mut body = batch("/status", json!("paused"));
    body["results"][0]["shoe_size"] = json!("ada@example.com");
    let server = FaultyServer::replying(vec![reply(&body)]).await;
    let client = server.client();
    for _ in 0..3 {
        client
            .clone()
            .get_email_validation()
            .id("7")
            .send()
            .await
            .unwrap();
    }
    let events = traces.events();
    let fields = |index: usize| {
        let event = &events[index];
        (
            event.field("operation"),
            event.field("path"),
            event.field("value"),
        )
    };
    let operation = Some("get_email_validation");
    assert_eq!(fields(0), (operation, Some("results[].shoe_size"), None));
    assert_eq!(
        fields(1),
        (operation, Some("EmailValidationStatus"), Some("paused"))
    );
    assert_eq!(events.len(), 2, "{events:?}");
    assert!(!format!("{events:?}").contains("ada") && !traces.text().contains(KEY));
}

#[tokio::test]
async fn a_server_that_makes_up_fields_is_heard_to_a_limit() {
    let mut number = 0;
    let server = FaultyServer::replying_by(move |_| {
        let mut body = page(&[], None);
        for _ in 0..60 {
            number += 1;
            body[format!("field_{number}")] = json!(number);
        }
        reply(&body)
    })
    .await;
    let told = Told::default();
    let client = told.client(server.builder());
    for _ in 0..40 {
        client.list_users().send().await.unwrap();
    }
    let lines = told.lines();
    assert_eq!(lines.len(), 1000);
    assert!(lines.iter().all(|line| line.contains("`field_")));
}
