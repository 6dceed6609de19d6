//! Which spellings mean the same: every object is read into one canonical form before it is compared.

mod media;
mod schema;
mod server;
mod subject;
mod template;
mod types;

pub(super) use self::media::MediaName;
pub(super) use self::schema::{
    Branch, Schema, Schemas, group, is_annotation, is_remark, may_match,
};
pub(super) use self::server::Address;
pub(super) use self::subject::{Keep, Piece, Subject};
pub(super) use self::template::Template;
pub(super) use self::types::{Set, Types};

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value;

use super::source::{Source, address, get};
use super::walk::Kind;

/// An object in canonical form.
#[derive(Clone)]
pub(super) struct Object<'a> {
    /// The object as it stands in the document, and those that hold together with it: what its references and the parts
    /// of its `allOf` lead to.
    pub(super) layers: Vec<&'a Value>,
    /// For schemas: the references that led to the layers.
    pub(super) references: Vec<Option<&'a str>>,
    pub(super) entries: Vec<Entry<'a>>,
}

/// One key of an object, with the value that it means.
#[derive(Clone)]
pub(super) struct Entry<'a> {
    pub(super) key: &'a str,
    /// Owned where the document writes it in another way.
    pub(super) value: Cow<'a, Value>,
    /// Where it stands in the document.
    pub(super) at: &'a Value,
    /// In which of the object's layers.
    pub(super) layer: usize,
    /// The items of a list that was made of several, where they stand.
    pub(super) items: Option<Vec<&'a Value>>,
}

impl<'a> Object<'a> {
    fn new(node: &'a Value) -> Object<'a> {
        Object {
            layers: vec![node],
            references: Vec::new(),
            entries: Vec::new(),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Entry<'a>> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The layer that says most, the last of those that say as much.
    pub(super) fn home(&self) -> &'a Value {
        let says = |layer: usize| {
            let own = self.entries.iter().filter(|entry| entry.layer == layer);
            own.count()
        };
        let most = (0..self.layers.len()).max_by_key(|&layer| says(layer));
        self.layers[most.unwrap_or_default()]
    }

    /// The object in which a keyword of the other object, or a member of what stands under it, would stand here.
    pub(super) fn beside(
        &self,
        key: &str,
        other: &Object<'a>,
        member: Option<&Value>,
    ) -> &'a Value {
        let layer = other.layer_of(key, member);
        let name = other.references.get(layer).copied().flatten();
        let same_name = name.and_then(|name| {
            let mut names = self.references.iter();
            names.position(|known| *known == Some(name))
        });
        let same_place = (other.layers.len() == self.layers.len()).then_some(layer);
        match same_name.or(same_place) {
            Some(layer) => self.layers[layer],
            None if other.layers.len() == 1 => match self.get(key) {
                Some(entry) => self.layers[entry.layer],
                None => self.home(),
            },
            // What stands beside others there would stand beside these here.
            None => self.layers[0],
        }
    }

    /// What lists the members under a keyword with which a member of the other object would be listed here.
    pub(super) fn listing(&self, key: &str, other: &Object<'a>, member: &Value) -> &'a Value {
        let layer = self.beside(key, other, Some(member));
        get(layer, key).unwrap_or(layer)
    }

    /// The layer in which a keyword, or a member of what stands under it, is written.
    fn layer_of(&self, key: &str, member: Option<&Value>) -> usize {
        let first = self.get(key).map_or(0, |entry| entry.layer);
        let Some(member) = member.filter(|_| self.layers.len() > 1).map(address) else {
            return first;
        };
        let holds = |layer: &&'a Value| match get(layer, key) {
            Some(Value::Object(map)) => map.values().any(|one| address(one) == member),
            Some(Value::Array(list)) => list.iter().any(|one| address(one) == member),
            _ => false,
        };
        self.layers.iter().position(holds).unwrap_or(first)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub(super) fn remove(&mut self, key: &str) -> Option<Entry<'a>> {
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(at))
    }

    /// Adds an entry, in place of the one with its key if there is one.
    pub(super) fn set(&mut self, entry: Entry<'a>) {
        match self.entries.iter_mut().find(|known| known.key == entry.key) {
            Some(known) => *known = entry,
            None => self.entries.push(entry),
        }
    }
}

/// The canonical form of any object but a schema: references replaced by what they lead to, defaults left out.
pub(super) fn object<'a>(source: &Source<'a>, kind: Kind, node: &'a Value) -> Object<'a> {
    let mut object = Object::new(node);
    let mut trail = vec![node];
    while let Some(target) = source.target(trail[trail.len() - 1]) {
        if trail.iter().any(|known| address(known) == address(target)) {
            break;
        }
        trail.push(target);
    }
    // What stands beside a reference speaks louder than what it leads to.
    for (depth, &layer) in trail.iter().enumerate().rev() {
        let Value::Object(map) = layer else {
            object.set(Entry {
                key: "",
                value: Cow::Borrowed(layer),
                at: layer,
                layer: depth,
                items: None,
            });
            continue;
        };
        let leads_on = depth + 1 < trail.len();
        for (key, value) in map.iter().filter(|(key, _)| !(leads_on && *key == "$ref")) {
            object.set(Entry {
                key,
                value: Cow::Borrowed(value),
                at: value,
                layer: depth,
                items: None,
            });
        }
    }
    object.layers = trail;
    let spelled_out: Vec<_> = (object.entries.iter())
        .filter(|entry| is_default(kind, entry.key, &entry.value, &object))
        .map(|entry| entry.key)
        .collect();
    object
        .entries
        .retain(|entry| !spelled_out.contains(&entry.key));
    object
}

