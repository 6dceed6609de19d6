//! The keywords of an OpenAPI document, told from names and from data.

use serde_json::Value;

use crate::pointer;

/// What the keys of a mapping are.
#[derive(Clone, Copy)]
pub(crate) enum Keys {
    /// The specification's own words, and extensions.
    Keywords,
    /// Names, and extensions.
    NamesAndExtensions,
    /// Names only.
    Names,
}

/// Keywords whose value is data.
const DATA: [&str; 5] = ["example", "default", "enum", "const", "value"];
/// Keywords whose value is a mapping by name.
const NAMED: [&str; 18] = [
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "dependentSchemas",
    "encoding",
    "examples",
    "headers",
    "links",
    "parameters",
    "pathItems",
    "patternProperties",
    "properties",
    "requestBodies",
    "schemas",
    "securitySchemes",
    "variables",
    "webhooks",
];

/// Calls back with each keyword and extension of a value and of what is inside it, in the value's order: with the pointer to
/// the object that has it, the keyword, and its value. `at` is the pointer to the value itself.
///
/// What stands in an extension or in data (examples, defaults, enums) is not looked at.
pub(crate) fn each_keyword<'a>(
    value: &'a Value,
    keys: Keys,
    at: &mut String,
    found: &mut impl FnMut(&str, &'a str, &'a Value),
) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let is_keyword = matches!(keys, Keys::Keywords);
                let is_extension = key.starts_with("x-") && !matches!(keys, Keys::Names);
                // As a list, `examples` holds data.
                let is_data = is_keyword
                    && (DATA.contains(&key.as_str()) || key == "examples" && value.is_array());
                if is_keyword || is_extension {
                    found(at, key, value);
                }
                if is_extension || is_data {
                    continue;
                }
                let below = match key.as_str() {
                    _ if !is_keyword => Keys::Keywords,
                    "paths" | "responses" => Keys::NamesAndExtensions,
                    key if NAMED.contains(&key) => Keys::Names,
                    _ => Keys::Keywords,
                };
                let length = at.len();
                at.push('/');
                at.push_str(&pointer::escape(key));
                each_keyword(value, below, at, found);
                at.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let length = at.len();
                at.push_str(&format!("/{index}"));
                each_keyword(item, Keys::Keywords, at, found);
                at.truncate(length);
            }
        }
        _ => {}
    }
}
