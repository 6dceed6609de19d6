//! Which spellings mean the same: every object is read into one canonical form before it is compared.

mod media;
mod schema;
mod template;

pub(super) use self::media::MediaName;
pub(super) use self::schema::{Branches, is_annotation, is_remark, schema};
pub(super) use self::template::Template;

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value;

use super::source::{Source, address};
use super::walk::Kind;

/// An object in canonical form.
#[derive(Clone)]
pub(super) struct Object<'a> {
    /// The object as it stands in the document, and the objects that it is only another name for: what its references
    /// and one-element `allOf`s lead to.
    pub(super) layers: Vec<&'a Value>,
    pub(super) entries: Vec<Entry<'a>>,
    /// For schemas: the members of `allOf`, `anyOf` and `oneOf`.
    pub(super) branches: Branches<'a>,
    /// For schemas: the same one as a list of one, where it was written so.
    pub(super) as_list: Option<Box<Object<'a>>>,
    /// For schemas: the same one as a list of what it refers to, and of what stands beside the reference.
    pub(super) as_parts: Option<Box<Object<'a>>>,
    /// For schemas: the alternative that says that there may be none, where one does.
    pub(super) null: Option<&'a Value>,
    /// For schemas: whether the chain of those that stand for each other goes on below.
    pub(super) is_cut: bool,
    /// For schemas: properties that an edit moved elsewhere, where they are told of.
    pub(super) moved: Vec<&'a str>,
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
}

impl<'a> Object<'a> {
    fn new(node: &'a Value) -> Object<'a> {
        Object {
            layers: vec![node],
            entries: Vec::new(),
            branches: Branches::default(),
            as_list: None,
            as_parts: None,
            null: None,
            is_cut: false,
            moved: Vec::new(),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Entry<'a>> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The object that everything else here is only a name for.
    pub(super) fn innermost(&self) -> &'a Value {
        self.layers[self.layers.len() - 1]
    }

    /// The layer in which a key of the other object would stand here.
    pub(super) fn beside(&self, key: &str, other: &Object<'a>) -> &'a Value {
        match other.layers.len() {
            1 => self.innermost(),
            _ => {
                let layer = other.get(key).map_or(0, |entry| entry.layer);
                self.layers[layer.min(self.layers.len() - 1)]
            }
        }
    }

    /// Puts what another object says on top: that one is a name for this one.
    fn cover(&mut self, other: &Object<'a>) {
        for entry in &mut self.entries {
            entry.layer += other.layers.len();
        }
        self.layers.splice(..0, other.layers.iter().copied());
        for entry in &other.entries {
            self.set(entry.clone());
        }
        self.null = other.null.or(self.null);
        if let Some(list) = &mut self.as_list {
            list.cover(other);
        }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub(super) fn remove(&mut self, key: &str) -> Option<Entry<'a>> {
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(at))
    }

    /// Has a list of schemas stand under another keyword, which has none.
    pub(super) fn rename_list(&mut self, from: &str, to: &'static str) {
        if let Some(entry) = self.remove(from) {
            self.set(Entry { key: to, ..entry });
            self.branches.rename(from, to);
        }
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
    pub(super) fn listing(node: &'a Value) -> Object<'a> {
        let mut object = Object::new(node);
        for (key, value) in node.as_object().into_iter().flatten() {
            object.entries.push(Entry {
                key,
                value: Cow::Borrowed(value),
                at: value,
                layer: 0,
            });
        }
        object
    }
}
