//! Every schema of a document: where each stands, and a way to change them all.

use std::convert::Infallible;

use serde_json::{Map, Value};

use crate::operation::keys;
use crate::parameter::listed;
use crate::pointer::Pointer;
use crate::schema::{component_names, component_pointer};

/// Where a schema stands, seen from the client: what it sends or what it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// What the client sends.
    Request,
    /// What the client reads.
    Response,
}

/// A schema that is not inside another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// Where it stands.
    pub pointer: Pointer,
    /// Who holds it.
    pub owner: Owner,
}

/// Who holds a [`Root`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// The section `schemas` of the components.
    Component,
    /// An operation, in what it sends or in what it answers.
    Operation(Side),
}

/// Every schema that is not inside another: component schemas, and the schemas of parameters and bodies, sorted by pointer.
/// References are not followed.
#[must_use]
pub fn roots(document: &Value) -> Vec<Root> {
    let mut roots: Vec<Root> = component_names(document)
        .iter()
        .map(|name| Root {
            pointer: component_pointer(name),
            owner: Owner::Component,
        })
        .collect();
    let mut add = |pointer, side| {
        roots.push(Root {
            pointer,
            owner: Owner::Operation(side),
        });
    };
    for key in keys(document) {
        let operation = key.pointer();
        for at in [&key.item_pointer(), &operation] {
            let owner = at.get(document).unwrap_or(&Value::Null);
            for (parameter, _) in listed(owner, at) {
                add(parameter.join("schema"), Side::Request);
            }
        }
        for media in media(document, &operation.join("requestBody")) {
            add(media.join("schema"), Side::Request);
        }
        let responses = operation.join("responses");
        let statuses = responses.object(document).into_iter().flat_map(Map::keys);
        for status in statuses {
            for media in media(document, &responses.join(status)) {
                add(media.join("schema"), Side::Response);
            }
        }
    }
    roots.retain(|root| root.pointer.get(document).is_some());
    // A parameter of a path item is met once for every operation of its path.
    roots.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    roots.dedup_by(|a, b| a.pointer == b.pointer);
    roots
}

/// The entries under `content` of a request body or a response.
fn media(document: &Value, holder: &Pointer) -> Vec<Pointer> {
    let content = holder.join("content");
    let media = content.object(document).into_iter().flat_map(Map::keys);
    media.map(|media| content.join(media)).collect()
}

/// The schemas directly below a schema, with the keys that lead to each. References are not followed.
#[must_use]
pub fn subschemas(schema: &Value) -> Vec<Vec<String>> {
    let mut keys = Vec::new();
    let Some(schema) = schema.as_object() else {
        return keys;
    };
    for word in ["items", "additionalProperties", "not"] {
        if schema.get(word).is_some_and(Value::is_object) {
            keys.push(vec![word.to_owned()]);
        }
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        keys.extend(
            properties
                .keys()
                .map(|name| vec!["properties".to_owned(), name.clone()]),
        );
    }
    for word in ["allOf", "anyOf", "oneOf"] {
        let branches = schema.get(word).and_then(Value::as_array);
        let count = branches.map_or(0, Vec::len);
        keys.extend((0..count).map(|index| vec![word.to_owned(), index.to_string()]));
    }
    keys
}

/// Calls `visit` on a schema and on every schema inside it, the outer one first, with its pointer. References are not followed.
///
/// # Errors
/// The first of `visit`, which ends the walk.
pub fn walk<E>(
    schema: &mut Value,
    pointer: &Pointer,
    visit: &mut impl FnMut(&mut Value, &Pointer) -> Result<(), E>,
) -> Result<(), E> {
    visit(schema, pointer)?;
    for keys in subschemas(schema) {
        let below = Pointer::default().below(&keys);
        if let Some(inner) = schema.pointer_mut(below.as_str()) {
            walk(inner, &pointer.below(&keys), visit)?;
        }
    }
    Ok(())
}

/// Calls `change` on every schema of the document that is an object, with the root that it is in or is, and adds up what
/// it returns.
pub fn change_schemas(
    document: &mut Value,
    mut change: impl FnMut(&mut Map<String, Value>, &Root) -> usize,
) -> usize {
    let mut changed = 0;
    for root in roots(document) {
        let Some(schema) = document.pointer_mut(root.pointer.as_str()) else {
            continue;
        };
        let Ok(()) = walk(schema, &root.pointer, &mut |schema, _| {
            if let Some(schema) = schema.as_object_mut() {
                changed += change(schema, &root);
            }
            Ok::<(), Infallible>(())
        });
    }
    changed
}
