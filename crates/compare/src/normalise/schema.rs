//! Schemas: 3.0 and 3.1, references, wrappers around one schema, and the many ways to say "or null".

mod tidy;

use std::borrow::Cow;

use serde_json::Value;

use self::tidy::tidy;
use super::{Entry, Object, same};
use crate::source::{Source, address, get};

/// The members of a schema's lists of schemas.
#[derive(Clone, Default)]
pub(crate) struct Branches<'a> {
    pub(crate) all_of: Vec<&'a Value>,
    pub(crate) any_of: Vec<&'a Value>,
    pub(crate) one_of: Vec<&'a Value>,
    /// A member of `allOf` that was written as a `$ref` with keywords beside it, and that reference.
    pub(crate) referred: Option<(&'a Value, &'a str)>,
}

impl<'a> Branches<'a> {
    /// What a member refers to, if it does.
    pub(crate) fn reference(&self, node: &'a Value) -> Option<&'a str> {
        let referred = self
            .referred
            .filter(|(target, _)| address(target) == address(node));
        match referred {
            Some((_, reference)) => Some(reference),
            None => get(node, "$ref").and_then(Value::as_str),
        }
    }

    pub(crate) fn list(&self, key: &str) -> &[&'a Value] {
        match key {
            "allOf" => &self.all_of,
            "anyOf" => &self.any_of,
            _ => &self.one_of,
        }
    }

    /// Moves the members of one list to another one.
    pub(super) fn rename(&mut self, from: &str, to: &str) {
        let members = std::mem::take(self.list_mut(from));
        *self.list_mut(to) = members;
    }

    fn list_mut(&mut self, key: &str) -> &mut Vec<&'a Value> {
        match key {
            "allOf" => &mut self.all_of,
            "anyOf" => &mut self.any_of,
            _ => &mut self.one_of,
        }
    }
}

/// The canonical form of a schema.
pub(crate) fn schema<'a>(source: &Source<'a>, node: &'a Value) -> Object<'a> {
    read(source, node, &mut Vec::new())
}

/// Keywords that say something about a schema and constrain nothing.
pub(crate) fn is_annotation(key: &str) -> bool {
    matches!(
        key,
        "title" | "description" | "example" | "examples" | "externalDocs" | "$comment" | "default"
    ) || key.starts_with("x-")
}

/// Chains of schemas that stand for each other are read as one schema so far. What follows is compared as a part of it.
const MAX_LAYERS: usize = 64;

/// `trail` holds the schemas that stand for each other on the way here, so that a circle of them ends.
fn read<'a>(source: &Source<'a>, node: &'a Value, trail: &mut Vec<usize>) -> Object<'a> {
    let mut own = Object::new(node);
    match node {
        Value::Bool(true) => {}
        Value::Object(map) => {
            for (key, value) in map {
                own.entries.push(Entry {
                    key,
                    value: Cow::Borrowed(value),
                    at: value,
                    layer: 0,
                });
            }
        }
        // `false`, and what is no schema.
        other => own.entries.push(Entry {
            key: "",
            value: Cow::Borrowed(other),
            at: other,
            layer: 0,
        }),
    }
    if trail.contains(&address(node)) {
        return own;
    }
    tidy(&mut own);
    for key in ["allOf", "anyOf", "oneOf"] {
        if let Some(Cow::Borrowed(Value::Array(items))) =
            own.get(key).map(|entry| entry.value.clone())
        {
            *own.branches.list_mut(key) = items.iter().collect();
        }
    }
    if trail.len() > MAX_LAYERS {
        own.is_cut = true;
        return beside_reference(source, own);
    }
    trail.push(address(node));
    let mut own = through_reference(source, own, trail);
    for key in ["anyOf", "oneOf"] {
        without_null(source, &mut own, key);
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        // What could not be joined with its reference has been read already.
        let is_read = own.is_cut || (key == "allOf" && own.branches.referred.is_some());
        if let [only] = *own.branches.list(key)
            && !is_read
        {
            own = stand_in(source, own, key, only, trail);
        }
    }
    for key in ["anyOf", "oneOf"] {
        list_types(source, &mut own, key);
    }
    trail.pop();
    own
}

