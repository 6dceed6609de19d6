//! Random edits of a schema: most of them small, and many that only say the same otherwise.

use fastrand::Rng;
use serde_json::{Value, json};

use crate::schemas::{COMPONENTS, condition, keyword, leaf, of_type, one, schema, tagged};

/// Edits a schema, or one of the components that it refers to.
pub(crate) fn edit(rng: &mut Rng, components: &mut Value, root: &mut Value) {
    let text = root.to_string();
    let used: Vec<_> = COMPONENTS
        .into_iter()
        .filter(|name| text.contains(&format!("/{name}\"")))
        .collect();
    if !used.is_empty() && rng.usize(..3) == 0 {
        let name = one(rng, &used);
        let mut component = components[name].take();
        at(rng, &mut component, components);
        components[name] = component;
    } else {
        at(rng, root, components);
    }
}

/// Edits a schema somewhere inside.
fn at(rng: &mut Rng, root: &mut Value, components: &mut Value) {
    let mut places = Vec::new();
    places_in(root, "", &mut places);
    let place = one(rng, &places);
    if let Some(schema) = root.pointer_mut(&place) {
        change(rng, schema, components);
    }
}

/// The pointers to all schemas inside.
fn places_in(schema: &Value, at: &str, places: &mut Vec<String>) {
    places.push(at.to_owned());
    for (key, value) in schema.as_object().into_iter().flatten() {
        match (key.as_str(), value) {
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    places_in(item, &format!("{at}/{key}/{index}"), places);
                }
            }
            ("properties" | "patternProperties" | "dependentSchemas", Value::Object(map)) => {
                for (name, item) in map {
                    places_in(item, &format!("{at}/{key}/{name}"), places);
                }
            }
            (
                "items"
                | "contains"
                | "not"
                | "if"
                | "then"
                | "else"
                | "propertyNames"
                | "additionalProperties"
                | "unevaluatedItems"
                | "unevaluatedProperties",
                Value::Object(_),
            ) => places_in(value, &format!("{at}/{key}"), places),
            _ => {}
        }
    }
}

fn change(rng: &mut Rng, schema: &mut Value, components: &mut Value) {
    let name = types(schema).first().cloned();
    match rng.usize(..30) {
        // A keyword more, or another value.
        0..=6 => {
            let name = name.unwrap_or_else(|| one(rng, &["string", "object", "array"]).to_owned());
            if let (Some((key, value)), true) = (keyword(rng, &name, 1), schema.is_object()) {
                schema[key] = value;
            }
        }
        // A keyword less.
        7..=9 => {
            if let Some(map) = schema.as_object_mut().filter(|map| !map.is_empty()) {
                let key = one(rng, &map.keys().cloned().collect::<Vec<_>>());
                map.shift_remove(&key);
            }
        }
        // A bound a little further, or a little less far.
        10..=13 => shift(rng, schema),
        14..=16 => lists(rng, schema),
        17 => widen(rng, schema),
        // The same, said otherwise.
        18 if rng.bool() => *schema = json!({"allOf": [schema.take()]}),
        18 | 19 => split(rng, schema),
        20 => {
            let part = match rng.usize(..3) {
                0 => json!({}),
                1 => json!(true),
                _ => json!({"title": "nothing"}),
            };
            *schema = json!({"allOf": [schema.take(), part]});
        }
        21 => name_it(rng, schema, components),
        22 => flatten(schema),
        // A part more.
        23 => {
            let part = match name.as_deref() {
                Some(name) => of_type(rng, name, 0),
                None => leaf(rng),
            };
            *schema = json!({"allOf": [schema.take(), part]});
        }
        // One of several.
        24 => alternative(rng, schema),
        25 => *schema = json!({"anyOf": [schema.take(), self::schema(rng, 0)]}),
        26 => become_one_of(rng, schema),
        27 => {
            if schema.is_object() {
                let (key, value) = condition(rng);
                schema[key] = value;
            }
        }
        28 => *schema = json!(false),
        _ => *schema = self::schema(rng, 1),
    }
}

