//! Components: those that no operation reaches, and names that came or went.

use serde_json::Value;

use super::generic::{came, differing_in, gone, keys, members};
use super::pairs::pairs;
use super::{Detail, Half, Kind, NodeId, Root, Walker};
use crate::Names;
use crate::normalise::Object;
use crate::source::address;

/// The sections of `components`.
const SECTIONS: [(&str, Kind); 10] = [
    ("schemas", Kind::Schema),
    ("responses", Kind::Response),
    ("parameters", Kind::Parameter),
    ("examples", Kind::Example),
    ("requestBodies", Kind::RequestBody),
    ("headers", Kind::Header),
    ("securitySchemes", Kind::SecurityScheme),
    ("links", Kind::Link),
    ("callbacks", Kind::Callback),
    ("pathItems", Kind::PathItem),
];

impl<'a> Walker<'a> {
    /// Compares what stands under `components`, once everything that operations reach is compared.
    pub(super) fn components(&mut self, document: NodeId, old: &Object<'a>, new: &Object<'a>) {
        let key = "components";
        let (Some(a), Some(b)) = (listing(old, key), listing(new, key)) else {
            return self.data(document, key, old, new);
        };
        let reached = self.compared.clone();
        let mut lone = Vec::new();
        for (section, kind) in SECTIONS {
            let odd = |side: &Object<'a>| {
                side.get(section)
                    .is_some_and(|entry| !entry.value.is_object())
            };
            if odd(&a) || odd(&b) {
                self.data(document, section, &a, &b);
                continue;
            }
            let found = pairs(members(&a, section), members(&b, section), |(name, _)| {
                *name
            });
            for ((_, old), (_, new)) in found.both {
                let node = self.pair(kind, old.into(), new.into());
                let is_used = |side: usize, value: &'a Value| {
                    let used = &reached[side];
                    used.contains(&address(value))
                };
                self.graph.roots.push(Root {
                    is_used_elsewhere: is_used(0, old) && is_used(1, new),
                    ..Root::of(node, Vec::new())
                });
            }
            let old = found
                .old
                .into_iter()
                .map(|(name, node)| (name, gone(node, section, &a, &b)));
            let new = found
                .new
                .into_iter()
                .map(|(name, node)| (name, came(node, section, &a, &b)));
            lone.extend(old.chain(new).map(|(name, halves)| (section, name, halves)));
        }
        self.drain();
        let renamed = self.renames();
        for (section, name, halves) in lone {
            if section == "schemas" && renamed.contains(&address(present(&halves))) {
                continue;
            }
            // What is compared under another name, or where it was written out, is still there.
            let moved = match halves.0.value {
                Some(_) => self.compared[0].contains(&address(self.graph.old.follow(halves.0.at))),
                None => self.compared[1].contains(&address(self.graph.new.follow(halves.1.at))),
            };
            if !moved || (section == "schemas" && self.names == Names::Judged) {
                self.lone(document, section, name, Detail::None, halves);
            }
        }
        let known = |key: &str| SECTIONS.iter().any(|(section, _)| *section == key);
        for key in keys(&a, &b).into_iter().filter(|key| !known(key)) {
            self.note(document, differing_in(key, &a, &b));
        }
    }

    /// Remembers that these objects were compared, whatever they stood in for.
    pub(super) fn note_compared(&mut self, old: &Object<'a>, new: &Object<'a>) {
        for (side, object) in [old, new].into_iter().enumerate() {
            self.compared[side].extend(object.layers.iter().copied().map(address));
        }
    }
}

/// The member that only one side has.
fn present<'a>(halves: &(Half<'a>, Half<'a>)) -> &'a Value {
    match halves.0.value {
        Some(_) => halves.0.at,
        None => halves.1.at,
    }
}

/// The keys under a key; none where it is missing, nothing where it holds something odd.
fn listing<'a>(object: &Object<'a>, key: &str) -> Option<Object<'a>> {
    match object.get(key) {
        None => {
            let mut empty = Object::as_written(object.layers[0]);
            empty.entries.clear();
            Some(empty)
        }
        Some(entry) => matches!(entry.at, Value::Object(_)).then(|| Object::as_written(entry.at)),
    }
}
