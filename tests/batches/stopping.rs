//! Whether a batch is stopped is a choice, and so is how calls about it are made.

use amplemarket::{CallOptions, CancelOnDrop};

use super::*;

/// A batch that does not end.
async fn running() -> Server {
    Server::answering_by(|request| {
        let status = match request.method.as_str() {
            "PATCH" => "canceled",
            _ => "processing",
        };
        Answer::json(200, &batch(status, &[]))
    })
    .await
}

fn cancels(server: &Server) -> usize {
    let received = server.received();
    let cancels = received.iter().filter(|held| held.method == "PATCH");
    cancels.count()
}

/// Lets what was sent arrive.
async fn settle() {
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Waits for a cancel, but not for ever.
async fn is_canceled(server: &Server) -> bool {
    for _ in 0..500 {
        if cancels(server) > 0 {
            return true;
        }
        settle().await;
    }
    false
}

#[tokio::test]
async fn dropping_a_batch_and_what_waits_for_it_stops_nothing() {
    let server = running().await;
    let run = server.client().email_validation(ID);
    let patience = Duration::from_millis(30);
    let waited = tokio::time::timeout(patience, run.wait().into_future()).await;
    assert!(waited.is_err());
    drop(run);
    settle().await;
    assert_eq!(cancels(&server), 0);
}

#[tokio::test]
async fn a_guard_stops_it_when_it_is_dropped_and_not_when_it_is_kept() {
    for keep in [false, true] {
        let server = running().await;
        let run = server.client().email_validation(ID);
        let guard = run.cancel_on_drop();
        assert_eq!(guard.id(), ID, "it is the batch as well");
        if keep {
            assert_eq!(guard.keep().id(), ID);
            settle().await;
            assert_eq!(cancels(&server), 0);
        } else {
            drop(guard);
            assert!(is_canceled(&server).await);
        }
        assert_eq!(run.id(), ID, "the handle goes on");
    }
}

#[tokio::test]
async fn an_error_on_the_way_stops_it() {
    async fn work(guard: CancelOnDrop<EmailValidation>) -> Result<(), Error> {
        let patience = Duration::from_millis(20);
        guard.wait().deadline(patience).await?;
        let _ = guard.keep();
        Ok(())
    }
    let server = running().await;
    let run = server.client().email_validation(ID);
    assert!(work(run.cancel_on_drop()).await.unwrap_err().is_timeout());
    assert!(is_canceled(&server).await);
}

#[tokio::test(start_paused = true)]
async fn what_waits_through_a_guard_keeps_it() {
    let server = running().await;
    let run = server.client().email_validation(ID);
    let wait = run.cancel_on_drop().wait();
    let patience = Duration::from_secs(60);
    let waited = tokio::time::timeout(patience, wait.into_future()).await;
    assert!(waited.is_err());
    let received = server.received();
    let before = received.iter().filter(|held| held.method == "GET").count();
    assert!(before > 2, "it was asked for a minute");
    assert!(received[..before].iter().all(|held| held.method == "GET"));
    assert!(is_canceled(&server).await, "nobody waits any more");

    let mut progress = run.cancel_on_drop().wait().progress();
    progress.try_next().await.unwrap().unwrap();
    let before = cancels(&server);
    drop(progress);
    while cancels(&server) == before {
        settle().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_is_over_is_not_stopped() {
    for status in ["completed", "canceled", "error"] {
        let server = Server::answering(vec![Answer::json(200, &batch(status, &[]))]).await;
        let run = server.client().email_validation(ID);
        let guard = run.cancel_on_drop();
        assert_eq!(guard.wait().await.is_ok(), status != "error");
        drop(guard);
        drop(run.cancel_on_drop().wait().await);
        settle().await;
        assert_eq!(cancels(&server), 0, "{status}");
    }
}

#[test]
fn a_guard_without_a_runtime_stops_nothing_and_does_not_panic() {
    let client = amplemarket::Client::builder()
        .api_key(support::KEY)
        .base_url("http://127.0.0.1:1");
    let run = client.build().unwrap().email_validation(ID);
    drop(run.cancel_on_drop());
}

#[tokio::test(start_paused = true)]
async fn a_deadline_keeps_what_went_wrong_last() {
    let server = Server::answering(vec![
        Answer::json(200, &batch("processing", &[])),
        Answer::empty(503, "x-request-id: r-7\r\n"),
    ])
    .await;
    let wait = server.client().email_validation(ID).wait();
    let polling = Polling::new().tolerate(Duration::from_secs(1000));
    let wait = wait.polling(polling).deadline(Duration::from_secs(60));
    let error = wait.await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    let line = error.to_string();
    assert!(
        line.ends_with("waited for again by its id; what was heard of it last: get_email_validation: GET /email-validations/{id} answered 503 Service Unavailable and nothing else"),
        "{line}"
    );
    let last = std::error::Error::source(&error).unwrap();
    let last = last.downcast_ref::<Error>().unwrap();
    assert_eq!(last.request_id(), Some("r-7"));
}

#[tokio::test]
async fn a_batch_has_options_of_its_own() {
    let server = running().await;
    let client = server.client();
    let marked = CallOptions::new().header("x-mark", "1");
    let call = client.validate_emails(["ada@example.com"]);
    let run = call.with(marked.clone()).start().await.unwrap();
    run.retrieve().await.unwrap();
    let run = run.with(marked);
    run.retrieve().await.unwrap();
    run.results().collect().await.unwrap();
    run.cancel().await.unwrap();
    let marks: Vec<bool> = server
        .received()
        .iter()
        .map(|request| request.header("x-mark").is_some())
        .collect();
    assert_eq!(marks, [true, false, true, true, true]);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_ends_no_wait_but_by_its_deadline() {
    let server = running().await;
    let run = server.client().email_validation(ID);
    let mut progress = run.wait().deadline(Duration::from_secs(100)).progress();
    progress.try_next().await.unwrap().unwrap();
    // A machine that slept for an hour: the deadline is over, and no answer is made up.
    tokio::time::advance(Duration::from_secs(3600)).await;
    let error = progress.try_next().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(progress.try_next().await.unwrap().is_none());

    let mut progress = run.wait().progress();
    for _ in 0..3 {
        progress.try_next().await.unwrap().unwrap();
        tokio::time::advance(Duration::from_secs(3600)).await;
    }
    assert_eq!(
        server.received().len(),
        4,
        "asked once a jump, not for each hour"
    );
}
