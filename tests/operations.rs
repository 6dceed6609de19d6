//! Every operation over the wire: what is sent for a call, and what becomes of the answer.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

#[path = "operations/reads.rs"]
mod reads;
mod support;
#[path = "operations/writes.rs"]
mod writes;

use std::collections::BTreeSet;
use std::pin::Pin;

use amplemarket::operations::ALL;
use amplemarket::{ByteStream, Client, Error, Operation, Response};
use reqwest::Url;
use serde::Serialize;
use serde_json::{Value, json};
use support::document::{
    answers, body_schema, properties, query_parameters, sample, spec, without_nulls,
};
use support::{Answer, KEY, Server};

/// A call, and the request that it has to be.
///
/// Of the cases of one operation, the first sets all that there is to set; where not all of it is required, another sets
/// only what is.
struct Case {
    id: &'static str,
    call: fn(&Client) -> Call,
    /// The method and the target, as on the wire.
    line: &'static str,
    /// The body; null for none.
    body: Value,
}

/// A call under way: the status, and the decoded answer encoded again.
type Call = Pin<Box<dyn Future<Output = Result<(u16, Value), Error>> + Send>>;

/// A call whose answer is JSON.
fn json_of<T: Serialize>(
    sent: impl Future<Output = Result<Response<T>, Error>> + Send + 'static,
) -> Call {
    Box::pin(async move {
        let answer = sent.await?;
        let status = Response::status(&answer).as_u16();
        Ok((status, serde_json::to_value(answer.into_inner()).unwrap()))
    })
}

/// A call whose answer is bytes, as a JSON list of them.
fn bytes_of(
    sent: impl Future<Output = Result<Response<ByteStream>, Error>> + Send + 'static,
) -> Call {
    Box::pin(async move {
        let answer = sent.await?;
        let status = answer.status().as_u16();
        Ok((status, Value::from(answer.into_inner().collect().await?)))
    })
}

fn cases() -> Vec<Case> {
    let mut cases = reads::cases();
    cases.extend(writes::cases());
    cases
}

fn cases_of(operation: &Operation) -> Vec<Case> {
    let mut cases = cases();
    cases.retain(|case| case.id == operation.id);
    cases
}

/// Bytes that are no text, and no JSON.
const RECORDING: &[u8] = b"ID3\x04\x00\xff\xfb\x90\r\n\r\n\x00{]";

#[test]
fn each_operation_has_its_cases_and_each_case_an_operation() {
    let held: BTreeSet<&str> = cases().iter().map(|case| case.id).collect();
    let known: BTreeSet<&str> = ALL.iter().map(|operation| operation.id).collect();
    assert_eq!(held, known);
}

#[tokio::test]
async fn each_call_is_the_request_that_the_docs_describe() {
    let spec = spec();
    for &operation in ALL {
        let successes = successes(&spec, operation);
        for case in cases_of(operation) {
            for (answer, status, expected) in successes.clone() {
                check(&case, answer, (status, expected)).await;
            }
        }
    }
}

#[test]
fn the_first_case_sets_everything_and_another_only_what_is_required() {
    let spec = spec();
    for &operation in ALL {
        let parameters = query_parameters(&spec, operation);
        let body = sample(&spec, body_schema(&spec, operation, "request"));
        let cases = cases_of(operation);

        let named: BTreeSet<String> = parameters.keys().cloned().collect();
        assert_eq!(query_names(&cases[0]), named, "{}", operation.id);
        let missing = &properties(&body) - &properties(&cases[0].body);
        assert!(missing.is_empty(), "{}: {missing:?}", operation.id);

        let is_least = |case: &Case| {
            let named = query_names(case);
            named.iter().all(|name| parameters[name])
                && top_level(&case.body) == required(&spec, operation)
        };
        assert!(
            cases.iter().any(is_least),
            "{}: no case has only what is required",
            operation.id
        );
    }
}

#[tokio::test]
async fn each_error_names_its_operation() {
    let unauthorized = json!({
        "object": "error",
        "_errors": [{ "code": "unauthorized", "title": "Unauthorized", "detail": "The key is not known." }]
    });
    let spec = spec();
    for &operation in ALL {
        let mut errors = answers(&spec, operation);
        errors.retain(|(status, _)| *status >= 400);
        if errors.is_empty() {
            errors.push((401, unauthorized.clone()));
        }
        for (status, body) in errors {
            for case in cases_of(operation) {
                let server = Server::answering(vec![Answer::json(status, &body)]).await;
                let error = (case.call)(&server.client()).await.unwrap_err();
                assert_eq!(error.operation(), Some(operation), "{error}");
                assert!(
                    error
                        .to_string()
                        .starts_with(&format!("{}: {operation} answered {status}", operation.id)),
                    "{error}"
                );
                let Error::Api(error) = error else {
                    panic!("{error} is not what the API said")
                };
                assert_eq!(error.status().as_u16(), status, "{error}");
                let said = serde_json::to_value(error.errors()).unwrap();
                assert_eq!(said, body["_errors"], "{error}");
                server.only();
            }
        }
    }
}

