//! What holds for any documents: nothing differs from itself, every edit is found, both directions find the same
//! places, and what is only written differently is the same.
//!
//! `laws/base.yaml` has one of everything. `laws/edits.txt` says what becomes of it when each single
//! value is taken out, put in, or replaced.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot read its own data should say so at once"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};
use specwright_compare::{Finding, Options, compare};

/// Values of which each member is a finding of its own when the whole goes, and what becomes several findings because
/// others refer to it. Everything else is one finding.
const SEVERAL: [&str; 26] = [
    "/servers",
    "/servers/0/variables/where/enum",
    "/security",
    "/paths",
    "/paths/~1animals~1{id}",
    "/paths/~1animals~1{id}/parameters",
    "/paths/~1animals~1{id}/get/parameters",
    "/paths/~1animals~1{id}/get/responses",
    "/paths/~1animals~1{id}/get/responses/200/content",
    "/components",
    "/components/schemas",
    "/components/parameters",
    "/components/responses",
    "/components/examples",
    "/components/securitySchemes",
    "/components/securitySchemes/login/flows/authorizationCode/scopes",
    // A parameter of two operations.
    "/paths/~1animals~1{id}/parameters/0",
    "/paths/~1animals~1{id}/parameters/1",
    // Without a list of its own, the operation has the document's.
    "/paths/~1animals~1{id}/get/security",
    // Asking for other schemes is asking for something else.
    "/security/0/key",
    "/security/1/login",
    "/paths/~1animals~1{id}/get/security/0/login",
    // What refers to it has nothing to refer to.
    "/components/schemas/Animal",
    "/components/parameters/Trace",
    "/components/responses/Missing",
    "/components/examples/Cat",
];

/// Values that say nothing: a path parameter is required anyway, a list is empty anyway, and a header of one value has
/// nothing to take apart.
const NOTHING: [&str; 3] = [
    "/paths/~1animals~1{id}/parameters/0/required",
    "/components/securitySchemes/login/flows/implicit/scopes",
    "/paths/~1animals~1{id}/get/responses/200/headers/X-Left/explode",
];

/// Two values that are one thing: of two servers whose addresses both change nobody can tell which became which, and a day
/// on which something goes counts only while it is deprecated.
const COUPLED: [(&str, &str); 3] = [
    ("/servers/0/url", "/servers/1/url"),
    (
        "/paths/~1animals~1{id}/get/parameters/0/x-sunset",
        "/paths/~1animals~1{id}/get/parameters/0/deprecated",
    ),
    (
        "/paths/~1animals~1{id}/put/x-sunset",
        "/paths/~1animals~1{id}/put/deprecated",
    ),
];

