//! Which operations start, retrieve and cancel a batch.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

mod support;

use serde_json::{Value, json};
use specwright_openapi::batch::{BatchAction, batches};
use specwright_openapi::operation::{find, operations};

fn answer() -> Value {
    json!({ "responses": { "202": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Walk" } } } } } })
}

fn taking(schema: Value) -> Value {
    let mut operation = answer();
    operation["requestBody"] = json!({ "content": { "application/json": { "schema": schema } } });
    operation
}

/// A document with operations under `/walks`, and what can be said of a batch.
fn document(paths: Value) -> Value {
    json!({
        "paths": paths,
        "components": { "schemas": {
            "Walk": { "type": "object", "properties": { "id": { "type": "string" }, "status": { "$ref": "#/components/schemas/Status" } } },
            "Status": { "type": "string", "enum": ["waiting", "done", "stopped"] },
        } }
    })
}

/// The batches, in a few words.
fn found(document: &Value) -> Vec<String> {
    let batches = batches(document, &support::settings().batches);
    let name = |operation: Option<_>| {
        operation.map_or(
            "-".to_owned(),
            |one: specwright_openapi::operation::Operation<'_>| one.to_string(),
        )
    };
    let describe = batches.iter().map(|batch| {
        format!(
            "{}, {}, {}",
            batch.start,
            name(batch.retrieve),
            name(batch.cancel)
        )
    });
    describe.collect()
}

#[test]
fn a_start_is_followed_by_what_is_one_segment_below() {
    let dogs = json!({ "type": "object", "properties": { "dogs": { "type": "array", "items": { "type": "object" } }, "tags": { "type": "array", "items": { "type": "string" } } } });
    let stop = json!({ "type": "object", "required": ["status"], "properties": { "status": { "type": "string", "enum": ["stopped"] } } });
    let document = document(json!({
        "/walks": { "get": answer(), "post": taking(dogs) },
        "/walks/{id}": { "get": answer(), "patch": taking(stop) },
        "/walks/{id}/dogs": { "get": answer() },
        "/walks/today": { "get": answer() },
    }));
    assert_eq!(
        found(&document),
        ["POST /walks, GET /walks/{id}, PATCH /walks/{id}"]
    );

    let settings = support::settings();
    let batch = batches(&document, &settings.batches).remove(0);
    let extensions = batch.start.extensions(&settings).unwrap();
    assert_eq!(batch.entries(&extensions).as_deref(), Some("/dogs"));
    let actions: Vec<_> = operations(&document)
        .iter()
        .map(|one| batch.action(one))
        .collect();
    let (start, retrieve, cancel) = (
        Some(BatchAction::Start),
        Some(BatchAction::Retrieve),
        Some(BatchAction::Cancel),
    );
    assert_eq!(actions, [None, start, retrieve, cancel, None, None]);
}

#[test]
fn the_entries_are_what_the_keys_speak_of() {
    let mut start = taking(json!({ "type": "object" }));
    start["x-specwright-max-items"] = json!({ "pointer": "/walk/dogs", "count": 3 });
    let document = document(json!({ "/walks": { "post": start } }));
    assert_eq!(found(&document), ["POST /walks, -, -"]);
    let settings = support::settings();
    let batch = batches(&document, &settings.batches).remove(0);
    let extensions = batch.start.extensions(&settings).unwrap();
    assert_eq!(batch.entries(&extensions).as_deref(), Some("/walk/dogs"));
}

#[test]
fn what_says_more_than_canceled_does_not_cancel() {
    let cancels = |body: Value| {
        let document = document(
            json!({ "/walks": { "post": answer() }, "/walks/{id}": { "patch": taking(body) } }),
        );
        found(&document) == ["POST /walks, -, PATCH /walks/{id}"]
    };
    let constant = |value: &str| json!({ "type": "string", "enum": [value] });
    assert!(cancels(
        json!({ "properties": { "status": constant("stopped"), "note": { "type": "string" } } })
    ));
    assert!(cancels(
        json!({ "required": ["status", "kind"], "properties": { "status": constant("stopped"), "kind": constant("walk") } })
    ));
    assert!(!cancels(
        json!({ "required": ["note"], "properties": { "status": constant("stopped"), "note": { "type": "string" } } })
    ));
    assert!(!cancels(
        json!({ "required": ["status"], "properties": { "status": constant("done") } })
    ));
    assert!(!cancels(
        json!({ "properties": { "status": { "type": "string", "enum": ["stopped", "done"] } } })
    ));
    assert!(!cancels(json!({})));
}

#[test]
fn an_answer_without_words_of_the_settings_starts_nothing() {
    let mut document = document(json!({ "/walks": { "post": answer() } }));
    assert!(find(&document, "post", "/walks").is_some());
    document["components"]["schemas"]["Status"]["enum"] = json!(["queued", "completed"]);
    assert!(found(&document).is_empty());
    document["components"]["schemas"]["Status"]["enum"] = json!(["done"]);
    assert!(found(&document).is_empty());
    document["components"]["schemas"]["Status"]["enum"] = json!(["new", "done"]);
    assert!(found(&document).is_empty());
    let mut words = support::settings().batches;
    words.running.clear();
    assert_eq!(batches(&document, &words).len(), 1);
}
