//! The values of an `enum`, and the null that may be one of them.

use super::super::{Detail, NodeId, Walker};
use crate::normalise::Schema;

impl<'a> Walker<'a> {
    pub(super) fn enumeration(
        &mut self,
        id: NodeId,
        key: &'a str,
        old: &Schema<'a>,
        new: &Schema<'a>,
    ) {
        let before = self.graph.nodes[id].changes.len();
        self.set(id, key, old, new);
        let nullable = [old, new].map(|side| side.types.null);
        let told = nullable[0] == nullable[1] && says_itself(old) && says_itself(new);
        let mut noted = self.graph.nodes[id].changes.split_off(before);
        noted.retain_mut(|change| {
            let value = change.old.value.as_ref().or(change.new.value.as_ref());
            let is_null = value.is_some_and(|value| value.is_null());
            // Where the type takes no null, one among the values changes nothing.
            if is_null && !nullable[0] {
                change.detail = Detail::Case("never");
            }
            !is_null || told
        });
        self.graph.nodes[id].changes.extend(noted);
    }
}

/// Whether the object that lists the values is also the one that says whether there may be none. Where another one
/// says so, a list of alternatives or a wrapper around a reference, it is meant whether null is listed or not.
fn says_itself(schema: &Schema<'_>) -> bool {
    match (schema.get("nullable"), schema.get("enum")) {
        (Some(nullable), Some(values)) => nullable.layer == values.layer,
        _ => true,
    }
}
