//! Documents: reading them with everything that is refused, writing them, listing their operations.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use serde_json::json;
use specwright_openapi::document::{canonical, read, write};
use specwright_openapi::operation::operations;
use specwright_openapi::pointer::{self, Pointer};

#[test]
fn yaml_that_is_refused() {
    refused(
        "a: [",
        "x.yaml:2:1: did not find expected node content, while parsing a flow node",
    );
    refused("a: 1\na: 2\n", "x.yaml:2:1: the key `a` is there twice");
    refused(
        "a: {b: 1, b: 2}",
        "x.yaml:1:11: a: the key `b` is there twice",
    );
    refused(
        "200: a\n'200': b\n",
        "x.yaml:2:1: the key `200` is there twice",
    );
    refused(
        "a: .nan\n",
        "x.yaml:1:4: a: the number NaN cannot be said in JSON",
    );
    refused(
        "a:\n  - -.inf\n",
        "x.yaml:2:5: a[0]: the number -inf cannot be said in JSON",
    );
    refused(
        "1.5: a\n",
        "x.yaml:1:1: the key `1.5` is not text; it has to be in quotes",
    );
    refused(
        "? [a]\n: b\n",
        "x.yaml:1:3: the key `[…]` is not text; it has to be in quotes",
    );
    refused(
        "a: !b c\n",
        "x.yaml:1:4: a: a YAML tag (`!…`) cannot be said in JSON",
    );
    refused(
        "a: &b {c: 1}\nd:\n  <<: *b\n",
        "x.yaml:3:3: d: a merge key (`<<`) is no part of YAML 1.2 and is not read",
    );
    refused("a: *b\n", "x.yaml:1:4: unknown anchor");
    refused(
        "a: &b [*b]\n",
        "x.yaml:1:4: this nests deeper than anyone writes",
    );
    let reused = "a: &x 1\nb: &x 2\nc: &y 3\nd: *x\n";
    refused(
        reused,
        "x.yaml:2:1: the anchor `&x` is there twice, so what its aliases mean is not read",
    );
    refused(
        "a: 1\n---\nb: 2\n",
        "x.yaml:1:1: there is more than one YAML document",
    );
    refused(
        "a: \0\n",
        "x.yaml:1:1: control characters are not allowed at position 3",
    );
    refused(
        "- a\n",
        "x.yaml:1:1: no mapping at the top; an OpenAPI document starts with keys such as `openapi:`",
    );
    refused(
        "",
        "x.yaml:1:1: no mapping at the top; an OpenAPI document starts with keys such as `openapi:`",
    );
}

#[test]
fn json_that_is_refused() {
    refused_json(
        "{\"a\": 1,\n \"a\": 2}",
        "x.json:2:4: the key `a` is there twice",
    );
    refused_json("{\"a\": 1e999}", "x.json:1:11: number out of range");
    refused_json("{\"a\": 1} {}", "x.json:1:10: trailing characters");
    refused_json("{a: 1}", "x.json:1:2: key must be a string");
    refused_json(
        &format!("{}{}", "[".repeat(200), "]".repeat(200)),
        "x.json:1:128: recursion limit exceeded",
    );
}

/// As large as a document that nobody means harm with, or nearly so, and slow or huge if read in full.
#[test]
fn yaml_that_would_cost_too_much_is_refused() {
    let aliases = format!(
        "a: &a '{}'\nb: [{}*a]\n",
        "x".repeat(100_000),
        "*a, ".repeat(10_000)
    );
    refused(
        &aliases,
        "x.yaml:1:4: b[194]: aliases blow this up to more than can be read",
    );
    let bomb: String = "bcdefghi"
        .chars()
        .zip("abcdefgh".chars())
        .map(|(name, of)| format!("{name}: &{name} [{}*{of}]\n", format!("*{of}, ").repeat(9)))
        .collect();
    refused(
        &format!("a: &a x\n{bomb}"),
        "x.yaml:1:1: aliases blow this up to more than can be read",
    );
    refused(
        &"[\n".repeat(100_000),
        "x.yaml:5001:1: more than 5000 brackets are open at once",
    );
    refused(
        &"- ".repeat(10_000),
        "x.yaml:1:257: this nests deeper than anyone writes",
    );
}

#[test]
fn yaml_that_is_read() {
    let text = "\u{feff}%YAML 1.2\n---\nopenapi: 3.0.1\n200: a\n-1: b\n0x10: c\n'true': d\ndate: 2026-06-03\nno: no\nbig: 18446744073709551616\nsame: &s {a: 1}\nagain: *s\n...\n";
    assert_eq!(
        read(text, "x.yaml").unwrap(),
        json!({
            "openapi": "3.0.1", "200": "a", "-1": "b", "16": "c", "true": "d", "date": "2026-06-03", "no": "no",
            "big": 18_446_744_073_709_551_616_f64, "same": { "a": 1 }, "again": { "a": 1 },
        })
    );
    assert_eq!(
        read("\u{feff}{\"a\":\t1}", "X.JSON").unwrap(),
        json!({ "a": 1 })
    );
    let text = "a: |-\n  x: &x 1\n  y: &x 2\nb:\n  '*x'\nc: >-\n  *x\n";
    assert_eq!(
        read(text, "x.yaml").unwrap(),
        json!({ "a": "x: &x 1\ny: &x 2", "b": "*x", "c": "*x" }),
        "what only looks like anchors"
    );
}

