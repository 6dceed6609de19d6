//! How long a comparison takes: `cargo bench -p specwright-compare --bench compare [old.json new.json]`.
//!
//! Without documents of your own, a made-up one of the size of a large vendor's is compared with itself and with a
//! successor in which one property in fifty has another type.

#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that cannot read its documents has nothing to measure"
)]
#![allow(clippy::print_stdout, reason = "the numbers are what it is for")]

use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use specwright_compare::{Options, compare};

const RUNS: usize = 30;

fn main() {
    let files: Vec<_> = std::env::args()
        .skip(1)
        .filter(|argument| argument.ends_with(".json"))
        .collect();
    let (old, new) = match files.as_slice() {
        [old, new] => (read(old), read(new)),
        _ => (document(0), document(50)),
    };
    println!("{} KB", old.to_string().len() / 1000);
    measure("itself", &old, &old);
    measure("its successor", &old, &new);
}

fn measure(what: &str, old: &Value, new: &Value) {
    let mut times: Vec<Duration> = Vec::new();
    let mut findings = 0;
    for _ in 0..RUNS {
        let start = Instant::now();
        findings = compare(old, new, &Options::default()).len();
        times.push(start.elapsed());
    }
    times.sort();
    println!(
        "against {what}: {findings} findings, fastest {:?}, median {:?}, slowest {:?}",
        times[0],
        times[RUNS / 2],
        times[RUNS - 1]
    );
}

/// 94 operations over 251 schemas that refer to each other. Every `each`th property is an integer.
fn document(each: usize) -> Value {
    let schema = |at: usize| {
        let properties: Map<String, Value> = (0..12)
            .map(|field| {
                let number = at * 12 + field;
                let schema = match field {
                    _ if each > 0 && number.is_multiple_of(each) => json!({"type": "integer"}),
                    0 => json!({"$ref": format!("#/components/schemas/Schema{}", (at + 1) % 251)}),
                    1 => json!({"type": "array", "items": {"$ref": format!("#/components/schemas/Schema{}", (at * 7) % 251)}}),
                    2 => json!({"anyOf": [{"$ref": format!("#/components/schemas/Schema{}", (at * 3) % 251)}, {"type": "null"}]}),
                    3 => json!({"type": "string", "enum": ["one", "two", "three", "four"]}),
                    _ => json!({"type": "string", "description": "What it is for, in a sentence or so", "maxLength": 80}),
                };
                (format!("field_{field}"), schema)
            })
            .collect();
        let schema =
            json!({"type": "object", "required": ["field_3", "field_4"], "properties": properties});
        (format!("Schema{at}"), schema)
    };
    let path = |at: usize| {
        let reference = |at: usize| json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/Schema{at}")}}});
        let operation = json!({
            "operationId": format!("operation_{at}"),
            "parameters": [
                {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
                {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}},
            ],
            "requestBody": {"content": reference(at * 2)},
            "responses": {
                "200": {"description": "Fine", "content": reference(at * 2 + 1)},
                "404": {"description": "Not here", "content": reference(0)},
            },
        });
        (format!("/things_{at}/{{id}}"), json!({"post": operation}))
    };
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1.0.0"},
        "paths": (0..94).map(path).collect::<Map<_, _>>(),
        "components": {"schemas": (0..251).map(schema).collect::<Map<_, _>>()},
    })
}

fn read(file: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}
