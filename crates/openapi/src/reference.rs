//! The `$ref`s of an OpenAPI document: where they stand and where they lead.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::pointer;

/// Calls back with the pointer and the target of each `$ref` in a value, in the value's order. `at` is the pointer to
/// the value itself.
///
/// What only looks like a reference is passed over: anything in an extension (`x-…`), for it may dangle, and anything
/// in examples, defaults and enums, for it is data. A name is no keyword: a header called `x-request-id` is followed.
pub fn each_reference<'a>(value: &'a Value, at: &str, found: &mut impl FnMut(&str, &'a str)) {
    let mut at = at.to_owned();
    walk(value, Keys::Keywords, &mut at, found);
}

/// The part of a reference behind `#` as a JSON pointer, if it leads into the document itself.
pub fn local(target: &str) -> Option<Cow<'_, str>> {
    let fragment = target.strip_prefix('#')?;
    let decoded = percent_decode_str(fragment).decode_utf8_lossy();
    (decoded.is_empty() || decoded.starts_with('/')).then_some(decoded)
}

/// Section and name of the component that a reference leads to or into.
pub fn component(target: &str) -> Option<(String, String)> {
    let pointer = local(target)?;
    let mut tokens = pointer.strip_prefix("/components/")?.split('/');
    let (section, name) = (tokens.next()?, tokens.next()?);
    Some((
        pointer::unescape(section).into_owned(),
        pointer::unescape(name).into_owned(),
    ))
}

/// What the keys of a mapping are.
#[derive(Clone, Copy)]
enum Keys {
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

fn walk<'a>(value: &'a Value, keys: Keys, at: &mut String, found: &mut impl FnMut(&str, &'a str)) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let is_keyword = matches!(keys, Keys::Keywords);
                let is_extension = key.starts_with("x-") && !matches!(keys, Keys::Names);
                // As a list, `examples` holds data.
                let is_data = is_keyword
                    && (DATA.contains(&key.as_str()) || key == "examples" && value.is_array());
                if is_extension || is_data {
                    continue;
                }
                if let (true, "$ref", Value::String(target)) = (is_keyword, key.as_str(), value) {
                    found(at, target);
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
                walk(value, below, at, found);
                at.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let length = at.len();
                at.push_str(&format!("/{index}"));
                walk(item, Keys::Keywords, at, found);
                at.truncate(length);
            }
        }
        _ => {}
    }
}
