//! Operations: what they take from their path and from the whole document.

use serde_json::Value;

use super::paths::Pairing;
use super::{Kind, NodeId, Walker};
use crate::normalise;

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
}
