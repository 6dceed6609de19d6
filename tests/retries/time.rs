//! How long is waited: `Retry-After`, backoff, timeouts, deadlines.

use std::time::SystemTime;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

/// A date so far from the server's own, which it tells, or from ours.
fn date(now: Option<SystemTime>, seconds: u64) -> String {
    let said = now.map(|now| format!("\r\ndate: {}", httpdate::fmt_http_date(now)));
    let due = now.unwrap_or_else(SystemTime::now) + SECOND * u32::try_from(seconds).unwrap();
    format!(
        "{}{}",
        httpdate::fmt_http_date(due),
        said.unwrap_or_default()
    )
}

/// What a `Retry-After` asks for, and what a call does that is prepared to wait for so long at most.
enum Waits {
    Between(u64, u64),
    /// It fails at once, and says how long that would be.
    NotFor(u64),
}

use Waits::{Between, NotFor};

#[tokio::test(start_paused = true)]
async fn retry_after_says_how_long_and_nobody_comes_before() {
    let years_ago = SystemTime::UNIX_EPOCH + SECOND * 1_000_000_000;
    for (says, longest, expected) in [
        ("0".to_owned(), None, Between(0, 0)),
        ("7".to_owned(), None, Between(7, 7)),
        ("120".to_owned(), None, Between(120, 120)),
        ("121".to_owned(), None, NotFor(121)),
        ("99999".to_owned(), None, NotFor(99_999)),
        (
            "99999999999999999999999".to_owned(),
            None,
            NotFor(253_402_300_799),
        ),
        ("1.5".to_owned(), None, Between(2, 2)),
        ("3600.0".to_owned(), None, NotFor(3600)),
        ("3, 5".to_owned(), None, Between(5, 5)),
        ("7".to_owned(), Some(5), NotFor(7)),
        ("999".to_owned(), Some(999), Between(999, 999)),
        ("soon".to_owned(), None, Between(0, 0)),
        // A clock that jumped, here or there: the server's own says how long it is.
        (date(Some(years_ago), 30), None, Between(30, 30)),
        (date(Some(years_ago), 0), None, Between(0, 0)),
        (date(Some(years_ago), 999), None, NotFor(999)),
        // By our clock, which goes on, and a date that has no fractions.
        (date(None, 90), None, Between(80, 90)),
    ] {
        for status in [429, 503, 502, 504, 408] {
            let mut policy = at_once();
            if let Some(longest) = longest {
                policy = policy.longest_retry_after(SECOND * longest);
            }
            for limited in [false, true] {
                let failed = Answer::empty(status, &format!("retry-after: {says}\r\n"));
                let server = FaultyServer::replying(vec![failed.into(), users()]).await;
                let builder = server.builder().retry(policy.clone());
                let client = builder.rate_limited(limited).build().unwrap();
                let start = Instant::now();
                let outcome = list(&client).await;
                let took = start.elapsed().as_secs();
                match expected {
                    Between(least, most) => {
                        assert!((least..=most).contains(&took), "{status} {says}: {took}");
                        assert_eq!(outcome.unwrap(), 2, "{status} {says}");
                    }
                    NotFor(seconds) => {
                        let error = outcome.unwrap_err();
                        assert_eq!((took, server.count()), (0, 1), "{status} {says}");
                        assert_eq!(error.retry_after(), Some(Duration::from_secs(seconds)));
                        assert!(error.is_retryable(), "{error}");
                    }
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn without_it_waits_are_random_and_grow_to_a_limit() {
    let policy = RetryPolicy::new().attempts(6).backoff(SECOND, 4 * SECOND);
    let mut longest = [0; 5];
    for _ in 0..60 {
        let server = FaultyServer::replying(vec![status(503)]).await;
        let client = server.builder().retry(policy.clone()).build().unwrap();
        let start = Instant::now();
        assert_eq!(list(&client).await.unwrap_err().attempts(), 6);
        let came = server.seconds_after(start);
        for (wait, pair) in longest.iter_mut().zip(came.windows(2)) {
            *wait = (pair[1] - pair[0]).max(*wait);
        }
    }
    for (wait, limit) in longest.into_iter().zip([1, 2, 4, 4, 4]) {
        assert!(wait <= limit, "{longest:?}");
    }
    assert!(longest[2] >= 2, "never near the limit: {longest:?}");
}

#[tokio::test(start_paused = true)]
async fn an_attempt_has_a_timeout_of_the_client_or_of_the_call() {
    for (of_call, expected) in [(None, 8), (Some(3 * SECOND), 12)] {
        let server = FaultyServer::replying(vec![Reply::Silence]).await;
        let client = server
            .builder()
            .attempt_timeout(2 * SECOND)
            .build()
            .unwrap();
        let mut options = CallOptions::new();
        if let Some(timeout) = of_call {
            options = options.attempt_timeout(timeout);
        }
        let start = Instant::now();
        let error = client.list_users().with(options).send().await.unwrap_err();
        let seconds = start.elapsed().as_secs();
        assert!(
            matches!(&error, Error::Transport(cause) if cause.is_timeout() && !cause.is_connect())
        );
        assert_eq!((error.attempts(), seconds), (4, expected), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_deadline_holds_over_all_attempts() {
    let server = FaultyServer::replying(vec![Reply::Silence]).await;
    let builder = server.builder().attempt_timeout(2 * SECOND);
    let client = builder.deadline(5 * SECOND).build().unwrap();
    let start = Instant::now();
    let error = client.list_users().send().await.unwrap_err();
    assert_eq!((error.attempts(), start.elapsed().as_secs()), (3, 5));
    assert_eq!(
        error.to_string(),
        "list_users: GET /users had no answer within 5s (after 3 attempts)"
    );
    let before = std::error::Error::source(&error).unwrap().to_string();
    assert!(before.contains("had no answer: "), "{before}");
    assert!(matches!(&error, Error::Transport(cause) if cause.is_timeout() && !cause.is_connect()));

    let start = Instant::now();
    let sooner = CallOptions::new().deadline(SECOND);
    let error = client.list_users().with(sooner).send().await.unwrap_err();
    assert_eq!((error.attempts(), start.elapsed().as_secs()), (1, 1));

    let later = CallOptions::new().deadline(Duration::MAX);
    let error = client.list_users().with(later).send().await.unwrap_err();
    assert_eq!(
        error.attempts(),
        4,
        "no clock can hold that deadline: {error}"
    );
}

#[tokio::test(start_paused = true)]
async fn no_wait_is_begun_that_the_deadline_would_cut_short() {
    for retry_after in ["60", "61", "9999"] {
        let server = FaultyServer::replying(vec![too_much(retry_after), users()]).await;
        let client = server.builder().deadline(60 * SECOND).build().unwrap();
        let start = Instant::now();
        let error = client.list_users().send().await.unwrap_err();
        assert!(start.elapsed() < SECOND, "{retry_after}");
        assert!(
            error.is_rate_limited(),
            "what went wrong, not that time is up: {error}"
        );
        assert_eq!((error.attempts(), server.count()), (1, 1));
    }
    let server = FaultyServer::replying(vec![too_much("58"), users()]).await;
    let client = server.builder().deadline(60 * SECOND).build().unwrap();
    assert_eq!(list(&client).await.unwrap(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_does_not_end_is_timed_out_like_any_answer() {
    let stalled = Reply::Keep(Answer::text(503, "text/plain", "Oops").cut(2));
    for (operation, call) in CALLABLES {
        if !operation.safe_to_repeat {
            continue;
        }
        let server = FaultyServer::replying(vec![stalled.clone(), success(operation).into()]).await;
        let client = server
            .builder()
            .attempt_timeout(5 * SECOND)
            .build()
            .unwrap();
        let sent = tokio::time::timeout(60 * SECOND, call(&client, CallOptions::new())).await;
        let sent = sent.unwrap_or_else(|_| panic!("{}: it hangs", operation.id));
        assert_eq!(sent.unwrap(), 2, "{}", operation.id);
    }
}
