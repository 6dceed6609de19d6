//! Schemas: what they refer to, the properties they have, and what a value of theirs can be.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::pointer::Pointer;
use crate::reference::resolve;

/// The name of the component that a schema refers to.
#[must_use]
pub fn ref_name(schema: &Value) -> Option<&str> {
    let target = schema.get("$ref")?.as_str()?;
    let name = target.strip_prefix("#/components/schemas/")?;
    // What is inside a component has no name.
    (!name.contains('/')).then_some(name)
}

/// The component schema of a name.
#[must_use]
pub fn component<'a>(document: &'a Value, name: &str) -> Option<&'a Value> {
    component_pointer(name).get(document)
}

/// Where the component schema of a name stands.
#[must_use]
pub fn component_pointer(name: &str) -> Pointer {
    Pointer::of(&["components", "schemas", name])
}

/// The component schemas of a document by name.
#[must_use]
pub fn components(document: &Value) -> Option<&Map<String, Value>> {
    document.get("components")?.get("schemas")?.as_object()
}

/// The component schemas of a document by name, to be changed.
pub fn components_mut(document: &mut Value) -> Option<&mut Map<String, Value>> {
    let components = document.get_mut("components")?;
    components.get_mut("schemas")?.as_object_mut()
}

/// The names of all component schemas, in the order of the document.
#[must_use]
pub fn component_names(document: &Value) -> Vec<String> {
    components(document)
        .into_iter()
        .flat_map(|components| components.keys().cloned())
        .collect()
}

/// What a schema is behind references, and behind an `allOf` of one part, which is a reference with something beside it.
#[must_use]
pub fn underlying<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    // A part that leads back to its own schema ends here as well.
    let mut schema = resolve(document, schema);
    for _ in 0..MAX_DEPTH {
        match schema
            .get("allOf")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
        {
            Some([part]) if !declares_a_shape(schema) => schema = resolve(document, part),
            _ => break,
        }
    }
    schema
}

/// How many parts of parts are looked into: real documents have a few, and one that is a part of itself ends.
const MAX_DEPTH: usize = 32;

fn declares_a_shape(schema: &Value) -> bool {
    ["properties", "items", "enum", "oneOf", "anyOf"]
        .iter()
        .any(|key| schema.get(key).is_some())
}

/// A property of an object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Property<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its schema as it is written: it may be a reference.
    pub schema: &'a Value,
    /// Whether the object must have it.
    pub required: bool,
}

impl Property<'_> {
    /// Whether it may be absent or null.
    #[must_use]
    pub fn is_optional(&self) -> bool {
        !self.required || is_nullable(self.schema)
    }
}

/// The properties of a schema and of its `allOf` parts, references followed. Of two with one name, the schema's own comes
/// before those of its parts, and an earlier part's before a later one's.
#[must_use]
pub fn properties<'a>(document: &'a Value, schema: &'a Value) -> Vec<Property<'a>> {
    let parts = parts(document, schema);
    let required: Vec<&str> = parts
        .iter()
        .filter_map(|part| part.get("required")?.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let declared = parts
        .iter()
        .filter_map(|part| part.get("properties")?.as_object())
        .flatten();
    let mut found: Vec<Property<'a>> = Vec::new();
    for (name, schema) in declared {
        if parts.len() == 1 || found.iter().all(|held| held.name != name) {
            found.push(Property {
                name,
                schema,
                required: required.contains(&name.as_str()),
            });
        }
    }
    found
}

/// The property of a name.
#[must_use]
pub fn property<'a>(document: &'a Value, schema: &'a Value, name: &str) -> Option<Property<'a>> {
    let mut properties = properties(document, schema).into_iter();
    properties.find(|property| property.name == name)
}

/// The property that a JSON pointer into a value of the schema leads to.
#[must_use]
pub fn property_at<'a>(
    document: &'a Value,
    schema: &'a Value,
    pointer: &str,
) -> Option<Property<'a>> {
    path(document, schema, pointer)?.pop()
}

/// The properties that a JSON pointer into a value of the schema leads through, the outermost first; nothing if one of them is
/// not declared.
#[must_use]
pub fn path<'a>(
    document: &'a Value,
    schema: &'a Value,
    pointer: &str,
) -> Option<Vec<Property<'a>>> {
    let mut schema = schema;
    let mut path = Vec::new();
    for key in crate::pointer::keys(pointer) {
        let property = property(document, schema, &key)?;
        schema = property.schema;
        path.push(property);
    }
    Some(path)
}

/// The schema itself and all parts that it is made of, references followed, each once.
fn parts<'a>(document: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let mut seen = HashSet::new();
    let mut parts = Vec::new();
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        let schema = resolve(document, schema);
        if !seen.insert(std::ptr::from_ref(schema)) {
            continue;
        }
        parts.push(schema);
        let inner = schema.get("allOf").and_then(Value::as_array);
        open.extend(inner.into_iter().flatten().rev());
    }
    parts
}

/// The only value that a schema allows.
#[must_use]
pub fn constant<'a>(document: &'a Value, schema: &'a Value) -> Option<&'a Value> {
    let schema = underlying(document, schema);
    let values = schema.get("enum").and_then(Value::as_array);
    match values.map(Vec::as_slice) {
        Some([only]) => Some(only),
        Some(_) => None,
        None => schema.get("const"),
    }
}

/// Whether an object must have a property, by the schema's own word.
#[must_use]
pub fn is_required(schema: &Value, name: &str) -> bool {
    let required = schema.get("required").and_then(Value::as_array);
    required.is_some_and(|names| names.iter().any(|required| required == name))
}

/// Whether a value may be null, by the schema's own word.
#[must_use]
pub fn is_nullable(schema: &Value) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true)) || has_type(schema, "null")
}

/// Whether a schema has a type, alone or among others.
#[must_use]
pub fn has_type(schema: &Value, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::Array(types)) => types.iter().any(|one| one == name),
        Some(one) => one == name,
        None => false,
    }
}

/// Whether a schema, references followed, is a list.
#[must_use]
pub fn is_list(document: &Value, schema: &Value) -> bool {
    has_type(underlying(document, schema), "array")
}
