//! Properties, and which of them have to be there.

use super::super::generic::{came, gone};
use super::super::pairs::pairs;
use super::super::signature::Document;
use super::super::{Detail, How, Kind, NodeId, Step, Walker};
use crate::normalise::{Schema, Subject};

impl<'a> Walker<'a> {
    pub(super) fn properties(
        &mut self,
        id: NodeId,
        key: &'a str,
        old: &Schema<'a>,
        new: &Schema<'a>,
    ) {
        let stayed = |side: &Schema<'a>| -> Vec<_> {
            let members = side.map(key).iter();
            let stayed = members.filter(|(name, _)| !side.moved.contains(name));
            stayed.cloned().collect()
        };
        let properties = pairs(stayed(old), stayed(new), |(name, _)| *name);
        for ((name, a), (_, b)) in properties.both {
            let step = Step::Property {
                required: (requires(old, name), requires(new, name)),
            };
            self.descend(id, Kind::Schema, a, b, step);
        }
        // What is not declared may still be constrained.
        let further = |side: &Schema<'a>| {
            let mut keys = ["additionalProperties", "unevaluatedProperties"].iter();
            let key = keys.find(|key| side.has(key))?;
            side.one(key).filter(|further| *further.node() != false)
        };
        let (old_further, new_further) = (further(old), further(new));
        for (name, a) in properties.old {
            let required = requires(old, name);
            let detail = self.property(Document::Old, &a, required);
            self.lone(id, key, name, detail, gone(a.clone(), key, old, new));
            if let Some(b) = &new_further {
                let required = (required, requires(new, name));
                self.descend(id, Kind::Schema, a, b.clone(), Step::Property { required });
            }
        }
        for (name, b) in properties.new {
            let required = requires(new, name);
            let detail = self.property(Document::New, &b, required);
            self.lone(id, key, name, detail, came(b.clone(), key, old, new));
            if let Some(a) = &old_further {
                let required = (requires(old, name), required);
                self.descend(id, Kind::Schema, a.clone(), b, Step::Property { required });
            }
        }
    }

    pub(super) fn required(
        &mut self,
        id: NodeId,
        key: &'a str,
        old: &Schema<'a>,
        new: &Schema<'a>,
    ) {
        let before = self.graph.nodes[id].changes.len();
        self.set(id, key, old, new);
        let mut noted = self.graph.nodes[id].changes.split_off(before);
        let node = |side: &Schema<'a>, name: &str| {
            let mut members = side.map("properties").iter();
            let found = members.find(|(known, _)| *known == name);
            found.map(|(_, subject)| subject.clone())
        };
        // The name of a property that came or went came or went with it.
        noted.retain_mut(|change| {
            let name = change.entry.as_deref().unwrap_or_default();
            if old.moved.contains(&name) || new.moved.contains(&name) {
                return false;
            }
            change.detail = match (node(old, name), node(new, name), change.how) {
                // Whether it travels is what the document that asks for it says.
                (Some(_), Some(b), How::Added) => self.property(Document::New, &b, true),
                (Some(a), Some(_), _) => self.property(Document::Old, &a, false),
                (None, Some(_), How::Added) | (Some(_), None, How::Removed) => return false,
                _ => Detail::Case("undeclared"),
            };
            true
        });
        self.graph.nodes[id].changes.extend(noted);
    }

    fn property(&self, document: Document, subject: &Subject<'a>, required: bool) -> Detail<'a> {
        let schema = self.read(document, subject);
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

fn requires(schema: &Schema<'_>, name: &str) -> bool {
    let names = schema
        .get("required")
        .and_then(|entry| entry.value.as_array());
    names.is_some_and(|names| names.iter().any(|known| known == name))
}