#[test]
fn every_edit_is_found() {
    let base = read("base.yaml");
    assert_eq!(
        lines(&compare(&base, &base, &Options::default())),
        Vec::<String>::new()
    );
    let mut listing = String::new();
    for pointer in pointers(&base) {
        let without = edited(&base, &pointer, |_| None);
        let removed = compare(&base, &without, &Options::default());
        let added = compare(&without, &base, &Options::default());
        let _ = writeln!(
            listing,
            "{pointer}\n  - {}\n  + {}",
            rules(&removed),
            rules(&added)
        );
        // Another name, place or reference makes another thing of it: one comes and one goes.
        let identity = ["/name", "/in", "/$ref"]
            .iter()
            .any(|end| pointer.ends_with(end));
        match (
            NOTHING.contains(&pointer.as_str()),
            SEVERAL.contains(&pointer.as_str()) || identity,
        ) {
            (true, _) => assert!(removed.is_empty(), "{pointer}: {}", rules(&removed)),
            (_, true) => assert!(!removed.is_empty(), "{pointer} is lost"),
            _ => assert_eq!(removed.len(), 1, "{pointer}: {}", rules(&removed)),
        }
        assert_eq!(
            places(&removed, false),
            places(&added, true),
            "{pointer}: the other way about"
        );
        if base
            .pointer(&pointer)
            .is_some_and(|value| !value.is_object() && !value.is_array())
        {
            let other = edited(&base, &pointer, |value| Some(changed(value)));
            let changed = compare(&base, &other, &Options::default());
            let back = compare(&other, &base, &Options::default());
            let _ = writeln!(listing, "  ~ {}", rules(&changed));
            assert_eq!(
                places(&changed, false),
                places(&back, true),
                "{pointer}: the other way about"
            );
        }
    }
    let file = folder().join("edits.txt");
    if std::env::var_os("UPDATE_EDITS").is_some() {
        fs::write(&file, &listing).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap();
    assert!(
        listing == kept,
        "{} is stale: run this test with UPDATE_EDITS=1 and read the diff",
        file.display()
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    /// Whatever stands where, comparing ends without a panic, and nothing differs from itself.
    #[test]
    fn odd_documents_are_compared(oddities in vec((any::<Index>(), odd_value()), 1..6)) {
        let base = read("base.yaml");
        let mut other = base.clone();
        for (place, value) in oddities {
            let all = pointers(&other);
            let pointer = place.get(&all);
            other = edited(&other, pointer, |_| Some(value.clone()));
        }
        prop_assert_eq!(lines(&compare(&other, &other, &Options::default())), Vec::<String>::new());
        let there = compare(&base, &other, &Options::default());
        let back = compare(&other, &base, &Options::default());
        prop_assert_eq!(places(&there, false), places(&back, true));
        prop_assert_eq!(there.is_empty(), back.is_empty());
    }

    /// A finding keeps its fingerprint whatever else happens in the document.
    #[test]
    fn fingerprints_stay(first in any::<Index>(), second in any::<Index>()) {
        let base = read("base.yaml");
        // Neither edit moves what the other stands at.
        let leaf = |pointer: &str| base.pointer(pointer).is_some_and(|value| !value.is_object() && !value.is_array());
        let identity = |pointer: &str| ["/name", "/in", "/$ref"].iter().any(|end| pointer.ends_with(end));
        let leaves: Vec<_> =
            pointers(&base).into_iter().filter(|pointer| leaf(pointer) && !identity(pointer)).collect();
        let (first, second) = (first.get(&leaves), second.get(&leaves));
        let is_one_thing = COUPLED.iter().any(|(one, other)| {
            (first == one && second == other) || (first == other && second == one)
        });
        prop_assume!(first != second && !is_one_thing);
        let one = edited(&base, first, |value| Some(changed(value)));
        let both = edited(&one, second, |value| Some(changed(value)));
        let alone = compare(&base, &one, &Options::default());
        let among = compare(&base, &both, &Options::default());
        for finding in alone {
            prop_assert!(
                among.iter().any(|other| other.fingerprint == finding.fingerprint),
                "{finding} is lost when {second} changes, too"
            );
        }
    }
}

fn odd_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z]{0,3}".prop_map(Value::from),
        Just(json!("#/components/schemas/Animal")),
        Just(json!({"$ref": "#/components/schemas/Animal"})),
        Just(json!({"$ref": "#"})),
        Just(json!({"$ref": "#/paths"})),
        Just(json!({"$ref": 1})),
        Just(json!({"allOf": [{"$ref": "#/components/schemas/Unused"}]})),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let key = prop_oneof![
            "[a-z]{1,3}",
            Just("type".to_owned()),
            Just("properties".to_owned()),
            Just("required".to_owned()),
            Just("anyOf".to_owned()),
            Just("enum".to_owned()),
            Just("$ref".to_owned()),
            Just("schema".to_owned()),
            Just("content".to_owned()),
        ];
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            vec((key, inner), 0..4).prop_map(|entries| Value::Object(Map::from_iter(entries))),
        ]
    })
}

