//! `oneOf` and `anyOf`: one of several forms, told apart by what the document says.
//!
//! A form is told by its tag: a documented discriminator, or a property that each form requires and that has values of its
//! own in each. Where there is none, forms of different kinds are told by their kind, and objects by a property that the
//! one requires and the other does not have. What can't be told apart is read as any JSON, and noted: the first form that
//! fits would be a guess.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::union_forms::{in_order, merged_texts};
use crate::error::Error;
use crate::names::{free_type_name, type_name};
use specwright_openapi::pointer::Pointer;
use specwright_openapi::reference::resolve;
use specwright_openapi::schema::{component, component_names, component_pointer, ref_name};
use specwright_openapi::walk::{Owner, Side, change_schemas, roots, walk};

/// What an earlier pass found out about a union, kept in the schema itself until each form has its name.
pub(super) const TAG_KEY: &str = "x-tag";

/// One of several forms: a type of its own.
#[derive(Clone, Debug)]
pub(crate) struct Union {
    /// The property that tells the forms apart, and its values for each form. None: they are tried in order.
    pub(crate) tag: Option<(String, Vec<Vec<String>>)>,
}

/// Brings every `oneOf` and `anyOf` into one form: `oneOf`, with nothing beside it and two forms at the least.
pub(super) fn write_out(document: &mut Value) -> usize {
    change_schemas(document, |schema, _| {
        let Some(mut forms) = forms_of(schema) else {
            return 0;
        };
        // «One of these has to be given» says nothing of a form: the server checks it.
        let says_a_form = |form: &Value| {
            let keys = [
                "$ref",
                "type",
                "properties",
                "items",
                "enum",
                "allOf",
                "oneOf",
                "anyOf",
            ];
            keys.iter().any(|key| form.get(key).is_some())
        };
        if !forms.iter().all(says_a_form) {
            return 1;
        }
        let mut nullable = schema.get("nullable") == Some(&Value::Bool(true));
        for form in forms.iter_mut().filter_map(Value::as_object_mut) {
            nullable |= form.remove("nullable") == Some(Value::Bool(true));
        }
        let beside = [
            "properties",
            "required",
            "additionalProperties",
            "allOf",
            "type",
            "items",
        ];
        let base: Map<String, Value> = beside
            .iter()
            .filter_map(|key| Some(((*key).to_owned(), schema.remove(*key)?)))
            .collect();
        if base.keys().any(|key| key != "type") {
            for form in &mut forms {
                *form = json!({ "allOf": [base, form.take()] });
            }
        } else if let Some(kind) = base.get("type") {
            for form in forms.iter_mut().filter_map(Value::as_object_mut) {
                if !form.contains_key("$ref") {
                    form.entry("type").or_insert_with(|| kind.clone());
                }
            }
        }
        let mut distinct: Vec<Value> = Vec::new();
        for form in forms {
            if !distinct.contains(&form) {
                distinct.push(form);
            }
        }
        if nullable {
            schema.insert("nullable".into(), true.into());
        }
        let word = if distinct.len() > 1 { "oneOf" } else { "allOf" };
        schema.insert(word.into(), Value::Array(distinct));
        1
    })
}

/// Takes the forms out of a schema.
fn forms_of(schema: &mut Map<String, Value>) -> Option<Vec<Value>> {
    let (one, any) = (schema.remove("oneOf"), schema.remove("anyOf"));
    let lists = [one, any].into_iter().flatten();
    let forms: Vec<Value> = lists
        .filter_map(|list| list.as_array().cloned())
        .flatten()
        .collect();
    (!forms.is_empty()).then_some(forms)
}

/// Finds what tells the forms of each union apart, and makes any JSON of what can't be told apart where it is read.
pub(super) fn tell_apart(
    document: &mut Value,
    read: &BTreeSet<String>,
    wire_names: &BTreeMap<String, String>,
    notes: &mut Vec<String>,
) -> Result<(), Error> {
    let whole = document.clone();
    let mut tags: Tags = BTreeMap::new();
    for root in roots(&whole) {
        let Some(schema) = document.pointer_mut(root.pointer.as_str()) else {
            continue;
        };
        let name = root.pointer.as_str().rsplit('/').next().unwrap_or_default();
        let is_read = match root.owner {
            Owner::Component => read.contains(name),
            Owner::Operation(side) => side == Side::Response,
        };
        walk(schema, &root.pointer, &mut |schema, at| {
            let Some(schema) = schema.as_object_mut() else {
                return Ok(());
            };
            let discriminator = schema.remove("discriminator");
            let Some(forms) = schema.get("oneOf").and_then(Value::as_array).cloned() else {
                if discriminator.is_some() {
                    notes.push(format!("{at}: read as it stands here, without what its forms have beyond it; a `oneOf` of them in the overlay would tell"));
                }
                return Ok(());
            };
            let tag = match &discriminator {
                Some(said) => Some(documented(&forms, said, wire_names, at)?),
                None => by_constant(&whole, &forms),
            };
            if let Some((property, values)) = tag {
                for (form, values) in forms.iter().zip(&values) {
                    if let Some(name) = ref_name(form) {
                        let key = (name.to_owned(), property.clone());
                        tags.entry(key).or_default().extend(values.iter().cloned());
                    }
                }
                schema.insert(
                    TAG_KEY.into(),
                    json!({ "property": property, "values": values }),
                );
            } else if let Some(texts) = merged_texts(&whole, &forms, is_read) {
                schema.remove("oneOf");
                schema.extend(texts);
            } else if let Some(forms) = in_order(&whole, &forms) {
                schema.insert("oneOf".into(), Value::Array(forms));
            } else if is_read {
                notes.push(format!("{at}: read as any JSON, since nothing tells its forms apart; a `discriminator` in the overlay would"));
                schema.remove("oneOf");
            }
            Ok::<(), Error>(())
        })?;
    }
    write_tags(document, tags);
    Ok(())
}