/// The expected text is what js-yaml 4.1 makes of the value.
#[test]
fn yaml_is_written_as_js_yaml_writes_it() {
    let value = read(include_str!("style/value.json"), "value.json").unwrap();
    assert_eq!(write(&value, ""), include_str!("style/js-yaml.yaml"));
    assert_eq!(
        read(include_str!("style/js-yaml.yaml"), "js-yaml.yaml").unwrap(),
        value
    );
}

#[test]
fn headers_are_comments() {
    let text = write(
        &json!({ "openapi": "3.0.1" }),
        "Made by a tool.\n\nNot by hand.\n",
    );
    assert_eq!(
        text,
        "# Made by a tool.\n#\n# Not by hand.\nopenapi: 3.0.1\n"
    );
}

#[test]
fn documents_are_written_in_one_order() {
    let document = json!({
        "x-last": 1,
        "components": {
            "securitySchemes": {}, "x-note": {}, "parameters": { "b": {}, "a": {} },
            "schemas": { "Z": { "type": "object", "properties": { "z": {}, "a": {} }, "required": [] }, "A": {} },
        },
        "paths": {
            "/b": { "delete": {}, "x-note": 1, "get": {}, "parameters": [], "post": {}, "summary": "", "put": {}, "patch": {} },
            "/a": { "get": { "summary": "", "operationId": "" } },
        },
        "webhooks": { "b": {}, "a": {} },
        "tags": [{ "name": "b" }, { "name": "a" }],
        "externalDocs": {}, "security": [], "servers": [], "jsonSchemaDialect": "", "info": { "version": "", "title": "" },
        "openapi": "3.1.0",
    });
    let expected = json!({
        "openapi": "3.1.0", "info": { "version": "", "title": "" }, "jsonSchemaDialect": "", "servers": [], "security": [],
        "tags": [{ "name": "b" }, { "name": "a" }], "externalDocs": {},
        "paths": {
            "/a": { "get": { "summary": "", "operationId": "" } },
            "/b": { "summary": "", "parameters": [], "get": {}, "put": {}, "post": {}, "patch": {}, "delete": {}, "x-note": 1 },
        },
        "webhooks": { "a": {}, "b": {} },
        "components": {
            "schemas": { "A": {}, "Z": { "type": "object", "properties": { "z": {}, "a": {} }, "required": [] } },
            "parameters": { "a": {}, "b": {} }, "securitySchemes": {}, "x-note": {},
        },
        "x-last": 1,
    });
    assert_eq!(canonical(&document).to_string(), expected.to_string());
}

#[test]
fn operations_are_listed_with_their_pointers() {
    let document = json!({
        "paths": {
            "/b/{id}": { "parameters": [], "post": { "summary": "x" }, "get": {}, "GET": {}, "put": null },
            "/a": { "x-note": {}, "query": {} },
            "x-paths": [],
        }
    });
    let operations = operations(&document);
    let found: Vec<_> = operations
        .iter()
        .map(|o| format!("{} {} {}", o.method, o.path, o.pointer().as_str()))
        .collect();
    assert_eq!(
        found,
        [
            "post /b/{id} /paths/~1b~1{id}/post",
            "get /b/{id} /paths/~1b~1{id}/get",
            "query /a /paths/~1a/query"
        ]
    );
    for operation in operations {
        assert_eq!(operation.pointer().get(&document), Some(operation.value));
    }
}

#[test]
fn what_is_no_document_has_no_operations() {
    for value in [
        json!(null),
        json!([]),
        json!({ "paths": [] }),
        json!({ "paths": { "/a": 1 } }),
    ] {
        assert!(operations(&value).is_empty());
        assert_eq!(canonical(&value), value);
    }
}

#[test]
fn pointers_escape_and_unescape() {
    for (key, token) in [
        ("a", "a"),
        ("/a/b", "~1a~1b"),
        ("~", "~0"),
        ("~1", "~01"),
        ("", ""),
    ] {
        assert_eq!(pointer::escape(key), token);
        assert_eq!(pointer::unescape(token), key);
    }
    assert_eq!(
        Pointer::of(&["paths", "/a~b", "get"]).as_str(),
        "/paths/~1a~0b/get"
    );
}

#[track_caller]
fn refused(text: &str, message: &str) {
    assert_eq!(read(text, "x.yaml").unwrap_err().to_string(), message);
}

#[track_caller]
fn refused_json(text: &str, message: &str) {
    assert_eq!(read(text, "x.json").unwrap_err().to_string(), message);
}
