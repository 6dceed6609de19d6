//! Components that got another name: one difference for each, and not one for each reference.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{Change, Half, Kind, NodeId, Walker};
use crate::source::address;
use specwright_openapi::reference;

/// References to components of different names, where one took the other's place.
#[derive(Default)]
struct Renames<'a> {
    /// Old references, and the new ones that stand in their places; and the other way about.
    to: HashMap<&'a str, HashSet<&'a str>>,
    from: HashMap<&'a str, HashSet<&'a str>>,
    /// Where that is noted.
    noted: Vec<(NodeId, &'a str, &'a str)>,
}

impl<'a> Walker<'a> {
    /// Notes once that a component has another name, where every reference to the one became one to the other, and
    /// neither document has both. Gives the components, so that they are not told of as gone and new.
    pub(super) fn renames(&mut self) -> HashSet<usize> {
        let mut renames = Renames::default();
        for (id, node) in self.graph.nodes.iter().enumerate() {
            for change in node.changes.iter().filter(|change| change.field == FIELD) {
                if let (Value::String(old), Value::String(new)) = (change.old.at, change.new.at) {
                    renames.to.entry(old).or_default().insert(new);
                    renames.from.entry(new).or_default().insert(old);
                    renames.noted.push((id, old, new));
                }
            }
        }
        let mut renamed = HashSet::new();
        for &(id, old, new) in &renames.noted {
            if renames.to[old].len() > 1 || renames.from[new].len() > 1 {
                continue;
            }
            let Some((a, b, pair)) = self.renamed(old, new) else {
                continue;
            };
            // What lies between may be a reference with something beside it, which is a pair of its own.
            if !self.graph.nodes[id]
                .edges
                .iter()
                .any(|edge| edge.to == pair)
            {
                continue;
            }
            let is_told = |change: &Change<'a>| change.field == FIELD && change.old.at == old;
            self.graph.nodes[id]
                .changes
                .retain(|change| !is_told(change));
            if renamed.insert(address(a)) {
                renamed.insert(address(b));
                let told = |node, reference: &str| Half::told(node, Value::from(name(reference)));
                let change = Change::new(FIELD, told(a, old), told(b, new));
                let site = Some(a);
                self.note(pair, Some(Change { site, ..change }));
            }
        }
        renamed
    }

    /// Two components and their pair, where neither document has both names.
    fn renamed(&self, old: &str, new: &str) -> Option<(&'a Value, &'a Value, NodeId)> {
        let find = |root: &'a Value, text: &str| root.pointer(&reference::local(text)?);
        let (old_root, new_root) = (self.graph.old.root, self.graph.new.root);
        let (a, b) = (find(old_root, old)?, find(new_root, new)?);
        let has_both = find(old_root, new).is_some() || find(new_root, old).is_some();
        let pair = self.known.get(&(Kind::Schema, a.into(), b.into()))?;
        (!has_both).then_some((a, b, *pair))
    }
}

const FIELD: &str = "component";

fn name(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}
