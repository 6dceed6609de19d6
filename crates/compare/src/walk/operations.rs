//! Operations: what they take from their path and from the whole document.

use serde_json::Value;

use super::paths::Pairing;
use super::{Kind, NodeId, Step, Walker};
use crate::normalise::{self, Object};
use crate::source::get;

impl<'a> Walker<'a> {
    /// Two operations that are one.
    pub(super) fn operations(
        &mut self,
        old: &'a Value,
        new: &'a Value,
        pairing: &Pairing<'a>,
    ) -> NodeId {
        let id = self.node(Kind::Operation, old, new);
        let old = normalise::object(&self.graph.old, Kind::Operation, old);
        let new = normalise::object(&self.graph.new, Kind::Operation, new);
        self.fields(id, &old, &new);
        self.parameters(id, pairing, Some((&old, &new)));
        self.operation_security(id, &old, &new);
        id
    }

    /// An operation without `security` has the whole document's. Where both leave it out, a change of that one is told
    /// once, at the root.
    fn operation_security(&mut self, id: NodeId, old: &Object<'a>, new: &Object<'a>) {
        let key = "security";
        let (old_root, new_root) = (self.graph.old.root, self.graph.new.root);
        if old.has(key) || new.has(key) {
            let odd =
                |side: &Object<'a>| side.get(key).is_some_and(|entry| !entry.value.is_array());
            if odd(old) || odd(new) {
                self.data(id, key, old, new);
            } else {
                let before = self.graph.nodes[id].changes.len();
                self.security(
                    id,
                    key,
                    &effective(old, key, old_root),
                    &effective(new, key, new_root),
                );
                // What an operation has from the document stands there; the difference is the operation's.
                for change in &mut self.graph.nodes[id].changes[before..] {
                    change.site = Some(old.layers[0]);
                }
            }
        }
        for name in used_schemes(&effective(old, key, old_root), key) {
            let find = |root| get(get(get(root, "components")?, "securitySchemes")?, name);
            if let (Some(a), Some(b)) = (find(old_root), find(new_root)) {
                self.descend(id, Kind::SecurityScheme, a, b, Step::Inside);
            }
        }
    }
}

/// The object that says what security an operation has: itself or the document.
fn effective<'a>(operation: &Object<'a>, key: &str, root: &'a Value) -> Object<'a> {
    if operation.has(key) {
        Object::listing(operation.layers[0])
    } else {
        Object::listing(root)
    }
}

fn used_schemes<'a>(holder: &Object<'a>, key: &str) -> Vec<&'a str> {
    let list = holder.get(key).and_then(|entry| entry.at.as_array());
    let mut names: Vec<_> = list
        .into_iter()
        .flatten()
        .flat_map(super::lists::schemes)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
