//! Inline schemas as components of their own, so that each type has a name that was chosen.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::bodies::without_prose;
use super::schema_names::explicit_name;
use super::unions::form_name;
use crate::error::Error;
use crate::names::{field_ident, free_type_name, singular, snake_name, type_name};
use specwright_openapi::extensions::NAME;
use specwright_openapi::operation::operations;
use specwright_openapi::parameter::declared;
use specwright_openapi::pointer::Pointer;
use specwright_openapi::schema::{component_names, component_pointer, components_mut};
use specwright_openapi::walk::{Owner, Root, roots, subschemas};

/// Moves every inline schema that becomes a type into a component. Returns, for each, where it stood, in words.
///
/// A property's type is its owner's name and its own (`EmailValidation` and `status` make `EmailValidationStatus`), an
/// array's items take the singular, a body is its operation's `Request` or `Response`; `x-specwright-name` has the last word.
pub(super) fn name_inline_schemas(
    document: &mut Value,
    notes: &mut Vec<String>,
) -> Result<BTreeMap<String, String>, Error> {
    let mut components = component_names(document)
        .into_iter()
        .map(|name| {
            let at = component_pointer(&name).to_string();
            (name, at)
        })
        .collect::<BTreeMap<_, _>>();
    let mut named: Vec<Named> = Vec::new();
    for (root, name, said) in named_roots(document) {
        let Some(schema) = document.pointer_mut(root.pointer.as_str()) else {
            continue;
        };
        let operation = name
            .strip_suffix("Request")
            .or_else(|| name.strip_suffix("Response"));
        let body = operation.filter(|_| root.owner != Owner::Component);
        let body = body.map(|operation| (name.clone(), operation.to_owned()));
        let mut hoist = Hoist {
            taken: &mut components,
            named: &mut named,
            notes,
            body,
        };
        match root.owner {
            Owner::Component => hoist.children(schema, &name, &said, &root.pointer)?,
            Owner::Operation(_) => hoist.schema(schema, &name, &said, &root.pointer)?,
        }
    }
    if let Some(root) = document.as_object_mut().filter(|_| !named.is_empty()) {
        let components = root
            .entry("components")
            .or_insert_with(|| Value::Object(Map::new()));
        if let Some(components) = components.as_object_mut() {
            components
                .entry("schemas")
                .or_insert_with(|| Value::Object(Map::new()));
        }
    }
    if let Some(schemas) = components_mut(document) {
        schemas.extend(
            named
                .iter()
                .map(|named| (named.name.clone(), named.schema.clone())),
        );
    }
    *document = super::preflight::sorted(document);
    Ok(named
        .into_iter()
        .map(|named| (named.name, named.said))
        .collect())
}

/// A schema that has been given a name.
struct Named {
    name: String,
    schema: Value,
    /// Where it stood.
    said: String,
}

/// All roots, each with the name that an inline schema there would get, and with what it is, in words.
fn named_roots(document: &Value) -> Vec<(Root, String, String)> {
    let mut names: BTreeMap<Pointer, (String, String)> = BTreeMap::new();
    for operation in operations(document) {
        let id = operation.id().unwrap_or_default();
        let method = format!("[`Client::{0}`](crate::Client::{0})", field_ident(id));
        let id = type_name(id);
        let at = operation.pointer();
        for parameter in declared(document, operation.value, &at) {
            let name = parameter.name;
            let said = format!("The parameter `{name}` of {method}");
            names.insert(
                parameter.pointer.join("schema"),
                (format!("{id}{}", type_name(&snake_name(name))), said),
            );
        }
        // A parameter of the whole path belongs to no operation: its type is named for the resource.
        let item = operation.key().item_pointer();
        for parameter in declared(document, operation.item, &item) {
            let name = parameter.name;
            let resource = operation
                .path
                .split('/')
                .rfind(|segment| !segment.is_empty() && !segment.contains('{'));
            let resource = type_name(&singular(&snake_name(resource.unwrap_or_default())));
            let said = format!("The parameter `{name}` of `{}`", operation.path);
            names.insert(
                parameter.pointer.join("schema"),
                (format!("{resource}{}", type_name(&snake_name(name))), said),
            );
        }
        names.insert(
            at.join("requestBody"),
            (format!("{id}Request"), format!("What {method} sends")),
        );
        names.insert(
            at.join("responses"),
            (format!("{id}Response"), format!("What {method} answers")),
        );
    }
    roots(document)
        .into_iter()
        .filter_map(|root| {
            let pointer = root.pointer.as_str();
            let (name, said) = match root.owner {
                Owner::Component => (pointer.rsplit('/').next()?.to_owned(), String::new()),
                Owner::Operation(_) => match names.get(&root.pointer) {
                    Some(named) => named.clone(),
                    None => body_name(&names, pointer)?,
                },
            };
            Some((root, name, said))
        })
        .collect()
}

/// The name of a body's schema: by the request or the answers that it stands in. An error's needs none: the runtime reads it.
fn body_name(
    names: &BTreeMap<Pointer, (String, String)>,
    pointer: &str,
) -> Option<(String, String)> {
    names.iter().find_map(|(owner, (name, said))| {
        let rest = pointer.strip_prefix(owner.as_str())?.strip_prefix('/')?;
        let status = rest.split('/').next()?;
        let is_error = owner.as_str().ends_with("/responses")
            && !status.starts_with('2')
            && status != "default";
        (!is_error).then(|| (name.clone(), said.clone()))
    })
}

