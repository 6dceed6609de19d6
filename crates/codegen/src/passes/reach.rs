//! Which types the client reads; all others it only sends.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::error::Error;
use specwright_openapi::pointer::Pointer;
use specwright_openapi::schema::{component, component_names, component_pointer, ref_name};
use specwright_openapi::walk::{Owner, Side, roots, subschemas};

/// The components that an answer reaches, errors included. Some of them may be sent as well.
pub(super) fn read(document: &Value) -> BTreeSet<String> {
    reached(document, Side::Response)
}

/// The components that a request reaches. Some of them may be read as well.
pub(super) fn sent(document: &Value) -> BTreeSet<String> {
    reached(document, Side::Request)
}

fn reached(document: &Value, side: Side) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    for root in roots(document) {
        if root.owner == Owner::Operation(side)
            && let Some(schema) = document.pointer(root.pointer.as_str())
        {
            follow(document, schema, &mut reached);
        }
    }
    reached
}

/// Refuses types without end.
pub(super) fn own_part_cycles(document: &Value) -> Result<(), Error> {
    let mut names = component_names(document).into_iter();
    names.try_for_each(|name| own_part_cycle(document, &name))
}

fn follow(document: &Value, schema: &Value, reached: &mut BTreeSet<String>) {
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        if let Some(name) = ref_name(schema)
            && reached.insert(name.to_owned())
        {
            open.extend(component(document, name));
        }
        open.extend(
            subschemas(schema)
                .iter()
                .filter_map(|keys| schema.pointer(Pointer::default().below(keys).as_str())),
        );
    }
}

/// A type that has itself as a part, through `allOf` or a chain of `$ref`s, has no end; the generator would not either.
fn own_part_cycle(document: &Value, name: &str) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&Value> = component(document, name).into_iter().collect();
    while let Some(schema) = open.pop() {
        if let Some(part) = ref_name(schema) {
            if part == name {
                let at = component_pointer(name);
                return Err(Error::at(
                    &at,
                    "the schema is a part of itself, so no value can ever have it",
                    "break the circle of `allOf` and `$ref` in spec/overlay.yaml",
                ));
            }
            if seen.insert(part) {
                open.extend(component(document, part));
            }
        }
        open.extend(
            schema
                .get("allOf")
                .and_then(Value::as_array)
                .into_iter()
                .flatten(),
        );
    }
    Ok(())
}
