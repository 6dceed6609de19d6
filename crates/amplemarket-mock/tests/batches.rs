//! Batches, through the client that users have: what state they are in, what can be read, what is charged.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use std::collections::BTreeMap;
use std::time::Duration;

use amplemarket_mock::{MockServer, Pace, UnknownBatch, Verdict};
use serde_json::json;
use support::{client, send};
use tokio::time::{Instant, advance};

const THREE: [&str; 3] = ["c@example.com", "a@example.com", "b@example.com"];

async fn by_hand() -> MockServer {
    MockServer::builder()
        .pace(Pace::by_hand())
        .start()
        .await
        .unwrap()
}

/// What a batch says of itself: its status, and the addresses that have a result.
async fn state(server: &MockServer, id: &str) -> (String, Vec<String>) {
    let answer = send(server, "GET", &format!("/email-validations/{id}"), None).await;
    let body = answer.json();
    let results = body["results"].as_array().unwrap();
    let emails = results
        .iter()
        .map(|result| result["email"].as_str().unwrap().to_owned());
    (answer.at("/status"), emails.collect())
}

#[tokio::test(start_paused = true)]
async fn a_batch_goes_on_as_time_does() {
    let server = MockServer::builder()
        .pace(Pace::per_second(2.0))
        .credits(10)
        .start()
        .await
        .unwrap();
    let run = client(&server)
        .validate_emails(THREE)
        .start()
        .await
        .unwrap();
    let id = run.id();
    for (time, status, spent) in [
        (0, "queued", 0.0),
        (400, "queued", 0.0),
        (100, "processing", 1.0),
        (500, "processing", 2.0),
    ] {
        advance(Duration::from_millis(time)).await;
        assert_eq!(state(&server, id).await, (status.to_owned(), vec![]));
        assert_eq!(server.ledger().spent("email"), spent);
    }
    advance(Duration::from_millis(500)).await;
    let sorted = ["a@example.com", "b@example.com", "c@example.com"].map(str::to_owned);
    assert_eq!(
        state(&server, id).await,
        ("completed".to_owned(), sorted.to_vec())
    );
    let ledger = server.ledger();
    assert_eq!((ledger.spent("email"), ledger.left("email")), (3.0, 7.0));
}

#[tokio::test(start_paused = true)]
async fn the_documented_pace_is_the_documents() {
    let server = MockServer::builder()
        .pace(Pace::documented())
        .start()
        .await
        .unwrap();
    let emails: Vec<String> = (0..15_000).map(|n| format!("{n}@example.com")).collect();
    let run = client(&server)
        .validate_emails(emails)
        .start()
        .await
        .unwrap();
    let since = Instant::now();
    run.wait().await.unwrap();
    let took = since.elapsed();
    assert!(
        took >= Duration::from_secs(3600) && took < Duration::from_secs(3700),
        "{took:?}"
    );
}

#[tokio::test]
async fn a_test_moves_it_by_hand() {
    let server = by_hand().await;
    let run = client(&server)
        .validate_emails(THREE)
        .start()
        .await
        .unwrap();
    let id = run.id();
    assert_eq!(state(&server, id).await.0, "queued");
    server.advance(id, 1).unwrap();
    assert_eq!(state(&server, id).await.0, "processing");
    server.finish(id).unwrap();
    assert_eq!(state(&server, id).await.0, "completed");
    // What has ended stays as it is.
    server.fail(id).unwrap();
    assert_eq!(state(&server, id).await.0, "completed");
    assert_eq!(
        server.advance("nobody's", 1),
        Err(UnknownBatch {
            id: "nobody's".to_owned()
        })
    );
}

#[tokio::test]
async fn what_is_canceled_can_be_read_as_far_as_it_was() {
    // The entries that are done, and the state and results after a cancel.
    let cases: [(usize, &str, &[&str]); 4] = [
        (0, "canceled", &[]),
        (1, "canceled", &["c@example.com"]),
        (2, "canceled", &["a@example.com", "c@example.com"]),
        (
            3,
            "completed",
            &["a@example.com", "b@example.com", "c@example.com"],
        ),
    ];
    for (done, status, readable) in cases {
        let server = by_hand().await;
        let run = client(&server)
            .validate_emails(THREE)
            .start()
            .await
            .unwrap();
        server.advance(run.id(), done).unwrap();
        // The second time changes nothing.
        for _ in 0..2 {
            assert_eq!(run.cancel().await.unwrap().status.to_string(), status);
            server.finish(run.id()).unwrap();
            let (is, emails) = state(&server, run.id()).await;
            assert_eq!((&*is, emails.len()), (status, readable.len()));
            assert_eq!(emails, readable);
            assert_eq!(server.ledger().spent_on(run.id()), readable.len() as f64);
        }
    }
}

#[tokio::test]
async fn what_fails_says_why_and_stays_failed() {
    let server = by_hand().await;
    let run = client(&server)
        .validate_emails(THREE)
        .start()
        .await
        .unwrap();
    server.advance(run.id(), 1).unwrap();
    server.fail(run.id()).unwrap();
    for batch in [run.retrieve().await.unwrap(), run.cancel().await.unwrap()] {
        assert_eq!(batch.status.to_string(), "error");
        assert_eq!(
            batch.errors.as_ref().unwrap()[0].title.as_deref(),
            Some("Internal Server Error")
        );
    }
    assert!(run.wait().await.is_err());
    assert_eq!(server.ledger().batch(run.id()).unwrap().done, 1);
}