struct Hoist<'a> {
    /// Every type name in use, and where it comes from.
    taken: &'a mut BTreeMap<String, String>,
    named: &'a mut Vec<Named>,
    notes: &'a mut Vec<String>,
    /// The body that is being gone through: its name, and its operation's.
    body: Option<(String, String)>,
}

impl Hoist<'_> {
    /// Names the schemas inside `schema`, and then the schema itself, if it becomes a type.
    fn schema(
        &mut self,
        schema: &mut Value,
        name: &str,
        said: &str,
        at: &Pointer,
    ) -> Result<(), Error> {
        let name = explicit_name(schema, at)?.unwrap_or_else(|| free_type_name(type_name(name)));
        self.children(schema, &name, said, at)?;
        if !becomes_type(schema) {
            if let Some(schema) = schema.as_object_mut() {
                schema.remove(NAME);
            }
            return Ok(());
        }
        let same = self.named.iter().any(|named| {
            named.name == name && without_prose(&named.schema) == bare(without_prose(schema))
        });
        let name = if same {
            name
        } else {
            self.free_name(name, at)?
        };
        let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
        let inner = std::mem::replace(schema, reference);
        // What belongs to the place and not to the type stays at the place.
        if inner.get("nullable") == Some(&Value::Bool(true)) {
            *schema = json!({ "allOf": [schema.take()], "nullable": true });
        }
        let inner = bare(inner);
        // Two answers of one operation, written out the same, are of one type.
        if !same {
            self.named.push(Named {
                name,
                schema: inner,
                said: said.to_owned(),
            });
        }
        Ok(())
    }

    /// The name itself, unless another type has it: then one that no component is likely to have.
    fn free_name(&mut self, wanted: String, at: &Pointer) -> Result<String, Error> {
        let Some(other) = self.taken.get(&wanted).cloned() else {
            self.taken.insert(wanted.clone(), at.to_string());
            return Ok(wanted);
        };
        let name = type_name(&format!("{wanted}Value"));
        if self.taken.contains_key(&name) {
            return Err(Error::at(
                at,
                format!("its type would be called `{wanted}`, as that at {other} is"),
                format!("give it an `{NAME}` in spec/overlay.yaml"),
            ));
        }
        self.notes.push(format!(
            "{at}: its type is `{name}`, since the one at {other} is `{wanted}`; `{NAME}` in the overlay would name it better"
        ));
        self.taken.insert(name.clone(), at.to_string());
        Ok(name)
    }

    /// What the names of a type's parts begin with: a body's parts are named for the operation alone.
    fn prefix<'n>(&'n self, owner: &'n str) -> &'n str {
        match &self.body {
            Some((body, operation)) if body == owner => operation,
            _ => owner,
        }
    }

    fn children(
        &mut self,
        schema: &mut Value,
        name: &str,
        said: &str,
        at: &Pointer,
    ) -> Result<(), Error> {
        for keys in subschemas(schema) {
            let (inner_name, said) = match (keys[0].as_str(), keys.get(1)) {
                ("properties", Some(property)) => (
                    format!("{}{}", self.prefix(name), type_name(property)),
                    format!("The property `{property}` of [`{name}`]"),
                ),
                ("items", _) => (
                    items_name(name),
                    said.replacen("The ", "One item of the ", 1),
                ),
                ("additionalProperties", _) => (
                    format!("{name}Value"),
                    said.replacen("The ", "One value of the ", 1),
                ),
                (_, Some(branch)) => (
                    form_name(name, schema, branch),
                    format!("One form of [`{name}`]"),
                ),
                _ => (name.to_owned(), said.to_owned()),
            };
            // The branches of an allOf are parts of one type; only what is inside them needs names.
            let part_of_owner = keys[0] == "allOf";
            let at = at.below(&keys);
            let below = Pointer::default().below(&keys);
            let Some(inner) = schema.pointer_mut(below.as_str()) else {
                continue;
            };
            if part_of_owner {
                self.children(inner, name, &said, &at)?;
            } else {
                self.schema(inner, &inner_name, &said, &at)?;
            }
        }
        Ok(())
    }
}

/// A schema as it is once it has a name: without what belongs to its place.
fn bare(mut schema: Value) -> Value {
    if let Some(schema) = schema.as_object_mut() {
        schema.remove(NAME);
        schema.remove("nullable");
        if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
            values.retain(|value| !value.is_null());
        }
    }
    schema
}

/// Whether the generator makes a type of its own for a schema.
fn becomes_type(schema: &Value) -> bool {
    if schema.get("$ref").is_some() {
        return false;
    }
    let has = |key: &str| schema.get(key).is_some();
    let branches = |key: &str| {
        schema
            .get(key)
            .and_then(Value::as_array)
            .map_or(0, Vec::len)
    };
    has("enum")
        || schema
            .get("properties")
            .and_then(Value::as_object)
            .is_some_and(|properties| !properties.is_empty())
        || schema.get("additionalProperties") == Some(&Value::Bool(false))
        || branches("oneOf") + branches("anyOf") > 0
        || branches("allOf") > 1
        || ["minLength", "maxLength", "pattern"]
            .iter()
            .any(|key| has(key))
}

/// `EmailValidationResults` has items of the type `EmailValidationResult`.
fn items_name(name: &str) -> String {
    let one = type_name(&singular(&snake_name(name)));
    if one == name {
        format!("{name}Item")
    } else {
        one
    }
}