#[tokio::test]
async fn a_recording_comes_chunk_by_chunk() {
    let chunked =
        "HTTP/1.1 200 OK\r\ncontent-type: audio/mpeg\r\ntransfer-encoding: chunked\r\n\r\n";
    let server = Server::answering(vec![
        Answer::raw(&format!("{chunked}3\r\nfee\r\n4\r\nfifo\r\n0\r\n\r\n")),
        Answer::raw(&format!("{chunked}3\r\nfee\r\n4\r\nfi")),
        Answer::bytes(200, "audio/mpeg", RECORDING).cut(1),
        Answer::bytes(200, "audio/mpeg", b""),
    ])
    .await;
    let call = server.client().get_call_recording().id("7");
    let recording = async || call.clone().send().await.unwrap().into_inner();

    let mut whole = recording().await;
    assert_eq!(whole.chunk().await.unwrap().unwrap(), "fee");
    assert_eq!(whole.chunk().await.unwrap().unwrap(), "fifo");
    assert_eq!(whole.chunk().await.unwrap(), None);
    assert_eq!(whole.chunk().await.unwrap(), None);

    let mut cut = recording().await;
    assert_eq!(cut.chunk().await.unwrap().unwrap(), "fee");
    let error = loop {
        match cut.chunk().await {
            Ok(Some(chunk)) => assert_eq!(chunk, "fi"),
            Ok(None) => panic!("the rest is missing, and nobody says so"),
            Err(error) => break error,
        }
    };
    assert_broke_off(&error);
    assert_broke_off(&recording().await.collect().await.unwrap_err());
    assert!(recording().await.collect().await.unwrap().is_empty());
}

#[track_caller]
fn assert_broke_off(error: &Error) {
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    let expected =
        "get_call_recording: GET /calls/{id}/recording answered 200 OK, and the body broke off";
    assert!(error.to_string().starts_with(expected), "{error}");
}

/// The answers of success that the spec has: as on the wire, their status, and what a call gives for them.
fn successes(spec: &Value, operation: &Operation) -> Vec<(Answer, u16, Value)> {
    let mut answers = answers(spec, operation);
    answers.retain(|(status, _)| *status < 400);
    if answers.is_empty() {
        let answer = Answer::bytes(200, "audio/mpeg", RECORDING);
        return vec![(answer, 200, Value::from(RECORDING))];
    }
    answers
        .into_iter()
        .map(|(status, body)| (Answer::json(status, &body), status, without_nulls(&body)))
        .collect()
}

async fn check(case: &Case, answer: Answer, expected: (u16, Value)) {
    let server = Server::answering(vec![answer]).await;
    let (status, body) = (case.call)(&server.client())
        .await
        .unwrap_or_else(|error| panic!("{}: {error}", case.line));
    assert_eq!((status, without_nulls(&body)), expected, "{}", case.line);

    let request = server.only();
    let line = format!("{} {}", request.method, request.target);
    assert_eq!(line, case.line, "{}", case.id);
    let bearer = format!("Bearer {KEY}");
    assert_eq!(request.header("authorization"), Some(&*bearer), "{line}");
    if case.body.is_null() {
        assert_eq!(request.header("content-type"), None, "{line}");
        assert!(request.body.is_empty(), "{line}: {:?}", request.body);
    } else {
        let json = Some("application/json");
        assert_eq!(request.header("content-type"), json, "{line}");
        assert_eq!(request.json(), case.body, "{line}");
    }
}

fn query_names(case: &Case) -> BTreeSet<String> {
    let (_, target) = case.line.split_once(' ').unwrap();
    let url = Url::parse("http://localhost").unwrap().join(target);
    let url = url.unwrap();
    url.query_pairs()
        .map(|(name, _)| name.into_owned())
        .collect()
}

fn top_level(body: &Value) -> BTreeSet<&str> {
    let names = body.as_object().into_iter().flat_map(|map| map.keys());
    names.map(String::as_str).collect()
}

/// The properties that a body must have.
fn required<'a>(spec: &'a Value, operation: &Operation) -> BTreeSet<&'a str> {
    let names = &body_schema(spec, operation, "request")["required"];
    let names = names.as_array().into_iter().flatten();
    names.map(|name| name.as_str().unwrap()).collect()
}
