//! Hooks stand around every attempt; spans and events tell of it; none of them ever gives the key away.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

#[path = "hooks/endings.rs"]
mod endings;
#[path = "hooks/secrets.rs"]
mod secrets;
#[path = "hooks/spans.rs"]
mod spans;
mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use amplemarket::{Attempt, Client, Error, Hook, Outcome, operations};
use reqwest::Request;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde_json::json;
use support::faults::{FaultyServer, Reply, success};
use support::{Answer, KEY, Server};

type Refusal = Box<dyn std::error::Error + Send + Sync>;

/// Writes down what it sees, under a name.
#[derive(Clone)]
struct Witness(&'static str, Arc<Mutex<Vec<String>>>);

impl Witness {
    fn new() -> Self {
        Self("", Arc::default())
    }

    fn saw(&self) -> Vec<String> {
        self.1.lock().unwrap().clone()
    }

    fn note(&self, line: String) {
        self.1.lock().unwrap().push(format!("{}{line}", self.0));
    }
}

impl Hook for Witness {
    fn before(&self, attempt: &Attempt<'_>, request: &mut Request) -> Result<(), Refusal> {
        assert!(!format!("{request:?} {attempt:?}").contains(KEY));
        assert!(!request.headers().contains_key(AUTHORIZATION));
        assert_eq!(attempt.host, "127.0.0.1");
        let Attempt {
            operation, number, ..
        } = attempt;
        let (method, path) = (request.method(), request.url().path());
        self.note(format!("{} {number}: {method} {path}", operation.id));
        Ok(())
    }

    fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
        assert!(!format!("{outcome:?}").contains(KEY));
        let status = outcome.status.map(|status| status.as_u16());
        let seconds = outcome.duration.as_secs();
        let failed = if outcome.error.is_some() {
            "failed"
        } else {
            "done"
        };
        self.note(format!(
            "{} {}: {status:?} {failed} in {seconds} s",
            attempt.operation.id, attempt.number
        ));
    }
}

/// Does one thing to every request.
struct Changes<F>(F);

impl<F: Fn(&mut Request) -> Result<(), Refusal> + Send + Sync + 'static> Hook for Changes<F> {
    fn before(&self, _: &Attempt<'_>, request: &mut Request) -> Result<(), Refusal> {
        (self.0)(request)
    }
}

async fn list(client: &Client) -> Result<u32, Error> {
    Ok(client.list_users().send().await?.attempts())
}

fn users() -> Reply {
    success(&operations::LIST_USERS).into()
}

