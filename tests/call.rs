//! Calls that are chosen at run time, against servers on loopback: the same on the wire as the typed ones, and as careful.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

mod support;

use amplemarket::{Call, Client, Error, Operation, RetryPolicy, operations};
use serde_json::{Value, json};
use support::{Answer, KEY, Server};

/// What stands on the wire of a call: the request's line, and its body.
#[track_caller]
fn sent(made: impl AsyncFnOnce(&Client) -> Result<(), Error>) -> (String, Value) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let server = Server::answering(vec![Answer::json(200, &json!({}))]).await;
        let outcome = made(&server.client()).await;
        assert!(
            !matches!(outcome, Err(Error::Request(_) | Error::Transport(_))),
            "{outcome:?}"
        );
        let received = server.only();
        let authorization = received.header("authorization");
        assert_eq!(authorization, Some(&*format!("Bearer {KEY}")));
        let line = format!("{} {}", received.method, received.target);
        let body = match received.body.is_empty() {
            true => Value::Null,
            false => {
                assert_eq!(received.header("content-type"), Some("application/json"));
                received.json()
            }
        };
        (line, body)
    })
}

async fn done<T>(outcome: impl Future<Output = Result<T, Error>>) -> Result<(), Error> {
    outcome.await.map(|_| ())
}

#[test]
fn it_is_on_the_wire_what_the_typed_call_is() {
    let typed = sent(async |client| {
        let call = client.list_users().email("ada+1@example.com").page_size(5);
        done(call.send()).await
    });
    let chosen = sent(async |client| {
        let call = client.call(&operations::LIST_USERS);
        let call = call.query("email", "ada+1@example.com");
        done(call.query("page[size]", "5").send()).await
    });
    assert_eq!(typed, chosen);

    let typed = sent(async |client| done(client.cancel_email_validation().id("a/b").send()).await);
    let chosen = sent(async |client| {
        let call = client.call(&operations::CANCEL_EMAIL_VALIDATION);
        let call = call.path("id", "a/b").body(json!({ "status": "canceled" }));
        done(call.send()).await
    });
    assert_eq!(typed, chosen);

    let typed = sent(async |client| done(client.get_call_recording().id("7").send()).await);
    let chosen = sent(async |client| {
        let call = client.call(&operations::GET_CALL_RECORDING);
        done(call.path("id", "7").send_for_bytes()).await
    });
    assert_eq!(typed, chosen);
}

#[tokio::test]
async fn what_a_path_can_not_hold_is_not_sent() {
    let server = Server::answering(vec![Answer::json(200, &json!({}))]).await;
    let client = server.client();
    let call = |operation: &'static Operation| client.call(operation);
    let refused: [(Call, &str); 5] = [
        (call(&operations::GET_CONTACT), "`id` is required"),
        (
            call(&operations::GET_CONTACT).path("id", ""),
            "`id` is empty",
        ),
        (
            call(&operations::GET_CONTACT).path("id", ".."),
            "`..` is no value",
        ),
        (
            call(&operations::GET_CONTACT)
                .path("id", "1")
                .path("id", "2"),
            "`id` is there twice",
        ),
        (
            call(&operations::LIST_USERS).path("id", "1"),
            "the path has no `id`",
        ),
    ];
    for (call, expected) in refused {
        let error = call.send().await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn pages_follow_the_links_and_end_as_an_error_where_the_list_is_not_there() {
    let page = |ids: &[&str], next: Option<&str>| {
        let users: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
        let mut body = json!({ "_errors": [], "total": 3, "users": users, "_links": {} });
        if let Some(next) = next {
            body["_links"]["next"] = json!({ "href": next });
        }
        Answer::json(200, &body)
    };
    let next = "/users?page[after]=b";
    let whole = vec![page(&["a", "b"], Some(next)), page(&["c"], None)];
    let server = Server::answering(whole).await;
    let items = server
        .client()
        .call(&operations::LIST_USERS)
        .pages()
        .items();
    let ids: Vec<Value> = items.collect().await.unwrap();
    assert_eq!(
        ids,
        [json!({"id": "a"}), json!({"id": "b"}), json!({"id": "c"})]
    );
    let targets: Vec<String> = server
        .received()
        .iter()
        .map(|one| one.target.clone())
        .collect();
    assert_eq!(targets.len(), 2);
    assert!(targets[1].contains("after"), "{targets:?}");

    for second in [
        Answer::json(200, &json!({ "message": "maintenance" })),
        Answer::json(200, &json!({ "users": null })),
        Answer::json(200, &json!([])),
    ] {
        let server = Server::answering(vec![page(&["a"], Some(next)), second]).await;
        let items = server
            .client()
            .call(&operations::LIST_USERS)
            .pages()
            .items();
        let error = items.collect().await.unwrap_err().to_string();
        assert!(error.contains("the list is not there"), "{error}");
    }

    let elsewhere = vec![page(&["a"], Some("https://evil.example/users"))];
    let server = Server::answering(elsewhere).await;
    let items = server
        .client()
        .call(&operations::LIST_USERS)
        .pages()
        .items();
    let error = items.collect().await.unwrap_err().to_string();
    assert!(error.contains("does not lead to the API"), "{error}");
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn what_may_have_cost_credits_is_sent_once() {
    let server = Server::answering(vec![Answer::empty(503, "")]).await;
    let client = Client::builder()
        .api_key(KEY)
        .base_url(&server.base_url)
        .retry(RetryPolicy::new().attempts(4))
        .build()
        .unwrap();
    let call = client.call(&operations::START_EMAIL_VALIDATION);
    let body = json!({ "emails": [{ "email": "ada@example.com" }] });
    let error = call.body(body.clone()).send().await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    assert_eq!(server.only().json(), body);
    assert!(!format!("{error} {error:?}").contains(KEY));
}
