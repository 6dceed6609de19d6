//! The documented limits, kept before the API has to say so, and its 429 heard by all clones.

use amplemarket::RateLimit;

use super::*;

async fn search(client: &Client, page: u64) -> Result<u32, Error> {
    attempts(search_for(client, page).send()).await
}

/// A client with the limits that it has unless told otherwise.
fn limited(server: &FaultyServer) -> Client {
    server.builder().rate_limited(true).build().unwrap()
}

/// Answers every operation that is called here with a success.
async fn willing() -> FaultyServer {
    let (users, people, recording) = (
        success(&operations::LIST_USERS),
        success(&operations::SEARCH_PEOPLE),
        success(&operations::GET_CALL_RECORDING),
    );
    FaultyServer::replying_by(move |request| match request.target.as_str() {
        "/people/search" => people.clone().into(),
        target if target.starts_with("/calls/") => recording.clone().into(),
        _ => users.clone().into(),
    })
    .await
}

fn requests(limit: Option<RateLimit>) -> (usize, u64) {
    let limit = limit.unwrap();
    (
        usize::try_from(limit.requests).unwrap(),
        limit.per.as_secs(),
    )
}

#[tokio::test(start_paused = true)]
async fn limits_are_on_unless_told_otherwise_and_shared_by_clones() {
    let (most, per) = requests(operations::RATE_LIMIT);
    assert_eq!((most, per), (500, 60));
    let server = willing().await;
    let client = limited(&server);
    let start = Instant::now();
    for _ in 0..most + 2 {
        list(&client.clone()).await.unwrap();
    }
    let came = server.seconds_after(start);
    assert_eq!(came[most - 1], 0, "no faster, and no slower");
    assert_eq!(came[most..], [per, per]);
}

#[tokio::test(start_paused = true)]
async fn an_operation_with_its_own_limit_has_it_apart() {
    let server = willing().await;
    let client = limited(&server);
    let start = Instant::now();

    let (most, per) = requests(operations::SEARCH_PEOPLE.rate_limit);
    assert_eq!((most, per), (30, 60));
    for page in 0..=most {
        search(&client, page as u64).await.unwrap();
    }
    assert_eq!(server.seconds_after(start)[most - 1..], [0, per]);

    let start = Instant::now();
    let (most, per) = requests(operations::GET_CALL_RECORDING.rate_limit);
    assert_eq!((most, per), (50, 3600));
    let before = server.count();
    for _ in 0..most {
        client.get_call_recording().id("7").send().await.unwrap();
    }
    let next = tokio::spawn(client.get_call_recording().id("7").send());
    // What others wait for is nothing to the rest.
    for _ in 0..100 {
        list(&client).await.unwrap();
    }
    assert!(start.elapsed() < Duration::from_secs(1));
    next.await.unwrap().unwrap();
    let came = server.seconds_after(start);
    assert_eq!((came[before + most - 1], came.last()), (0, Some(&per)));
}

#[tokio::test(start_paused = true)]
async fn turns_are_taken_in_the_order_of_asking() {
    let server = willing().await;
    let client = limited(&server);
    for page in 0..30 {
        search(&client, page).await.unwrap();
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    let mut calls = tokio::task::JoinSet::new();
    for page in 30..50 {
        let client = client.clone();
        calls.spawn(async move { search(&client, page).await });
        // Each is in the queue before the next.
        tokio::task::yield_now().await;
    }
    for outcome in calls.join_all().await {
        outcome.unwrap();
    }
    let pages: Vec<u64> = server
        .received()
        .iter()
        .map(|request| request.json()["page"].as_u64().unwrap())
        .collect();
    assert!(pages.iter().copied().eq(0..50), "{pages:?}");
}

#[tokio::test(start_paused = true)]
async fn attempts_take_turns_like_calls() {
    let server = FaultyServer::replying(vec![status(503)]).await;
    let client = limited(&server);
    let start = Instant::now();
    for page in 0..10 {
        assert_eq!(search(&client, page).await.unwrap_err().attempts(), 4);
    }
    let came = server.seconds_after(start);
    assert_eq!((came[29], came[30]), (0, 60));
}

#[tokio::test(start_paused = true)]
async fn a_429_holds_back_all_clones() {
    let start = Instant::now();
    let answer = success(&operations::LIST_USERS);
    let server = FaultyServer::replying_by(move |_| {
        if start.elapsed() < Duration::from_secs(30) {
            too_much(&(30 - start.elapsed().as_secs()).to_string())
        } else {
            answer.clone().into()
        }
    })
    .await;
    let client = limited(&server);
    let first = tokio::spawn({
        let client = client.clone();
        async move { list(&client).await }
    });
    while server.count() == 0 {
        tokio::task::yield_now().await;
    }
    tokio::time::advance(Duration::from_secs(1)).await;
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let client = client.clone();
        calls.spawn(async move { list(&client).await });
    }
    assert_eq!(first.await.unwrap().unwrap(), 2);
    for outcome in calls.join_all().await {
        assert_eq!(outcome.unwrap(), 1, "it was known to be in vain");
    }
    let came = server.seconds_after(start);
    assert_eq!(came.len(), 42);
    assert!(came[1..].iter().all(|at| *at >= 30), "{came:?}");
}

