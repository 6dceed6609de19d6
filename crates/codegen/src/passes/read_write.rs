//! `readOnly` and `writeOnly`: a property that belongs to one side is not there on the other, nor required of it.
//!
//! A component with such a property, or with a part that has one, is two types: its own name is what is read, and its name
//! with `Input` what is sent. Which types there are hangs on the schema alone, and not on who uses it so far.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use serde_json::{Map, Value};

use crate::error::Error;
use specwright_openapi::pointer::Pointer;
use specwright_openapi::reference::resolve;
use specwright_openapi::schema::{
    component, component_names, component_pointer, components_mut, ref_name,
};
use specwright_openapi::walk::{Owner, Side, change_schemas, roots, subschemas, walk};

/// Gives each side what is its own. Returns how many components are two types now; each one's name in the document is in
/// `wire_names`, beside that of the type that is read.
pub(super) fn tell_apart(
    document: &mut Value,
    wire_names: &mut BTreeMap<String, String>,
) -> Result<usize, Error> {
    let sided: BTreeSet<String> = component_names(document)
        .into_iter()
        .filter(|name| has_sides(document, name))
        .collect();
    let sent = super::reach::sent(document);
    for name in &sided {
        let input = input_of(name);
        let at = component_pointer(name);
        if component(document, &input).is_some() {
            return Err(Error::at(
                &at,
                format!("what is sent of it would be called `{input}`, as another schema is"),
                "give the other an `x-specwright-name` in spec/overlay.yaml",
            ));
        }
        if let Some(wire_name) = wire_names.get(name).cloned() {
            wire_names.insert(input, wire_name);
        }
    }
    // The whole document says which properties are of one side: by themselves, or by the component that they are.
    let whole = document.clone();
    for root in roots(&whole) {
        let Some(schema) = document.pointer_mut(root.pointer.as_str()) else {
            continue;
        };
        if root.owner == Owner::Operation(Side::Request) {
            keep_side(&whole, schema, Side::Request);
            send(schema, &sided);
        } else {
            let read = schema.clone();
            keep_side(&whole, schema, Side::Response);
            let name = root.pointer.as_str().rsplit('/').next().unwrap_or_default();
            if root.owner == Owner::Component && sided.contains(name) && sent.contains(name) {
                let mut input = read;
                keep_side(&whole, &mut input, Side::Request);
                send(&mut input, &sided);
                let schemas = components_mut(document);
                schemas.map(|schemas| schemas.insert(input_of(name), input));
            }
        }
    }
    change_schemas(document, |schema, _| {
        let marks = ["readOnly", "writeOnly"];
        marks
            .map(|mark| usize::from(schema.remove(mark).is_some()))
            .iter()
            .sum()
    });
    *document = super::preflight::sorted(document);
    Ok(sided.len())
}

fn input_of(name: &str) -> String {
    format!("{name}Input")
}

/// Whether a component, or any part of it, has a property of one side.
fn has_sides(document: &Value, name: &str) -> bool {
    let mut seen = BTreeSet::from([name.to_owned()]);
    let mut open: Vec<&Value> = component(document, name).into_iter().collect();
    while let Some(schema) = open.pop() {
        let properties = schema.get("properties").and_then(Value::as_object);
        let one_sided = |property: &Value| {
            [Side::Request, Side::Response]
                .iter()
                .any(|side| !is_of(document, property, *side))
        };
        if properties.into_iter().flat_map(Map::values).any(one_sided) {
            return true;
        }
        if let Some(part) = ref_name(schema)
            && seen.insert(part.to_owned())
        {
            open.extend(component(document, part));
        }
        open.extend(
            subschemas(schema)
                .iter()
                .filter_map(|keys| schema.pointer(Pointer::default().below(keys).as_str())),
        );
    }
    false
}

/// Whether a property is there on a side.
fn is_of(document: &Value, property: &Value, side: Side) -> bool {
    let mark = match side {
        Side::Request => "readOnly",
        Side::Response => "writeOnly",
    };
    let marked = |schema: &Value| schema.get(mark) == Some(&Value::Bool(true));
    let part = property.pointer("/allOf/0").unwrap_or(property);
    !marked(property) && !marked(resolve(document, part))
}

/// Takes the other side's properties out of a schema and of what is written inside it.
fn keep_side(whole: &Value, schema: &mut Value, side: Side) {
    let Ok(()) = walk(schema, &Pointer::default(), &mut |schema, _| {
        let Some(schema) = schema.as_object_mut() else {
            return Ok::<(), Infallible>(());
        };
        let mut gone = BTreeSet::new();
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            properties.retain(|name, property| {
                let kept = is_of(whole, property, side);
                if !kept {
                    gone.insert(name.clone());
                }
                kept
            });
        }
        if let Some(Value::Array(required)) = schema.get_mut("required") {
            required.retain(|name| !name.as_str().is_some_and(|name| gone.contains(name)));
            if required.is_empty() {
                schema.remove("required");
            }
        }
        Ok(())
    });
}

/// Lets a schema refer to what is sent of each component that is two types.
fn send(schema: &mut Value, sided: &BTreeSet<String>) {
    let Ok(()) = walk(schema, &Pointer::default(), &mut |schema, _| {
        let input = ref_name(schema)
            .filter(|name| sided.contains(*name))
            .map(input_of);
        if let (Some(input), Some(schema)) = (input, schema.as_object_mut()) {
            schema.insert(
                "$ref".into(),
                format!("#/components/schemas/{input}").into(),
            );
        }
        if let Some(Value::Object(mapping)) = schema.pointer_mut("/discriminator/mapping") {
            for target in mapping.values_mut() {
                let name = target.as_str().filter(|name| sided.contains(*name));
                if let Some(input) = name.map(input_of) {
                    *target = input.into();
                }
            }
        }
        Ok::<(), Infallible>(())
    });
}
