//! Which calls are sent again, how soon and how often, against servers on loopback that misbehave.
//!
//! Where time matters it is paused: it moves on only when client and server both have nothing to do but wait.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

#[path = "retries/budget.rs"]
mod budget;
#[path = "retries/cancel.rs"]
mod cancel;
#[path = "retries/errors.rs"]
mod errors;
#[path = "retries/held.rs"]
mod held;
#[path = "retries/limits.rs"]
mod limits;
#[path = "retries/money.rs"]
mod money;
mod support;
#[path = "retries/time.rs"]
mod time;

use std::pin::Pin;
use std::time::Duration;

use amplemarket::builder::SearchPeople;
use amplemarket::{
    Attempt, CallOptions, Client, Error, Hook, Operation, Response, RetryPolicy, operations, types,
};
use serde_json::Map;
use support::Answer;
use support::faults::{FaultyServer, Reply, at_once, success};
use tokio::net::TcpListener;
use tokio::time::Instant;

/// A call under way: how often it was sent until it came through.
type Call = Pin<Box<dyn Future<Output = Result<u32, Error>> + Send>>;

/// An operation, and a call of it.
type Callable = (&'static Operation, fn(&Client, CallOptions) -> Call);

fn attempts<T>(sent: impl Future<Output = Result<Response<T>, Error>> + Send + 'static) -> Call {
    Box::pin(async move { Ok(sent.await?.attempts()) })
}

/// Calls of operations of every kind: those that can be repeated, and those that can't.
const CALLABLES: &[Callable] = &[
    (&operations::LIST_USERS, |client, options| {
        attempts(client.list_users().with(options).send())
    }),
    (&operations::GET_CALL_RECORDING, |client, options| {
        attempts(client.get_call_recording().id("7").with(options).send())
    }),
    (&operations::CANCEL_EMAIL_VALIDATION, |client, options| {
        attempts(
            client
                .cancel_email_validation()
                .id("7")
                .with(options)
                .send(),
        )
    }),
    (&operations::CANCEL_PERSON_ENRICHMENT, |client, options| {
        attempts(
            client
                .cancel_person_enrichment()
                .id("7")
                .with(options)
                .send(),
        )
    }),
    (&operations::DELETE_EXCLUDED_EMAILS, |client, options| {
        let call = client.delete_excluded_emails();
        let excluded = types::DeleteExcludedEmailsExcludedEmail::builder().email("a@b.example");
        attempts(
            call.excluded_emails([
                types::DeleteExcludedEmailsExcludedEmail::try_from(excluded).unwrap()
            ])
            .with(options)
            .send(),
        )
    }),
    (&operations::SEARCH_PEOPLE, |client, options| {
        attempts(search_for(client, 1).with(options).send())
    }),
    (&operations::UPDATE_MAILBOX, |client, options| {
        let call = client.update_mailbox().id("7").daily_email_limit(80);
        attempts(call.with(options).send())
    }),
    (&operations::START_EMAIL_VALIDATION, |client, options| {
        let emails = ["a@b.example"].map(types::StartEmailValidationEmail::from);
        attempts(
            client
                .start_email_validation()
                .emails(emails)
                .with(options)
                .send(),
        )
    }),
    (&operations::START_PERSON_ENRICHMENT, |client, options| {
        let lead = types::StartPersonEnrichmentLead::builder().email("a@b.example");
        let call = client
            .start_person_enrichment()
            .leads([types::StartPersonEnrichmentLead::try_from(lead).unwrap()]);
        attempts(call.with(options).send())
    }),
];

/// A search, told from others by its page.
fn search_for(client: &Client, page: u64) -> SearchPeople {
    client.search_people().page(page).extra(Map::new())
}

async fn list(client: &Client) -> Result<u32, Error> {
    attempts(client.list_users().send()).await
}

/// A success of the operation that most tests call.
fn users() -> Reply {
    success(&operations::LIST_USERS).into()
}

fn status(status: u16) -> Reply {
    Answer::empty(status, "").into()
}

/// Too much, and for how long.
fn too_much(retry_after: &str) -> Reply {
    Answer::empty(429, &format!("retry-after: {retry_after}\r\n")).into()
}

/// What is sent again when something goes wrong.
#[derive(Clone, Copy)]
enum Again {
    Never,
    /// What is safe to repeat.
    Safe,
    Always,
}

fn faults() -> Vec<(String, Reply, Again)> {
    let statuses = |list: &[u16], again| -> Vec<(String, Reply, Again)> {
        let fault = |code: &u16| (code.to_string(), status(*code), again);
        list.iter().map(fault).collect()
    };
    let mut faults = statuses(
        &[302, 400, 401, 402, 403, 404, 409, 422, 500, 501],
        Again::Never,
    );
    faults.extend(statuses(&[408, 502, 503, 504], Again::Safe));
    faults.extend(statuses(&[429], Again::Always));
    let half_a_head = Answer::raw("HTTP/1.1 200").into();
    let others = [
        ("429 for a while", too_much("1"), Again::Always),
        ("timeout", Reply::Silence, Again::Safe),
        ("closed", Reply::Close, Again::Safe),
        ("reset", Reply::Reset, Again::Safe),
        ("half a head", half_a_head, Again::Safe),
    ];
    faults.extend(others.map(|(name, reply, again)| (name.to_owned(), reply, again)));
    faults
}

#[tokio::test(start_paused = true)]
async fn what_is_sent_again_and_what_is_not() {
    for (operation, call) in CALLABLES {
        let mut faults = faults();
        // Where the answer is bytes, what breaks off is the reader's to see.
        if operation.id != "get_call_recording" {
            let cut = success(operation).cut(1).into();
            faults.push(("cut body".to_owned(), cut, Again::Safe));
            let html = Answer::text(200, "text/html", "<html>").into();
            faults.push(("not JSON".to_owned(), html, Again::Never));
        }
        for (fault, reply, again) in faults {
            let again = match again {
                Again::Never => false,
                Again::Safe => operation.safe_to_repeat,
                Again::Always => true,
            };
            check(operation, *call, &fault, reply, again).await;
        }
    }
}

/// One fault, then successes: the call comes through in two attempts, or fails in one.
async fn check(
    operation: &'static Operation,
    call: fn(&Client, CallOptions) -> Call,
    fault: &str,
    reply: Reply,
    again: bool,
) {
    let server = FaultyServer::replying(vec![reply, success(operation).into()]).await;
    let minute = CallOptions::new().attempt_timeout(Duration::from_secs(60));
    let sent = call(&server.client(), minute).await;
    let at = format!("{} {fault}: {sent:?}", operation.id);
    assert_eq!(server.count(), if again { 2 } else { 1 }, "{at}");
    match sent {
        Ok(attempts) => assert!(again && attempts == 2, "{at}"),
        Err(error) => {
            assert!(!again && error.attempts() == 1, "{at}");
            assert!(!error.is_retryable(), "{at}");
            assert_eq!(error.operation(), Some(operation), "{at}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_sent_is_sent_again_whatever_it_is() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::builder().api_key(support::KEY).base_url(base_url);
    let client = client.retry(at_once()).rate_limited(false).build().unwrap();
    for (operation, call) in CALLABLES {
        let error = call(&client, CallOptions::new()).await.unwrap_err();
        assert_eq!(error.attempts(), 4, "{error}");
        assert!(error.is_retryable(), "{error}");
        assert!(
            matches!(&error, Error::Transport(cause) if cause.is_connect()),
            "{error:?}"
        );
        let line = error.to_string();
        assert!(line.starts_with(operation.id), "{line}");
        assert!(line.ends_with("(after 4 attempts)"), "{line}");
    }
}

/// Starts a server before the second attempt, where nobody was before.
struct UpByTheSecond(std::net::SocketAddr, std::sync::mpsc::Sender<FaultyServer>);

impl Hook for UpByTheSecond {
    fn before(
        &self,
        attempt: &Attempt<'_>,
        _request: &mut reqwest::Request,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        if attempt.number == 2 {
            let listener = std::net::TcpListener::bind(self.0)?;
            listener.set_nonblocking(true)?;
            let started = success(&operations::START_EMAIL_VALIDATION);
            let server = FaultyServer::on(TcpListener::from_std(listener)?, move |_| {
                started.clone().into()
            });
            self.1.send(server)?;
        }
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_comes_up_in_time_gets_the_call_once() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let (sender, started) = std::sync::mpsc::channel();
    let client = Client::builder()
        .api_key(support::KEY)
        .base_url(format!("http://{address}"))
        .retry(at_once())
        .hook(UpByTheSecond(address, sender));
    let client = client.build().unwrap();
    let emails = ["a@b.example"].map(types::StartEmailValidationEmail::from);
    let batch = client.start_email_validation().emails(emails).send().await;
    assert_eq!(batch.unwrap().attempts(), 2);
    assert_eq!(started.recv().unwrap().count(), 1);
}

#[tokio::test(start_paused = true)]
async fn attempts_have_a_limit_for_a_client_and_for_a_call() {
    for (of_client, of_call, expected) in [
        (None, None, 4),
        (Some(1), None, 1),
        (Some(7), None, 7),
        (Some(7), Some(2), 2),
        (Some(1), Some(3), 3),
        (Some(0), None, 1),
    ] {
        let server = FaultyServer::replying(vec![status(503)]).await;
        let mut builder = server.builder();
        if let Some(attempts) = of_client {
            builder = builder.retry(at_once().attempts(attempts));
        }
        let mut options = CallOptions::new();
        if let Some(attempts) = of_call {
            options = options.retry(at_once().attempts(attempts));
        }
        let client = builder.build().unwrap();
        let error = client.list_users().with(options).send().await.unwrap_err();
        assert_eq!(
            (error.attempts(), server.count()),
            (expected, expected as usize)
        );
        assert_eq!(
            error
                .to_string()
                .ends_with(&format!("(after {expected} attempts)")),
            expected > 1,
            "{error}"
        );
    }
    let server = FaultyServer::replying(vec![status(503)]).await;
    let call = server.client().list_users();
    let never = CallOptions::new().retry(RetryPolicy::never());
    let error = call.clone().with(never.clone()).send().await.unwrap_err();
    assert!(error.is_retryable(), "it was safe, and not wanted");
    assert!(call.with(never).stream().try_next().await.is_err());
    assert_eq!(
        server.count(),
        2,
        "options hold for the pages of a list too"
    );
}

#[tokio::test(start_paused = true)]
async fn a_list_goes_on_where_a_page_failed_at_first() {
    let page = |id: &str, next: &str| {
        let links = format!("{{\"self\":{{\"href\":\"/users\"}}{next}}}");
        let body = format!("{{\"users\":[{{\"id\":\"{id}\"}}],\"_links\":{links}}}");
        Reply::from(Answer::text(200, "application/json", &body))
    };
    let next = ",\"next\":{\"href\":\"/users?page[after]=x\"}";
    let server = FaultyServer::replying(vec![
        status(503),
        page("a", next),
        too_much("1"),
        Reply::Reset,
        page("b", ""),
    ])
    .await;
    let users = server
        .client()
        .list_users()
        .stream()
        .collect()
        .await
        .unwrap();
    let ids: Vec<_> = users.into_iter().filter_map(|user| user.id).collect();
    assert_eq!(ids, ["a", "b"]);
    let targets: Vec<String> = server
        .received()
        .into_iter()
        .map(|held| held.target)
        .collect();
    let second = "/users?page[after]=x";
    assert_eq!(targets, ["/users", "/users", second, second, second]);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_died_unused_costs_no_call() {
    for _ in 0..20 {
        let answer = success(&operations::LIST_USERS);
        let mut first = true;
        let server = FaultyServer::replying_by(move |_| {
            if std::mem::take(&mut first) {
                Reply::Keep(answer.clone())
            } else {
                answer.clone().into()
            }
        })
        .await;
        let client = server.client();
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(list(&client).await.unwrap(), 1);
        }
        assert!(start.elapsed() < Duration::from_secs(1));
    }
}
