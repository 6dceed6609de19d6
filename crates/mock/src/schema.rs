//! OpenAPI's schemas, as JSON Schema: what is held to them, and what is made up after them.

use serde_json::{Map, Value, json};
use specwright_openapi::reference;
use specwright_openapi::schema;

use crate::error::DocumentError;

/// The document's schemas: what is asked of one follows its references.
#[derive(Debug)]
pub(crate) struct Components {
    document: Value,
    /// The schemas by name, as JSON Schema, for the references in what is checked.
    translated: Map<String, Value>,
}

/// A schema that instances are held to.
#[derive(Debug)]
pub(crate) struct Checker(jsonschema::Validator);

impl Components {
    pub(crate) fn of(document: Value) -> Self {
        let schemas = document
            .pointer("/components/schemas")
            .and_then(Value::as_object);
        let translated = schemas
            .into_iter()
            .flatten()
            .map(|(name, schema)| (name.clone(), translate(schema)))
            .collect();
        Self {
            document,
            translated,
        }
    }

    pub(crate) fn document(&self) -> &Value {
        &self.document
    }

    /// What a reference leads to; anything else, and a reference that leads nowhere, is itself.
    pub(crate) fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        reference::resolve(&self.document, value)
    }

    /// What a schema is behind references, and behind an `allOf` of one part.
    pub(crate) fn underlying<'a>(&'a self, schema: &'a Value) -> &'a Value {
        schema::underlying(&self.document, schema)
    }

    /// A component schema.
    pub(crate) fn schema(&self, name: &str) -> Option<&Value> {
        schema::component(&self.document, name)
    }

    /// A schema's property, wherever in its parts it is said.
    pub(crate) fn property<'a>(&'a self, schema: &'a Value, name: &str) -> Option<&'a Value> {
        let property = schema::property(&self.document, schema, name)?;
        Some(self.underlying(property.schema))
    }

    /// All properties of a schema, those of its parts included.
    pub(crate) fn properties<'a>(&'a self, schema: &'a Value) -> Vec<(&'a str, &'a Value)> {
        let properties = schema::properties(&self.document, schema).into_iter();
        properties
            .map(|property| (property.name, property.schema))
            .collect()
    }

    /// The properties that a schema requires and describes.
    pub(crate) fn required<'a>(&'a self, schema: &'a Value) -> Vec<(&'a str, &'a Value)> {
        let properties = schema::properties(&self.document, schema).into_iter();
        let required = properties.filter(|property| property.required);
        required
            .map(|property| (property.name, property.schema))
            .collect()
    }

    /// The schema of what stands at a JSON pointer into an instance.
    pub(crate) fn at<'a>(&'a self, schema: &'a Value, pointer: &str) -> Option<&'a Value> {
        let property = schema::property_at(&self.document, schema, pointer)?;
        Some(self.underlying(property.schema))
    }

    /// The one list of objects that a schema has, if it has one.
    pub(crate) fn only_list<'a>(&'a self, schema: &'a Value) -> Option<&'a str> {
        let is_list = |schema: &Value| {
            let list = self.underlying(schema);
            let items = list.get("items").map(|items| self.underlying(items));
            schema::has_type(list, "array")
                && items.is_some_and(|items| schema::has_type(items, "object"))
        };
        let mut lists = self.properties(schema).into_iter();
        let (name, _) = lists.find(|(_, schema)| is_list(schema))?;
        lists.all(|(_, schema)| !is_list(schema)).then_some(name)
    }

    /// The components that a translated schema refers to, and those that they do.
    fn reach(&self, schema: &Value, reached: &mut Map<String, Value>) {
        match schema {
            Value::Object(fields) => {
                let reference = fields.get("$ref").and_then(Value::as_str);
                // Of a reference into a component, the component.
                let name = reference
                    .and_then(|to| to.strip_prefix("#/components/schemas/"))
                    .and_then(|to| to.split('/').next());
                if let Some((name, component)) =
                    name.and_then(|name| self.translated.get_key_value(name))
                    && !reached.contains_key(name)
                {
                    reached.insert(name.clone(), component.clone());
                    self.reach(component, reached);
                }
                fields.values().for_each(|value| self.reach(value, reached));
            }
            Value::Array(items) => items.iter().for_each(|value| self.reach(value, reached)),
            _ => {}
        }
    }

    /// Makes a schema into what instances can be held to. `place` is for the error.
    pub(crate) fn checker(&self, schema: &Value, place: &str) -> Result<Checker, DocumentError> {
        let mut root = translate(schema);
        let mut reached = Map::new();
        self.reach(&root, &mut reached);
        if let Value::Object(root) = &mut root
            && !reached.is_empty()
        {
            root.insert("components".to_owned(), json!({ "schemas": reached }));
        }
        jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(true)
            .build(&root)
            .map(Checker)
            .map_err(|error| DocumentError::Schema {
                place: place.to_owned(),
                why: error.to_string(),
            })
    }
}

impl Checker {
    pub(crate) fn accepts(&self, instance: &Value) -> bool {
        self.0.is_valid(instance)
    }

    pub(crate) fn errors<'a>(
        &'a self,
        instance: &'a Value,
    ) -> impl Iterator<Item = jsonschema::ValidationError<'a>> {
        self.0.iter_errors(instance)
    }
}

/// OpenAPI 3.0 says some things in its own way: null, and bounds that are not included. The rest is JSON Schema.
fn translate(schema: &Value) -> Value {
    let Value::Object(schema) = schema else {
        return schema.clone();
    };
    let mut translated = Map::new();
    for (key, value) in schema {
        let value = match key.as_str() {
            "properties" | "patternProperties" => each(value),
            "items" | "additionalProperties" | "not" => translate(value),
            "allOf" | "anyOf" | "oneOf" => Value::Array(
                value
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(translate)
                    .collect(),
            ),
            // Words for people, and keys that mean something else in JSON Schema.
            "nullable" | "example" | "discriminator" | "xml" | "externalDocs" | "description" => {
                continue;
            }
            _ if key.starts_with("x-") => continue,
            _ => value.clone(),
        };
        translated.insert(key.clone(), value);
    }
    for (exclusive, bound) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        if let Some(Value::Bool(exclude)) = translated.get(exclusive).cloned() {
            translated.remove(exclusive);
            if exclude && let Some(limit) = translated.remove(bound) {
                translated.insert(exclusive.to_owned(), limit);
            }
        }
    }
    if schema.get("nullable") == Some(&Value::Bool(true)) {
        return or_null(translated);
    }
    Value::Object(translated)
}

/// Null, or what the schema says; as plainly as can be, since errors are made of it.
fn or_null(mut schema: Map<String, Value>) -> Value {
    let Some(Value::String(kind)) = schema.get("type").cloned() else {
        return json!({ "anyOf": [schema, { "type": "null" }] });
    };
    schema.insert("type".to_owned(), json!([kind, "null"]));
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    Value::Object(schema)
}

fn each(properties: &Value) -> Value {
    let properties = properties.as_object().into_iter().flatten();
    Value::Object(
        properties
            .map(|(name, schema)| (name.clone(), translate(schema)))
            .collect(),
    )
}