/// Whether two values are the same data: `1` is `1.0`, and the order of an object's keys says nothing.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(_), Value::Number(_)) => identity(a) == identity(b),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

/// How two numbers stand to each other; whole ones to the last digit, which a float may not hold.
pub(super) fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
    }
}

/// A whole number, written with a point or not.
pub(super) fn whole(value: &Value) -> Option<i128> {
    let written = value.as_i64().map(i128::from);
    let written = written.or_else(|| value.as_u64().map(i128::from));
    // What a float holds, it prints to the last digit.
    written.or_else(|| {
        let float = value
            .as_f64()
            .filter(|float| float.fract() == 0.0 && float.abs() < 1e30)?;
        format!("{:.0}", float + 0.0).parse().ok()
    })
}

/// A text that two values share when they are the same data.
pub(super) fn identity(value: &Value) -> String {
    match value {
        Value::Number(number) => match number.as_f64() {
            // A whole number is the same whether it is written with a point or not.
            Some(float) if number.is_f64() && float.fract() == 0.0 => {
                // Nor is there a zero below zero.
                format!("{:.0}", float + 0.0)
            }
            _ => number.to_string(),
        },
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(identity).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(map) => {
            let mut entries: Vec<_> = map
                .iter()
                .map(|(key, value)| format!("{key:?}:{}", identity(value)))
                .collect();
            entries.sort();
            format!("{{{}}}", entries.join(","))
        }
        other => other.to_string(),
    }
}

/// How a parameter or header is written: `style` and `explode`, whether they are spelled out or not.
pub(super) fn style<'a>(kind: Kind, object: &'a Object<'_>) -> (&'a str, bool) {
    let unwritten = match (
        kind,
        object.get("in").and_then(|entry| entry.value.as_str()),
    ) {
        (Kind::Parameter, Some("path" | "header")) | (Kind::Header, _) => "simple",
        _ => "form",
    };
    let style = object
        .get("style")
        .and_then(|entry| entry.value.as_str())
        .unwrap_or(unwritten);
    (
        style,
        object
            .get("explode")
            .and_then(|entry| entry.value.as_bool())
            .unwrap_or(style == "form"),
    )
}

/// Whether an object that leaves the key out would mean the same.
fn is_default(kind: Kind, key: &str, value: &Value, object: &Object<'_>) -> bool {
    match (kind, key) {
        (Kind::Parameter | Kind::Header | Kind::RequestBody, "required") => {
            // A path parameter is required, whatever is written.
            value == false || object.get("in").is_some_and(|entry| *entry.value == "path")
        }
        (_, "deprecated") => value == false,
        (Kind::Parameter | Kind::Header, "allowEmptyValue" | "allowReserved") => value == false,
        (Kind::Encoding, "allowReserved") => value == false,
        // An empty collection holds nothing; only an empty `security` says something.
        (_, "security") => false,
        (kind, key) => kind.holds_many(key) && is_empty(value),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// The parameters that an operation takes: its own and those of its path that it does not replace.
pub(super) struct Parameter<'a> {
    pub(super) node: &'a Value,
    pub(super) location: String,
    /// As it is matched: header names without case, path parameters by their place in the template.
    pub(super) name: String,
    /// As it is written.
    pub(super) label: String,
    /// Whether it is declared for the whole path.
    pub(super) shared: bool,
}

pub(super) fn parameters<'a>(
    source: &Source<'a>,
    path_item: &Object<'a>,
    operation: Option<&Object<'a>>,
    template: &Template,
) -> Vec<Parameter<'a>> {
    let mut found: Vec<Parameter<'a>> = Vec::new();
    for (holder, shared) in operation
        .map(|own| (own, false))
        .into_iter()
        .chain([(path_item, true)])
    {
        let Some(Entry {
            value: Cow::Borrowed(Value::Array(items)),
            ..
        }) = holder.get("parameters")
        else {
            continue;
        };
        for item in items {
            let node = source.follow(item);
            let read = |key| {
                source
                    .find(node, key)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            let (location, label) = (read("in"), read("name"));
            let name = match location.as_str() {
                "path" => template.position(&label).unwrap_or_else(|| label.clone()),
                "header" => label.to_ascii_lowercase(),
                _ => label.clone(),
            };
            if location == "header" && is_ignored(&name) {
                continue;
            }
            let replaced = |known: &Parameter<'a>| known.name == name && known.location == location;
            // A second declaration in the same list is an error of the document; comparing it is still right.
            if !shared || !found.iter().any(replaced) {
                found.push(Parameter {
                    node,
                    location,
                    name,
                    label,
                    shared,
                });
            }
        }
    }
    found
}

/// Header parameters that OpenAPI says are ignored: media types and security schemes say them.
fn is_ignored(name: &str) -> bool {
    matches!(name, "accept" | "content-type" | "authorization")
}

impl<'a> Object<'a> {
    /// An object whose keys are all as they are written.
    pub(super) fn as_written(node: &'a Value) -> Object<'a> {
        let mut object = Object::new(node);
        for (key, value) in node.as_object().into_iter().flatten() {
            object.entries.push(Entry {
                key,
                value: Cow::Borrowed(value),
                at: value,
                layer: 0,
                items: None,
            });
        }
        object
    }
}
