//! Properties, and which of them have to be there.

use serde_json::Value;

use super::super::generic::{came, gone, members};
use super::super::pairs::pairs;
use super::super::signature::Document;
use super::super::{Detail, How, Kind, NodeId, Step, Walker};
use crate::normalise::Object;

impl<'a> Walker<'a> {
    pub(super) fn properties(
        &mut self,
        id: NodeId,
        key: &'a str,
        old: &Object<'a>,
        new: &Object<'a>,
    ) {
        let stayed = |side: &Object<'a>| -> Vec<_> {
            members(side, key)
                .into_iter()
                .filter(|(name, _)| !side.moved.contains(name))
                .collect()
        };
        let properties = pairs(stayed(old), stayed(new), |(name, _)| *name);
        for ((name, a), (_, b)) in properties.both {
            let step = Step::Property {
                required: requires(old, name),
            };
            self.descend(id, Kind::Schema, a, b, step);
        }
        for (name, a) in properties.old {
            let detail = self.property(Document::Old, a, requires(old, name));
            self.lone(id, key, name, detail, gone(a, key, old, new));
        }
        for (name, b) in properties.new {
            let detail = self.property(Document::New, b, requires(new, name));
            self.lone(id, key, name, detail, came(b, key, old, new));
        }
    }

    pub(super) fn required(
        &mut self,
        id: NodeId,
        key: &'a str,
        old: &Object<'a>,
        new: &Object<'a>,
    ) {
        let before = self.graph.nodes[id].changes.len();
        self.set(id, key, old, new);
        let mut noted = self.graph.nodes[id].changes.split_off(before);
        let node = |side: &Object<'a>, name: &str| {
            members(side, "properties")
                .into_iter()
                .find(|(known, _)| *known == name)
                .map(|(_, node)| node)
        };
        // The name of a property that came or went came or went with it.
        noted.retain_mut(|change| {
            let name = change.entry.as_deref().unwrap_or_default();
            if old.moved.contains(&name) || new.moved.contains(&name) {
                return false;
            }
            change.detail = match (node(old, name), node(new, name), change.how) {
                (Some(_), Some(b), _) => self.property(Document::New, b, change.how == How::Added),
                (None, Some(_), How::Added) | (Some(_), None, How::Removed) => return false,
                _ => Detail::Case("undeclared"),
            };
            true
        });
        self.graph.nodes[id].changes.extend(noted);
    }

    fn property(&self, document: Document, node: &'a Value, required: bool) -> Detail<'a> {
        let schema = self.read(document, node);
        let says = |key: &str| schema.get(key).is_some_and(|entry| *entry.value == true);
        let (read_only, write_only) = (says("readOnly"), says("writeOnly"));
        Detail::Property {
            required,
            read_only,
            write_only,
            default: schema.has("default"),
        }
    }
}

fn requires(schema: &Object<'_>, name: &str) -> bool {
    let names = schema
        .get("required")
        .and_then(|entry| entry.value.as_array());
    names.is_some_and(|names| names.iter().any(|known| known == name))
}
