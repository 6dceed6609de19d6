//! Random schemas of JSON Schema 2020-12, of a few names, lengths and patterns, so that two of them often meet.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Names of properties. `x1` is one that a pattern matches, `e` one that is asked for and mostly not declared.
pub(crate) const NAMES: [&str; 5] = ["a", "b", "c", "e", "x1"];
const PATTERNS: [&str; 4] = ["^a", "b$", "^[ab]*$", "."];
pub(crate) const WORDS: [&str; 10] = ["", "a", "b", "ab", "ba", "c", "abab", "aaaaaa", "cb", "d"];
pub(crate) const COMPONENTS: [&str; 3] = ["One", "Two", "Tree"];

/// What `$ref`s lead to, and the schema itself.
pub(crate) fn document(rng: &mut Rng) -> (Value, Value) {
    let mut components = Map::new();
    for name in COMPONENTS {
        let mut schema = of_type(rng, "object", 1);
        if name == "Tree" {
            schema["properties"]["b"] = json!({"$ref": "#/components/schemas/Tree"});
        }
        components.insert(name.to_owned(), schema);
    }
    (Value::Object(components), schema(rng, 2))
}

pub(crate) fn schema(rng: &mut Rng, depth: usize) -> Value {
    let shapes = if depth == 0 { 9 } else { 20 };
    match rng.usize(..shapes) {
        0..=2 => of_type(rng, "string", depth),
        3 => of_type(rng, "integer", depth),
        4 => of_type(rng, "number", depth),
        5 => of_type(rng, "boolean", depth),
        6 => json!({"enum": some(rng, &values())}),
        7 => json!({"const": one(rng, &values())}),
        8 => match rng.usize(..4) {
            0 => json!({}),
            1 => json!({"type": ["string", "null"]}),
            2 => json!({"type": "null"}),
            _ => json!({"$ref": format!("#/components/schemas/{}", one(rng, &COMPONENTS))}),
        },
        9 | 10 => of_type(rng, "array", depth),
        11..=13 => of_type(rng, "object", depth),
        14 => union(rng, depth),
        15 => json!({"anyOf": list(rng, depth - 1)}),
        16 => alternatives(rng, depth - 1),
        17 => json!({"allOf": parts(rng, depth - 1)}),
        18 => {
            let mut schema = of_type(rng, "object", depth);
            schema["allOf"] =
                json!([{"$ref": format!("#/components/schemas/{}", one(rng, &COMPONENTS))}]);
            schema
        }
        _ => {
            let name = one(rng, &["string", "object", "array"]);
            let mut schema = of_type(rng, name, depth);
            let (key, value) = condition(rng);
            schema[key] = value;
            schema
        }
    }
}

/// A schema of one type with some of the keywords that say something of it.
pub(crate) fn of_type(rng: &mut Rng, name: &str, depth: usize) -> Value {
    let mut schema = json!({"type": name});
    let most = if depth > 1 { 4 } else { 3 };
    for _ in 0..rng.usize(..most) {
        if let Some((key, value)) = keyword(rng, name, depth) {
            schema[key] = value;
        }
    }
    if name == "object" && rng.usize(..4) > 0 && schema.get("properties").is_none() {
        schema["properties"] = properties(rng, depth);
    }
    schema
}

/// A schema of several types with keywords of each.
fn union(rng: &mut Rng, depth: usize) -> Value {
    let mut names = vec!["string", "integer", "boolean", "array", "object", "null"];
    rng.shuffle(&mut names);
    names.truncate(rng.usize(2..4));
    let mut schema = json!({"type": names});
    for name in names {
        if let Some((key, value)) = keyword(rng, name, depth) {
            schema[key] = value;
        }
    }
    schema
}

