//! What is only written differently is the same, wherever in a document it is written so and however often.
//!
//! `laws/shapes.yaml` is rewritten at random: each schema in one of the ways below, and the rest in all of them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot read its own data should say so at once"
)]

use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use specwright_compare::{Finding, Options, compare};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn schemas_written_differently_are_equal(ways in vec(0usize..SCHEMA_REWRITES.len(), 64)) {
        let base = read();
        let mut other = base.clone();
        let (mut next, mut moved) = (ways.iter().cycle(), Map::new());
        schemas(&mut other, &mut |schema| {
            let way = SCHEMA_REWRITES[*next.next().unwrap()];
            way(schema);
        });
        schemas(&mut other, &mut |schema| {
            if *next.next().unwrap() == 0 {
                move_to_component(schema, &mut moved);
            }
        });
        other["components"]["schemas"].as_object_mut().unwrap().extend(moved);
        prop_assert_eq!(lines(&base, &other), Vec::<String>::new());
        prop_assert_eq!(lines(&other, &base), Vec::<String>::new());
    }

    #[test]
    fn documents_written_differently_are_equal(ways in vec(any::<bool>(), DOCUMENT_REWRITES.len())) {
        let base = read();
        let mut other = base.clone();
        for (rewrite, _) in DOCUMENT_REWRITES.iter().zip(ways).filter(|(_, chosen)| *chosen) {
            rewrite(&mut other);
        }
        prop_assert_eq!(lines(&base, &other), Vec::<String>::new());
        prop_assert_eq!(lines(&other, &base), Vec::<String>::new());
    }
}

/// Each rewriting by itself, so that a failure says which.
#[test]
fn each_rewriting() {
    let base = read();
    for (at, rewrite) in SCHEMA_REWRITES.iter().enumerate() {
        let mut other = base.clone();
        schemas(&mut other, &mut |schema| rewrite(schema));
        assert_eq!(
            lines(&base, &other),
            Vec::<String>::new(),
            "schema rewriting {at}"
        );
    }
    for (at, rewrite) in DOCUMENT_REWRITES.iter().enumerate() {
        let mut other = base.clone();
        rewrite(&mut other);
        assert_ne!(
            base.to_string(),
            other.to_string(),
            "document rewriting {at} rewrites nothing"
        );
        assert_eq!(
            lines(&base, &other),
            Vec::<String>::new(),
            "document rewriting {at}"
        );
    }
}

fn lines(old: &Value, new: &Value) -> Vec<String> {
    compare(old, new, &Options::default())
        .iter()
        .map(Finding::to_string)
        .collect()
}

/// Ways to write a schema that mean the same. One that does not apply leaves the schema as it is.
const SCHEMA_REWRITES: [fn(&mut Value); 9] = [
    |_| {},
    // `nullable` as one of two types.
    |schema| {
        let Some(Value::String(name)) = schema.get("type").cloned() else {
            return;
        };
        if remove(schema, "nullable") == Some(json!(true)) {
            schema["type"] = json!(["null", name]);
        }
    },
    // `nullable` as one of two schemas.
    |schema| {
        if remove(schema, "nullable") == Some(json!(true)) {
            *schema = json!({"anyOf": [schema.take(), {"type": "null"}]});
        }
    },
    |schema| {
        if remove(schema, "nullable") == Some(json!(true)) {
            *schema = json!({"oneOf": [{"type": "null"}, schema.take()]});
        }
    },
    // A list of one.
    |schema| *schema = json!({"allOf": [schema.take()]}),
    |schema| *schema = json!({"anyOf": [schema.take()]}),
    // What is so anyway.
    |schema| {
        let Some(map) = schema
            .as_object_mut()
            .filter(|map| !map.contains_key("$ref"))
        else {
            return;
        };
        for (key, value) in [
            ("nullable", json!(false)),
            ("deprecated", json!(false)),
            ("readOnly", json!(false)),
            ("writeOnly", json!(false)),
            ("uniqueItems", json!(false)),
            ("minLength", json!(0)),
            ("minItems", json!(0)),
            ("required", json!([])),
            ("additionalProperties", json!(true)),
            ("exclusiveMaximum", json!(false)),
        ] {
            map.entry(key).or_insert(value);
        }
    },
    // Lists that are sets, the other way round.
    |schema| {
        for key in ["enum", "required", "anyOf", "oneOf"] {
            schema
                .get_mut(key)
                .and_then(Value::as_array_mut)
                .into_iter()
                .for_each(|list| list.reverse());
        }
    },
    // Bounds as 3.1 writes them, types that are a list of one, numbers with a point.
    |schema| {
        if remove(schema, "exclusiveMinimum") == Some(json!(true)) {
            schema["exclusiveMinimum"] = remove(schema, "minimum").unwrap();
        }
        if let Some(Value::String(name)) = schema.get("type").cloned() {
            schema["type"] = json!([name]);
        }
        if let Some(length) = schema.get("maxLength").and_then(Value::as_f64) {
            schema["maxLength"] = json!(length);
        }
    },
];

