//! Every operation as a call, for tests that call them all: with the least that there is to set, and with the most.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use serde_json::{Value, json};
use specwright_codegen::{AnswerForm, Call, generate};

#[test]
fn the_least_is_what_is_required_and_the_most_is_everything() {
    let call = call(&json!({}));
    assert_eq!(call.operation, "update_pet");
    assert_eq!(call.answer, AnswerForm::Body);
    let least = "client.update_pet().id(path(\"id\",\"id\")).name(\"name\")";
    assert_eq!(squeezed(&call.least), least);
    assert_eq!(squeezed(&call.most), least);

    let more = properties(&json!({
        "age": { "type": "integer" },
        "kind": { "type": "string", "enum": ["cat", "dog"] },
        "names": { "type": "array", "items": { "type": "string" } },
        "home": { "type": "object", "properties": { "city": { "type": "string" } } },
        "owner": { "type": "object", "properties": { "age": { "type": "integer" }, "city": { "type": "string" } } },
        "anything": {}
    }));
    assert_eq!(squeezed(&more.least), least);
    assert_eq!(
        squeezed(&more.most),
        format!(
            "{least}.age(1).home(\"city\").kind(types::PetChangeKind::Cat).names([\"name\"]).owner(types::PetChangeOwner::builder().age(1).city(\"city\"))"
        )
    );
}

#[test]
fn what_is_made_up_is_of_its_format() {
    for (format, expected) in [
        ("email", "ada@example.com"),
        ("uri", "https://example.com"),
        ("hostname", "example.com"),
        ("date-time", "2026-01-31T12:00:00Z"),
        ("date", "2026-01-31"),
        ("uuid", "00000000-0000-0000-0000-000000000000"),
        ("nobody knows", "tag"),
    ] {
        let call = properties(&json!({ "tag": { "type": "string", "format": format } }));
        let expected = format!(".tag(\"{expected}\")");
        assert!(call.most.contains(&expected), "{format}: {}", call.most);
    }
}

#[test]
fn a_schema_that_holds_itself_comes_to_an_end() {
    let holds_itself = json!({ "components": { "schemas": { "pet_change": {
        "properties": { "parent": { "$ref": "#/components/schemas/pet_change" } }
    } } } });
    let call = call(&holds_itself);
    assert!(call.most.matches(".parent(").count() > 1, "{}", call.most);
}

#[test]
fn what_comes_of_a_call_is_told() {
    let answer = |content: Value| {
        let responses = json!({ "200": { "content": content } });
        call(&json!({ "paths": { "/pets/{id}": { "patch": { "responses": responses } } } })).answer
    };
    let bytes = json!({ "application/json": null, "audio/mpeg": { "schema": { "type": "string", "format": "binary" } } });
    assert_eq!(answer(bytes), AnswerForm::Bytes);
    assert_eq!(answer(Value::Null), AnswerForm::Body);
    let list = json!({ "paths": { "/pets": { "get": { "responses": { "200": {
        "description": "Pets",
        "content": { "application/json": { "schema": {
            "type": "object",
            "required": ["pets", "_links"],
            "properties": {
                "pets": { "type": "array", "items": { "$ref": "#/components/schemas/response_pet_object" } },
                "_links": { "type": "object", "properties": { "next": { "type": "object", "properties": { "href": { "type": "string" } } } } }
            }
        } } }
    } } } } } });
    assert_eq!(call(&list).answer, AnswerForm::Pages);
}

/// The first call of the base document, changed.
fn call(patch: &Value) -> Call {
    let generated = generate(&support::changed(patch)).unwrap();
    generated.calls.into_iter().next().unwrap()
}

/// The call, when the body has optional properties as well.
fn properties(properties: &Value) -> Call {
    call(&json!({ "components": { "schemas": { "pet_change": { "properties": properties } } } }))
}

/// Without the line breaks and blanks of a long expression.
fn squeezed(expression: &str) -> String {
    expression.split_whitespace().collect()
}
