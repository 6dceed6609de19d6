//! What a client may send beyond its calls: not as much as would keep a broken server broken.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;

#[tokio::test(start_paused = true)]
async fn a_broken_server_is_not_hammered() {
    const CALLS: usize = 300;
    for reply in [status(503), Reply::Close] {
        let server = FaultyServer::replying(vec![reply]).await;
        let client = server.client();
        for call in 0..CALLS {
            let clone = client.clone();
            let error = list(&clone).await.unwrap_err();
            let expected = if call < 33 { 4 } else { 1 };
            // Of a hundred attempts more, the last call that gets any gets the one that is left.
            assert!(
                error.attempts() == expected || call == 33,
                "{call}: {error}"
            );
        }
        assert_eq!(server.count(), CALLS + 100);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_recovers_is_tried_again_as_before() {
    let broken = Arc::new(AtomicBool::new(true));
    let is_broken = Arc::clone(&broken);
    let answer = users();
    let server = FaultyServer::replying_by(move |_| {
        if is_broken.load(Ordering::Relaxed) {
            status(503)
        } else {
            answer.clone()
        }
    })
    .await;
    let client = server.client();
    while list(&client).await.unwrap_err().attempts() > 1 {}
    broken.store(false, Ordering::Relaxed);
    for _ in 0..5 {
        list(&client).await.unwrap();
    }
    broken.store(true, Ordering::Relaxed);
    // Five successes have bought one attempt.
    assert_eq!(list(&client).await.unwrap_err().attempts(), 2);
    assert_eq!(list(&client).await.unwrap_err().attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_429_costs_no_budget() {
    for (calls, seconds) in [(200, 0), (450, 10)] {
        let answer = users();
        let mut told = 0;
        let server = FaultyServer::replying_by(move |_| {
            told += 1;
            match told <= calls {
                true => too_much(&seconds.to_string()),
                false => answer.clone(),
            }
        })
        .await;
        let client = server.client();
        let start = tokio::time::Instant::now();
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..calls {
            all.spawn(attempts(client.list_users().send()));
        }
        for outcome in all.join_all().await {
            outcome.unwrap();
        }
        assert!(start.elapsed().as_secs() <= seconds + 1);
    }
}
