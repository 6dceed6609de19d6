//! What costs credits is started once or not at all: the server counts.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::*;

/// How often each thing was started, by the e-mail address that was in the call.
type Ledger = Arc<Mutex<HashMap<String, u32>>>;

/// A server that starts what it is sent, and says so by the given replies in turn. What it answers 429 it has not started.
async fn ledger(
    mut replies: impl FnMut(u32) -> (bool, Reply) + Send + 'static,
) -> (FaultyServer, Ledger) {
    let ledger = Ledger::default();
    let (kept, mut number) = (Arc::clone(&ledger), 0);
    let server = FaultyServer::replying_by(move |request| {
        let (started, reply) = replies(number);
        number += 1;
        if started {
            let email = request.json()["emails"][0]["email"].clone();
            let mut kept = kept.lock().unwrap();
            *kept.entry(email.as_str().unwrap().to_owned()).or_default() += 1;
        }
        reply
    })
    .await;
    (server, ledger)
}

fn started() -> Answer {
    success(&operations::START_EMAIL_VALIDATION)
}

async fn start(client: &Client, email: &str) -> Result<u32, Error> {
    let emails = [email].map(types::StartEmailValidationEmail::from);
    attempts(client.start_email_validation().emails(emails).send()).await
}

#[tokio::test(start_paused = true)]
async fn nothing_is_started_twice_whatever_becomes_of_the_answer() {
    let replies: [fn() -> Reply; 13] = [
        || status(408),
        || status(500),
        || status(502),
        || status(503),
        || Answer::empty(503, "retry-after: 0\r\n").into(),
        || status(504),
        || Reply::Silence,
        || Reply::Close,
        || Reply::Reset,
        || Answer::raw("HTTP/1.1 20").into(),
        || started().cut(1).into(),
        || started().cut(200).into(),
        || Answer::text(200, "text/html", "<html>").into(),
    ];
    for (index, reply) in replies.into_iter().enumerate() {
        let (server, ledger) = ledger(move |_| (true, reply())).await;
        // As eager as a policy can be.
        let policy = at_once().attempts(100);
        let builder = server.builder().retry(policy);
        let client = builder.attempt_timeout(Duration::from_secs(60)).build();
        let client = client.unwrap();
        let error = start(&client, "a@b.example").await.unwrap_err();
        assert_eq!(
            (error.attempts(), server.count()),
            (1, 1),
            "{index}: {error}"
        );
        assert_eq!(ledger.lock().unwrap()["a@b.example"], 1, "{index}");
        assert!(!error.is_retryable(), "{index}: {error}");
        assert!(
            !matches!(&error, Error::Transport(cause) if cause.is_connect()),
            "{error:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_api_did_not_look_at_is_sent_until_it_is_started() {
    let (server, ledger) = ledger(|number| match number {
        0 => (false, status(429)),
        1 => (false, too_much("3")),
        _ => (true, started().into()),
    })
    .await;
    assert_eq!(start(&server.client(), "a@b.example").await.unwrap(), 3);
    assert_eq!(server.count(), 3);
    assert_eq!(ledger.lock().unwrap()["a@b.example"], 1);
}

#[tokio::test(start_paused = true)]
async fn what_the_deadline_ends_may_have_been_started() {
    let (server, ledger) = ledger(|_| (true, Reply::Silence)).await;
    let builder = server.builder().deadline(Duration::from_secs(3));
    let client = builder.build().unwrap();
    let error = start(&client, "a@b.example").await.unwrap_err();
    assert!(!error.is_retryable(), "{error}");
    assert_eq!((error.attempts(), server.count()), (1, 1));
    assert_eq!(ledger.lock().unwrap()["a@b.example"], 1);
}

#[tokio::test(start_paused = true)]
async fn after_a_429_a_fault_still_ends_it() {
    let (server, ledger) = ledger(|number| match number {
        0 => (false, status(429)),
        _ => (true, Reply::Close),
    })
    .await;
    let error = start(&server.client(), "a@b.example").await.unwrap_err();
    assert_eq!((error.attempts(), server.count()), (2, 2), "{error}");
    assert_eq!(ledger.lock().unwrap()["a@b.example"], 1);
}

#[tokio::test(start_paused = true)]
async fn a_kept_connection_that_closes_on_the_body_is_not_tried_anew() {
    for reply in [Reply::Close, Reply::Reset] {
        let (server, ledger) = ledger(move |number| match number {
            0 => (true, Reply::Keep(started())),
            _ => (true, reply.clone()),
        })
        .await;
        let client = server.client();
        assert_eq!(start(&client, "first@b.example").await.unwrap(), 1);
        let error = start(&client, "second@b.example").await.unwrap_err();
        assert!(!error.is_retryable(), "{error}");
        let ledger = ledger.lock().unwrap();
        let counts = (ledger["first@b.example"], ledger["second@b.example"]);
        assert_eq!((counts, server.count()), ((1, 1), 2));
    }
}

#[tokio::test]
async fn of_many_at_once_none_is_lost_and_none_is_doubled() {
    let (server, ledger) = ledger(|number| match number % 7 {
        0 => (false, too_much("0")),
        1 => (true, Reply::Close),
        2 => (true, status(503)),
        3 => (true, started().cut(5).into()),
        4 => (true, Reply::Reset),
        5 => (true, Reply::Keep(started())),
        _ => (true, started().into()),
    })
    .await;
    let client = server
        .builder()
        .retry(at_once().attempts(50))
        .build()
        .unwrap();
    let mut calls = tokio::task::JoinSet::new();
    for number in 0..200 {
        let client = client.clone();
        calls.spawn(async move {
            let email = format!("{number}@b.example");
            let outcome = start(&client, &email).await;
            (email, outcome)
        });
    }
    let mut came_through = 0;
    while let Some(call) = calls.join_next().await {
        let (email, outcome) = call.unwrap();
        let times = ledger.lock().unwrap().get(&email).copied().unwrap_or(0);
        match outcome {
            Ok(_) => {
                came_through += 1;
                assert_eq!(times, 1, "{email}");
            }
            Err(error) if error.is_retryable() => assert_eq!(times, 0, "{email}: {error}"),
            Err(error) => assert_eq!(times, 1, "{email}: {error}"),
        }
    }
    assert!(came_through > 30, "{came_through}");
}
