//! Values made up after a schema, the same for the same seed.

use serde_json::{Map, Value, json};

use crate::hash::stable_hash as hash;
use crate::schema::Components;

/// How deep a value goes before what may be left out is.
const DEEP: u8 = 6;

/// A value that a schema takes, as far as the mock understands the schema.
pub(crate) fn sample(components: &Components, schema: &Value, seed: u64) -> Value {
    Sampler { components, seed }.value(schema, "", 0)
}

/// An id of the form that the schema asks for: a number, or a UUID.
pub(crate) fn id(
    components: &Components,
    schema: Option<&Value>,
    number: u64,
    uuid: &str,
) -> Value {
    let schema = schema.map(|schema| components.underlying(schema));
    match schema
        .and_then(|schema| schema.get("type"))
        .and_then(Value::as_str)
    {
        Some("integer" | "number") => json!(number),
        _ => json!(uuid),
    }
}

struct Sampler<'a> {
    components: &'a Components,
    seed: u64,
}

impl Sampler<'_> {
    fn value(&self, schema: &Value, name: &str, depth: u8) -> Value {
        // What stands beside an `allOf` of one part, and what that part says.
        let beside = self.components.resolve(schema);
        let schema = self.components.underlying(beside);
        for schema in [beside, schema] {
            for given in ["example", "default", "const"] {
                if let Some(value) = schema.get(given) {
                    return value.clone();
                }
            }
        }
        if let Some(Value::Array(options)) = schema.get("enum") {
            return self.one_of(options, name).cloned().unwrap_or(Value::Null);
        }
        for alternatives in ["oneOf", "anyOf"] {
            if let Some(first) = schema.get(alternatives).and_then(|all| all.get(0)) {
                return self.value(first, name, depth + 1);
            }
        }
        if depth > DEEP && schema.get("nullable") == Some(&Value::Bool(true)) {
            return Value::Null;
        }
        let kind = match schema.get("type") {
            Some(Value::Array(kinds)) => kinds.first().and_then(Value::as_str),
            kind => kind.and_then(Value::as_str),
        };
        match kind {
            Some("string") => Value::String(self.text(schema, name)),
            Some("integer") => json!(self.number(schema, name)),
            Some("number") => json!(self.number(schema, name) as f64),
            Some("boolean") => json!(self.hash(name).is_multiple_of(2)),
            Some("array") => self.list(schema, name, depth),
            _ => self.object(schema, depth),
        }
    }

    fn object(&self, schema: &Value, depth: u8) -> Value {
        let required = |name: &str| {
            let all = schema.get("required").and_then(Value::as_array);
            all.is_some_and(|all| all.iter().any(|required| required == name))
        };
        let mut object = Map::new();
        // A chain of what must be there has an end somewhere, or no value of it could be sent at all.
        if depth <= DEEP * 4 {
            for (name, property) in self.components.properties(schema) {
                if depth <= DEEP || required(name) {
                    object.insert(name.to_owned(), self.value(property, name, depth + 1));
                }
            }
        }
        Value::Object(object)
    }

    fn list(&self, schema: &Value, name: &str, depth: u8) -> Value {
        let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
        let count = if depth > DEEP { least } else { least.max(1) };
        let Some(items) = schema.get("items") else {
            return json!([]);
        };
        let seeded = |index| Sampler {
            components: self.components,
            seed: self.seed.wrapping_add(index),
        };
        (0..count.min(100))
            .map(|index| seeded(index).value(items, name, depth + 1))
            .collect()
    }

    fn text(&self, schema: &Value, name: &str) -> String {
        let number = self.hash(name);
        let text = match schema.get("format").and_then(Value::as_str) {
            Some("uuid") => uuid_of(number),
            Some("email") => format!("person.{}@example.com", number % 1000),
            Some("uri" | "url") => format!("https://example.com/{name}/{}", number % 1000),
            Some("date-time") => "2026-06-05T09:30:00Z".to_owned(),
            Some("date") => "2026-06-05".to_owned(),
            _ if name == "href" => "/".to_owned(),
            _ if name == "id" => uuid_of(number),
            _ => format!(
                "{} {}",
                if name.is_empty() { "text" } else { name },
                number % 1000
            ),
        };
        let bound = |key| {
            schema
                .get(key)
                .and_then(Value::as_u64)
                .and_then(|n| usize::try_from(n).ok())
        };
        let most = bound("maxLength").unwrap_or(usize::MAX);
        let mut text: String = text.chars().take(most).collect();
        // A made-up minimum of gigabytes is not met.
        while text.chars().count() < bound("minLength").unwrap_or(0).min(10_000) {
            text.push('x');
        }
        text
    }

    fn number(&self, schema: &Value, name: &str) -> i64 {
        // A bound that is not included is said in two ways: beside the bound, and, since OpenAPI 3.1, as the bound.
        let bound = |key, exclusive, step: i64| match (schema.get(key), schema.get(exclusive)) {
            (Some(bound), Some(Value::Bool(true))) => Some(bound.as_i64()?.saturating_add(step)),
            (_, Some(bound @ Value::Number(_))) => Some(bound.as_i64()?.saturating_add(step)),
            (bound, _) => bound.and_then(Value::as_i64),
        };
        let least = bound("minimum", "exclusiveMinimum", 1);
        let most = bound("maximum", "exclusiveMaximum", -1);
        let least = least.unwrap_or_else(|| most.unwrap_or(0).min(0));
        let most = most.unwrap_or_else(|| least.saturating_add(100));
        let span = most
            .saturating_sub(least)
            .max(0)
            .unsigned_abs()
            .saturating_add(1);
        let number = least.saturating_add_unsigned(self.hash(name) % span);
        let step = schema
            .get("multipleOf")
            .and_then(Value::as_i64)
            .filter(|step| *step > 1);
        match step {
            Some(step) => (number.saturating_sub(number.rem_euclid(step)))
                .max(least.saturating_add(least.wrapping_neg().rem_euclid(step))),
            None => number,
        }
    }

    fn one_of<'a>(&self, options: &'a [Value], name: &str) -> Option<&'a Value> {
        let count = u64::try_from(options.len())
            .ok()
            .filter(|count| *count > 0)?;
        options.get(usize::try_from(self.hash(name) % count).ok()?)
    }

    fn hash(&self, name: &str) -> u64 {
        hash(format!("{}/{name}", self.seed).as_bytes())
    }
}

/// A UUID that says nothing, the same for the same number.
pub(crate) fn uuid_of(number: u64) -> String {
    let mut bytes = [0; 16];
    let (high, low) = bytes.split_at_mut(8);
    high.copy_from_slice(&hash(&number.to_be_bytes()).to_be_bytes());
    low.copy_from_slice(&hash(&number.to_le_bytes()).to_be_bytes());
    uuid::Builder::from_random_bytes(bytes)
        .into_uuid()
        .to_string()
}

/// A UUID of the kind that the API gives: version 7, so that ids sort by time.
pub(crate) fn new_uuid() -> String {
    let millis = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |time| time.as_millis() as u64);
    let mut random = [0; 10];
    random.fill_with(|| fastrand::u8(..));
    uuid::Builder::from_unix_timestamp_millis(millis, &random)
        .into_uuid()
        .to_string()
}
