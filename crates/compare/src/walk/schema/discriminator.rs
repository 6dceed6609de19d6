//! Discriminators: the property that tells alternatives apart, and which value stands for which.

use serde_json::Value;

use super::super::generic::{differing, halves, keys, members};
use super::super::pairs::pairs;
use super::super::{Change, Detail, Half, Kind, NodeId, Step, Walker};
use crate::normalise::{Branch, Object, Schema};
use crate::source::get;

impl<'a> Walker<'a> {
    pub(super) fn discriminator(
        &mut self,
        id: NodeId,
        key: &'a str,
        old: &Schema<'a>,
        new: &Schema<'a>,
    ) {
        let (Some(a), Some(b)) = (old.get(key), new.get(key)) else {
            return self.data(id, key, old, new);
        };
        let (a, b) = (Object::as_written(a.at), Object::as_written(b.at));
        for inner in keys(&a, &b) {
            match inner {
                "propertyName" => {
                    let (old, new) = halves(&a, &b, inner);
                    let change = differing("discriminator", old, new);
                    self.note(id, change.map(|change| change.entry(inner)));
                }
                "mapping"
                    if [&a, &b]
                        .iter()
                        .all(|side| side.get(inner).is_none_or(|e| e.value.is_object())) =>
                {
                    let before = self.graph.nodes[id].changes.len();
                    self.entries(id, inner, &a, &b, component);
                    let noted = self.graph.nodes[id].changes.split_off(before);
                    for mut change in noted
                        .into_iter()
                        .filter(|change| !is_implied(change, old, new))
                    {
                        if self.is_renamed(&change) {
                            change.detail = Detail::Case("component");
                        }
                        self.graph.nodes[id].changes.push(change);
                    }
                    self.mapped(id, &a, &b, old, new);
                }
                _ => self.data(id, inner, &a, &b),
            }
        }
    }

    /// Notes an alternative that is told by the name of its component, where that is another one now.
    pub(super) fn renamed_tag(
        &mut self,
        id: NodeId,
        (old, a): (&Schema<'a>, &Branch<'a>),
        (new, b): (&Schema<'a>, &Branch<'a>),
    ) {
        let (from, to) = (Tags::of(old, a), Tags::of(new, b));
        // Values that a mapping gives are told with the mapping.
        let is_told = !from.implied && !to.implied;
        let shared = from.values.iter().any(|value| to.values.contains(value));
        if let ([from, ..], [to, ..]) = (from.values.as_slice(), to.values.as_slice())
            && !is_told
            && !shared
        {
            let told = |node, tag: &str| Half::told(node, Value::from(tag));
            let change = Change::new("mapping", told(a.node(), from), told(b.node(), to));
            let change = change.entry(*from).detail(Detail::Case("renamed"));
            self.note(id, Some(change));
        }
    }

    /// Whether a value still stands for the same component, which has another name now.
    fn is_renamed(&self, change: &Change<'a>) -> bool {
        let (Some(from), Some(to)) = (&change.old.value, &change.new.value) else {
            return false;
        };
        let has = |root: &Value, name: &Value| {
            let schemas = get(root, "components").and_then(|components| get(components, "schemas"));
            let name = component(name);
            name.as_str()
                .zip(schemas)
                .is_some_and(|(name, schemas)| get(schemas, name).is_some())
        };
        let (old, new) = (self.graph.old.root, self.graph.new.root);
        !has(new, from) && !has(old, to)
    }

    /// Compares what both mappings name: no list may have it, where a component extends the one that tells them apart.
    fn mapped(
        &mut self,
        id: NodeId,
        a: &Object<'a>,
        b: &Object<'a>,
        old: &Schema<'a>,
        new: &Schema<'a>,
    ) {
        let listed = ["anyOf", "oneOf"]
            .iter()
            .any(|key| old.has(key) || new.has(key));
        let names = pairs(members(a, "mapping"), members(b, "mapping"), |(tag, _)| {
            *tag
        });
        for ((_, from), (_, to)) in names.both {
            let (from, to) = (component(from), component(to));
            // Alternatives that are listed are matched with each other there.
            if listed && from != to {
                continue;
            }
            let schema = |root: &'a Value, name: &Value| {
                root.get("components")?.get("schemas")?.get(name.as_str()?)
            };
            let (old, new) = (self.graph.old.root, self.graph.new.root);
            if let (Some(from), Some(to)) = (schema(old, &from), schema(new, &to)) {
                self.descend(id, Kind::Schema, from, to, Step::Subschema);
            }
        }
    }
}

/// The values that tell an alternative.
struct Tags<'a> {
    values: Vec<&'a str>,
    /// Whether it is told by the name of its component, since no mapping names it.
    implied: bool,
}

impl<'a> Tags<'a> {
    fn of(schema: &Schema<'a>, branch: &Branch<'a>) -> Tags<'a> {
        let name = branch
            .reference
            .and_then(|name| name.strip_prefix("#/components/schemas/"));
        let (Some(discriminator), Some(name)) = (schema.get("discriminator"), name) else {
            return Tags {
                values: Vec::new(),
                implied: false,
            };
        };
        let mapping = members(&Object::as_written(discriminator.at), "mapping");
        let mapped = mapping.into_iter().filter(|(_, to)| component(to) == name);
        let values: Vec<_> = mapped.map(|(value, _)| value).collect();
        match values.is_empty() {
            true => Tags {
                values: vec![name],
                implied: true,
            },
            false => Tags {
                values,
                implied: false,
            },
        }
    }
}

/// Whether a mapping only says that a component is told by its own name, which it is without.
fn is_implied(change: &Change<'_>, old: &Schema<'_>, new: &Schema<'_>) -> bool {
    let (value, other) = match (&change.old.value, &change.new.value) {
        (Some(value), None) => (value, new),
        (None, Some(value)) => (value, old),
        _ => return false,
    };
    let name = change.entry.as_deref().unwrap_or_default();
    let is_member = |key| {
        let mut members = other.list(key).iter();
        members.any(|branch| {
            let name_of = branch
                .reference
                .and_then(|text| text.strip_prefix("#/components/schemas/"));
            name_of == Some(name)
        })
    };
    component(value) == name && (is_member("oneOf") || is_member("anyOf"))
}

/// The component that a discriminator's mapping names, with or without the way to it.
fn component(name: &Value) -> Value {
    name.as_str().map_or_else(
        || name.clone(),
        |text| Value::from(text.trim_start_matches("#/components/schemas/")),
    )
}
