//! Every operation that the client knows, without naming one: a new page is covered by itself.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use std::sync::OnceLock;

use amplemarket::Operation;
use amplemarket::operations::ALL;
use amplemarket_mock::{MockServer, with_refusals};
use serde_json::{Value, json};
use support::document::{body, errors, parameters, sample, spec, strictly, success};
use support::{Answer, KEY, send, send_as};

async fn server() -> MockServer {
    MockServer::builder()
        .api_key(KEY)
        .rate_limits(false)
        .start()
        .await
        .unwrap()
}

/// Where an operation is, with ids that there are: of a list, or of a batch that was just started.
async fn target(server: &MockServer, operation: &Operation, whole: bool) -> String {
    let mut path = operation.path.to_owned();
    if let Some((parent, _)) = operation.path.split_once("/{") {
        let starts = ALL
            .iter()
            .find(|other| other.path == parent && other.method == "POST");
        let lists = ALL
            .iter()
            .find(|other| other.path == parent && other.method == "GET");
        let id = match (starts, lists) {
            (_, Some(list)) => {
                let answer = send(server, "GET", list.path, None).await.json();
                let items = answer
                    .as_object()
                    .unwrap()
                    .values()
                    .find(|value| value.is_array());
                items.map_or("7".to_owned(), |items| {
                    items[0]["id"].as_str().unwrap().to_owned()
                })
            }
            (Some(start), None) => {
                let body = sample(body(start).unwrap(), true).to_string();
                let id = send(server, "POST", start.path, Some(&body))
                    .await
                    .at("/id");
                if id.is_empty() { "7".to_owned() } else { id }
            }
            (None, None) => "7".to_owned(),
        };
        for parameter in parameters(operation, "path") {
            path = path.replace(&format!("{{{}}}", parameter["name"].as_str().unwrap()), &id);
        }
    }
    let query: Vec<String> = parameters(operation, "query")
        .into_iter()
        .filter(|parameter| whole || parameter["required"] == true)
        .map(|parameter| {
            let value = match sample(&parameter["schema"], whole) {
                Value::String(text) => text,
                Value::Array(items) => items[0].as_str().unwrap().to_owned(),
                other => other.to_string(),
            };
            format!("{}={value}", parameter["name"].as_str().unwrap())
        })
        .collect();
    if query.is_empty() {
        path
    } else {
        format!("{path}?{}", query.join("&"))
    }
}

async fn call(server: &MockServer, operation: &Operation, whole: bool) -> Answer {
    let target = target(server, operation, whole).await;
    let body = body(operation).map(|schema| sample(schema, whole).to_string());
    send(server, operation.method, &target, body.as_deref()).await
}

#[track_caller]
fn conforms(operation: &Operation, schema: &Value, answer: &Answer) {
    let wrong = strictly(schema, &answer.json());
    assert!(
        wrong.is_empty(),
        "{}: {wrong:#?} in {}",
        operation.id,
        answer.json()
    );
}

/// A refusal has the form that the spec gives all errors, and a status that the spec with refusals lists for the operation.
#[track_caller]
fn refused(operation: &Operation, answer: &Answer) {
    static LISTED: OnceLock<Value> = OnceLock::new();
    let listed = LISTED
        .get_or_init(|| serde_json::from_str(&with_refusals(amplemarket::SPEC).unwrap()).unwrap());
    conforms(operation, &errors(), answer);
    let responses = &listed["paths"][operation.path][operation.method.to_lowercase()]["responses"];
    assert!(
        responses.get(answer.status.to_string()).is_some(),
        "{}: {} is not listed",
        operation.id,
        answer.status
    );
}

#[tokio::test]
async fn each_answers_as_the_spec_says() {
    let server = server().await;
    for operation in ALL {
        for whole in [true, false] {
            let answer = call(&server, operation, whole).await;
            let (status, media_type, schema) = success(operation);
            let text = String::from_utf8_lossy(&answer.bytes);
            assert_eq!(answer.status, status, "{}: {text}", operation.id);
            assert_eq!(
                answer.header("content-type"),
                Some(media_type),
                "{}",
                operation.id
            );
            if media_type == "application/json" {
                conforms(operation, schema, &answer);
            } else {
                assert!(!answer.bytes.is_empty(), "{}", operation.id);
            }
        }
        let received = server.received();
        assert_eq!(
            received.last().unwrap().operation.as_deref(),
            Some(operation.id)
        );
    }
}

#[tokio::test]
async fn each_wants_a_key() {
    let server = server().await;
    for operation in ALL {
        let target = target(&server, operation, false).await;
        for header in [
            None,
            Some("Bearer "),
            Some("Bearer wrong"),
            Some("Basic c2s6"),
            Some(KEY),
        ] {
            let headers: Vec<_> = header
                .map(|value| ("authorization", value))
                .into_iter()
                .collect();
            let answer = send_as(&server, operation.method, &target, &headers, b"").await;
            assert_eq!(answer.status, 401, "{} with {header:?}", operation.id);
            assert_eq!(
                answer.problem(),
                ("unauthorized".to_owned(), "header Authorization".to_owned())
            );
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
            refused(operation, &answer);
        }
    }
}