/// One keyword that says something of values of a type.
pub(crate) fn keyword(rng: &mut Rng, name: &str, depth: usize) -> Option<(&'static str, Value)> {
    let inner = depth.saturating_sub(1);
    Some(match name {
        "string" => match rng.usize(..9) {
            0 | 1 => ("minLength", json!(rng.u8(..4))),
            2 | 3 => ("maxLength", json!(rng.u8(..6))),
            4 => ("pattern", json!(one(rng, &PATTERNS))),
            5 => ("enum", json!(some(rng, &WORDS))),
            6 => ("format", json!(one(rng, &["date", "uuid", "email"]))),
            7 => (
                "contentMediaType",
                json!(one(rng, &["text/csv", "text/html"])),
            ),
            _ => match rng.usize(..3) {
                0 => ("contentEncoding", json!(one(rng, &["base64", "base32"]))),
                1 => ("contentSchema", json!({"maxLength": rng.u8(..3)})),
                _ => ("const", json!(one(rng, &WORDS))),
            },
        },
        "integer" | "number" => match rng.usize(..7) {
            0 => ("minimum", json!(rng.i8(-2..4))),
            1 => ("maximum", json!(rng.i8(0..8))),
            2 => ("exclusiveMinimum", json!(rng.i8(-2..4))),
            3 => ("exclusiveMaximum", json!(rng.i8(0..8))),
            4 => ("multipleOf", json!(one(rng, &[1, 2, 3, 4, 6]))),
            5 => ("enum", json!(some(rng, &[0, 1, 2, 3, 4, 6]))),
            _ => (
                "format",
                json!(one(rng, &["int32", "int64", "float", "double"])),
            ),
        },
        "boolean" => match rng.usize(..2) {
            0 => ("enum", json!([true, false])),
            _ => ("const", json!(rng.bool())),
        },
        "array" => match rng.usize(..12) {
            0..=2 => ("items", schema(rng, inner)),
            3 => ("minItems", json!(rng.u8(..3))),
            4 => ("maxItems", json!(rng.u8(..4))),
            5 => ("uniqueItems", json!(true)),
            6 => ("contains", leaf(rng)),
            7 => ("prefixItems", json!([leaf(rng), leaf(rng)])),
            8 => ("items", json!(false)),
            9 => ("unevaluatedItems", json!(false)),
            10 => ("minContains", json!(rng.u8(..3))),
            _ => ("maxContains", json!(rng.u8(1..3))),
        },
        "object" => match rng.usize(..16) {
            0..=3 => ("properties", properties(rng, depth)),
            4..=6 => ("required", json!(some(rng, &NAMES))),
            7 => ("additionalProperties", json!(false)),
            8 => ("additionalProperties", leaf(rng)),
            9 => ("patternProperties", json!({"^x": leaf(rng)})),
            10 => ("propertyNames", json!({"maxLength": rng.u8(1..3)})),
            11 => ("minProperties", json!(rng.u8(..3))),
            12 => ("maxProperties", json!(rng.u8(1..4))),
            13 => ("dependentRequired", json!({"a": some(rng, &["b", "c"])})),
            14 => (
                "dependentSchemas",
                json!({"a": {"required": some(rng, &["b", "c"])}}),
            ),
            _ => ("unevaluatedProperties", json!(false)),
        },
        _ => return None,
    })
}

/// Keywords that depend on no type.
pub(crate) fn condition(rng: &mut Rng) -> (&'static str, Value) {
    match rng.usize(..4) {
        0 | 1 => ("not", leaf(rng)),
        2 => ("if", leaf(rng)),
        _ => (one(rng, &["then", "else"]), leaf(rng)),
    }
}

fn properties(rng: &mut Rng, depth: usize) -> Value {
    let names = some(rng, &NAMES);
    let properties = names.into_iter().map(|name| {
        let schema = match rng.usize(..20) {
            0 => json!(false),
            _ => schema(rng, depth.saturating_sub(1)),
        };
        (name.to_owned(), schema)
    });
    Value::Object(properties.collect())
}

pub(crate) fn leaf(rng: &mut Rng) -> Value {
    let name = one(
        rng,
        &["string", "string", "integer", "number", "object", "array"],
    );
    let mut leaf = json!({});
    if rng.usize(..3) > 0 {
        leaf["type"] = json!(name);
    }
    if let Some((key, value)) = keyword(rng, name, 0).filter(|(key, _)| *key != "properties") {
        leaf[key] = value;
    }
    leaf
}

fn list(rng: &mut Rng, depth: usize) -> Vec<Value> {
    (0..rng.usize(2..4)).map(|_| schema(rng, depth)).collect()
}

/// Parts of an `allOf`.
fn parts(rng: &mut Rng, depth: usize) -> Vec<Value> {
    let name = one(rng, &["string", "object", "object", "array", "integer"]);
    let part = |rng: &mut Rng| match rng.usize(..6) {
        0 if name == "object" => {
            json!({"$ref": format!("#/components/schemas/{}", one(rng, &COMPONENTS))})
        }
        1 => {
            let (key, value) = condition(rng);
            json!({key: value})
        }
        2 => json!({"description": "says nothing"}),
        _ => of_type(rng, name, depth),
    };
    (0..rng.usize(1..4)).map(|_| part(rng)).collect()
}

/// Alternatives of which a value meets one at most: of types of their own, or with a constant that tells them apart.
fn alternatives(rng: &mut Rng, depth: usize) -> Value {
    let mut schemas: Vec<_> = match rng.bool() {
        true => ["string", "integer", "array", "object", "boolean"]
            .map(|name| of_type(rng, name, depth))
            .into(),
        false => ["cat", "dog", "bird"]
            .map(|kind| tagged(rng, kind, depth))
            .into(),
    };
    rng.shuffle(&mut schemas);
    schemas.truncate(rng.usize(2..4));
    json!({"oneOf": schemas})
}

pub(crate) fn tagged(rng: &mut Rng, kind: &str, depth: usize) -> Value {
    let mut schema = of_type(rng, "object", depth);
    let map = schema.as_object_mut().unwrap();
    map.retain(|key, _| matches!(key.as_str(), "type" | "properties" | "minProperties"));
    schema["properties"]["kind"] = json!({"const": kind});
    schema["required"] = json!(["kind"]);
    schema
}

fn values() -> Vec<Value> {
    vec![
        json!("a"),
        json!("ab"),
        json!("b"),
        json!(1),
        json!(2),
        json!(true),
        Value::Null,
    ]
}

pub(crate) fn one<T: Clone>(rng: &mut Rng, items: &[T]) -> T {
    items[rng.usize(..items.len())].clone()
}

/// One or several of these, each once.
pub(crate) fn some<T: Clone>(rng: &mut Rng, items: &[T]) -> Vec<T> {
    let mut items = items.to_vec();
    rng.shuffle(&mut items);
    let most = items.len().min(4);
    items.truncate(rng.usize(1..=most));
    items
}
