//! Random values that a schema might take, and some that it might just not take.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::schemas::{NAMES, WORDS, one};

/// A value that a schema might take. Whether it does is for the validator to say.
pub(crate) fn value(rng: &mut Rng, components: &Value, schema: &Value, depth: usize) -> Value {
    let Some(map) = schema.as_object() else {
        return any(rng, depth);
    };
    if rng.usize(..30) == 0 {
        return any(rng, depth);
    }
    let follow = |reference: &str| {
        let name = reference.rsplit('/').next().unwrap_or_default();
        components.get(name).unwrap_or(&Value::Null)
    };
    let mut hints: Vec<&Value> = Vec::new();
    if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
        hints.push(follow(reference));
    }
    hints.extend(
        map.get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten(),
    );
    for key in ["anyOf", "oneOf"] {
        let list = map.get(key).and_then(Value::as_array);
        if let Some(list) = list.filter(|list| !list.is_empty()) {
            hints.push(&list[rng.usize(..list.len())]);
        }
    }
    for key in ["then", "else", "if", "not"] {
        hints.extend(map.get(key).filter(|_| rng.usize(..4) == 0));
    }
    if depth > 4 {
        return any(rng, depth);
    }
    let own = own_value(rng, components, map, depth);
    let hinted: Vec<_> = hints
        .iter()
        .map(|hint| value(rng, components, hint, depth + 1))
        .collect();
    let says = |key: &str| map.contains_key(key);
    let mut all = hinted;
    if says("type") || says("enum") || says("const") || says("properties") || all.is_empty() {
        all.push(own);
    }
    join(rng, all)
}

/// One of several values; of objects, what they have together.
fn join(rng: &mut Rng, values: Vec<Value>) -> Value {
    let objects: Vec<_> = values.iter().filter_map(Value::as_object).collect();
    if objects.len() > 1 && rng.usize(..5) > 0 {
        let all = objects.into_iter().flatten();
        let all = all.map(|(name, value)| (name.clone(), value.clone()));
        return Value::Object(all.collect());
    }
    one(rng, &values)
}

fn own_value(rng: &mut Rng, components: &Value, map: &Map<String, Value>, depth: usize) -> Value {
    if let Some(constant) = map.get("const") {
        return constant.clone();
    }
    let values = map.get("enum").and_then(Value::as_array);
    if let Some(values) = values.filter(|values| !values.is_empty()) {
        return one(rng, values);
    }
    let names = crate::edits::types(&Value::Object(map.clone()));
    let guess = || {
        let objects = [
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
        ];
        let arrays = ["items", "prefixItems", "minItems", "contains", "maxItems"];
        let numbers = ["minimum", "maximum", "multipleOf", "exclusiveMinimum"];
        let has = |keys: &[&str]| keys.iter().any(|key| map.contains_key(*key));
        match () {
            () if has(&objects) => "object",
            () if has(&arrays) => "array",
            () if has(&numbers) => "number",
            () => "string",
        }
    };
    let name = match names.is_empty() {
        true if rng.usize(..4) == 0 => one(
            rng,
            &["string", "integer", "object", "array", "null", "boolean"],
        )
        .to_owned(),
        true => guess().to_owned(),
        false => one(rng, &names),
    };
    let bound = |key: &str| map.get(key).and_then(Value::as_i64);
    match name.as_str() {
        "string" => {
            let least = bound("minLength").unwrap_or(0);
            let most = bound("maxLength").unwrap_or(9);
            let fits: Vec<_> = (WORDS.iter())
                .filter(|word| (least..=most).contains(&(word.len() as i64)))
                .collect();
            match fits.is_empty() || rng.usize(..6) == 0 {
                true => json!(one(rng, &WORDS)),
                false => json!(one(rng, &fits)),
            }
        }
        "integer" | "number" => {
            let bounds: Vec<_> = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]
                .iter()
                .filter_map(|key| bound(key))
                .collect();
            let near = match bounds.is_empty() {
                true => rng.i64(-3..13),
                false => one(rng, &bounds) + rng.i64(-1..2),
            };
            let step = bound("multipleOf").unwrap_or(1).max(1);
            match rng.usize(..6) {
                0 if name == "number" => json!(near as f64 + 0.5),
                1 => json!(near),
                _ => json!(near.div_euclid(step) * step),
            }
        }
        "boolean" => json!(rng.bool()),
        "null" => Value::Null,
        "array" => array(rng, components, map, depth),
        _ => object(rng, components, map, depth),
    }
}

