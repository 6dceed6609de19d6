//! Small pairs: two schemas in the same spot of a document, or two parts of one, and the rules with their levels that
//! are due there and back. `spots/*.yaml` has them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot read its own data should say so at once"
)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use specwright_compare::{Class, Finding, Level, Options, compare};

#[test]
fn each_spot() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spots");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut wrong = Vec::new();
    for file in files {
        let cases: Vec<Value> = serde_yaml::from_str(&fs::read_to_string(&file).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for case in &cases {
            wrong.extend(complaints(case));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each way in which a case ends otherwise than it should.
fn complaints(case: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for spot in texts(&case["in"]) {
        let (old, new) = (
            document(&spot, &case["old"], case),
            document(&spot, &case["new"], case),
        );
        for (way, a, b) in [("there", &old, &new), ("back", &new, &old)] {
            let due = match &case[way] {
                Value::Object(spots) => texts(&spots[spot.as_str()]),
                due => texts(due),
            };
            let found: Vec<_> = compare(a, b, &Options::default())
                .iter()
                .map(|finding| format!("{} {}", finding.rule, finding.wire))
                .collect();
            if found != due {
                let about = &case["about"];
                wrong.push(format!("{about}, {spot}, {way}: {found:?} and not {due:?}"));
            }
        }
    }
    wrong
}

fn texts(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

/// A document with something in one spot of it.
fn document(spot: &str, value: &Value, case: &Value) -> Value {
    let mut operation = json!({
        "parameters": [],
        "requestBody": {"content": {"application/json": {"schema": {}}}},
        "responses": {"200": {
            "description": "",
            "headers": {"H": {"schema": {}}},
            "content": {"application/json": {"schema": {}}},
        }},
    });
    let place = match spot {
        "request" => "/requestBody/content/application~1json/schema",
        "response" => "/responses/200/content/application~1json/schema",
        "header" => "/responses/200/headers/H/schema",
        "headers" => "/responses/200/headers",
        "parameters" => "/parameters",
        "document" | "schemes" | "webhook" | "callback" => "",
        _ => panic!("no spot {spot}"),
    };
    let mut components = case.get("components").cloned().unwrap_or_else(|| json!({}));
    let mut document = json!({"openapi": "3.1.0", "info": {"title": "", "version": "1"}});
    match spot {
        "schemes" => {
            components["securitySchemes"] = json!({"key": value});
            document["security"] = json!([{"key": []}]);
        }
        "webhook" => document["webhooks"] = json!({"event": {"post": value}}),
        "callback" => operation["callbacks"] = json!({"event": {"{$url}": {"post": value}}}),
        "document" => {
            document = value.clone();
            return document;
        }
        _ => *operation.pointer_mut(place).unwrap() = value.clone(),
    }
    document["paths"] = json!({"/a": {"post": operation}});
    document["components"] = components;
    document
}

/// Keywords that may stand beside a `$ref`, with one that cannot move into what it leads to among them.
const SIBLINGS: &str = r#"[
    {"properties": {"c": {"type": "string"}}},
    {"required": ["c"]},
    {"additionalProperties": {"type": "string"}},
    {"unevaluatedProperties": false},
    {"patternProperties": {"^x": {"type": "string"}}},
    {"propertyNames": {"maxLength": 5}},
    {"minProperties": 1},
    {"allOf": [{"properties": {"c": {"type": "string"}}}]},
    {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
    {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
    {"not": {"required": ["d"]}},
    {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
    {"discriminator": {"propertyName": "a"}},
    {"type": "object"},
    {"type": "object", "properties": {"c": {"type": "string"}}},
    {"type": ["object", "null"]},
    {"nullable": true},
    {"enum": [{"a": 1}]},
    {"description": "of its own"},
    {"allOf": "no list"}
]"#;

/// What stands behind a `$ref` is compared, whatever stands beside it, on either side or on both.
#[test]
fn behind_a_reference_with_siblings() {
    let mut siblings: Vec<Value> = serde_json::from_str(SIBLINGS).unwrap();
    siblings.push(json!({}));
    let refer = |sibling: &Value| {
        let mut schema = json!({"$ref": "#/components/schemas/O"});
        (schema.as_object_mut().unwrap()).extend(sibling.as_object().unwrap().clone());
        schema
    };
    let target = |kind: &str, nullable: bool| {
        json!({"type": "object", "nullable": nullable, "required": ["b"], "properties": {
            "a": {"type": kind}, "b": {"type": "integer"},
        }})
    };
    let document = |version: &str, schema: Value, target: Value| {
        let content = json!({"content": {"application/json": {"schema": schema}}});
        json!({
            "openapi": version,
            "paths": {"/a": {"post": {"requestBody": content, "responses": {"200": content}}}},
            "components": {"schemas": {"O": target}},
        })
    };
    for version in ["3.0.3", "3.1.0"] {
        for nullable in [false, true] {
            for (old, new) in pairs(&siblings) {
                let there = compare(
                    &document(version, refer(old), target("string", nullable)),
                    &document(version, refer(new), target("integer", nullable)),
                    &Options::default(),
                );
                let found = there.iter().any(|finding| {
                    finding.rule.ends_with("property-type-changed")
                        && finding.wire == Level::Breaking
                        && finding.operations.len() == 1
                });
                let lines: Vec<_> = there.iter().map(Finding::to_string).collect();
                assert!(found, "{version}, {old} {new}: {}", lines.join("\n"));
                let same = |kind| document(version, refer(old), target(kind, nullable));
                if old == new {
                    let types: Vec<_> = there.iter().map(|finding| finding.rule).collect();
                    assert_eq!(
                        types,
                        [
                            "request-property-type-changed",
                            "response-property-type-changed"
                        ],
                        "{version}, {old}"
                    );
                    assert_eq!(
                        compare(&same("string"), &same("string"), &Options::default()),
                        []
                    );
                }
            }
        }
    }
}

/// What stands beside a `$ref` that leads to a schema of another kind is as if both were parts of one.
#[test]
fn a_reference_with_siblings_is_an_all_of() {
    let siblings: Vec<Value> = serde_json::from_str(SIBLINGS).unwrap();
    for sibling in siblings
        .iter()
        .filter(|sibling| sibling.get("allOf").is_none())
    {
        for nullable in [false, true] {
            let document = |schema: Value| {
                json!({
                    "openapi": "3.1.0",
                    "paths": {"/a": {"post": {"requestBody": {"content": {"application/json": {"schema": schema}}}}}},
                    "components": {"schemas": {"O": {"type": "object", "nullable": nullable, "properties": {"a": {}}}}},
                })
            };
            let with = |key: &str, value: Value| {
                let mut schema = sibling.clone();
                schema[key] = value;
                document(schema)
            };
            let refers = with("$ref", json!("#/components/schemas/O"));
            let all_of = with("allOf", json!([{"$ref": "#/components/schemas/O"}]));
            for (old, new) in [(&refers, &all_of), (&all_of, &refers)] {
                let findings = compare(old, new, &Options::default());
                let lines: Vec<_> = findings.iter().map(Finding::to_string).collect();
                assert!(findings.is_empty(), "{sibling}: {}", lines.join("\n"));
            }
        }
    }
}

/// However many schemas stand for each other, what the last one says is compared.
#[test]
fn behind_a_long_chain() {
    type Link = fn(&str) -> Value;
    let links: [Link; 4] = [
        |next| json!({"$ref": next}),
        |next| json!({"$ref": next, "description": next}),
        |next| json!({"allOf": [{"$ref": next}], "description": next}),
        |next| json!({"$ref": next, "type": "string", "minLength": 1}),
    ];
    let document = |link: Link, length: usize, kind: &str| {
        let name = |at: usize| format!("#/components/schemas/S{at}");
        let mut schemas = json!({});
        for at in 0..length {
            schemas[format!("S{at}")] = link(&name(at + 1));
        }
        schemas[format!("S{length}")] = json!({"type": "string", "maxLength": kind.len()});
        let content = json!({"content": {"application/json": {"schema": {"$ref": name(0)}}}});
        json!({
            "openapi": "3.1.0",
            "paths": {"/a": {"post": {"requestBody": content}}},
            "components": {"schemas": schemas},
        })
    };
    for (at, link) in links.into_iter().enumerate() {
        for length in [1, 32, 64, 65, 130] {
            let findings = compare(
                &document(link, length, "long"),
                &document(link, length, "a"),
                &Options::default(),
            );
            let lines: Vec<_> = findings.iter().map(Finding::to_string).collect();
            let alarming: Vec<_> = findings
                .iter()
                .filter(|finding| {
                    (finding.wire, finding.class) == (Level::Breaking, Class::Contract)
                })
                .map(|finding| (finding.rule, finding.operations.len()))
                .collect();
            let told = matches!(
                alarming.as_slice(),
                [(
                    "request-body-max-length-decreased" | "request-property-max-length-decreased",
                    1
                )]
            );
            assert!(told, "link {at}, {length}: {}", lines.join("\n"));
        }
    }
}

/// A field that is called so, or a key of a value, is no example.
#[test]
fn what_is_called_example_has_its_say_in_fingerprints() {
    let fingerprint = |schema: Value| {
        let case = json!({});
        let old = document("response", &json!({"properties": {}}), &case);
        let new = document("response", &json!({"properties": {"a": schema}}), &case);
        compare(&old, &new, &Options::default())[0]
            .fingerprint
            .clone()
    };
    for [one, other] in [
        [
            json!({"properties": {"example": {"type": "string"}}}),
            json!({"properties": {"example": {"type": "boolean"}}}),
        ],
        [
            json!({"default": {"examples": 1}}),
            json!({"default": {"examples": 2}}),
        ],
        [json!({"examples-of": 1}), json!({"examples-of": 2})],
    ] {
        assert_ne!(fingerprint(one.clone()), fingerprint(other), "{one}");
    }
    let example =
        |text| fingerprint(json!({"type": "string", "example": text, "examples": [text]}));
    assert_eq!(example("a"), example("b"));
}

/// Each with each.
fn pairs(items: &[Value]) -> impl Iterator<Item = (&Value, &Value)> {
    items
        .iter()
        .flat_map(move |a| items.iter().map(move |b| (a, b)))
}