/// The schema that a `$ref` leads to, with what stands beside it; `allOf` of both where they cannot be joined.
fn through_reference<'a>(
    source: &Source<'a>,
    mut own: Object<'a>,
    trail: &mut Vec<usize>,
) -> Object<'a> {
    // A long chain of bare references is one step.
    let target = source
        .target(own.layers[0])
        .map(|target| source.follow(target));
    let Some(target) = target.filter(|target| !trail.contains(&address(target))) else {
        return own;
    };
    let Some(reference) = own.remove("$ref") else {
        return own;
    };
    let joined = join(source, &own, target, true, trail);
    own.set(reference);
    let beside = beside_reference(source, own);
    match joined {
        Some(joined) => Object {
            as_parts: Some(Box::new(beside)),
            ..joined
        },
        None => beside,
    }
}

/// A `$ref` with keywords that cannot move into its target: both hold, as under `allOf`.
fn beside_reference<'a>(source: &Source<'a>, mut own: Object<'a>) -> Object<'a> {
    let node = own.layers[0];
    let (Some(target), Some(text)) = (
        source.target(node),
        get(node, "$ref").and_then(Value::as_str),
    ) else {
        return own;
    };
    let Some(reference) = own.remove("$ref") else {
        return own;
    };
    let list = own.get("allOf").map(|list| (list.value.as_ref(), list.at));
    let (mut parts, odd) = match list {
        Some((Value::Array(parts), _)) => (parts.clone(), None),
        // What is no list is compared as a part.
        Some((part, at)) => (vec![part.clone()], Some(at)),
        None => (Vec::new(), None),
    };
    parts.insert(0, serde_json::json!({"$ref": text}));
    let (at, layer) = own
        .get("allOf")
        .map_or((reference.at, reference.layer), |list| {
            (list.at, list.layer)
        });
    own.branches.all_of.extend(odd);
    own.branches.all_of.insert(0, target);
    own.branches.referred = Some((target, text));
    own.set(Entry {
        key: "allOf",
        value: Cow::Owned(Value::Array(parts)),
        at,
        layer,
    });
    own
}

/// A list of one schema is that schema.
fn stand_in<'a>(
    source: &Source<'a>,
    own: Object<'a>,
    key: &str,
    only: &'a Value,
    trail: &mut Vec<usize>,
) -> Object<'a> {
    let mut alone = own.clone();
    alone.remove(key);
    alone.branches.list_mut(key).clear();
    match join(source, &alone, only, source.target(only).is_some(), trail) {
        Some(joined) => Object {
            as_list: Some(Box::new(own)),
            ..joined
        },
        None => own,
    }
}

/// Takes `{type: null}` out of a list of alternatives and says `nullable` instead.
fn without_null<'a>(source: &Source<'a>, own: &mut Object<'a>, key: &'static str) {
    let branches = own.branches.list(key);
    let is_null = |branch: &&'a Value| takes_only_null(source.follow(branch));
    let Some(&null) = branches.iter().find(|branch| is_null(branch)) else {
        return;
    };
    let rest: Vec<_> = branches
        .iter()
        .copied()
        .filter(|branch| !is_null(branch))
        .collect();
    // Under `oneOf` two branches that take null exclude each other, which is something else than nullable.
    if rest.is_empty()
        || (key == "oneOf" && rest.iter().any(|branch| takes_null(source.follow(branch))))
    {
        return;
    }
    *own.branches.list_mut(key) = rest;
    own.null = Some(source.follow(null));
    own.set(Entry {
        key: "nullable",
        value: Cow::Owned(Value::Bool(true)),
        at: null,
        layer: 0,
    });
}

