//! Which list is paged, and how the next page is found.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

mod support;

use serde_json::{Value, json};
use specwright_openapi::operation::find;
use specwright_openapi::pagination::{Next, NumberPlace, Paging};
use specwright_openapi::settings::Pagination;

/// How the operation is paged, in a few words.
fn paging_by(method: &str, operation: Value, settings: &Pagination) -> Result<String, String> {
    let document = json!({
        "paths": { "/pets": { method: operation } },
        "components": { "schemas": {
            "Links": { "type": "object", "properties": { "next": { "type": "string" } } },
            "Page": { "allOf": [
                { "type": "object", "properties": { "links": { "allOf": [{ "$ref": "#/components/schemas/Links" }], "nullable": true } } },
                { "type": "object", "properties": { "pets": { "$ref": "#/components/schemas/Pets" } } },
            ] },
            "Pets": { "type": "array", "items": { "type": "string" } },
        } }
    });
    let operation = find(&document, method, "/pets").unwrap();
    let extensions = operation.extensions(&support::settings()).unwrap();
    let paging = operation
        .paging(&extensions, settings)
        .map_err(|error| error.to_string())?;
    Ok(match paging {
        Paging::None => "none".to_owned(),
        Paging::Ambiguous(lists) => format!("one of {}", lists.join(", ")),
        Paging::Paged(paged) => {
            let item = paged
                .item
                .map_or("?", |item| item["type"].as_str().unwrap());
            let next = match paged.next {
                Next::Link { pointer } => format!("link at {pointer}"),
                Next::Number {
                    name,
                    place,
                    total_pages,
                } => {
                    let place = match place {
                        NumberPlace::Query => "query",
                        NumberPlace::Body => "body",
                    };
                    format!("{name} in {place}, total at {}", total_pages.unwrap_or("?"))
                }
            };
            format!("{} of {item}: {next}", paged.items)
        }
    })
}

#[track_caller]
fn paged(method: &str, operation: Value, expected: &str) {
    let settings = support::settings().pagination;
    assert_eq!(paging_by(method, operation, &settings).unwrap(), expected);
}

fn answer(schema: Value) -> Value {
    json!({ "responses": { "200": { "content": { "application/json": { "schema": schema } } } } })
}

fn with(mut operation: Value, key: &str, value: Value) -> Value {
    operation[key] = value;
    operation
}

fn object(properties: Value) -> Value {
    answer(json!({ "type": "object", "properties": properties }))
}

#[test]
fn a_link_in_the_answer_leads_on() {
    let page = || answer(json!({ "$ref": "#/components/schemas/Page" }));
    paged("get", page(), "pets of string: link at /links/next");
    paged("post", page(), "none");
    let list = json!({ "type": "array", "items": { "type": "integer" } });
    let links = json!({ "$ref": "#/components/schemas/Links" });
    paged(
        "get",
        object(json!({ "links": links, "pets": list, "~notes": list })),
        "pets of integer: link at /links/next",
    );
    paged("get", object(json!({ "links": links })), "none");
    paged(
        "get",
        object(json!({ "links": { "type": "object" }, "pets": list })),
        "none",
    );
    paged(
        "get",
        object(json!({ "links": links, "pets": { "type": ["array", "null"] } })),
        "pets of ?: link at /links/next",
    );
}

#[test]
fn a_number_in_the_request_leads_on() {
    let list = json!({ "type": "array", "items": { "type": "integer" } });
    let number = json!({ "type": "integer" });
    let in_query = json!([{ "name": "page", "in": "query", "schema": number }]);
    let body = json!({ "content": { "application/json": { "schema": { "type": "object", "properties": { "page": number } } } } });
    let plain = || object(json!({ "pets": list }));
    let counted = || {
        object(
            json!({ "pets": list, "paging": { "type": "object", "properties": { "pages": number } } }),
        )
    };
    paged(
        "get",
        with(plain(), "parameters", in_query.clone()),
        "pets of integer: page in query, total at ?",
    );
    paged(
        "get",
        with(counted(), "parameters", in_query),
        "pets of integer: page in query, total at /paging/pages",
    );
    paged(
        "post",
        with(counted(), "requestBody", body.clone()),
        "pets of integer: page in body, total at /paging/pages",
    );
    // It may be the number of a page to store.
    paged("post", with(plain(), "requestBody", body.clone()), "none");
    let named = with(plain(), "x-specwright-paging", json!({ "items": "/pets" }));
    paged(
        "post",
        with(named, "requestBody", body),
        "pets of integer: page in body, total at ?",
    );
    let text = json!([{ "name": "page", "in": "query", "schema": { "type": "string" } }]);
    paged("get", with(plain(), "parameters", text), "none");
}

#[test]
fn of_several_lists_one_is_named() {
    let list = json!({ "type": "array", "items": { "type": "integer" } });
    let links = json!({ "$ref": "#/components/schemas/Links" });
    let several = || object(json!({ "cats": list, "dogs": list, "links": links }));
    paged("get", several(), "one of cats, dogs");
    let named = |name: &str| json!({ "items": name });
    paged(
        "get",
        with(several(), "x-specwright-paging", named("/dogs")),
        "dogs of integer: link at /links/next",
    );

    let refused = |operation: Value, why: &str| {
        let settings = support::settings().pagination;
        assert_eq!(
            paging_by("get", operation, &settings).unwrap_err(),
            format!("#/paths/~1pets/get/x-specwright-paging: {why}")
        );
    };
    refused(
        with(several(), "x-specwright-paging", named("/links")),
        "`items` must point at a list of the answer, as `/results` does",
    );
    refused(
        with(
            object(json!({ "cats": list })),
            "x-specwright-paging",
            named("/cats"),
        ),
        "neither a link in the answer nor a page number in the request leads to the next page",
    );
}

#[test]
fn without_settings_nothing_is_paged() {
    let page = answer(json!({ "$ref": "#/components/schemas/Page" }));
    assert_eq!(
        paging_by("get", page, &Pagination::default()).unwrap(),
        "none"
    );
}
