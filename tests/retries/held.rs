//! Calls and downloads that are held and neither polled nor dropped: they block nobody.

use super::*;

fn call(client: &Client) -> Call {
    attempts(client.list_users().send())
}

/// Polls a call until it waits for its turn, or for its answer.
async fn poll_for_a_while(call: &mut Call) {
    let waited = tokio::time::timeout(Duration::from_millis(100), call).await;
    assert!(waited.is_err(), "it was to wait");
}

/// How long a call takes, which has to come through.
async fn seconds_of(client: &Client) -> u64 {
    let start = Instant::now();
    let call = tokio::time::timeout(Duration::from_secs(3600), list(client));
    call.await.unwrap().unwrap();
    start.elapsed().as_secs()
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_and_is_never_polled_again_blocks_no_other() {
    for (limited, cap) in [(true, 64), (false, 64), (true, 1), (false, 1)] {
        let server = FaultyServer::replying(vec![too_much("30"), users()]).await;
        let builder = server.builder().rate_limited(limited).max_in_flight(cap);
        let client = builder.build().unwrap();
        // The first is told to wait; the others wait because it was.
        let mut held: Vec<Call> = Vec::new();
        for _ in 0..20 {
            let mut call = call(&client);
            poll_for_a_while(&mut call).await;
            held.push(call);
        }
        assert!(seconds_of(&client).await <= 30, "{limited} {cap}");
        for _ in 0..5 {
            assert_eq!(seconds_of(&client).await, 0, "{limited} {cap}");
        }
        drop(held);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_holds_its_place_in_flight_delays_others_a_little() {
    let users = success(&operations::LIST_USERS);
    let mut first = true;
    let server = FaultyServer::replying_by(move |_| match std::mem::take(&mut first) {
        true => Reply::Silence,
        false => users.clone().into(),
    })
    .await;
    let client = server.builder().max_in_flight(1).build().unwrap();
    let mut held = call(&client);
    poll_for_a_while(&mut held).await;
    assert_eq!(seconds_of(&client).await, 5);

    // One whose deadline is sooner is not sent.
    let soon = CallOptions::new().deadline(Duration::from_secs(2));
    let start = Instant::now();
    let error = client.list_users().with(soon).send().await.unwrap_err();
    assert_eq!((start.elapsed().as_secs(), server.count()), (2, 2));
    assert!(error.is_timeout() && error.is_retryable(), "{error}");
    assert!(
        error
            .to_string()
            .contains("was not sent: too many other requests were in flight"),
        "{error}"
    );
    drop(held);
    assert_eq!(seconds_of(&client).await, 0);
}

#[tokio::test(start_paused = true)]
async fn downloads_that_nobody_reads_delay_others_a_little() {
    let recording = success(&operations::GET_CALL_RECORDING);
    let users = success(&operations::LIST_USERS);
    let server = FaultyServer::replying_by(move |request| match request.target.as_str() {
        "/users" => users.clone().into(),
        _ => recording.clone().into(),
    })
    .await;
    let client = server.client();
    let mut unread = Vec::new();
    for _ in 0..64 {
        unread.push(client.get_call_recording().id("7").send().await.unwrap());
    }
    assert_eq!(seconds_of(&client).await, 5);
    drop(unread.pop());
    assert_eq!(seconds_of(&client).await, 0);
    // What is read to its end is not in flight any more.
    let read = unread.pop().unwrap().into_inner().collect().await.unwrap();
    assert!(!read.is_empty());
    assert_eq!(seconds_of(&client).await, 0);
}

#[tokio::test(start_paused = true)]
async fn no_more_requests_are_in_flight_than_were_set() {
    for (cap, most) in [(None, 64), (Some(10), 10)] {
        let server = FaultyServer::replying(vec![Reply::Silence]).await;
        let mut builder = server.builder().retry(RetryPolicy::never());
        if let Some(cap) = cap {
            builder = builder.max_in_flight(cap);
        }
        let client = builder.build().unwrap();
        let mut calls = tokio::task::JoinSet::new();
        for _ in 0..most + 10 {
            calls.spawn(call(&client));
        }
        // Time stands still while this looks.
        while server.count() < most {
            tokio::task::yield_now().await;
        }
        tokio::time::sleep(Duration::from_secs(4)).await;
        assert_eq!(server.count(), most);
        tokio::time::sleep(Duration::from_secs(1)).await;
        // The cap is soft: the others are sent after five seconds.
        while server.count() < most + 10 {
            tokio::task::yield_now().await;
        }
    }
}
