//! Answers that are not what the docs say, on purpose.

use serde_json::{Value, json};

use crate::api::Route;
use crate::fault::Kind;
use crate::schema::Components;

/// Does to an answer what a fault asks for.
pub(crate) fn corrupt(
    kind: &Kind,
    body: &mut Value,
    route: Option<&Route>,
    components: &Components,
) {
    match kind {
        Kind::UnknownField => {
            if let Value::Object(body) = body {
                body.insert("added_tomorrow".to_owned(), json!(true));
            }
        }
        Kind::UnknownEnumValue => {
            let Some(route) = route else { return };
            let schema = &route.success.schema;
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
        Kind::Answer(change) => change(body),
        Kind::Latency(_) | Kind::Status(..) | Kind::Html(_) | Kind::Reset | Kind::Cut => {}
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
        let schema = self.components.resolve(schema);
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
