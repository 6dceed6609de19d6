//! Batches: started, waited for, read, canceled; and what costs credits is never spent by mistake.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

#[path = "batches/starting.rs"]
mod starting;
#[path = "batches/stopping.rs"]
mod stopping;
mod support;
#[path = "batches/waiting.rs"]
mod waiting;

use std::time::Duration;

use amplemarket::types::{EmailValidation, EmailValidationStatus, EmailVerdict};
use amplemarket::{Error, Polling, ValidateEmails};
use serde_json::{Value, json};
use support::{Answer, Server};
use tokio::time::Instant;

const ID: &str = "019e8e97-214c-782c-bf1a-5f04ef81ddd1";

fn batch(status: &str, results: &[(&str, &str)]) -> Value {
    let results: Vec<Value> = results
        .iter()
        .map(|(email, result)| json!({ "object": "email_validation_result", "email": email, "result": result, "catch_all": false }))
        .collect();
    let errors = json!([{ "code": "internal_server_error", "title": "Internal Server Error", "detail": "Something went wrong." }]);
    let mut batch = json!({
        "id": ID,
        "object": "email_validation",
        "status": status,
        "results": results,
        "_links": { "self": { "href": format!("/email-validations/{ID}") } }
    });
    if status == "error" {
        batch["_errors"] = errors;
    }
    batch
}

#[tokio::test]
async fn a_batch_is_started_with_objects_and_waited_for_by_its_id() {
    let server = Server::answering(vec![Answer::json(202, &batch("queued", &[]))]).await;
    let run = server
        .client()
        .validate_emails(["ada@example.com"])
        .start()
        .await
        .unwrap();
    assert_eq!(run.id(), ID);
    let request = server.only();
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("POST", "/email-validations")
    );
    assert_eq!(
        request.json(),
        json!({ "emails": [{ "email": "ada@example.com" }] })
    );
}

