//! What a document says of an operation: parameters, body, success.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use serde_json::{Value, json};
use specwright_openapi::media;
use specwright_openapi::operation::{
    METHODS, OperationKey, find, is_same_path, keys, path_parameters, without_names,
};
use specwright_openapi::parameter::Location;

#[test]
fn an_operation_is_found_by_method_and_path() {
    let pets = json!({ "paths": { "/pets/{id}": { "get": { "operationId": "get_pet", "summary": "A pet" }, "head": [] } } });
    let pet = find(&pets, "GET", "/pets/{id}").unwrap();
    assert_eq!(
        (pet.id(), pet.text("summary")),
        (Some("get_pet"), Some("A pet"))
    );
    assert_eq!(pet.to_string(), "GET /pets/{id}");
    assert_eq!(pet.pointer().to_string(), "#/paths/~1pets~1{id}/get");
    assert_eq!(pet.key().find(&pets).unwrap().value, pet.value);
    for (method, path) in [
        ("post", "/pets/{id}"),
        ("head", "/pets/{id}"),
        ("get", "/pets"),
        ("summary", "/pets/{id}"),
    ] {
        assert!(find(&pets, method, path).is_none(), "{method} {path}");
    }
}

#[test]
fn keys_are_sorted_by_path_and_by_the_order_of_methods() {
    let item: Value = METHODS
        .into_iter()
        .rev()
        .map(|method| (method.to_owned(), json!({})))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let keys = keys(&json!({ "paths": { "/b": item, "/a": { "post": {} } } }));
    let listed: Vec<String> = keys.iter().map(OperationKey::to_string).collect();
    let mut expected = vec!["POST /a".to_owned()];
    expected.extend(METHODS.map(|method| format!("{} /b", method.to_uppercase())));
    assert_eq!(listed, expected);
}

#[test]
fn keys_are_parsed_and_compared() {
    let key = |text: &str| text.parse::<OperationKey>();
    assert_eq!(key("get:/users").unwrap().to_string(), "GET /users");
    assert_eq!(
        key("POST:/a/{id}:cancel").unwrap().to_string(),
        "POST /a/{id}:cancel"
    );
    for not in [
        "/users",
        "GET",
        "GET:users",
        "FETCH:/users",
        "GET /users",
        ":/users",
    ] {
        assert!(key(not).is_err(), "{not}");
    }
    let pet = key("GET:/pets/{id}/toys/{toy}").unwrap();
    assert!(pet.is_same(&key("get:/pets/{pet}/toys/{id}").unwrap()));
    assert!(!pet.is_same(&key("put:/pets/{id}/toys/{toy}").unwrap()));
    assert!(!pet.is_same(&key("get:/pets/{id}/toys/toy").unwrap()));
}

#[test]
fn paths_are_taken_apart() {
    assert_eq!(
        path_parameters("/a/{b}/c-{d}.{e}/{f").collect::<Vec<_>>(),
        ["b", "d", "e"]
    );
    assert_eq!(without_names("/a/{b}/c-{d}.{e}/{f"), "/a/{}/c-{}.{}/{f");
    assert!(is_same_path("/a/{b}", "/a/{}"));
    assert!(!is_same_path("/a/{b}", "/a/b"));
}

#[test]
fn own_parameters_stand_in_place_of_those_of_the_path() {
    let pets = json!({
        "paths": { "/pets/{id}": {
            "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                { "name": "q", "in": "query", "description": "Of the path" },
                { "$ref": "#/components/parameters/Size" },
            ],
            "get": { "parameters": [
                { "name": "q", "in": "query", "description": "Of the operation" },
                { "name": "id", "in": "header" },
                { "name": "Content-Type", "in": "header" },
                { "name": "session", "in": "cookie" },
                { "name": "odd", "in": "body" },
                { "in": "query" },
            ] }
        } },
        "components": { "parameters": {
            "Size": { "$ref": "#/components/parameters/PageSize" },
            "PageSize": { "name": "page[size]", "in": "query", "schema": { "type": "integer" } }
        } }
    });
    let parameters = find(&pets, "get", "/pets/{id}").unwrap().parameters();
    let listed: Vec<_> = parameters
        .iter()
        .map(|one| (one.name, one.location, one.pointer.as_str()))
        .collect();
    assert_eq!(
        listed,
        [
            ("id", Location::Path, "/paths/~1pets~1{id}/parameters/0"),
            (
                "page[size]",
                Location::Query,
                "/paths/~1pets~1{id}/parameters/2"
            ),
            ("q", Location::Query, "/paths/~1pets~1{id}/get/parameters/0"),
            (
                "id",
                Location::Header,
                "/paths/~1pets~1{id}/get/parameters/1"
            ),
            (
                "Content-Type",
                Location::Header,
                "/paths/~1pets~1{id}/get/parameters/2"
            ),
            (
                "session",
                Location::Cookie,
                "/paths/~1pets~1{id}/get/parameters/3"
            ),
        ]
    );
    assert!(parameters[0].required && !parameters[1].required);
    assert_eq!(parameters[1].schema, Some(&json!({ "type": "integer" })));
    assert_eq!(parameters[2].description, Some("Of the operation"));
    let ignored: Vec<_> = parameters
        .iter()
        .filter(|one| one.is_ignored())
        .map(|one| one.name)
        .collect();
    assert_eq!(ignored, ["Content-Type"]);
}