/// The types that a schema names.
pub(crate) fn types(schema: &Value) -> Vec<String> {
    match schema.get("type") {
        Some(Value::String(name)) => vec![name.clone()],
        Some(Value::Array(names)) => {
            let names = names.iter().filter_map(Value::as_str);
            names.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

fn shift(rng: &mut Rng, schema: &mut Value) {
    let Some(map) = schema.as_object_mut() else {
        return;
    };
    let numbers: Vec<_> = (map.iter())
        .filter(|(key, value)| value.is_number() && !matches!(key.as_str(), "const"))
        .map(|(key, _)| key.clone())
        .collect();
    if numbers.is_empty() {
        return;
    }
    let key = one(rng, &numbers);
    let number = map[&key].as_i64().unwrap_or(1);
    let other = match key.as_str() {
        "multipleOf" => one(rng, &[1, 2, 3, 4, 6, 12]),
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
            number + one(rng, &[-1, 1])
        }
        _ => (number + one(rng, &[-1, 1])).max(0),
    };
    map[&key] = json!(other);
}

/// One member more or less of `enum`, `required`, `properties`, `prefixItems` or a list of schemas.
fn lists(rng: &mut Rng, schema: &mut Value) {
    let Some(map) = schema.as_object_mut() else {
        return;
    };
    let keys: Vec<_> = (map.iter())
        .filter(|(key, value)| value.is_array() || matches!(key.as_str(), "properties"))
        .map(|(key, _)| key.clone())
        .collect();
    if keys.is_empty() {
        return;
    }
    let key = one(rng, &keys);
    let less = rng.bool();
    match (key.as_str(), &mut map[&key]) {
        ("properties", Value::Object(properties)) => {
            if less && properties.len() > 1 {
                let name = one(rng, &properties.keys().cloned().collect::<Vec<_>>());
                properties.shift_remove(&name);
            } else {
                let name = one(rng, &crate::schemas::NAMES);
                properties.insert(name.to_owned(), self::schema(rng, 1));
            }
        }
        (_, Value::Array(items)) => {
            if less && items.len() > 1 {
                items.remove(rng.usize(..items.len()));
            } else {
                let more = match key.as_str() {
                    "enum" => one(rng, &[json!("a"), json!("c"), json!(3), Value::Null]),
                    "required" => json!(one(rng, &crate::schemas::NAMES)),
                    "type" => json!(one(rng, &["string", "integer", "array", "object", "null"])),
                    "oneOf" => tagged(rng, "fish", 0),
                    "prefixItems" => leaf(rng),
                    _ => self::schema(rng, 0),
                };
                if !items.contains(&more) {
                    items.push(more);
                }
            }
        }
        _ => {}
    }
}

/// One type more, or a wider one.
fn widen(rng: &mut Rng, schema: &mut Value) {
    let mut names = types(schema);
    if names.is_empty() {
        return;
    }
    if names == ["integer"] {
        schema["type"] = json!("number");
        return;
    }
    let more = one(rng, &["string", "array", "object", "null", "boolean"]);
    if names.iter().all(|name| name != more) {
        names.push(more.to_owned());
        if let Some((key, value)) =
            keyword(rng, more, 0).filter(|(key, _)| *key != "enum" && *key != "const")
        {
            schema[key] = value;
        }
        schema["type"] = json!(names);
    }
}

/// Some of the keywords in a part of their own.
fn split(rng: &mut Rng, schema: &mut Value) {
    let Some(map) = schema.as_object_mut() else {
        return;
    };
    let looks_around = |key: &str| {
        matches!(
            key,
            "additionalProperties"
                | "unevaluatedProperties"
                | "unevaluatedItems"
                | "items"
                | "prefixItems"
                | "contains"
                | "minContains"
                | "maxContains"
                | "if"
                | "then"
                | "else"
                | "allOf"
                | "properties"
                | "patternProperties"
        )
    };
    let mut part = json!({});
    let keys: Vec<_> = map
        .keys()
        .filter(|key| !looks_around(key))
        .cloned()
        .collect();
    for key in keys {
        if rng.bool() {
            part[&key] = map.shift_remove(&key).unwrap();
        }
    }
    let rest = schema.take();
    *schema = match rng.usize(..3) {
        0 => json!({"allOf": [rest, part]}),
        1 => json!({"allOf": [part, rest]}),
        _ => {
            let mut whole = part;
            whole["allOf"] = json!([rest]);
            whole
        }
    };
}

/// A name for what was written in place.
fn name_it(rng: &mut Rng, schema: &mut Value, components: &mut Value) {
    let name = format!("Named{}", rng.u8(..100));
    if components.get(&name).is_none() {
        components[&name] = schema.take();
        *schema = json!({"$ref": format!("#/components/schemas/{name}")});
    }
}

/// The keywords of the parts beside those of the whole, where no two say the same keyword.
fn flatten(schema: &mut Value) {
    let Some(Value::Array(parts)) = schema.get("allOf").cloned() else {
        return;
    };
    let mut flat = schema.clone();
    flat.as_object_mut().unwrap().shift_remove("allOf");
    let looks_around = [
        "additionalProperties",
        "unevaluatedProperties",
        "unevaluatedItems",
    ];
    for part in parts {
        for (key, value) in part.as_object().into_iter().flatten() {
            if flat.get(key).is_some_and(|known| known != value)
                || looks_around.contains(&key.as_str())
            {
                return;
            }
            flat[key] = value.clone();
        }
        if !part.is_object() && part != true {
            return;
        }
    }
    *schema = flat;
}

/// One of `anyOf` or `oneOf` in place of the whole.
fn alternative(rng: &mut Rng, schema: &mut Value) {
    for key in ["anyOf", "oneOf"] {
        if let Some(Value::Array(items)) = schema.get(key) {
            *schema = one(rng, items);
            return;
        }
    }
}

/// The schema as one of several that exclude each other.
fn become_one_of(rng: &mut Rng, schema: &mut Value) {
    let names = types(schema);
    let other = ["string", "integer", "array", "object", "boolean"];
    let other: Vec<_> = (other.into_iter())
        .filter(|other| !names.iter().any(|name| name == other || name == "number"))
        .collect();
    if !names.is_empty() && !other.is_empty() {
        let name = one(rng, &other);
        *schema = json!({"oneOf": [schema.take(), of_type(rng, name, 0)]});
    }
}