#[tokio::test(start_paused = true)]
async fn waiting_asks_less_and_less_often_and_does_what_retry_after_says() {
    let queued = || Answer::json(200, &batch("queued", &[]));
    let asked_to_wait = Answer::raw(&format!(
        "HTTP/1.1 200 OK\r\nretry-after: 40\r\ncontent-length: {}\r\n\r\n{}",
        batch("processing", &[]).to_string().len(),
        batch("processing", &[])
    ));
    let server = Server::answering(vec![
        queued(),
        queued(),
        Answer::empty(503, ""),
        asked_to_wait,
        Answer::json(200, &batch("completed", &[("a@example.com", "risky")])),
    ])
    .await;
    let started = Instant::now();
    let run = server.client().email_validation(ID);
    let mut progress = run.wait().progress();
    let mut seen = Vec::new();
    while let Some(answer) = progress.try_next().await.unwrap() {
        seen.push((started.elapsed().as_millis(), answer.status.to_string()));
    }
    let said = |at: u128, status: &str| (at, status.to_owned());
    // 1 s after the first, 1.5 s after the second; the third failed, so 2.25 s; then what Retry-After asked for.
    assert_eq!(
        seen,
        [
            said(0, "queued"),
            said(1_000, "queued"),
            said(4_750, "processing"),
            said(44_750, "completed")
        ]
    );
    assert_eq!(server.received().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_is_done_has_its_results() {
    let answer = batch(
        "completed",
        &[
            ("ADA@example.com", "deliverable"),
            ("b@example.com", "unknown"),
        ],
    );
    let server = Server::answering(vec![
        Answer::json(200, &batch("processing", &[])),
        Answer::json(200, &answer),
    ])
    .await;
    let done = server.client().email_validation(ID).wait().await.unwrap();
    assert!(!done.is_canceled());
    assert_eq!(done.batch().status, EmailValidationStatus::Completed);
    let matched = done
        .matched(["b@example.com", " ada@Example.com ", "c@example.com"])
        .await
        .unwrap();
    let found: Vec<(&str, &EmailVerdict)> = matched
        .found
        .iter()
        .map(|(email, result)| (email.as_str(), &result.result))
        .collect();
    assert_eq!(
        found,
        [
            ("b@example.com", &EmailVerdict::Unknown),
            (" ada@Example.com ", &EmailVerdict::Deliverable)
        ]
    );
    assert_eq!(matched.missing, ["c@example.com"]);
}

#[tokio::test(start_paused = true)]
async fn results_that_match_no_address_and_contradictions_are_told() {
    let answer = batch(
        "completed",
        &[
            ("a@xn--mnchen-3ya.example", "deliverable"),
            ("b@example.com", "risky"),
            ("b@example.com", "risky"),
            ("c@example.com", "risky"),
            ("C@example.com", "deliverable"),
            ("z@example.com", "unknown"),
        ],
    );
    let server = Server::answering(vec![Answer::json(200, &answer)]).await;
    let done = server.client().email_validation(ID).wait().await.unwrap();
    let asked = ["a@MÜNCHEN.example", "b@example.com", "c@example.com"];
    let matched = done.matched(asked).await.unwrap();
    let found = matched.found.iter().map(|(email, _)| email.as_str());
    assert_eq!(found.collect::<Vec<_>>(), asked);
    assert!(matched.missing.is_empty());
    let unmatched: Vec<_> = matched.unmatched.iter().map(|held| &*held.email).collect();
    assert_eq!(unmatched, ["z@example.com"]);
    let [(email, results)] = &matched.contradictions[..] else {
        panic!("{:?}", matched.contradictions);
    };
    assert_eq!((email.as_str(), results.len()), ("c@example.com", 2));
}

#[tokio::test(start_paused = true)]
async fn a_canceled_batch_is_a_part_and_says_so() {
    let server = Server::answering(vec![Answer::json(
        200,
        &batch("canceled", &[("a@example.com", "risky")]),
    )])
    .await;
    let run = server.client().email_validation(ID);
    let stopped = run.cancel().await.unwrap();
    assert_eq!(stopped.status, EmailValidationStatus::Canceled);
    assert_eq!(server.only().json(), json!({ "status": "canceled" }));
    let done = run.wait().await.unwrap();
    assert!(done.is_canceled());
    assert_eq!(done.results().collect().await.unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_failed_is_an_error_though_http_said_ok() {
    let server = Server::answering(vec![Answer::json(200, &batch("error", &[]))]).await;
    let error = server
        .client()
        .email_validation(ID)
        .wait()
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(
        error.errors()[0].detail.as_deref(),
        Some("Something went wrong.")
    );
    assert!(!error.is_retryable());
    assert_eq!(
        error.to_string(),
        "get_email_validation: GET /email-validations/{id} answered 200 OK: internal_server_error (Internal Server Error): Something went wrong."
    );
}

#[tokio::test(start_paused = true)]
async fn a_deadline_ends_the_waiting_and_not_the_batch() {
    let server =
        Server::answering(vec![Answer::json(200, &batch("a status of tomorrow", &[]))]).await;
    let started = Instant::now();
    let wait = server
        .client()
        .email_validation(ID)
        .wait()
        .deadline(Duration::from_secs(100));
    let error = wait.await.unwrap_err();
    assert_eq!(started.elapsed().as_secs(), 100);
    assert!(matches!(&error, Error::Transport(error) if error.is_timeout() && !error.is_connect()));
    let line = error.to_string();
    assert!(line.ends_with(&format!("did not say within 100s that the batch {ID} is done; it goes on, and can be waited for again by its id")), "{line}");
    assert!(
        server
            .received()
            .iter()
            .all(|request| request.method == "GET")
    );
}

#[tokio::test(start_paused = true)]
async fn failures_are_put_up_with_but_not_for_ever() {
    for (failure, asked) in [
        // At 0, 1, 2.5 and 4.75 s; the failure at 8.125 s is one too many.
        (Answer::empty(503, ""), 5),
        (Answer::empty(500, ""), 5),
        (Answer::empty(520, ""), 5),
        (Answer::empty(307, "location: /elsewhere\r\n"), 5),
        (Answer::text(200, "text/html", "<html>"), 5),
        (Answer::raw(""), 5),
        (Answer::empty(404, ""), 1),
        (Answer::empty(403, ""), 1),
        (Answer::empty(401, ""), 1),
    ] {
        let server = Server::answering(vec![failure]).await;
        let wait = server
            .client()
            .email_validation(ID)
            .wait()
            .polling(Polling::new().tolerate(Duration::from_secs(8)));
        let error = wait.await.unwrap_err();
        assert_eq!(error.run::<EmailValidation>().unwrap().id(), ID, "{error}");
        assert_eq!(server.received().len(), asked);
    }
}

#[tokio::test]
async fn what_no_batch_takes_is_not_sent() {
    let server = Server::answering(vec![Answer::json(202, &batch("queued", &[]))]).await;
    let client = server.client();
    let none = client
        .validate_emails(Vec::<String>::new())
        .start()
        .await
        .unwrap_err();
    assert_eq!(
        none.to_string(),
        "start_email_validation: there is no address to validate; nothing was sent"
    );
    let many = client
        .validate_emails(vec!["a@example.com"; ValidateEmails::MAX_EMAILS + 1])
        .dedupe(false);
    let error = many.clone().start().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "start_email_validation: 100001 addresses are more than the 100000 of a batch; `split` makes several; nothing was sent"
    );
    assert!(server.received().is_empty());

    let batches = many.clone().split();
    let sizes: Vec<usize> = batches.iter().map(|batch| batch.emails().len()).collect();
    assert_eq!(sizes, [100_000, 1]);
    assert!((many.credits() - 100_001.0).abs() < f64::EPSILON);
    assert_eq!(many.dedupe(true).emails(), ["a@example.com"]);
    let kept =
        client.validate_emails([" A@x.example", "b@x.example", "a@X.example ", "c@x.example"]);
    assert_eq!(kept.emails(), ["A@x.example", "b@x.example", "c@x.example"]);
    assert_eq!(kept.dropped().collect::<Vec<_>>(), ["a@X.example"]);
    let all = ["A@x.example", "b@x.example", "a@X.example", "c@x.example"];
    assert_eq!(kept.clone().dedupe(false).emails(), all);
    assert_eq!(kept.dedupe(false).dropped().count(), 0);
    let blank = client.validate_emails(["a@example.com", " "]).start();
    assert_eq!(
        blank.await.unwrap_err().to_string(),
        "start_email_validation: the address at 1 is blank; nothing was sent"
    );
    assert!(server.received().is_empty());
}

/// The one POST that costs: the server reads all of it and goes away without a word.
#[tokio::test]
async fn a_batch_is_never_started_twice_on_a_guess() {
    for answer in [
        Answer::raw(""),
        Answer::empty(503, "retry-after: 0\r\n"),
        Answer::empty(504, ""),
        Answer::empty(408, ""),
        Answer::empty(500, ""),
    ] {
        let server = Server::answering(vec![answer]).await;
        let client = amplemarket::Client::builder()
            .api_key(support::KEY)
            .base_url(&server.base_url)
            .build()
            .unwrap();
        let error = client
            .validate_emails(["ada@example.com"])
            .start()
            .await
            .unwrap_err();
        assert!(!error.is_retryable(), "{error}");
        assert_eq!(server.received().len(), 1, "{error}");
    }
}
