//! Faults, as the client sees them; what came in; limits.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use amplemarket::{Client, Error, RetryPolicy};
use amplemarket_mock::{Fault, MockServer};
use serde_json::json;
use support::{KEY, client, send};
use tokio::time::{Instant, advance};

/// A client that tries once.
fn once(server: &MockServer, strict: bool) -> Client {
    let builder = Client::builder()
        .api_key(KEY)
        .base_url(server.url())
        .strict(strict);
    builder.retry(RetryPolicy::never()).build().unwrap()
}

async fn users(client: &Client) -> Result<usize, Error> {
    let users = client.list_users().send().await?.into_inner().users;
    Ok(users.map_or(0, |users| users.len()))
}

// Paused: a `Retry-After` holds the client back.
#[tokio::test(start_paused = true)]
async fn each_fault_is_seen_as_what_it_is() {
    let server = MockServer::start().await.unwrap();
    let client = once(&server, true);
    // The fault, what the error is, and what is in its text.
    let cases = [
        (Fault::status(503), "api", "503 Service Unavailable"),
        (Fault::status(500), "api", "internal_server_error"),
        (Fault::status(402), "api", "insufficient_credits"),
        (Fault::status(451), "api", "unavailable_for_legal_reasons"),
        (Fault::status(7), "api", "500"),
        (Fault::rate_limited(9), "api", "429 Too Many Requests"),
        (Fault::html(502), "api", "text/html"),
        (Fault::html(200), "decode", ""),
        (Fault::reset(), "transport", ""),
        (Fault::cut(), "transport", ""),
        (Fault::unknown_field(), "decode", "added_tomorrow"),
        (
            Fault::unknown_enum_value().on("list_sequences"),
            "decode",
            "tomorrows_value",
        ),
        (
            Fault::answer(|body| body["users"] = json!(7)),
            "decode",
            "users",
        ),
        (
            Fault::patch(json!({ "users": [{ "id": 7 }] })),
            "decode",
            "users[0].id",
        ),
    ];
    for (fault, kind, text) in cases {
        let said = format!("{fault:?}");
        server.fault(fault);
        let error = match said.contains("list_sequences") {
            true => client
                .list_sequences()
                .send()
                .await
                .map(|_| ())
                .unwrap_err(),
            false => users(&client).await.unwrap_err(),
        };
        let is = match &error {
            Error::Api(_) => "api",
            Error::Decode(_) => "decode",
            Error::Transport(_) => "transport",
            _ => "something else",
        };
        assert_eq!(is, kind, "{said}: {error}");
        assert!(error.to_string().contains(text), "{said}: {error}");
        assert_eq!(server.faults_left(), 0, "{said}");
        // It was that one, and the connection after it is as good as any.
        assert_eq!(users(&client).await.unwrap(), 20, "{said}");
    }
}

#[tokio::test]
async fn what_the_docs_do_not_know_is_tolerated_by_those_who_are_not_strict() {
    let server = MockServer::start().await.unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let client = Client::builder()
        .api_key(KEY)
        .base_url(server.url())
        .on_unknown(move |unknown| kept.lock().unwrap().push(unknown.to_string()))
        .build()
        .unwrap();
    server.fault(Fault::unknown_field());
    server.fault(Fault::unknown_enum_value());
    client.list_mailboxes().send().await.unwrap();
    client.list_mailboxes().send().await.unwrap();
    assert_eq!(seen.lock().unwrap().len(), 2, "{seen:?}");
}

#[tokio::test]
async fn a_fault_knows_whom_it_meets_and_how_often() {
    let server = MockServer::start().await.unwrap();
    server.fault(Fault::status(503).on("list_users").after(1).times(2));
    server.fault(Fault::status(500).on("list_users").always());
    let client = once(&server, true);
    let mut statuses = Vec::new();
    for _ in 0..5 {
        client.list_mailboxes().send().await.unwrap();
        statuses.push(
            users(&client)
                .await
                .err()
                .and_then(|error| error.status())
                .map(|status| status.as_u16()),
        );
    }
    // While the first lets one pass, the second takes it.
    assert_eq!(
        statuses,
        [Some(500), Some(503), Some(503), Some(500), Some(500)]
    );
    server.clear_faults();
    users(&client).await.unwrap();
}

/// Whether the API has seen a request whose answer went wrong is told by its books.
#[tokio::test]
async fn a_fault_stands_before_the_api_or_after_it() {
    for (fault, batches) in [
        (Fault::status(503), 0),
        (Fault::html(502), 0),
        (Fault::reset(), 0),
        (Fault::reset().taken(), 1),
        (Fault::status(500).taken(), 1),
        (Fault::html(504).taken(), 1),
        (Fault::cut(), 1),
    ] {
        let server = MockServer::start().await.unwrap();
        server.fault(fault.clone());
        assert!(
            once(&server, true)
                .validate_emails(["a@example.com"])
                .start()
                .await
                .is_err()
        );
        let ledger = server.ledger();
        assert_eq!(ledger.batches().len(), batches, "{fault:?}");
        assert_eq!(ledger.spent("email"), batches as f64, "{fault:?}");
    }
    // To start one needs its id and nothing else, also to a strict client: what was paid for is never out of reach.
    let server = MockServer::start().await.unwrap();
    server.fault(Fault::unknown_field());
    let start = once(&server, true).validate_emails(["a@example.com"]);
    assert_eq!(
        start.start().await.unwrap().id(),
        server.ledger().batches()[0].id
    );
}

