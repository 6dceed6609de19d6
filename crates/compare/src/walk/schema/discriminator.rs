//! Discriminators: the property that tells alternatives apart, and which value stands for which.

use serde_json::Value;

use super::super::generic::{differing, halves, keys, members};
use super::super::pairs::pairs;
use super::super::{Change, Detail, Half, Kind, NodeId, Step, Walker};
use crate::normalise::Object;

impl<'a> Walker<'a> {
    pub(super) fn discriminator(
        &mut self,
        id: NodeId,
        key: &'a str,
        old: &Object<'a>,
        new: &Object<'a>,
    ) {
        let (Some(a), Some(b)) = (old.get(key), new.get(key)) else {
            return self.data(id, key, old, new);
        };
        let (a, b) = (Object::listing(a.at), Object::listing(b.at));
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
                    let told = noted
                        .into_iter()
                        .filter(|change| !is_implied(change, old, new));
                    self.graph.nodes[id].changes.extend(told);
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
        (old, from): (&Object<'a>, Option<&'a str>),
        (new, to): (&Object<'a>, Option<&'a str>),
        (a, b): (&'a Value, &'a Value),
    ) {
        if let (Some(from), Some(to)) = (own_tag(old, from), own_tag(new, to))
            && from != to
        {
            let told = |node, tag: &str| Half::told(node, Value::from(tag));
            let change = Change::new("mapping", told(a, from), told(b, to));
            let change = change.entry(from).detail(Detail::Case("renamed"));
            self.note(id, Some(change));
        }
    }

    /// Compares what both mappings name: no list may have it, where a component extends the one that tells them apart.
    fn mapped(
        &mut self,
        id: NodeId,
        a: &Object<'a>,
        b: &Object<'a>,
        old: &Object<'a>,
        new: &Object<'a>,
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

/// The name that tells an alternative which no mapping names: that of its component.
fn own_tag<'a>(schema: &Object<'a>, reference: Option<&'a str>) -> Option<&'a str> {
    let discriminator = schema.get("discriminator")?;
    let name = reference?.strip_prefix("#/components/schemas/")?;
    let mapping = discriminator
        .value
        .get("mapping")
        .and_then(Value::as_object);
    let mut named = mapping.into_iter().flat_map(|mapping| mapping.values());
    (!named.any(|named| component(named) == name)).then_some(name)
}

/// Whether a mapping only says that a component is told by its own name, which it is without.
fn is_implied(change: &Change<'_>, old: &Object<'_>, new: &Object<'_>) -> bool {
    let (value, other) = match (&change.old.value, &change.new.value) {
        (Some(value), None) => (value, new),
        (None, Some(value)) => (value, old),
        _ => return false,
    };
    let name = change.entry.as_deref().unwrap_or_default();
    let is_member = |key| {
        let mut members = other.branches.list(key).iter();
        members.any(|node| {
            let reference = other.branches.reference(node);
            reference.and_then(|text| text.strip_prefix("#/components/schemas/")) == Some(name)
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
