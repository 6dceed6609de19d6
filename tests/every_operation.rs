//! Every operation against the mock, each by itself, with the least that there is to set and with the most: all of it is
//! taken, and what comes back is to the letter what the docs say.
//!
//! Nothing is listed here. The calls are derived from the spec, and so is the mock.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

#[path = "support/calls.rs"]
mod calls;

use amplemarket::{Client, Operation, RetryPolicy, operations};
use amplemarket_mock::{MockServer, Pace};
use calls::{Extent, Failure, Way, call};
use serde_json::Value;

#[tokio::test]
async fn each_answer_is_what_the_docs_say() {
    for &operation in operations::ALL {
        for extent in [Extent::Least, Extent::Most] {
            let server = MockServer::builder().pace(Pace::instant()).start().await;
            let server = server.unwrap();
            let client = strict(&server);
            let answer = answered(&client, operation, extent).await;
            let answer = answer.unwrap_or_else(|failure| panic!("{extent:?}: {failure}"));
            assert_ne!(answer, Value::Null, "{operation}: nothing came");

            let received = server.received();
            let last = received.last().and_then(|last| last.operation.as_deref());
            assert_eq!(last, Some(operation.id), "{operation} asks for another");
        }
    }
}

/// Calls an operation, on something that is there: what was just made beside it or is listed there, or else anything, since
/// of the rest the mock keeps no account. Some ids are numbers.
async fn answered(
    client: &Client,
    operation: &Operation,
    extent: Extent,
) -> Result<Value, Failure> {
    let held = match operation.path.split_once("/{") {
        Some((above, _)) => id_at(client, above).await,
        None => None,
    };
    let numbered = |_: &str, _: &str| "1".to_owned();
    let there = |_: &str, made_up: &str| held.clone().unwrap_or_else(|| made_up.to_owned());
    match sent(client, operation, extent, &there).await {
        Err(Failure::Failed(error)) if error.is_not_found() && held.is_none() => {
            sent(client, operation, extent, &numbered).await
        }
        answer => answer,
    }
}

/// The id of something below a path.
async fn id_at(client: &Client, path: &str) -> Option<String> {
    let made_up = |_: &str, made_up: &str| made_up.to_owned();
    for method in ["POST", "GET"] {
        let is_there =
            |operation: &&&Operation| (operation.method, operation.path) == (method, path);
        let Some(operation) = operations::ALL.iter().find(is_there) else {
            continue;
        };
        let answer = sent(client, operation, Extent::Least, &made_up).await;
        let answer = answer.unwrap_or_else(|failure| panic!("{failure}"));
        let id = match &answer["id"] {
            Value::Null => {
                let mut lists = answer.as_object().into_iter().flatten();
                lists.find_map(|(_, list)| list.get(0)?.get("id")).cloned()
            }
            id => Some(id.clone()),
        };
        match id {
            Some(Value::String(id)) => return Some(id),
            Some(Value::Number(id)) => return Some(id.to_string()),
            _ => {}
        }
    }
    None
}

async fn sent(
    client: &Client,
    operation: &Operation,
    extent: Extent,
    path: &calls::Path<'_>,
) -> Result<Value, Failure> {
    let way = Way {
        extent,
        pages: usize::MAX,
        path,
    };
    let sent = call(client, operation.id, &way);
    sent.unwrap_or_else(|| panic!("{operation} is not among the calls; run `cargo xtask regen`"))
        .await
}

/// Anything in an answer that the docs do not name is an error.
fn strict(server: &MockServer) -> Client {
    Client::builder()
        .api_key("made-up")
        .base_url(server.url())
        .retry(RetryPolicy::never())
        .strict(true)
        .build()
        .unwrap()
}