#[tokio::test]
async fn what_a_path_does_not_take_is_refused_with_what_it_takes() {
    let server = server().await;
    for operation in ALL {
        let target = target(&server, operation, false).await;
        let mut taken: Vec<&str> = ALL
            .iter()
            .filter(|other| other.path == operation.path)
            .map(|other| other.method)
            .collect();
        taken.sort_unstable();
        for method in ["PUT", "TRACE", "OPTIONS", "HEAD", "BREW"] {
            let answer = send(&server, method, &target, None).await;
            assert_eq!(answer.status, 405, "{method} {target}");
            assert_eq!(
                answer.header("allow"),
                Some(&*taken.join(", ")),
                "{method} {target}"
            );
            if method != "HEAD" {
                conforms(operation, &errors(), &answer);
            }
        }
        let beyond = send(
            &server,
            operation.method,
            &format!("{}/and/more", operation.path),
            None,
        )
        .await;
        assert_eq!(beyond.problem().0, "not_found");
        conforms(operation, &errors(), &beyond);
    }
}

#[tokio::test]
async fn what_is_no_json_is_refused() {
    let server = server().await;
    for operation in ALL.iter().filter(|operation| body(operation).is_some()) {
        let target = target(&server, operation, false).await;
        for (given, why) in [
            ("{", "cut"),
            ("", "absent"),
            ("\u{0}", "NUL"),
            ("[]", "a list"),
            ("null", "null"),
        ] {
            let answer = send(&server, operation.method, &target, Some(given)).await;
            assert_eq!(answer.status, 400, "{}: {why}", operation.id);
            refused(operation, &answer);
        }
        for media_type in [
            "text/plain",
            "application/xml",
            "multipart/form-data",
            "",
            "/",
        ] {
            let key = format!("Bearer {KEY}");
            let headers = [("authorization", &*key), ("content-type", media_type)];
            let answer = send_as(&server, operation.method, &target, &headers, b"{}").await;
            assert_eq!(answer.status, 415, "{}: {media_type}", operation.id);
            refused(operation, &answer);
        }
    }
}

/// Each field of each body, given as something that it is not, is refused and pointed at; so is each that is missing.
#[tokio::test]
async fn each_field_of_each_body_is_held_to_its_schema() {
    let server = server().await;
    let mut seen = 0;
    for operation in ALL {
        let Some(schema) = body(operation) else {
            continue;
        };
        let target = target(&server, operation, false).await;
        for (name, property) in schema["properties"].as_object().unwrap() {
            let mut wrong = sample(schema, true);
            let other = if property["type"] == "object" {
                json!([1])
            } else {
                json!({ "no": "such" })
            };
            wrong[name] = other;
            let answer = send(&server, operation.method, &target, Some(&wrong.to_string())).await;
            let (code, place) = answer.problem();
            assert_eq!(answer.status, 400, "{}: {name}", operation.id);
            assert!(
                place.starts_with(&format!("pointer /{name}")),
                "{}: {place}",
                operation.id
            );
            assert!(
                ["missing_field", "unsupported_value"].contains(&&*code),
                "{code}"
            );
            refused(operation, &answer);
            seen += 1;
        }
        for name in schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let name = name.as_str().unwrap();
            let mut less = sample(schema, true);
            less.as_object_mut().unwrap().remove(name);
            let answer = send(&server, operation.method, &target, Some(&less.to_string())).await;
            assert_eq!(
                answer.problem(),
                ("missing_field".to_owned(), format!("pointer /{name}"))
            );
            seen += 1;
        }
        let mut more = sample(schema, true);
        more["a/field~"] = json!(1);
        let answer = send(&server, operation.method, &target, Some(&more.to_string())).await;
        if schema.get("additionalProperties") == Some(&json!(false)) {
            let place = "pointer /a~1field~0".to_owned();
            assert_eq!(
                answer.problem(),
                ("unsupported_value".to_owned(), place),
                "{}",
                operation.id
            );
        } else {
            assert_eq!(answer.status, success(operation).0, "{}", operation.id);
        }
    }
    assert!(seen > 20, "the spec has bodies");
}

/// What a thing of no known id is asked for is not there, and is said not to be.
#[tokio::test]
async fn ids_that_there_are_not() {
    let server = server().await;
    for operation in ALL.iter().filter(|operation| operation.path.contains('{')) {
        let mut path = operation.path.to_owned();
        for parameter in parameters(operation, "path") {
            path = path.replace(
                &format!("{{{}}}", parameter["name"].as_str().unwrap()),
                "missing",
            );
        }
        let body = body(operation).map(|schema| sample(schema, true).to_string());
        let answer = send(&server, operation.method, &path, body.as_deref()).await;
        assert_eq!(
            (answer.status, &*answer.problem().0),
            (404, "not_found"),
            "{}",
            operation.id
        );
        refused(operation, &answer);
    }
}

/// The table and the document that it was made of are one; without that, this file would prove less than it says.
#[test]
fn all_is_all() {
    let paths = spec()["paths"].as_object().unwrap().values();
    let methods = ["get", "put", "post", "delete", "patch"];
    let count: usize = paths
        .map(|path| methods.iter().filter(|m| path.get(**m).is_some()).count())
        .sum();
    assert_eq!(count, ALL.len());
}

/// What the spec says stays as it was where refusals are added to it.
#[test]
fn refusals_are_added_and_nothing_is_changed() {
    fn includes(found: &Value, expected: &Value) -> bool {
        match (found, expected) {
            (Value::Object(found), Value::Object(expected)) => expected
                .iter()
                .all(|(name, value)| found.get(name).is_some_and(|found| includes(found, value))),
            _ => found == expected,
        }
    }
    let after: Value = serde_json::from_str(&with_refusals(amplemarket::SPEC).unwrap()).unwrap();
    assert!(includes(&after, spec()));
}
