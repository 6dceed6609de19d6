//! Schemas that take nothing, and alternatives that say that there may be none.

use super::super::generic::differing;
use super::super::{Change, Half, How, NodeId, Walker};
use crate::normalise::{Object, Schema, is_annotation};

impl<'a> Walker<'a> {
    /// Where one of both is `false` and takes no value at all, that is the difference; gives whether it is.
    pub(super) fn never(&mut self, id: NodeId, old: &Schema<'a>, new: &Schema<'a>) -> bool {
        let takes_none = |side: &Schema<'a>| side.get("").is_some_and(|it| *it.value == false);
        let how = match (takes_none(old), takes_none(new)) {
            (false, true) => How::Added,
            (true, false) => How::Removed,
            _ => return false,
        };
        let halves = [old, new].map(|side| Half::here(side.home()));
        let [old, new] = halves;
        let change = Change::new("never", old, new);
        self.note(id, Some(Change { how, ..change }));
        true
    }

    /// What is said about the null, where both sides may be null and at least one has a schema for it.
    pub(super) fn remarks_on_null(&mut self, id: NodeId, old: &Schema<'a>, new: &Schema<'a>) {
        if !old.has("nullable") || !new.has("nullable") {
            return;
        }
        let said = [old, new].map(|side| side.null.map(Object::as_written));
        let mut keys: Vec<_> = (said.iter().flatten())
            .flat_map(|null| &null.entries)
            .map(|entry| entry.key)
            .filter(|key| is_annotation(key))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            let half = |null: &Option<Object<'a>>, side: &Schema<'a>| {
                let entry = null.as_ref().and_then(|null| null.get(key));
                match entry {
                    Some(entry) => Half::here(entry.at),
                    None => Half::missing(side.null.unwrap_or(side.layers[0])),
                }
            };
            let halves = (half(&said[0], old), half(&said[1], new));
            self.note(id, differing(key, halves.0, halves.1));
        }
    }
}
