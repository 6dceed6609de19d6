//! How much of an answer is read, and what errors keep of it.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

mod support;

use amplemarket::{Client, Error, operations};
use serde_json::json;
use support::faults::{FaultyServer, Reply, success};
use support::{Answer, KEY};

/// A page of users that is so long, give or take a little.
fn page(bytes: usize) -> String {
    let name = "x".repeat(bytes);
    json!({ "users": [{ "name": name }], "_links": { "self": { "href": "/" } } }).to_string()
}

/// The same in chunks, so that no header says how long it is.
fn chunked(body: &str) -> Answer {
    let mut text =
        "HTTP/1.1 200 OK\r\nx-request-id: r-1\r\ntransfer-encoding: chunked\r\n\r\n".to_owned();
    for chunk in body.as_bytes().chunks(1000) {
        let chunk = std::str::from_utf8(chunk).unwrap();
        text.push_str(&format!("{:x}\r\n{chunk}\r\n", chunk.len()));
    }
    Answer::raw(&(text + "0\r\n\r\n"))
}

async fn client(answer: Answer, most: Option<usize>) -> (FaultyServer, Client) {
    let server = FaultyServer::replying(vec![answer.into()]).await;
    let mut builder = server.builder();
    if let Some(most) = most {
        builder = builder.max_body_size(most);
    }
    let client = builder.build().unwrap();
    (server, client)
}

#[tokio::test]
async fn a_body_is_read_up_to_a_size() {
    let body = page(5_000);
    let length = body.len();
    for answer in [Answer::text(200, "application/json", &body), chunked(&body)] {
        for (most, fits) in [
            (None, true),
            (Some(length), true),
            (Some(length - 1), false),
            (Some(1000), false),
            (Some(0), false),
            (Some(usize::MAX), true),
        ] {
            let (server, client) = client(answer.clone(), most).await;
            let sent = client.list_users().send().await;
            if fits {
                assert!(sent.is_ok(), "{most:?}: {sent:?}");
                continue;
            }
            let error = sent.unwrap_err();
            let most = most.unwrap();
            assert_eq!(
                error.to_string(),
                format!(
                    "list_users: GET /users answered 200 OK, and the answer can't be read at `.`: it is longer than the {most} bytes that this client reads; ClientBuilder::max_body_size sets them"
                )
            );
            assert!(matches!(error, Error::Decode(_)) && !error.is_retryable());
            assert_eq!(server.count(), 1, "what was done is not asked for again");
        }
    }
}

#[tokio::test]
async fn a_file_has_no_limit() {
    let recording = vec![7; 100_000];
    let answer = Answer::bytes(200, "audio/mpeg", &recording);
    let (_server, client) = client(answer, Some(10)).await;
    let file = client.get_call_recording().id("7").send().await.unwrap();
    assert_eq!(file.into_inner().collect().await.unwrap(), recording);
}

#[tokio::test]
async fn what_a_cut_body_may_hold_of_the_key_is_not_kept() {
    let body = format!("{}{KEY}", "x".repeat(90));
    for most in 90..90 + KEY.len() {
        let (_server, client) = client(chunked(&body), Some(most)).await;
        let error = client.list_users().send().await.unwrap_err();
        assert!(!error.body().unwrap().contains(&KEY[..2]), "{error:?}");
    }
}

#[tokio::test]
async fn every_error_with_an_answer_knows_its_request_id_and_headers() {
    let named = "x-request-id: r-1\r\n";
    let long = page(100);
    let broken_link = json!({ "users": [], "_links": { "self": { "href": "/" }, "next": { "href": "//evil.example/" } } });
    let cut = |body: &str| {
        let length = body.len() + 1;
        Answer::raw(&format!(
            "HTTP/1.1 200 OK\r\n{named}content-length: {length}\r\n\r\n{body}"
        ))
    };
    for (answer, kind) in [
        (Answer::empty(500, named), "Api"),
        (Answer::empty(200, named), "Decode"),
        (chunked("<html>"), "Decode"),
        (cut(&long), "Transport"),
        (chunked(&broken_link.to_string()), "Decode"),
    ] {
        let server = FaultyServer::replying(vec![answer.into()]).await;
        let never = amplemarket::RetryPolicy::never();
        let client = server.builder().retry(never).build().unwrap();
        let error = client.list_users().stream().collect().await.unwrap_err();
        assert!(format!("{error:?}").starts_with(kind), "{error:?}");
        assert_eq!(error.request_id(), Some("r-1"), "{error:?}");
        assert_eq!(error.headers().unwrap()["x-request-id"], "r-1");
    }
    let (_server, client) = client(chunked(&long), None).await;
    let answer = client.list_users().send().await.unwrap();
    assert_eq!(answer.request_id(), Some("r-1"));

    let file = success(&operations::GET_CALL_RECORDING).cut(1);
    let server = FaultyServer::replying(vec![Reply::Answer(file)]).await;
    let file = server.client().get_call_recording().id("7").send().await;
    let error = file.unwrap().into_inner().collect().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 200);
    assert!(error.headers().is_some());
}
