//! One spelling for each keyword of a schema, and none for what only says the default.

use std::borrow::Cow;

use serde_json::Value;

use crate::normalise::{Entry, Object, is_annotation};

/// Brings each keyword into one spelling and leaves out what only says the default.
pub(super) fn tidy(own: &mut Object<'_>) {
    for (bound, exclusive) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        let flag = own.get(exclusive).and_then(|entry| entry.value.as_bool());
        if flag == Some(false) {
            own.remove(exclusive);
        }
        if flag == Some(true) && own.has(bound) {
            own.remove(exclusive);
            if let Some(entry) = own.remove(bound) {
                own.set(Entry {
                    key: exclusive,
                    ..entry
                });
            }
        }
    }
    if !own.has("examples")
        && let Some(entry) = own.remove("example")
    {
        let value = Cow::Owned(Value::Array(vec![entry.value.into_owned()]));
        own.set(Entry {
            key: "examples",
            value,
            ..entry
        });
    }
    tidy_type(own);
    tidy_enum(own);
    // What is evaluated says something to the keywords that speak of the rest.
    let rest = ["unevaluatedItems", "unevaluatedProperties"].map(|key| own.has(key));
    let counts = |key: &str| match key {
        "items" => rest[0],
        "additionalProperties" => rest[1],
        _ => false,
    };
    own.entries
        .retain(|entry| counts(entry.key) || !is_default(entry.key, &entry.value));
    tidy_not(own);
}

/// What takes nothing of anything is `false`, whatever else it says.
fn tidy_not(own: &mut Object<'_>) {
    let takes_anything =
        |value: &Value| *value == true || value.as_object().is_some_and(serde_json::Map::is_empty);
    if let Some(entry) = own.get("not").cloned()
        && takes_anything(&entry.value)
    {
        own.entries.retain(|entry| is_annotation(entry.key));
        own.set(Entry {
            key: "",
            value: Cow::Owned(Value::Bool(false)),
            ..entry
        });
    }
}

fn tidy_type(own: &mut Object<'_>) {
    let Some(Entry {
        value, at, layer, ..
    }) = own.get("type").cloned()
    else {
        return;
    };
    let Value::Array(names) = value.as_ref() else {
        return;
    };
    let mut rest: Vec<_> = names
        .iter()
        .filter(|name| *name != "null")
        .cloned()
        .collect();
    if rest.is_empty() {
        rest = names.clone();
    } else if rest.len() < names.len() {
        own.set(Entry {
            key: "nullable",
            value: Cow::Owned(Value::Bool(true)),
            at,
            layer,
            items: None,
        });
    }
    rest.sort_by_key(Value::to_string);
    rest.dedup();
    let value = if rest.len() == 1 {
        rest.remove(0)
    } else {
        Value::Array(rest)
    };
    own.set(Entry {
        key: "type",
        value: Cow::Owned(value),
        at,
        layer,
        items: None,
    });
}

/// A null among the values says that there may be none, unless the type says otherwise.
fn tidy_enum(own: &mut Object<'_>) {
    let Some(Entry {
        value, at, layer, ..
    }) = own.get("enum").cloned()
    else {
        return;
    };
    let values = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let nulls = values.iter().filter(|value| value.is_null()).count();
    if !own.has("type") && nulls > 0 && nulls < values.len() {
        own.set(Entry {
            key: "nullable",
            value: Cow::Owned(Value::Bool(true)),
            at,
            layer,
            items: None,
        });
    }
}

fn is_default(key: &str, value: &Value) -> bool {
    let empty_object = value.as_object().is_some_and(serde_json::Map::is_empty);
    let empty_array = value.as_array().is_some_and(Vec::is_empty);
    match key {
        "nullable" | "deprecated" | "readOnly" | "writeOnly" | "uniqueItems" => value == false,
        "minLength" | "minItems" | "minProperties" => value == 0,
        "minContains" => value == 1,
        "pattern" => value == "",
        "additionalProperties"
        | "unevaluatedProperties"
        | "unevaluatedItems"
        | "items"
        | "propertyNames" => value == true || empty_object,
        "properties" | "patternProperties" | "dependentRequired" | "dependentSchemas" | "$defs" => {
            empty_object
        }
        "required" | "allOf" | "anyOf" | "oneOf" | "prefixItems" => empty_array,
        _ => false,
    }
}