#[tokio::test(start_paused = true)]
async fn latency_passes_on_tokios_clock() {
    let server = MockServer::start().await.unwrap();
    server.fault(Fault::latency(Duration::from_secs(5)));
    let since = Instant::now();
    users(&once(&server, true)).await.unwrap();
    assert!(since.elapsed() >= Duration::from_secs(5));
}

/// Who gives up waiting may have paid all the same.
#[tokio::test(start_paused = true)]
async fn who_gives_up_waiting_has_been_heard() {
    let server = MockServer::start().await.unwrap();
    server.fault(Fault::latency(Duration::from_secs(60)));
    let client = once(&server, true);
    let call = client.validate_emails(["a@example.com"]).start();
    assert!(
        tokio::time::timeout(Duration::from_secs(5), call)
            .await
            .is_err()
    );
    assert_eq!(server.ledger().batches().len(), 1);
    server.assert_received("start_email_validation", 1);
}

#[tokio::test]
async fn what_came_in_is_kept_without_showing_the_key() {
    let server = MockServer::builder().keep(3).start().await.unwrap();
    let client = client(&server);
    client.list_users().send().await.unwrap();
    client
        .list_users()
        .status("is active")
        .send()
        .await
        .unwrap();
    client
        .validate_emails(["a@example.com"])
        .start()
        .await
        .unwrap();
    server.fault(Fault::reset());
    drop(once(&server, true).list_calls().send().await);
    let received = server.received();
    let lines: Vec<String> = received.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "GET /users?status=is+active -> 200",
            "POST /email-validations -> 202",
            "GET /calls -> no answer"
        ]
    );
    assert_eq!(
        received[0].parameter("status").as_deref(),
        Some("is active")
    );
    assert_eq!(
        received[1].json(),
        json!({ "emails": [{ "email": "a@example.com" }] })
    );
    assert_eq!(
        received[1].header("authorization"),
        Some(&*format!("Bearer {KEY}"))
    );
    assert_eq!(server.received_by("list_users").len(), 1);
    assert!(
        !format!(
            "{received:?} {server:?} {:?}",
            MockServer::builder().api_key(KEY)
        )
        .contains(KEY)
    );
    server.forget();
    assert_eq!(server.received().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_documented_limits_are_kept() {
    let server = MockServer::start().await.unwrap();
    let search = async || send(&server, "POST", "/people/search", Some("{}")).await;
    for _ in 0..30 {
        assert_eq!(search().await.status, 200);
    }
    advance(Duration::from_millis(20_500)).await;
    let answer = search().await;
    assert_eq!(
        (answer.status, answer.header("retry-after")),
        (429, Some("40"))
    );
    // Others have limits of their own, and what is refused does not count.
    assert_eq!(send(&server, "GET", "/users", None).await.status, 200);
    advance(Duration::from_millis(39_500)).await;
    assert_eq!(search().await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn the_shared_limit_is_each_consumers_own() {
    let server = MockServer::start().await.unwrap();
    let http = reqwest::Client::new();
    let call = async |path: &str, key: &str| {
        let request = http.get(format!("{}{path}", server.url())).bearer_auth(key);
        request.send().await.unwrap().status().as_u16()
    };
    for number in 0..500 {
        let path = if number % 2 == 0 { "/users" } else { "/calls" };
        assert_eq!(call(path, "one").await, 200);
    }
    assert_eq!(call("/users", "one").await, 429);
    assert_eq!(call("/users", "two").await, 200);
    // The client knows the limit too, and waits its turn under it.
    let client = client(&server);
    for _ in 0..501 {
        client.list_calls().send().await.unwrap();
    }
    assert!(
        server
            .received()
            .iter()
            .filter(|request| request.status == Some(429))
            .count()
            <= 1
    );
}

#[tokio::test]
async fn a_dropped_mock_is_gone() {
    let server = MockServer::start().await.unwrap();
    let url = server.url().to_owned();
    let http = reqwest::Client::new();
    assert_eq!(http.get(&url).send().await.unwrap().status(), 404);
    drop(server);
    // Its tasks end at the runtime's next turns.
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert!(http.get(&url).send().await.is_err());
}

#[tokio::test]
async fn an_address_that_is_taken_is_an_error_that_says_so() {
    let server = MockServer::start().await.unwrap();
    let address = server.url().trim_start_matches("http://");
    let error = MockServer::builder()
        .bind(address)
        .start()
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains(address) && error.contains("another port"),
        "{error}"
    );
    let error = MockServer::builder()
        .document("a: [")
        .start()
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("document") && error.contains("line"),
        "{error}"
    );
}