#[test]
fn bodies_and_answers_are_read_behind_references() {
    let pets = json!({
        "paths": { "/pets": { "post": {
            "requestBody": { "$ref": "#/components/requestBodies/Pet" },
            "responses": { "404": {}, "default": {}, "2XX": {}, "202": { "$ref": "#/components/responses/Pet" }, "204": {} }
        } } },
        "components": {
            "requestBodies": { "Pet": { "required": true, "content": { "text/plain": {}, "application/json": { "schema": { "type": "object" } } } } },
            "responses": { "Pet": { "content": { "application/json; charset=utf-8": { "schema": { "type": "array" } } } } }
        }
    });
    let create = find(&pets, "post", "/pets").unwrap();
    let body = create.body().unwrap();
    assert!(body.required);
    assert_eq!(body.json_schema(), Some(&json!({ "type": "object" })));
    assert_eq!(
        body.media_types().collect::<Vec<_>>(),
        ["text/plain", "application/json"]
    );
    let success = create.success().unwrap();
    assert_eq!((success.status, success.code()), ("202", 202));
    assert_eq!(success.json_schema(), Some(&json!({ "type": "array" })));
}

#[test]
fn the_success_is_the_lowest_status_of_its_kind() {
    let status = |responses: Value| {
        let document = json!({ "paths": { "/a": { "get": { "responses": responses } } } });
        let success = find(&document, "get", "/a").unwrap().success();
        success.map(|success| (success.status.to_owned(), success.code()))
    };
    assert_eq!(
        status(json!({ "204": {}, "200": {} })),
        Some(("200".to_owned(), 200))
    );
    assert_eq!(
        status(json!({ "2XX": {}, "206": {} })),
        Some(("206".to_owned(), 206))
    );
    assert_eq!(
        status(json!({ "default": {}, "2xx": {} })),
        Some(("2xx".to_owned(), 200))
    );
    assert_eq!(
        status(json!({ "default": {}, "404": {} })),
        Some(("default".to_owned(), 200))
    );
    assert_eq!(status(json!({ "404": {}, "100": {}, "x-note": {} })), None);
}

#[test]
fn what_is_json_is_told_by_name_or_by_shape() {
    for json in [
        "application/json",
        "Application/JSON; charset=utf-8",
        "text/json",
        "application/problem+json",
        "image/x+json",
    ] {
        assert!(media::is_json(json), "{json}");
    }
    for other in [
        "text/plain",
        "application/jsonp",
        "application/x-ndjson",
        "*/*",
        "application/*",
        "",
    ] {
        assert!(!media::is_json(other), "{other}");
    }
    let is_json = |entry: Value| {
        media::Content {
            media: "*/*",
            entry: &entry,
        }
        .is_json()
    };
    assert!(is_json(json!({ "schema": { "type": "object" } })));
    assert!(is_json(
        json!({ "schema": { "$ref": "#/components/schemas/Pet" } })
    ));
    assert!(!is_json(json!({ "schema": { "type": "string" } })));
    assert!(!is_json(json!({})));
}

#[test]
fn of_several_media_types_json_is_spoken_first() {
    let ranked = [
        "application/json",
        "application/hal+json",
        "application/x-www-form-urlencoded",
        "text/plain",
        "image/png",
        "image/*",
        "multipart/form-data",
    ];
    for (at, first) in ranked.iter().enumerate() {
        let content = ranked[at..]
            .iter()
            .rev()
            .map(|media| ((*media).to_owned(), json!({})));
        let content = content.collect();
        assert_eq!(
            media::pick(&content).map(|content| content.media),
            Some(*first)
        );
    }
    assert_eq!(media::pick(&serde_json::Map::new()), None);
}

#[test]
fn credentials_are_needed_unless_there_is_a_way_without() {
    let needs = |document: Value, operation: Value| {
        let document = json!({ "security": document, "paths": { "/a": { "get": operation } } });
        find(&document, "get", "/a").unwrap().needs_credentials()
    };
    let key = json!([{ "key": [] }]);
    assert!(needs(key.clone(), json!({})));
    assert!(needs(json!([]), json!({ "security": key })));
    assert!(!needs(key.clone(), json!({ "security": [] })));
    assert!(!needs(key, json!({ "security": [{ "key": [] }, {}] })));
    assert!(!needs(Value::Null, json!({})));
}