/// Whether a schema says that there is nothing, in whatever way, and no more than that.
fn takes_only_null(schema: &Value) -> bool {
    let only = |value: &Value| match value {
        Value::Array(items) => {
            matches!(items.as_slice(), [only] if only.is_null() || only == "null")
        }
        other => other.is_null() || other == "null",
    };
    let says = |(key, value): (&String, &Value)| match key.as_str() {
        "type" => only(value),
        "enum" => value.is_array() && only(value),
        "const" => value.is_null(),
        _ => false,
    };
    let map = schema.as_object();
    let constraints = || {
        let entries = map.into_iter().flatten();
        entries.filter(|(key, _)| !is_annotation(key))
    };
    constraints().next().is_some() && constraints().all(says)
}

fn takes_null(schema: &Value) -> bool {
    let types = get(schema, "type").and_then(Value::as_array);
    get(schema, "nullable").is_some_and(|flag| flag == true)
        || types.is_some_and(|types| types.iter().any(|name| name == "null"))
}

/// `oneOf: [{type: string}, {type: integer}]` is `type: [string, integer]`.
fn list_types<'a>(source: &Source<'a>, own: &mut Object<'a>, key: &str) {
    let branches = own.branches.list(key);
    let bare: Option<Vec<_>> = branches
        .iter()
        .map(|branch| bare_type(source.follow(branch)).cloned())
        .collect();
    let Some(mut types) = bare.filter(|types| types.len() > 1 && !own.has("type")) else {
        return;
    };
    types.sort_by_key(Value::to_string);
    let numbers = types
        .iter()
        .filter(|name| *name == "integer" || *name == "number")
        .count();
    let distinct = types.windows(2).all(|pair| pair[0] != pair[1]);
    if !distinct || (key == "oneOf" && numbers > 1) {
        return;
    }
    let as_list = Some(Box::new(own.clone()));
    if let Some(entry) = own.remove(key) {
        own.branches.list_mut(key).clear();
        own.as_list = as_list;
        own.set(Entry {
            key: "type",
            value: Cow::Owned(Value::Array(types)),
            at: entry.at,
            layer: entry.layer,
        });
    }
}

/// The type of a schema that says nothing else.
fn bare_type(schema: &Value) -> Option<&Value> {
    let only = schema.as_object().filter(|map| map.len() == 1)?;
    only.get("type").filter(|name| name.is_string())
}

/// A schema together with the keywords that stand beside the reference to it. Nothing when they contradict each other
/// or when they would mean something else inside the other schema.
fn join<'a>(
    source: &Source<'a>,
    own: &Object<'a>,
    target: &'a Value,
    named: bool,
    trail: &mut Vec<usize>,
) -> Option<Object<'a>> {
    // Looking at our own half first keeps this linear: a schema that is read here is read once.
    let circular = trail.contains(&address(target));
    if circular || own.entries.iter().any(|entry| looks_around(entry.key)) {
        return None;
    }
    let mut joined = read(source, target, trail);
    // Beside a nullable schema, `type: object` takes the null away again.
    let takes_null_away = joined.has("nullable") && own.has("type") && !own.has("nullable");
    // What is said beside a component overrides what the component says of itself. Where no name stands between, both
    // are meant.
    let overrides = |key: &str| named && is_remark(key);
    let contradicts = |entry: &Entry<'_>| {
        let known = joined.get(entry.key);
        !overrides(entry.key) && known.is_some_and(|known| !same(&known.value, &entry.value))
    };
    if takes_null_away || own.entries.iter().any(contradicts) {
        return None;
    }
    joined.as_parts = None;
    joined.cover(own);
    Some(joined)
}

/// Keywords of which the one beside the reference counts.
pub(crate) fn is_remark(key: &str) -> bool {
    is_annotation(key) || matches!(key, "nullable" | "deprecated" | "readOnly" | "writeOnly")
}

/// Keywords whose meaning depends on those in the same object, so that they cannot move into another one.
fn looks_around(key: &str) -> bool {
    matches!(
        key,
        "" | "$ref"
            | "allOf"
            | "anyOf"
            | "oneOf"
            | "not"
            | "if"
            | "then"
            | "else"
            | "discriminator"
            | "properties"
            | "patternProperties"
            | "additionalProperties"
            | "unevaluatedProperties"
            | "items"
            | "prefixItems"
            | "unevaluatedItems"
            | "contains"
            | "minContains"
            | "maxContains"
    )
}
