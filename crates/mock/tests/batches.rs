//! Batches, through the client that users have.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use amplemarket::Client;
use amplemarket::types::EmailValidationStatus as Status;
use amplemarket_mock::{Fault, MockServer, Pace};

fn client(server: &MockServer) -> Client {
    Client::builder()
        .api_key("key")
        .base_url(server.url())
        .strict(true)
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_batch_goes_on_as_time_does() {
    let server = MockServer::builder()
        .pace(Pace::per_second(2.0))
        .credits(10)
        .start()
        .await
        .unwrap();
    let client = client(&server);
    let run = client
        .validate_emails(["risky@example.com", "valid@example.com", "x@example.com"])
        .start()
        .await
        .unwrap();
    assert_eq!(run.retrieve().await.unwrap().status, Status::Queued);
    let done = run.wait().await.unwrap();
    assert_eq!(done.batch().status, Status::Completed);
    let results = done.results().collect().await.unwrap();
    assert_eq!(results.len(), 3);
    let ledger = server.ledger();
    assert_eq!(ledger.spent("email"), 3.0);
    assert_eq!(ledger.left("email"), 7.0);
}

#[tokio::test]
async fn by_hand() {
    let server = MockServer::builder()
        .pace(Pace::by_hand())
        .start()
        .await
        .unwrap();
    let client = client(&server);
    let run = client
        .validate_emails(["a@example.com", "b@example.com"])
        .start()
        .await
        .unwrap();
    server.advance(run.id(), 1).unwrap();
    assert_eq!(run.retrieve().await.unwrap().status, Status::Processing);
    server.fault(Fault::status(503).on("cancel_email_validation"));
    let canceled = run.cancel().await.unwrap();
    assert_eq!(canceled.status, Status::Canceled);
    assert_eq!(canceled.results.len(), 1);
    assert_eq!(server.received_by("cancel_email_validation").len(), 2);
    assert_eq!(server.ledger().spent_on(run.id()), 1.0);
}
