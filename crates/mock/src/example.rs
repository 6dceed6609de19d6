//! Answers where there is no state: an example of the docs, with what the request says in it.

use serde_json::{Value, json};

use crate::api::{Api, Route};
use crate::call::Call;
use crate::links::Relation;
use crate::sample::{id, new_uuid, sample};
use crate::schema::Checker;

/// Whether a name in a path is one that the mock has never heard of, where it keeps no list: everything is there but what
/// begins with `missing`, the UUID of zeros, and what can be no id at all.
pub(crate) fn is_missing(value: &str) -> bool {
    value.to_lowercase().starts_with("missing")
        || value == "00000000-0000-0000-0000-000000000000"
        || value.chars().any(char::is_control)
}

/// What the docs show, or what the schema says: the example that agrees with the request, where there are several.
pub(crate) fn base(api: &Api, route: &Route, body: &Value) -> Value {
    let examples = &route.success.examples;
    let agrees = |example: &&Value| {
        let fields = body.as_object().into_iter().flatten();
        fields
            .filter(|(name, value)| example.get(name) == Some(value))
            .count()
    };
    // The first of those that agree the most.
    let best = examples.iter().rev().max_by_key(agrees);
    best.cloned()
        .unwrap_or_else(|| sample(&api.components, &route.success.schema, 0))
}

/// The answer; None if what the path names can't be one of these things, such as a word where ids are numbers.
pub(crate) fn answer(api: &Api, route: &Route, call: &Call) -> Option<Value> {
    let mut answer = base(api, route, &call.body);
    let components = &api.components;
    let schema = &route.success.schema;
    let mut set = |pointer: &str, value: Value| {
        let was = match answer.pointer_mut(pointer) {
            Some(place) => std::mem::replace(place, value),
            None => return false,
        };
        let fits = route.success.checker.accepts(&answer);
        if !fits && let Some(place) = answer.pointer_mut(pointer) {
            *place = was;
        }
        fits
    };
    if let Some(given) = itself(route, call) {
        let number = given.parse().unwrap_or(0);
        let id = id(components, components.property(schema, "id"), number, given);
        if id.is_number() && given.parse::<u64>().is_err() {
            return None;
        }
        let there = components.property(schema, "id").is_some();
        if !set("/id", id) && there && set("/id", Value::Null) {
            return None;
        }
        for place in api.links.addresses(Relation::Itself) {
            set(place, json!(call.path));
        }
    } else if route.key.method == "post" {
        set("/id", json!(new_uuid()));
    }
    // What the answer says of pages stands where it says how many there are.
    let total_pages = api.settings.pagination.total_pages.as_deref();
    let about_pages = total_pages.and_then(|pointer| pointer.rsplit_once('/'));
    for (name, value) in call
        .body
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, value)| is_said_again(value))
    {
        set(&format!("/{name}"), value.clone());
        if let Some((about_pages, _)) = about_pages {
            set(&format!("{about_pages}/{name}"), value.clone());
        }
    }
    let sent = route
        .body
        .as_ref()
        .and_then(|body| api.components.only_list(&body.schema));
    if let Some(count) = sent
        .and_then(|list| call.body.get(list))
        .and_then(Value::as_array)
        .map(Vec::len)
    {
        for (name, _) in components
            .properties(schema)
            .into_iter()
            .filter(|(name, _)| name.starts_with("total"))
        {
            set(&format!("/{name}"), json!(count));
        }
    }
    Some(answer)
}

/// Objects are what the API makes of them, and a number that no machine word holds can't be read by anybody.
fn is_said_again(value: &Value) -> bool {
    match value {
        Value::Object(_) => false,
        Value::Number(number) => {
            number.is_i64() || number.as_f64().is_some_and(|n| n.fract() != 0.0)
        }
        _ => true,
    }
}

/// What the path's last segment names, if it names something.
fn itself<'a>(route: &Route, call: &'a Call) -> Option<&'a str> {
    let last = route.key.path.rsplit('/').next()?;
    let name = last.strip_prefix('{')?.strip_suffix('}')?;
    (name == "id").then(|| call.named(name))
}

/// Takes over what was sent, of the fields that the thing has and as far as they can be it, and notes the time where it has
/// one for that.
pub(crate) fn change(item: &mut Value, sent: &Value, checker: &Checker) {
    let sent = sent.as_object().into_iter().flatten();
    for (name, value) in sent.filter(|(_, value)| is_said_again(value)) {
        let Some(field) = item.get_mut(name) else {
            continue;
        };
        let was = std::mem::replace(field, value.clone());
        if !checker.accepts(item)
            && let Some(field) = item.get_mut(name)
        {
            *field = was;
        }
    }
    for noted in ["updated_at", "date_added"] {
        if let Some(time) = item.get_mut(noted) {
            *time = json!(format!("{:.3}", jiff::Timestamp::now()));
        }
    }
}

/// A value as text, where it is one word or number.
pub(crate) fn scalar(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}
