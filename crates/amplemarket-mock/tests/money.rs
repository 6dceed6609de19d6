//! What things cost: charged as it is done, each once, and never more than there is.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use std::time::Duration;

use amplemarket::Error;
use amplemarket_mock::{Charge, MockServer, Pace};
use serde_json::{Value, json};
use support::{client, send};
use tokio::time::advance;

const THREE: [&str; 3] = ["c@example.com", "a@example.com", "b@example.com"];

#[tokio::test(start_paused = true)]
async fn credits_run_out() {
    let server = MockServer::builder()
        .pace(Pace::per_second(1.0))
        .credits(5)
        .start()
        .await
        .unwrap();
    let client = client(&server);
    let run = client.validate_emails(THREE).start().await.unwrap();
    // Three are spoken for, although none is charged yet.
    let error = client.validate_emails(THREE).start().await.unwrap_err();
    assert!(error.is_insufficient_credits(), "{error}");
    assert!(matches!(error, Error::Api(_)));
    advance(Duration::from_secs(1)).await;
    run.cancel().await.unwrap();
    // What was canceled costs nothing more.
    let run = client
        .validate_emails(["a@example.com"; 4])
        .dedupe(false)
        .start()
        .await
        .unwrap();
    run.wait().await.unwrap();
    let ledger = server.ledger();
    assert_eq!((ledger.spent("email"), ledger.left("email")), (5.0, 0.0));
    assert!(
        client
            .validate_emails(["a@example.com"])
            .start()
            .await
            .is_err()
    );
    assert_eq!(server.ledger().batches().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_books_say_what_was_charged_when() {
    let server = MockServer::builder()
        .pace(Pace::per_second(1.0))
        .start()
        .await
        .unwrap();
    let run = client(&server)
        .validate_emails(THREE)
        .start()
        .await
        .unwrap();
    let mut lines = Vec::new();
    for seconds in [1, 2, 5] {
        advance(Duration::from_secs(seconds)).await;
        let ledger = server.ledger();
        let line = |charge: &Charge| (charge.entries, charge.credits, charge.at.as_secs());
        lines = ledger.charges().iter().map(line).collect();
        assert!(ledger.charges().iter().all(|charge| {
            charge.batch.as_deref() == Some(run.id())
                && charge.operation == "start_email_validation"
                && charge.kind == "email"
        }));
    }
    assert_eq!(lines, [(1, 1.0, 1), (2, 2.0, 3)]);
    assert_eq!(server.ledger().left("email"), f64::INFINITY);
}

/// What is found costs half a credit, once a day; what is revealed, one credit, once.
#[tokio::test(start_paused = true)]
async fn enrichment_costs_what_is_found_and_revealed() {
    let server = MockServer::builder()
        .credits(100)
        .credits_of("phone", 100)
        .start()
        .await
        .unwrap();
    let leads = json!([{ "email": "ada@example.com" }, { "email": "missing@example.com" }]);
    let spent = async |body: Value| {
        let before = server.ledger();
        let answer = send(
            &server,
            "POST",
            "/people/enrichment-requests",
            Some(&body.to_string()),
        )
        .await;
        assert_eq!(answer.status, 202, "{}", answer.json());
        let after = server.ledger();
        ["email", "phone"].map(|kind| after.spent(kind) - before.spent(kind))
    };
    let plain = json!({ "leads": leads });
    let all = json!({ "leads": leads, "reveal_email": true, "reveal_phone_numbers": true });
    assert_eq!(spent(plain.clone()).await, [0.5, 0.0]);
    assert_eq!(spent(plain.clone()).await, [0.0, 0.0]);
    assert_eq!(spent(all.clone()).await, [1.0, 1.0]);
    advance(Duration::from_secs(24 * 3600)).await;
    assert_eq!(spent(all).await, [0.5, 0.0]);
    // Ids are numbers here, and it can be canceled.
    let answer = send(
        &server,
        "PATCH",
        "/people/enrichment-requests/1",
        Some(r#"{"status":"canceled"}"#),
    )
    .await;
    assert_eq!(
        (answer.json()["id"].clone(), answer.at("/status")),
        (json!(1), "completed".to_owned())
    );
}

#[tokio::test]
async fn a_duplicate_is_charged_and_has_no_row_of_its_own() {
    let server = MockServer::start().await.unwrap();
    let emails = ["a@example.com", "a@example.com", "A@example.com"];
    let run = client(&server)
        .validate_emails(emails)
        .dedupe(false)
        .start()
        .await
        .unwrap();
    let rows = run.retrieve().await.unwrap().into_inner().results;
    let emails: Vec<&str> = rows.iter().map(|row| &*row.email).collect();
    assert_eq!(emails, ["A@example.com", "a@example.com"]);
    assert_eq!(server.ledger().spent_on(run.id()), 3.0);
}