/// Ways to write the rest.
const DOCUMENT_REWRITES: [fn(&mut Value); 8] = [
    // Every object's keys, the other way round.
    reverse_keys,
    // Other names for what is in the path.
    |document| {
        let paths = document["paths"].as_object_mut().unwrap();
        let old = paths.keys().next().unwrap().clone();
        let mut item = paths.remove(&old).unwrap();
        for parameter in item["parameters"].as_array_mut().unwrap() {
            if parameter["in"] == "path" {
                parameter["name"] = json!(format!("{}_id", parameter["name"].as_str().unwrap()));
            }
        }
        paths.insert(old.replace('}', "_id}"), item);
    },
    // Parameters of the path as those of each operation.
    |document| {
        for item in document["paths"].as_object_mut().unwrap().values_mut() {
            let shared = remove(item, "parameters").unwrap_or_else(|| json!([]));
            for method in ["get", "post"] {
                let own = item[method]
                    .as_object_mut()
                    .unwrap()
                    .entry("parameters")
                    .or_insert_with(|| json!([]));
                own.as_array_mut()
                    .unwrap()
                    .extend(shared.as_array().unwrap().iter().cloned());
            }
        }
    },
    // The same in one parameter's other ways.
    |document| {
        for item in document["paths"].as_object_mut().unwrap().values_mut() {
            for parameter in item
                .get_mut("parameters")
                .and_then(Value::as_array_mut)
                .into_iter()
                .flatten()
            {
                if parameter["in"] == "header" {
                    parameter["name"] = json!("x-trace");
                }
                let explode = parameter["in"] == "query";
                parameter["style"] = json!(if explode { "form" } else { "simple" });
                parameter["explode"] = json!(explode);
                parameter["deprecated"] = json!(false);
            }
            for parameter in item["post"]["parameters"].as_array_mut().unwrap() {
                if parameter["in"] == "query" {
                    parameter["required"] = json!(false);
                    parameter["style"] = json!("form");
                    parameter["explode"] = json!(true);
                }
            }
            item["post"]["parameters"].as_array_mut().unwrap().reverse();
            item["post"]["tags"].as_array_mut().unwrap().reverse();
        }
    },
    // Media types and header names in other letters.
    |document| {
        each(document, &mut |map| {
            for (old, new) in [
                ("application/json", "Application/JSON; charset=utf-8"),
                ("application/xml", "application/xml;charset=UTF-8"),
                ("X-Left", "x-left"),
                ("4XX", "4xx"),
            ] {
                if let Some(value) = map.remove(old) {
                    map.insert(new.to_owned(), value);
                }
            }
        });
    },
    // What every operation asks for anyway.
    |document| {
        for item in document["paths"].as_object_mut().unwrap().values_mut() {
            item["post"]["security"] = json!([{"key": []}]);
            item["post"]["deprecated"] = json!(false);
            item["post"]["callbacks"] = json!({});
            remove(&mut item["get"], "security");
        }
    },
    // A response, a header and a body that have a name.
    |document| {
        let item = document["paths"]
            .as_object_mut()
            .unwrap()
            .values_mut()
            .next()
            .unwrap();
        let body = std::mem::replace(
            &mut item["post"]["requestBody"],
            json!({"$ref": "#/components/requestBodies/Body"}),
        );
        let (code, _) = item["get"]["responses"]
            .as_object()
            .unwrap()
            .iter()
            .next()
            .unwrap();
        let code = code.clone();
        let response = std::mem::replace(
            &mut item["get"]["responses"][code],
            json!({"$ref": "#/components/responses/Response"}),
        );
        let parameter = item["post"]["parameters"]
            .as_array_mut()
            .unwrap()
            .iter_mut()
            .find(|one| one["name"] == "kind")
            .unwrap();
        let parameter =
            std::mem::replace(parameter, json!({"$ref": "#/components/parameters/Kind"}));
        document["components"]["requestBodies"] = json!({"Body": body});
        document["components"]["responses"] = json!({"Response": response});
        document["components"]["parameters"] = json!({"Kind": parameter});
    },
    // Components by other names.
    |document| {
        let mut text = document.to_string();
        for name in ["Shape", "Owner", "Line", "Curve", "Tree", "Error"] {
            text = text.replace(
                &format!("schemas/{name}\""),
                &format!("schemas/{name}Model\""),
            );
            text = text.replace(&format!("\"{name}\":"), &format!("\"{name}Model\":"));
        }
        *document = serde_json::from_str(&text).unwrap();
    },
];

fn move_to_component(schema: &mut Value, moved: &mut Map<String, Value>) {
    let name = format!("Moved{}", moved.len());
    let inline = std::mem::replace(
        schema,
        json!({"$ref": format!("#/components/schemas/{name}")}),
    );
    moved.insert(name, inline);
}

/// Visits every schema, those inside first.
fn schemas(value: &mut Value, visit: &mut impl FnMut(&mut Value)) {
    fn schema(value: &mut Value, visit: &mut impl FnMut(&mut Value)) {
        let Some(map) = value.as_object_mut() else {
            return;
        };
        for (key, child) in map.iter_mut() {
            match key.as_str() {
                "items" => schema(child, visit),
                "additionalProperties" if child.is_object() => schema(child, visit),
                "properties" => child
                    .as_object_mut()
                    .unwrap()
                    .values_mut()
                    .for_each(|child| schema(child, visit)),
                // The members of lists are left alone: which one is which is told by what they are.
                _ => {}
            }
        }
        visit(value);
    }
    let Value::Object(map) = value else {
        value
            .as_array_mut()
            .into_iter()
            .flatten()
            .for_each(|item| schemas(item, visit));
        return;
    };
    for (key, child) in map.iter_mut() {
        match key.as_str() {
            "schema" => schema(child, visit),
            "schemas" => child
                .as_object_mut()
                .unwrap()
                .values_mut()
                .for_each(|child| schema(child, visit)),
            _ => schemas(child, visit),
        }
    }
}

fn each(value: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(|child| each(child, visit));
            visit(map);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each(item, visit)),
        _ => {}
    }
}

fn reverse_keys(value: &mut Value) {
    each(value, &mut |map| {
        let mut entries: Vec<_> = std::mem::take(map).into_iter().collect();
        entries.reverse();
        map.extend(entries);
    });
}

fn remove(value: &mut Value, key: &str) -> Option<Value> {
    value.as_object_mut().and_then(|map| map.shift_remove(key))
}

fn read() -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/laws/shapes.yaml");
    serde_yaml::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}
