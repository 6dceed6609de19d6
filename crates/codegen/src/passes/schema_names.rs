//! Component schemas under the names that their Rust types will have.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::error::Error;
use crate::names::{component_type_name, type_name};
use specwright_openapi::extensions::{self, NAME};
use specwright_openapi::pointer::Pointer;
use specwright_openapi::schema::{component_pointer, components, components_mut, ref_name};
use specwright_openapi::settings::Settings;
use specwright_openapi::walk::{roots, walk};

/// Renames all components and every reference to them. Returns how many changed, and each one's name in the document.
pub(super) fn rename(
    document: &mut Value,
    settings: &Settings,
) -> Result<(usize, BTreeMap<String, String>), Error> {
    let mut wire_names: BTreeMap<String, String> = BTreeMap::new();
    let mut new_names: BTreeMap<String, String> = BTreeMap::new();
    for (raw, schema) in components(document).into_iter().flatten() {
        let at = component_pointer(raw);
        let name = match explicit_name(schema, &at)? {
            Some(name) => name,
            None => component_type_name(raw, &settings.names),
        };
        if let Some(other) = wire_names.insert(name.clone(), raw.clone()) {
            return Err(Error::at(
                &at,
                format!("its type would be called `{name}`, as that of `{other}` is"),
                format!("give one of them a `{NAME}` in spec/overlay.yaml"),
            ));
        }
        new_names.insert(raw.clone(), name);
    }
    for root in roots(document) {
        let Some(schema) = document.pointer_mut(root.pointer.as_str()) else {
            continue;
        };
        walk(schema, &root.pointer, &mut |schema, at| {
            redirect(schema, at, &new_names)
        })?;
    }
    if let Some(schemas) = components_mut(document) {
        let renamed: Map<String, Value> = std::mem::take(schemas)
            .into_iter()
            .map(|(raw, mut schema)| {
                if let Some(schema) = schema.as_object_mut() {
                    schema.remove(NAME);
                }
                (new_names.get(&raw).cloned().unwrap_or(raw), schema)
            })
            .collect();
        *schemas = renamed;
    }
    let changed = wire_names.iter().filter(|(name, raw)| name != raw).count();
    Ok((changed, wire_names))
}

/// The name that the overlay gives a schema.
pub(super) fn explicit_name(schema: &Value, at: &Pointer) -> Result<Option<String>, Error> {
    match extensions::name(schema, at)? {
        Some(name) if type_name(&name) != name => Err(Error::at(
            &at.join(NAME),
            format!("{name:?} is no name that a Rust type can have"),
            "write it in UpperCamelCase, letters and digits only",
        )),
        given => Ok(given),
    }
}

fn redirect(
    schema: &mut Value,
    at: &Pointer,
    new_names: &BTreeMap<String, String>,
) -> Result<(), Error> {
    if let Some(Value::Object(mapping)) = schema.pointer_mut("/discriminator/mapping") {
        for target in mapping.values_mut() {
            // A schema, by its name or by a reference to it.
            let raw = target
                .as_str()
                .map(|raw| raw.rsplit('/').next().unwrap_or(raw));
            if let Some(name) = raw.and_then(|raw| new_names.get(raw)) {
                *target = name.clone().into();
            }
        }
    }
    let Some(target) = schema.get("$ref") else {
        return Ok(());
    };
    let known = ref_name(schema).and_then(|raw| new_names.get(raw));
    let Some(name) = known else {
        return Err(Error::at(
            &at.join("$ref"),
            format!("{target} names no schema of this document"),
            "only `#/components/schemas/<name>` can be generated from: correct the `$ref`, or move what it means into a component, in spec/overlay.yaml",
        ));
    };
    let target = format!("#/components/schemas/{name}");
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("$ref".into(), target.into());
    }
    Ok(())
}