/// What stands for itself, through others, or for nothing, is compared like anything else.
#[test]
fn circles_end() {
    let component = |schema: Value| {
        json!({
            "openapi": "3.1.0",
            "paths": {"/a": {"get": {"responses": {"200": {"content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/A"}
            }}}}}}},
            "components": {"schemas": {"A": schema, "B": {"$ref": "#/components/schemas/A"}}},
        })
    };
    let circles = [
        json!({"$ref": "#/components/schemas/A"}),
        json!({"$ref": "#/components/schemas/B"}),
        json!({"allOf": [{"$ref": "#/components/schemas/B"}]}),
        json!({"anyOf": [{"$ref": "#/components/schemas/B"}, {"type": "null"}], "description": "itself or nothing"}),
        json!({"type": "object", "properties": {"next": {"$ref": "#/components/schemas/B"}}}),
        json!({"items": {"anyOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]}}),
        json!({"$ref": "#/components/schemas/A/properties/a", "properties": {"a": {"$ref": "#/components/schemas/A"}}}),
    ];
    for old in &circles {
        for new in &circles {
            let findings = compare(
                &component(old.clone()),
                &component(new.clone()),
                &Options::default(),
            );
            assert!(
                old != new || findings.is_empty(),
                "{old}: {}",
                lines(&findings).join("; ")
            );
        }
    }
}

/// Examples are made anew on every build of some docs; what is found about them keeps its fingerprint.
#[test]
fn examples_have_no_say_in_fingerprints() {
    let base = read("base.yaml");
    let pointer = "/paths/~1animals~1{id}/get/responses/200/content/text~1plain/example";
    let with = |text: &str| edited(&base, pointer, |_| Some(json!(text)));
    let found = |new: &Value| {
        compare(&base, new, &Options::default())[0]
            .fingerprint
            .clone()
    };
    assert_eq!(found(&with("a dog")), found(&with("a bird")));

    let property = |example: &str| {
        let schema = json!({"type": "string", "example": example});
        let mut document = base.clone();
        document["components"]["schemas"]["Animal"]["properties"]["born"] = schema;
        document
    };
    assert_eq!(
        found(&property("2020-01-01")),
        found(&property("2026-08-08"))
    );
    assert_eq!(found(&property("2020-01-01")).len(), 12);
}

/// A finding about a component is one, however many operations reach it, and it stays the same when one more does.
#[test]
fn a_component_is_told_of_once() {
    let document = |paths: &[&str], schema: &str| {
        let operation = json!({"get": {"responses": {"200": {"content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/A"}
        }}}}}});
        let paths: Map<String, Value> = paths
            .iter()
            .map(|path| ((*path).to_owned(), operation.clone()))
            .collect();
        json!({
            "openapi": "3.1.0",
            "paths": paths,
            "components": {"schemas": {"A": {"type": "object", "properties": {"b": {"type": schema}}}}},
        })
    };
    let findings = |paths: &[&str]| {
        compare(
            &document(paths, "string"),
            &document(paths, "boolean"),
            &Options::default(),
        )
    };
    let (two, three) = (findings(&["/a", "/b"]), findings(&["/a", "/b", "/c"]));
    assert_eq!(
        lines(&two),
        [
            "breaking: schema A, field b: type changed from string to boolean [response-property-type-changed] reaches GET /a, GET /b"
        ]
    );
    assert_eq!((two.len(), three.len()), (1, 1));
    assert_eq!(two[0].fingerprint, three[0].fingerprint);
}

fn rules(findings: &[Finding]) -> String {
    let rule = |finding: &Finding| format!("{} {}/{}", finding.rule, finding.wire, finding.compile);
    findings.iter().map(rule).collect::<Vec<_>>().join(", ")
}

fn lines(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(Finding::to_string).collect()
}

fn places(findings: &[Finding], backwards: bool) -> Vec<(String, String)> {
    let place = |finding: &Finding| {
        let (old, new) = (finding.old.pointer.clone(), finding.new.pointer.clone());
        if backwards { (new, old) } else { (old, new) }
    };
    let mut places: Vec<_> = findings.iter().map(place).collect();
    places.sort();
    places.dedup();
    places
}

/// The pointers of all values in a document.
fn pointers(document: &Value) -> Vec<String> {
    fn walk(value: &Value, at: &str, found: &mut Vec<String>) {
        let children: Vec<(String, &Value)> = match value {
            Value::Object(map) => map
                .iter()
                .map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value))
                .collect(),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(at, value)| (at.to_string(), value))
                .collect(),
            _ => Vec::new(),
        };
        for (key, value) in children {
            let at = format!("{at}/{key}");
            found.push(at.clone());
            walk(value, &at, found);
        }
    }
    let mut found = Vec::new();
    walk(document, "", &mut found);
    found
}

/// A document in which one value is another one, or gone.
fn edited(document: &Value, pointer: &str, edit: impl Fn(&Value) -> Option<Value>) -> Value {
    let mut document = document.clone();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(parent).unwrap() {
        Value::Object(map) => match edit(&map[&key]) {
            Some(value) => map[&key] = value,
            None => drop(map.shift_remove(&key)),
        },
        Value::Array(items) => {
            let at: usize = key.parse().unwrap();
            match edit(&items[at]) {
                Some(value) => items[at] = value,
                None => drop(items.remove(at)),
            }
        }
        _ => panic!("nothing is inside {parent}"),
    }
    document
}

fn changed(value: &Value) -> Value {
    match value {
        Value::Bool(flag) => json!(!flag),
        Value::Number(number) => json!(number.as_f64().unwrap() + 1.0),
        Value::String(text) => json!(format!("{text}0")),
        _ => json!("something else"),
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/laws")
}

fn read(file: &str) -> Value {
    serde_yaml::from_str(&fs::read_to_string(folder().join(file)).unwrap()).unwrap()
}