/// For each component that is a form of something, and each property that tells so, the values that say it.
type Tags = BTreeMap<(String, String), BTreeSet<String>>;

/// Writes into each form what its tag can be: then it is filled in, and nobody has to.
fn write_tags(document: &mut Value, tags: Tags) {
    for ((name, property), values) in tags {
        let at = component_pointer(&name);
        let held =
            component(document, &name).and_then(|form| form.get("properties")?.get(&property));
        let said = held.is_some_and(|held| resolve(document, held).get("enum").is_some());
        let Some(form) = at.object_mut(document).filter(|_| !said) else {
            continue;
        };
        let properties = form.entry("properties").or_insert_with(|| json!({}));
        let mut tag = properties
            .get(&property)
            .cloned()
            .unwrap_or_else(|| json!({}));
        tag["type"] = "string".into();
        tag["enum"] = values.into_iter().collect();
        properties[&property] = tag;
        let required = form.entry("required").or_insert_with(|| json!([]));
        if let Some(required) = required.as_array_mut()
            && !required.iter().any(|name| *name == property)
        {
            required.push(property.into());
        }
    }
}

/// The tag that a discriminator names. Without a word on it, a form's value is its schema's name in the document.
fn documented(
    forms: &[Value],
    discriminator: &Value,
    wire_names: &BTreeMap<String, String>,
    at: &Pointer,
) -> Result<(String, Vec<Vec<String>>), Error> {
    let at = at.join("discriminator");
    let property = discriminator.get("propertyName").and_then(Value::as_str);
    let Some(property) = property else {
        return Err(Error::at(
            &at,
            "it does not name the property that tells the forms apart",
            "add `propertyName` in spec/overlay.yaml, or remove the discriminator",
        ));
    };
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let mut values = Vec::new();
    for form in forms {
        let Some(name) = ref_name(form) else {
            return Err(Error::at(
                &at,
                "one of the forms has no name that it could speak of",
                "make each form a component, or remove the discriminator, in spec/overlay.yaml",
            ));
        };
        let mapped: Vec<String> = mapping
            .into_iter()
            .flatten()
            .filter(|(_, target)| target.as_str() == Some(name))
            .map(|(value, _)| value.clone())
            .collect();
        let by_name = || vec![wire_names.get(name).map_or(name, String::as_str).to_owned()];
        values.push(if mapped.is_empty() { by_name() } else { mapped });
    }
    Ok((property.to_owned(), values))
}

/// A property that every form requires, as an enum, with values that no other form has.
fn by_constant(document: &Value, forms: &[Value]) -> Option<(String, Vec<Vec<String>>)> {
    let (first, others) = forms.split_first()?;
    let candidates = resolve(document, first).get("properties")?.as_object()?;
    candidates.keys().find_map(|property| {
        let mut taken = BTreeSet::new();
        let mut values = Vec::new();
        for form in std::iter::once(first).chain(others) {
            let own = constants(document, resolve(document, form), property)?;
            if !own.iter().all(|value| taken.insert(value.clone())) {
                return None;
            }
            values.push(own);
        }
        Some((property.clone(), values))
    })
}

/// The values that a required property can have.
fn constants(document: &Value, form: &Value, property: &str) -> Option<Vec<String>> {
    let required = form.get("required")?.as_array()?;
    required.iter().find(|name| *name == property)?;
    let schema = form.get("properties")?.get(property)?;
    let part = schema.pointer("/allOf/0").unwrap_or(schema);
    let values = resolve(document, part).get("enum")?.as_array()?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    values.iter().map(text).collect()
}

/// What the type of an inline form is called: by its tag, where that has one value.
pub(super) fn form_name(owner: &str, schema: &Value, index: &str) -> String {
    let values = schema
        .get(TAG_KEY)
        .and_then(|tag| tag.get("values")?.get(index.parse::<usize>().ok()?));
    match values.and_then(Value::as_array).map(Vec::as_slice) {
        Some([Value::String(value)]) => free_type_name(format!("{owner}{}", type_name(value))),
        _ => format!("{owner}Variant{index}"),
    }
}

/// Every union, by the name of its type, once each form has a name.
pub(super) fn collect(document: &mut Value) -> BTreeMap<String, Union> {
    let mut unions = BTreeMap::new();
    for name in component_names(document) {
        let at = component_pointer(&name);
        let Some(schema) = at.object_mut(document) else {
            continue;
        };
        let tag = schema.remove(TAG_KEY);
        if !schema.contains_key("oneOf") {
            continue;
        }
        let tag = tag.and_then(|tag| {
            let values = serde_json::from_value(tag.get("values")?.clone()).ok()?;
            Some((tag.get("property")?.as_str()?.to_owned(), values))
        });
        unions.insert(name, Union { tag });
    }
    unions
}