#[tokio::test(start_paused = true)]
async fn a_storm_of_429_ends_for_all() {
    let start = Instant::now();
    let answer = success(&operations::LIST_USERS);
    let server = FaultyServer::replying_by(move |_| {
        if start.elapsed() < Duration::from_secs(20) {
            too_much("20")
        } else {
            answer.clone().into()
        }
    })
    .await;
    let client = limited(&server);
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..80 {
        let client = client.clone();
        calls.spawn(async move { list(&client).await });
    }
    for outcome in calls.join_all().await {
        assert!(
            outcome.unwrap() <= 2,
            "it asked again before the time was over"
        );
    }
    let came = server.seconds_after(start);
    assert!(came.iter().all(|at| *at == 0 || *at >= 20), "{came:?}");
}

#[tokio::test(start_paused = true)]
async fn a_429_of_an_operation_with_its_own_limit_holds_back_no_other() {
    let people = success(&operations::SEARCH_PEOPLE);
    let users = success(&operations::LIST_USERS);
    let mut first = true;
    let server = FaultyServer::replying_by(move |request| match request.method.as_str() {
        "POST" if std::mem::take(&mut first) => too_much("60"),
        "POST" => people.clone().into(),
        _ => users.clone().into(),
    })
    .await;
    let client = limited(&server);
    let never = CallOptions::new().retry(RetryPolicy::never());
    let start = Instant::now();
    let error = search_for(&client, 0).with(never).send().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
    list(&client).await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 0);
    assert_eq!(search(&client, 1).await.unwrap(), 1);
    assert_eq!(start.elapsed().as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn a_call_or_a_client_can_do_without_limits() {
    let server = willing().await;
    let (client, other) = (limited(&server), server.client());
    let start = Instant::now();
    for page in 0..30 {
        search(&client, page).await.unwrap();
    }
    let skip = CallOptions::new().skip_rate_limit();
    for page in 0..40 {
        let call = search_for(&client, page);
        call.with(skip.clone()).send().await.unwrap();
        search(&other, page).await.unwrap();
    }
    assert_eq!(start.elapsed().as_secs(), 0);
    search(&client, 0).await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn who_skips_the_limit_is_counted_by_it() {
    let server = willing().await;
    let client = limited(&server);
    let start = Instant::now();
    let skip = CallOptions::new().skip_rate_limit();
    for page in 0..30 {
        let call = search_for(&client, page);
        call.with(skip.clone()).send().await.unwrap();
    }
    search(&client, 30).await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 60, "the API counts them too");
}

#[tokio::test(start_paused = true)]
async fn a_429_is_heard_by_clients_without_limits_and_not_by_who_skips_them() {
    let server = FaultyServer::replying(vec![too_much("60"), users()]).await;
    let client = server.client();
    let never = CallOptions::new().retry(RetryPolicy::never());
    let start = Instant::now();
    let call = client.list_users();
    call.clone().with(never).send().await.unwrap_err();
    let skip = CallOptions::new().skip_rate_limit();
    call.with(skip).send().await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 0);
    assert_eq!(list(&client.clone()).await.unwrap(), 1);
    assert_eq!(start.elapsed().as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn a_429_for_a_year_does_not_stop_a_client_for_a_year() {
    let server = FaultyServer::replying(vec![too_much("31536000"), users()]).await;
    let client = limited(&server);
    let start = Instant::now();
    let error = list(&client).await.unwrap_err();
    assert_eq!(error.retry_after().unwrap().as_secs(), 31_536_000);
    assert_eq!((start.elapsed().as_secs(), server.count()), (0, 1));
    assert_eq!(list(&client).await.unwrap(), 1);
    assert_eq!(start.elapsed().as_secs(), 120);
}

#[tokio::test(start_paused = true)]
async fn a_turn_after_the_deadline_is_not_waited_for() {
    let server = willing().await;
    let client = limited(&server);
    for page in 0..30 {
        search(&client, page).await.unwrap();
    }
    tokio::time::advance(Duration::from_secs(10)).await;
    let start = Instant::now();
    let within = |seconds| CallOptions::new().deadline(Duration::from_secs(seconds));
    let call = search_for(&client, 30);
    let error = call.clone().with(within(20)).send().await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 0, "it is known at once");
    assert_eq!(
        error.to_string(),
        "search_people: POST /people/search was not sent: its turn under the rate limits would come in 50s, later than its deadline of 20s allows"
    );
    assert_eq!(error.retry_after(), Some(Duration::from_secs(50)));
    assert!(error.is_rate_limited() && error.is_retryable() && error.is_timeout());
    assert!(matches!(&error, Error::Transport(cause) if cause.is_connect()));
    assert_eq!((error.attempts(), server.count()), (0, 30), "{error}");
    call.with(within(51)).send().await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 50);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_whose_turn_is_too_late_keeps_what_went_wrong_before() {
    let server = FaultyServer::replying(vec![status(429)]).await;
    let client = limited(&server);
    let deadline = CallOptions::new()
        .deadline(Duration::from_secs(20))
        .retry(at_once().attempts(100));
    let call = search_for(&client, 0).with(deadline);
    let error = call.send().await.unwrap_err();
    let line = error.to_string();
    assert!(line.contains("was not sent again: its turn"), "{line}");
    assert!(line.ends_with("(after 30 attempts)"), "{line}");
    let before = std::error::Error::source(&error).unwrap().to_string();
    assert!(before.contains("answered 429"), "{before}");
    assert!(matches!(&error, Error::Transport(cause) if !cause.is_connect()));
    assert!(error.is_retryable(), "a 429 was not taken");
}
