//! The spec, read anew: what is asked for and what may be answered, with no line of the mock's own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use amplemarket::Operation;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// The spec as one value.
pub(crate) fn spec() -> &'static Value {
    static SPEC: OnceLock<Value> = OnceLock::new();
    SPEC.get_or_init(|| serde_yaml::from_str(amplemarket::SPEC).unwrap())
}

/// An operation as the document has it.
pub(crate) fn operation(operation: &Operation) -> &'static Value {
    let path = spec()["paths"].get(operation.path).unwrap();
    path.get(operation.method.to_lowercase()).unwrap()
}

/// The parameters of a place, those of the path included.
pub(crate) fn parameters(of: &Operation, place: &str) -> Vec<&'static Value> {
    let path = spec()["paths"].get(of.path).unwrap();
    let all = [path, operation(of)]
        .into_iter()
        .filter_map(|item| item.get("parameters")?.as_array());
    all.flatten()
        .filter(|parameter| parameter["in"] == place)
        .collect()
}

/// The schema of the JSON body, where there is one.
pub(crate) fn body(of: &Operation) -> Option<&'static Value> {
    operation(of).pointer("/requestBody/content/application~1json/schema")
}

/// The success that is documented: status, media type and schema.
pub(crate) fn success(of: &Operation) -> (u16, &'static str, &'static Value) {
    let answers = operation(of)["responses"].as_object().unwrap();
    let (status, answer) = answers
        .iter()
        .find(|(status, _)| status.starts_with('2'))
        .unwrap();
    let (media_type, content) = answer["content"]
        .as_object()
        .unwrap()
        .iter()
        .next()
        .unwrap();
    (status.parse().unwrap(), media_type, &content["schema"])
}

/// What a reference leads to.
pub(crate) fn resolved(schema: &'static Value) -> &'static Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => resolved(
            spec()
                .pointer(reference.strip_prefix('#').unwrap())
                .unwrap(),
        ),
        None => schema,
    }
}

/// A value that the schema takes: all of it, or what is required.
pub(crate) fn sample(schema: &'static Value, whole: bool) -> Value {
    let schema = resolved(schema);
    if let Some(options) = schema.get("enum") {
        return options[0].clone();
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => match schema.get("format").and_then(Value::as_str) {
            Some("uuid") => json!("019e8e97-214c-782c-bf1a-5f04ef81ddd1"),
            Some("email") => json!("ada@example.com"),
            Some("uri") => json!("https://example.com/ada"),
            _ => json!("text"),
        },
        Some("integer") => schema.get("minimum").cloned().unwrap_or(json!(3)),
        Some("boolean") => json!(true),
        Some("array") => json!([sample(&schema["items"], whole)]),
        _ => {
            let properties = schema.get("properties").and_then(Value::as_object);
            let required = schema.get("required").and_then(Value::as_array);
            let kept =
                |name: &str| whole || required.is_some_and(|all| all.iter().any(|r| r == name));
            let fields = properties
                .into_iter()
                .flatten()
                .filter(|(name, _)| kept(name));
            Value::Object(
                fields
                    .map(|(name, schema)| (name.clone(), sample(schema, whole)))
                    .collect(),
            )
        }
    }
}

/// What is wrong with an instance, by a schema in which nothing may be that it does not name.
pub(crate) fn strictly(schema: &Value, instance: &Value) -> Vec<String> {
    static MADE: Mutex<BTreeMap<String, Arc<Validator>>> = Mutex::new(BTreeMap::new());
    let made = || {
        let mut root = closed(schema);
        root["components"] = json!({ "schemas": each(&spec()["components"]["schemas"]) });
        let options = jsonschema::options().should_validate_formats(true);
        Arc::new(options.build(&root).unwrap())
    };
    let validator = Arc::clone(
        MADE.lock()
            .unwrap()
            .entry(schema.to_string())
            .or_insert_with(made),
    );
    let errors = validator.iter_errors(instance);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// The errors' schema.
pub(crate) fn errors() -> Value {
    json!({ "$ref": "#/components/schemas/response_errors_object" })
}

fn closed(schema: &Value) -> Value {
    let Value::Object(schema) = schema else {
        return schema.clone();
    };
    let mut closed_one: Map<String, Value> = Map::new();
    for (key, value) in schema {
        let value = match key.as_str() {
            "properties" => each(value),
            "items" | "additionalProperties" => closed(value),
            _ => value.clone(),
        };
        closed_one.insert(key.clone(), value);
    }
    if schema.contains_key("properties") && !schema.contains_key("additionalProperties") {
        closed_one.insert("additionalProperties".to_owned(), json!(false));
    }
    if schema.get("nullable") == Some(&json!(true)) {
        return json!({ "anyOf": [closed_one, { "type": "null" }] });
    }
    Value::Object(closed_one)
}

fn each(schemas: &Value) -> Value {
    let schemas = schemas.as_object().unwrap().iter();
    Value::Object(
        schemas
            .map(|(name, schema)| (name.clone(), closed(schema)))
            .collect(),
    )
}
