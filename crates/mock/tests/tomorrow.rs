//! A page that comes tomorrow: a document that the mock has never seen is answered as well.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use serde_json::{Value, json};
use specwright_mock::{MockServer, with_refusals};
use support::{send, send_as};

const DOCUMENT: &str = include_str!("tomorrow/document.yaml");

async fn server() -> MockServer {
    MockServer::of(DOCUMENT).credits(3).start().await.unwrap()
}

/// A request, its status, and what its answer is, as far as it is said.
struct Case(&'static str, &'static str, Option<&'static str>, u16, Value);

#[tokio::test]
async fn operations_of_shapes_that_there_were_not() {
    let server = server().await;
    let cases = [
        // A kind of batch with ids that are numbers, no word for an error, and results of which nothing is said.
        Case(
            "POST",
            "/widget-checks",
            Some(r#"{"widgets":[{"sku":"b"},{"sku":"a"}],"mode":"deep"}"#),
            202,
            json!({ "id": 1, "status": "queued", "mode": "deep", "_links": { "self": { "href": "/widget-checks/1" } } }),
        ),
        Case(
            "GET",
            "/widget-checks/1?page[size]=1",
            None,
            200,
            json!({ "status": "completed", "results": [{ "sku": "b" }], "_links": { "next": { "href": "/widget-checks/1?page[size]=1&page[after]=0" } } }),
        ),
        Case(
            "GET",
            "/widget-checks/1?page[size]=1&page[after]=0",
            None,
            200,
            json!({ "results": [{ "sku": "a" }], "_links": { "prev": { "href": "/widget-checks/1?page[size]=1&page[before]=1" } } }),
        ),
        Case("GET", "/widget-checks/2", None, 404, json!({})),
        Case(
            "POST",
            "/widget-checks",
            Some(r#"{"widgets":[{},{}]}"#),
            402,
            json!({}),
        ),
        Case(
            "POST",
            "/widget-checks",
            Some(r#"{"widgets":[{},{},{},{}]}"#),
            400,
            json!({}),
        ),
        // What is spelled out goes before what takes anything.
        Case("GET", "/widgets/colours", None, 200, json!(["red"])),
        Case("DELETE", "/widgets/colours", None, 204, Value::Null),
        // A list that hangs on something, of schemas that are made of each other.
        Case(
            "GET",
            "/widgets/7/parts?page[size]=2",
            None,
            200,
            json!({ "parts": [{ "id": 1, "of": { "of": {} } }, { "id": 2 }] }),
        ),
        Case("GET", "/widgets/missing/parts", None, 404, json!({})),
        // Parts of a schema, alternatives, bounds, and null.
        Case(
            "GET",
            "/widgets/7",
            None,
            200,
            json!({ "id": "7", "size": 6, "owner": null }),
        ),
        // Items that are known by another name than an id.
        Case(
            "GET",
            "/labels",
            None,
            200,
            json!({ "labels": [{ "label": "old" }, { "label": "new" }], "_links": { "self": { "href": "/labels?size=9" } } }),
        ),
        Case("GET", "/labels/new", None, 200, json!({ "colour": "blue" })),
        Case(
            "PUT",
            "/labels/new",
            Some(r#"{"colour":"green"}"#),
            200,
            json!({ "label": "new", "colour": "green" }),
        ),
        Case(
            "GET",
            "/labels/new",
            None,
            200,
            json!({ "colour": "green" }),
        ),
        Case("DELETE", "/labels/old", None, 204, Value::Null),
        Case("GET", "/labels/old", None, 404, json!({})),
        Case(
            "GET",
            "/labels",
            None,
            200,
            json!({ "labels": [{ "label": "new" }] }),
        ),
        Case("GET", "/manual", None, 200, Value::Null),
        Case("PUT", "/manual", None, 405, json!({})),
        Case("POST", "/notes", None, 201, json!({})),
        Case("POST", "/notes", Some("7"), 400, json!({})),
    ];
    for Case(method, target, body, status, expected) in cases {
        let answer = send(&server, method, target, body).await;
        let text = String::from_utf8_lossy(&answer.bytes).into_owned();
        assert_eq!(answer.status, status, "{method} {target}: {text}");
        assert!(
            includes(&answer.json(), &expected),
            "{method} {target}: {text}"
        );
    }
    let fit = |id: &str| {
        server
            .received()
            .iter()
            .any(|request| request.operation.as_deref() == Some(id))
    };
    assert!(fit("check_widgets") && fit("GET /widgets/{id}/parts"));
}

/// Whether all that is expected is there.
fn includes(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => expected
            .iter()
            .all(|(name, value)| found.get(name).is_some_and(|found| includes(found, value))),
        (Value::Array(found), Value::Array(expected)) => {
            found.len() >= expected.len()
                && found
                    .iter()
                    .zip(expected)
                    .all(|(found, expected)| includes(found, expected))
        }
        _ => found == expected,
    }
}

#[tokio::test]
async fn what_wants_no_key_takes_none_and_a_header_can_be_wanted() {
    let server = server().await;
    let status = async |headers: &[(&str, &str)]| {
        let answer = send_as(&server, "POST", "/hooks/abc", headers, b"").await;
        (answer.status, answer.problem())
    };
    let missing = ("missing_field".to_owned(), "parameter x-kind".to_owned());
    assert_eq!(status(&[]).await, (400, missing));
    assert_eq!(status(&[("x-kind", "a")]).await.0, 202);
}

#[test]
fn a_document_with_its_refusals() {
    let written: Value = serde_json::from_str(&with_refusals(DOCUMENT).unwrap()).unwrap();
    for (path, method, statuses) in [
        ("/widget-checks", "post", "202 400 401 402 413 415 429"),
        ("/widgets/{id}", "get", "200 400 401 402 404 405 429"),
        ("/hooks/{token}", "post", "202 400 404 405 429"),
        ("/manual", "get", "200 400 401 429"),
    ] {
        let responses = written["paths"][path][method]["responses"]
            .as_object()
            .unwrap();
        assert_eq!(
            responses.keys().cloned().collect::<Vec<_>>().join(" "),
            statuses,
            "{path}"
        );
    }
    assert!(with_refusals("[").is_err());
}

/// A cost that the docs have not said yet of a call that starts no batch: what is not found costs nothing.
#[tokio::test]
async fn a_call_that_starts_no_batch_can_cost_as_well() {
    let server = MockServer::of(DOCUMENT).credits(2).start().await.unwrap();
    for (target, status, left) in [
        ("/widgets/7", 200, 1.0),
        ("/widgets/missing", 404, 1.0),
        ("/widgets/7", 200, 0.0),
        ("/widgets/7", 402, 0.0),
    ] {
        assert_eq!(
            send(&server, "GET", target, None).await.status,
            status,
            "{target}"
        );
        assert_eq!(server.ledger().left("email"), left, "{target}");
    }
    assert_eq!(server.ledger().charges()[0].batch, None);
}
