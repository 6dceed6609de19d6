//! Forms without a tag: whether they can be told apart, and in which order they have to be tried.

use serde_json::{Map, Value, json};

use specwright_openapi::reference::resolve;

/// What a form is in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Integer,
    Number,
    Truth,
    List,
    Object,
    Other,
}

fn kind(form: &Value) -> Kind {
    let has = |key: &str| form.get(key).is_some();
    match form.get("type").and_then(Value::as_str) {
        Some("string") => Kind::Text,
        Some("integer") => Kind::Integer,
        Some("number") => Kind::Number,
        Some("boolean") => Kind::Truth,
        Some("array") => Kind::List,
        Some("object") => Kind::Object,
        _ if has("properties") => Kind::Object,
        _ if has("enum") => Kind::Text,
        _ => Kind::Other,
    }
}

/// Several forms that are all texts are one text: with the values that any of them names.
///
/// An answer's enum keeps what it does not know, so «one of these, or any text» is one as well. A request's does not.
pub(super) fn merged_texts(
    document: &Value,
    forms: &[Value],
    read: bool,
) -> Option<Map<String, Value>> {
    let mut values: Vec<Value> = Vec::new();
    let mut any_text = false;
    for form in forms {
        let form = resolve(document, form);
        if kind(form) != Kind::Text {
            return None;
        }
        match form.get("enum").and_then(Value::as_array) {
            Some(named) => {
                for value in named {
                    if !values.contains(value) {
                        values.push(value.clone());
                    }
                }
            }
            None => any_text = true,
        }
    }
    let mut text = Map::from_iter([("type".to_owned(), json!("string"))]);
    if !values.is_empty() && (read || !any_text) {
        text.insert("enum".into(), Value::Array(values));
    }
    Some(text)
}

/// The forms in an order in which the first that fits is the right one; none, where there is no such order.
pub(super) fn in_order(document: &Value, forms: &[Value]) -> Option<Vec<Value>> {
    let mut left: Vec<&Value> = forms.iter().collect();
    let mut ordered = Vec::new();
    while !left.is_empty() {
        let fits_no_other = |form: &&Value| {
            left.iter()
                .filter(|other| !std::ptr::eq(**other, *form))
                .all(|other| !may_fit(resolve(document, form), resolve(document, other)))
        };
        let next = left.iter().position(fits_no_other)?;
        ordered.push(left.remove(next).clone());
    }
    Some(ordered)
}

/// Whether a value of `other` may be read as `form`.
fn may_fit(form: &Value, other: &Value) -> bool {
    match (kind(form), kind(other)) {
        (Kind::Other, _) | (_, Kind::Other) => true,
        // A number without a part of one is an integer to a reader; an integer is always a number.
        (Kind::Number, Kind::Integer) => true,
        (Kind::Object, Kind::Object) => !requires_what_is_not_in(form, other),
        (one, another) => one == another,
    }
}

fn requires_what_is_not_in(form: &Value, other: &Value) -> bool {
    let has = |name: &Value| {
        let name = name.as_str().unwrap_or_default();
        other
            .get("properties")
            .is_some_and(|held| held.get(name).is_some())
    };
    // A map may hold anything.
    let named = other.get("properties").is_some()
        && !other
            .get("additionalProperties")
            .is_some_and(Value::is_object);
    let required = form.get("required").and_then(Value::as_array);
    named && required.is_some_and(|required| required.iter().any(|name| !has(name)))
}