fn array(rng: &mut Rng, components: &Value, map: &Map<String, Value>, depth: usize) -> Value {
    let bound = |key: &str| {
        map.get(key)
            .and_then(Value::as_u64)
            .map(|bound| bound as usize)
    };
    let least = bound("minItems")
        .unwrap_or(0)
        .max(usize::from(map.contains_key("contains")));
    let most = bound("maxItems").unwrap_or(least + 3).max(least);
    let length = rng.usize(least..=most).min(4);
    let first = map.get("prefixItems").and_then(Value::as_array);
    let item = |at: usize| {
        first
            .and_then(|first| first.get(at))
            .or_else(|| map.get("items"))
    };
    let contains = map.get("contains");
    let mut items: Vec<_> = (0..length)
        .map(|at| match (item(at), contains) {
            (_, Some(contains)) if rng.bool() => value(rng, components, contains, depth + 1),
            (Some(schema), _) => value(rng, components, schema, depth + 1),
            (None, _) => any(rng, depth + 1),
        })
        .collect();
    if map.get("items") == Some(&json!(false)) && rng.usize(..4) > 0 {
        items.truncate(first.map_or(0, Vec::len));
    }
    Value::Array(items)
}

fn object(rng: &mut Rng, components: &Value, map: &Map<String, Value>, depth: usize) -> Value {
    let mut found = Map::new();
    let required = map.get("required").and_then(Value::as_array);
    let required: Vec<_> = required
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let properties = map.get("properties").and_then(Value::as_object);
    let further = map.get("additionalProperties");
    let mut put = |rng: &mut Rng, name: &str| {
        let schema = properties
            .and_then(|properties| properties.get(name))
            .or(further);
        let made = match schema {
            Some(schema) => value(rng, components, schema, depth + 1),
            None => any(rng, depth + 1),
        };
        found.insert(name.to_owned(), made);
    };
    for name in properties
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
    {
        if required.contains(&name) || rng.bool() {
            put(rng, name);
        }
    }
    for name in required {
        if properties.is_none_or(|properties| !properties.contains_key(name)) && rng.usize(..8) > 0
        {
            put(rng, name);
        }
    }
    if rng.usize(..3) == 0 && further != Some(&json!(false)) {
        let name = match rng.bool() {
            true => "zz",
            false => one(rng, &NAMES),
        };
        put(rng, name);
    }
    Value::Object(found)
}

fn any(rng: &mut Rng, depth: usize) -> Value {
    match rng.usize(..if depth > 2 { 6 } else { 8 }) {
        0 | 1 => json!(one(rng, &WORDS)),
        2 => json!(rng.i64(-2..8)),
        3 => json!(rng.bool()),
        4 => Value::Null,
        5 => json!(1.5),
        6 => json!([any(rng, depth + 1)]),
        _ => json!({one(rng, &NAMES): any(rng, depth + 1)}),
    }
}

/// A value a little different.
pub(crate) fn spoiled(rng: &mut Rng, value: &Value) -> Value {
    match value {
        Value::Object(map) if !map.is_empty() => {
            let mut map = map.clone();
            let name = one(rng, &map.keys().cloned().collect::<Vec<_>>());
            match rng.usize(..3) {
                0 => drop(map.shift_remove(&name)),
                1 => drop(map.insert("zz".to_owned(), any(rng, 2))),
                _ => {
                    let other = spoiled(rng, &map[&name]);
                    map.insert(name, other);
                }
            }
            Value::Object(map)
        }
        Value::Array(items) if !items.is_empty() => {
            let mut items = items.clone();
            let at = rng.usize(..items.len());
            match rng.usize(..3) {
                0 => drop(items.remove(at)),
                1 => items.push(items[at].clone()),
                _ => items[at] = spoiled(rng, &items[at]),
            }
            Value::Array(items)
        }
        Value::Number(number) => {
            let number = number.as_f64().unwrap_or_default();
            json!(number + one(rng, &[-1.0, 1.0, 0.5]))
        }
        _ => any(rng, 1),
    }
}