#[tokio::test(start_paused = true)]
async fn a_hook_sees_each_attempt_and_what_came_of_it() {
    let witness = Witness::new();
    let server = FaultyServer::replying(vec![
        Answer::empty(503, "").into(),
        Reply::Silence,
        Reply::Close,
        success(&operations::LIST_USERS).cut(1).into(),
        users(),
    ])
    .await;
    let builder = server.builder().hook(witness.clone());
    let policy = support::faults::at_once().attempts(9);
    let client = builder
        .retry(policy)
        .attempt_timeout(Duration::from_secs(9))
        .build();
    assert_eq!(list(&client.unwrap()).await.unwrap(), 5);
    assert_eq!(
        witness.saw(),
        [
            "list_users 1: GET /users",
            "list_users 1: Some(503) failed in 0 s",
            "list_users 2: GET /users",
            "list_users 2: None failed in 9 s",
            "list_users 3: GET /users",
            "list_users 3: None failed in 0 s",
            "list_users 4: GET /users",
            "list_users 4: Some(200) failed in 0 s",
            "list_users 5: GET /users",
            "list_users 5: Some(200) done in 0 s",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn hooks_stand_in_their_order_around_calls_pages_and_bytes() {
    let first = Witness::new();
    let second = Witness("  ", Arc::clone(&first.1));
    let server = FaultyServer::replying_by(|request| {
        let recording = request.target.starts_with("/calls");
        let operation = if recording {
            &operations::GET_CALL_RECORDING
        } else {
            &operations::LIST_USERS
        };
        success(operation).into()
    })
    .await;
    let client = server
        .builder()
        .hook(first.clone())
        .hook(second)
        .build()
        .unwrap();
    client.get_call_recording().id("7").send().await.unwrap();
    client.list_users().stream().try_next().await.unwrap();
    assert_eq!(
        first.saw(),
        [
            "get_call_recording 1: GET /calls/7/recording",
            "  get_call_recording 1: GET /calls/7/recording",
            "get_call_recording 1: Some(200) done in 0 s",
            "  get_call_recording 1: Some(200) done in 0 s",
            "list_users 1: GET /users",
            "  list_users 1: GET /users",
            "list_users 1: Some(200) done in 0 s",
            "  list_users 1: Some(200) done in 0 s",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_hook_can_refuse_and_nothing_is_sent() {
    let server = FaultyServer::replying(vec![Answer::empty(503, "").into(), users()]).await;
    let witness = Witness::new();
    let never = Changes(|_: &mut Request| Err("not on a Sunday".into()));
    let client = server
        .builder()
        .hook(never)
        .hook(witness.clone())
        .build()
        .unwrap();
    let error = list(&client).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "list_users: a hook refused it: not on a Sunday; nothing was sent"
    );
    assert!(matches!(error, Error::Request(_)) && !error.is_retryable());
    assert_eq!((error.attempts(), server.count()), (0, 0));
    assert!(
        witness.saw().is_empty(),
        "the first refusal is the last word"
    );

    let attempts = Mutex::new(0);
    let once = Changes(move |_: &mut Request| {
        let mut attempts = attempts.lock().unwrap();
        *attempts += 1;
        if *attempts > 1 {
            Err("once is enough".into())
        } else {
            Ok(())
        }
    });
    let client = server.builder().hook(once).build().unwrap();
    let error = list(&client).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "list_users: a hook refused it: once is enough; it was not sent again after list_users: GET /users answered 503 Service Unavailable and nothing else"
    );
    let before = std::error::Error::source(&error).unwrap();
    let before = before.downcast_ref::<Error>().unwrap();
    assert_eq!(before.status().unwrap(), 503);
    assert_eq!((error.attempts(), server.count()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_hook_can_change_what_is_sent_but_not_the_key() {
    let server = FaultyServer::replying(vec![Answer::empty(503, "").into(), users()]).await;
    let changes = Changes(|request: &mut Request| {
        let headers = request.headers_mut();
        headers.insert("x-trace", HeaderValue::from_static("t-1"));
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer another"));
        request.url_mut().query_pairs_mut().append_pair("dry", "1");
        Ok(())
    });
    let client = server.builder().hook(changes).build().unwrap();
    assert_eq!(list(&client).await.unwrap(), 2);
    for request in server.received() {
        assert_eq!(
            request.target, "/users?dry=1",
            "each attempt begins from the call itself"
        );
        assert_eq!(request.header("x-trace"), Some("t-1"));
        let keys = request
            .headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        let keys: Vec<&str> = keys.map(|(_, value)| value.as_str()).collect();
        assert_eq!(keys, [format!("Bearer {KEY}")]);
    }
}

#[tokio::test]
async fn the_key_goes_to_no_other_origin() {
    let answer = success(&operations::LIST_USERS);
    let (server, other) = (
        Server::answering(vec![answer.clone()]).await,
        Server::answering(vec![answer]).await,
    );
    let (port, same_port) = (
        other.base_url.clone(),
        server.base_url.rsplit_once(':').unwrap().1,
    );
    for elsewhere in [
        format!("{port}/users"),
        format!("http://localhost:{same_port}/users"),
        format!("https://127.0.0.1:{same_port}/users"),
        format!("http://127.0.0.2:{same_port}/users"),
        format!("http://[::1]:{same_port}/users"),
        format!("http://127.0.0.1:{same_port}@{}/users", other.host()),
        "data:text/plain,hello".to_owned(),
    ] {
        let to = elsewhere.clone();
        let changes = Changes(move |request: &mut Request| {
            *request.url_mut() = to.parse()?;
            Ok(())
        });
        let client = Client::builder()
            .api_key(KEY)
            .base_url(&server.base_url)
            .hook(changes);
        let error = list(&client.build().unwrap()).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "list_users: the address is not the base URL's origin; nothing was sent",
            "{elsewhere}"
        );
        assert_eq!(error.attempts(), 0);
    }
    assert!(server.received().is_empty() && other.received().is_empty());
}