#[tokio::test]
async fn results_on_the_way_are_shown_only_on_demand() {
    for (shown, count) in [(false, 0), (true, 2)] {
        let server = MockServer::builder()
            .pace(Pace::by_hand())
            .partial_results(shown)
            .start()
            .await
            .unwrap();
        let run = client(&server)
            .validate_emails(THREE)
            .start()
            .await
            .unwrap();
        server.advance(run.id(), 2).unwrap();
        assert_eq!(state(&server, run.id()).await.1.len(), count);
    }
}

/// Both ways through pages of every size, the same rows come by, whatever the addresses have in them.
#[tokio::test]
async fn pages_forward_and_backward() {
    let server = MockServer::builder()
        .rate_limits(false)
        .start()
        .await
        .unwrap();
    let mut emails: Vec<String> = ["a+b", "a%2Bb", "a&b", "o'x", "a#b", "a=b", "a_1", "B"]
        .iter()
        .map(|local| format!("{local}@example.com"))
        .collect();
    let body = json!({ "emails": emails.iter().map(|email| json!({ "email": email })).collect::<Vec<_>>() });
    let started = send(
        &server,
        "POST",
        "/email-validations",
        Some(&body.to_string()),
    )
    .await;
    assert_eq!(started.status, 202, "{}", started.json());
    let id = started.at("/id");
    emails.sort();
    for size in [1, 2, 3, 8, 9, 100] {
        let path = format!("/email-validations/{id}");
        let mut target = format!("{path}?page[size]={size}");
        for (way, reversed) in [("next", false), ("prev", true)] {
            let mut seen: Vec<Vec<String>> = Vec::new();
            let last = loop {
                let answer = send(&server, "GET", &target, None).await;
                let body = answer.json();
                assert_eq!(answer.at("/_links/self/href"), path);
                let rows = body["results"].as_array().unwrap().iter();
                seen.push(
                    rows.map(|row| row["email"].as_str().unwrap().to_owned())
                        .collect(),
                );
                let here =
                    std::mem::replace(&mut target, answer.at(&format!("/_links/{way}/href")));
                if target.is_empty() {
                    break here;
                }
            };
            if reversed {
                seen.reverse();
            }
            assert_eq!(seen.concat(), emails, "{way}, {size} at a time");
            target = last;
        }
    }
}

#[tokio::test]
async fn a_cursor_that_is_no_row_stands_between_two() {
    let server = MockServer::start().await.unwrap();
    let run = client(&server)
        .validate_emails(THREE)
        .start()
        .await
        .unwrap();
    for (query, rows) in [
        ("page[after]=aa@example.com", "b c"),
        ("page[after]=z", ""),
        ("page[after]=", "a b c"),
        ("page[before]=b@example.com", "a"),
        ("page[after]=a@example.com&page[before]=c@example.com", "b"),
        ("page[after]=c@example.com&page[before]=a@example.com", ""),
        ("page[size]=1&page[before]=c@example.com", "b"),
    ] {
        let target = format!("/email-validations/{}?{query}", run.id());
        let body = send(&server, "GET", &target, None).await.json();
        let found: Vec<&str> = body["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| &row["email"].as_str().unwrap()[..1])
            .collect();
        assert_eq!(found.join(" "), rows, "{query}");
        if rows.is_empty() {
            assert_eq!(body["_links"].as_object().unwrap().len(), 1, "{query}");
        }
    }
}

#[tokio::test]
async fn what_is_under_way_says_when_to_come_again() {
    let server = by_hand().await;
    let run = client(&server)
        .validate_emails(THREE)
        .start()
        .await
        .unwrap();
    let path = format!("/email-validations/{}", run.id());
    assert_eq!(
        send(&server, "GET", &path, None)
            .await
            .header("retry-after"),
        Some("1")
    );
    server.finish(run.id()).unwrap();
    assert_eq!(
        send(&server, "GET", &path, None)
            .await
            .header("retry-after"),
        None
    );
}

#[test]
fn verdicts_follow_their_rule() {
    for (address, result, catch_all) in [
        ("risky@example.com", "risky", false),
        ("Risky+17@example.com", "risky", false),
        ("mr.unknown@example.com", "unknown", false),
        ("valid.risky@example.com", "deliverable", false),
        ("bounce-3@example.com", "undeliverable", false),
        ("catchall@example.com", "risky", true),
        ("undeliverable1@example.com", "undeliverable", false),
    ] {
        let verdict = Verdict::of(address);
        assert_eq!(
            (verdict.result, verdict.catch_all),
            (result, catch_all),
            "{address}"
        );
    }
    // For good: files of users may be made with these in mind.
    let known = [
        "ada@example.com",
        "grace@example.org",
        "mira.castellan@example.com",
    ];
    assert_eq!(known.map(|address| Verdict::of(address).result), KNOWN);

    let mut mix = BTreeMap::<_, i32>::new();
    for number in 0..10_000 {
        *mix.entry(Verdict::of(&format!("person.{number}@example.com")).result)
            .or_default() += 1;
    }
    for (result, share) in [
        ("deliverable", 7200),
        ("undeliverable", 1200),
        ("risky", 1000),
        ("unknown", 600),
    ] {
        assert!((mix[result] - share).abs() < 150, "{mix:?}");
    }
}

const KNOWN: [&str; 3] = ["deliverable", "risky", "deliverable"];
