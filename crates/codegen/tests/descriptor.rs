//! What the settings say of an API stands in the generated source as the runtime takes it.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use serde_json::{Value, json};
use specwright_codegen::{Generated, generate};

/// The base document with an error schema, changed.
fn generated(patch: &Value) -> Generated {
    let error = json!({
        "type": "object",
        "properties": { "code": { "type": "string", "enum": ["not_found"] } }
    });
    let mut document = support::changed(&json!({
        "components": { "schemas": { "response_error_object": error } },
        "paths": { "/pets/{id}": { "patch": { "responses": { "404": {
            "description": "No such pet",
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/response_error_object" } } }
        } } } } }
    }));
    support::merge(&mut document, patch);
    generate(&document).unwrap()
}

fn squeezed(source: &str) -> String {
    source.split_whitespace().collect()
}

#[track_caller]
fn holds(source: &str, expected: &[&str]) {
    let source = squeezed(source);
    for text in expected {
        assert!(source.contains(&squeezed(text)), "{text}");
    }
}

#[test]
fn the_api_is_described_by_its_settings() {
    let patch = json!({ "x-specwright": {
        "client": { "api-key-from": "the settings page" },
        "errors": { "not-found": ["not_found"], "insufficient-credits": ["broke", "poor"] }
    } });
    let generated = generated(&patch);
    holds(
        &generated.source,
        &[
            r#"Api::new("pets", env!("CARGO_PKG_VERSION"), BASE_URL,)"#,
            r#".user_agent("pets-rust")"#,
            r#".variables("PETS_API_KEY", "PETS_BASE_URL")"#,
            r#".api_key_from("the settings page")"#,
            r#"ErrorShape::new("/_errors", "/code").title("/title").detail("/detail").source(&["/source/pointer"])"#,
            r#".not_found(&["not_found"]).insufficient_credits(&["broke", "poor"])"#,
            "unknown_fields::<types::Error>",
            "/// The API key, from the settings page.",
            "the key from `PETS_API_KEY`, and the base URL from `PETS_BASE_URL`",
        ],
    );
    assert_eq!(generated.notes, Vec::<String>::new());
}

#[test]
fn the_type_of_a_code_is_that_of_its_place() {
    holds(
        &generated(&json!({})).source,
        &["impl types::ErrorCode { /// The code of an error, if it has one."],
    );

    // Further down, behind references.
    let nested = generated(&json!({
        "components": { "schemas": {
            "response_error_object": { "properties": { "reason": { "$ref": "#/components/schemas/reason" } } },
            "reason": { "type": "object", "properties": { "word": { "$ref": "#/components/schemas/word" } } },
            "word": { "type": "string", "enum": ["gone"] }
        } },
        "x-specwright": { "errors": { "code": "/reason/word" } }
    }));
    holds(&nested.source, &["impl types::Word { /// The code of"]);

    // A code that can be any text has no type, and neither has one that is not there.
    for property in [json!({ "type": "string", "enum": null }), Value::Null] {
        let patch = json!({ "components": { "schemas": { "response_error_object": { "properties": { "code": property } } } } });
        let text = generated(&patch);
        assert!(!text.source.contains("The code of an error"));
        assert!(text.source.contains("unknown_fields::<types::Error>"));
    }
}

#[test]
fn an_error_schema_that_is_not_there_is_told() {
    let generated = generated(&json!({ "x-specwright": { "errors": { "schema": "renamed" } } }));
    assert!(!generated.source.contains("codegen::unknown_fields"));
    assert!(!generated.source.contains("The code of an error"));
    assert_eq!(
        generated.notes,
        [
            "the document has no schema `renamed`, which the settings name as that of an error: unknown fields of errors are not reported, and error codes have no type"
        ]
    );
}

#[test]
fn what_a_status_of_a_batch_means_is_said_by_the_settings() {
    let text = include_str!("shapes/batches.yaml");
    let mut document =
        support::changed(&specwright_openapi::document::read(text, "patch.yaml").unwrap());
    document["x-specwright"]["batches"] =
        json!({ "completed": ["completed", "over"], "failed": ["lost"] });
    let generated = generate(&document).unwrap();
    holds(
        &generated.source,
        &[r#"
            match self.status.as_str() {
                "completed" | "over" => ::specwright_runtime::BatchState::Completed,
                "lost" => ::specwright_runtime::BatchState::Failed,
                _ => ::specwright_runtime::BatchState::Running,
            }"#],
    );
}
