//! Answers that are not what the docs say, on purpose.

use serde_json::{Map, Value, json};

use crate::schema::Components;

/// Adds a field that the document does not name.
pub(crate) fn unknown_field(body: &mut Value) {
    if let Value::Object(body) = body {
        body.insert("added_tomorrow".to_owned(), json!(true));
    }
}

/// Gives the first enum of a body a value that its schema does not name.
pub(crate) fn unknown_enum_value(body: &mut Value, schema: &Value, components: &Components) {
    // A constant only if there is nothing that has a choice.
    for choices in [2, 1] {
        let mut walk = Walk {
            components,
            choices,
            depth: 0,
        };
        if walk.replace(schema, body) {
            return;
        }
    }
}

/// Applies a JSON merge patch (RFC 7396).
pub(crate) fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(target) = target else {
        return;
    };
    for (name, value) in patch {
        if value.is_null() {
            target.remove(name);
        } else {
            merge(target.entry(name.clone()).or_insert(Value::Null), value);
        }
    }
}

struct Walk<'a> {
    components: &'a Components,
    /// How many values an enum must have.
    choices: usize,
    depth: u8,
}

impl Walk<'_> {
    /// Replaces the first value that is one of an enum's; says whether there was one.
    fn replace(&mut self, schema: &Value, value: &mut Value) -> bool {
        let schema = self.components.underlying(schema);
        if self.depth > 16 {
            return false;
        }
        self.depth += 1;
        let done = match value {
            Value::String(text) => {
                let options = schema.get("enum").and_then(Value::as_array);
                let is_one = options.is_some_and(|options| options.len() >= self.choices);
                if is_one {
                    "tomorrows_value".clone_into(text);
                }
                is_one
            }
            Value::Object(fields) => {
                self.components
                    .properties(schema)
                    .into_iter()
                    .any(|(name, property)| {
                        fields
                            .get_mut(name)
                            .is_some_and(|value| self.replace(property, value))
                    })
            }
            Value::Array(items) => {
                let schema = schema.get("items").unwrap_or(&Value::Null);
                items.iter_mut().any(|item| self.replace(schema, item))
            }
            _ => false,
        };
        self.depth -= 1;
        done
    }
}
