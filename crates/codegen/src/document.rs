//! Ways through an OpenAPI document held as a [`Value`].

use std::convert::Infallible;
use std::fmt;

use serde_json::{Map, Value};

/// The methods that a path item can hold, in the order in which they are listed.
pub(crate) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Where a schema stands, seen from the client: what it sends or what it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Request,
    Response,
}

/// A JSON pointer (RFC 6901); displayed as a URI fragment.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pointer(String);

impl Pointer {
    /// The pointer to a place below the root, from unescaped keys.
    pub(crate) fn to(keys: &[&str]) -> Self {
        keys.iter()
            .fold(Self::default(), |pointer, key| pointer.join(key))
    }

    pub(crate) fn join(&self, key: &str) -> Self {
        Self(format!(
            "{}/{}",
            self.0,
            key.replace('~', "~0").replace('/', "~1")
        ))
    }

    /// The pointer to a place further down, from unescaped keys.
    pub(crate) fn below(&self, keys: &[String]) -> Self {
        keys.iter()
            .fold(self.clone(), |pointer, key| pointer.join(key))
    }

    /// The form that [`Value::pointer`] takes.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// An operation's place in the document.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) pointer: Pointer,
}

/// All operations, sorted by path, then in the order of [`METHODS`].
pub(crate) fn operations(document: &Value) -> Vec<Place> {
    let mut places = Vec::new();
    let mut paths: Vec<_> = object_at(document, "/paths")
        .into_iter()
        .flatten()
        .collect();
    paths.sort_by_key(|(path, _)| path.as_str());
    for (path, item) in paths {
        for method in METHODS {
            if item.get(method).is_some() {
                places.push(Place {
                    method,
                    path: path.clone(),
                    pointer: Pointer::to(&["paths", path, method]),
                });
            }
        }
    }
    places
}

/// The object at a pointer, if there is one.
pub(crate) fn object_at<'a>(document: &'a Value, pointer: &str) -> Option<&'a Map<String, Value>> {
    document.pointer(pointer).and_then(Value::as_object)
}

/// The object at a pointer, if there is one, to be changed.
pub(crate) fn object_at_mut<'a>(
    document: &'a mut Value,
    pointer: &str,
) -> Option<&'a mut Map<String, Value>> {
    document.pointer_mut(pointer).and_then(Value::as_object_mut)
}

/// The name of the component schema that a `$ref` points at.
pub(crate) fn schema_ref(schema: &Value) -> Option<&str> {
    schema
        .get("$ref")?
        .as_str()?
        .strip_prefix("#/components/schemas/")
}

/// The component that a schema refers to, or the schema itself.
pub(crate) fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    schema_ref(schema)
        .and_then(|name| component(document, name))
        .unwrap_or(schema)
}

/// The component schema of a name.
pub(crate) fn component<'a>(document: &'a Value, name: &str) -> Option<&'a Value> {
    document.pointer(Pointer::to(&["components", "schemas", name]).as_str())
}

/// The schemas directly below a schema, with the keys that lead to each. References are not followed.
pub(crate) fn subschemas(schema: &Value) -> Vec<Vec<String>> {
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

/// Calls `visit` on a schema and on every schema inside it, the outer one first. References are not followed.
pub(crate) fn walk<E>(
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
pub(crate) fn change_schemas(
    document: &mut Value,
    mut change: impl FnMut(&mut Map<String, Value>, &Root) -> usize,
) -> usize {
    let mut changed = 0;
    for root in schema_roots(document) {
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

/// The pointers to every schema that is not inside another: components, parameters and bodies.
pub(crate) fn schema_roots(document: &Value) -> Vec<Root> {
    let mut roots = Vec::new();
    for name in object_at(document, "/components/schemas")
        .into_iter()
        .flat_map(Map::keys)
    {
        roots.push(Root {
            pointer: Pointer::to(&["components", "schemas", name]),
            owner: Owner::Component,
        });
    }
    for place in operations(document) {
        let item = Pointer::to(&["paths", &place.path]);
        for owner in [&item, &place.pointer] {
            for (pointer, _) in parameters(document, owner) {
                roots.push(Root {
                    pointer: pointer.join("schema"),
                    owner: Owner::Operation(Side::Request),
                });
            }
        }
        let body = place.pointer.join("requestBody").join("content");
        roots.extend(media_schemas(document, &body, Side::Request));
        let responses = place.pointer.join("responses");
        for status in object_at(document, responses.as_str())
            .into_iter()
            .flat_map(Map::keys)
        {
            let content = responses.join(status).join("content");
            roots.extend(media_schemas(document, &content, Side::Response));
        }
    }
    roots.retain(|root| document.pointer(root.pointer.as_str()).is_some());
    // A path-level parameter is met once for every operation of its path.
    roots.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    roots.dedup_by(|a, b| a.pointer == b.pointer);
    roots
}

/// A schema that is not inside another one.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    pub(crate) pointer: Pointer,
    pub(crate) owner: Owner,
}

/// Who holds a [`Root`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Component,
    Operation(Side),
}

/// The parameters that a path item or an operation declares, each with its pointer.
pub(crate) fn parameters<'a>(document: &'a Value, owner: &Pointer) -> Vec<(Pointer, &'a Value)> {
    let list = owner.join("parameters");
    let declared = document.pointer(list.as_str()).and_then(Value::as_array);
    declared
        .into_iter()
        .flatten()
        .enumerate()
        .map(|(index, parameter)| (list.join(&index.to_string()), parameter))
        .collect()
}

fn media_schemas(document: &Value, content: &Pointer, side: Side) -> Vec<Root> {
    object_at(document, content.as_str())
        .into_iter()
        .flat_map(Map::keys)
        .map(|media| Root {
            pointer: content.join(media).join("schema"),
            owner: Owner::Operation(side),
        })
        .collect()
}
