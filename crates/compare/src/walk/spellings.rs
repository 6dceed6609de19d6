//! Values that are written differently and mean the same, where that takes a look at what stands beside them.

use super::signature::Document;
use super::{NodeId, Walker};
use crate::normalise::{Object, Set, Subject, style};

/// How many lists inside each other are looked through.
const DEPTH: u8 = 4;

impl<'a> Walker<'a> {
    /// Whether `style` or `explode` means the same on both sides, spelled out or not.
    pub(super) fn same_style(
        &self,
        id: NodeId,
        key: &str,
        old: &Object<'a>,
        new: &Object<'a>,
    ) -> bool {
        let kind = self.graph.nodes[id].kind;
        let (a, b) = (style(kind, old), style(kind, new));
        if a == b {
            return true;
        }
        // There is nothing in a single value to take apart. Where only one of both is single, the other is a list or an
        // object, and the type tells.
        let single = |document, side: &Object<'a>| {
            side.get("schema")
                .is_some_and(|entry| self.is_single(document, &entry.at.into(), DEPTH))
        };
        let alike = |style: &str| matches!(style, "form" | "spaceDelimited" | "pipeDelimited");
        match key {
            "style" if a.0 == b.0 => true,
            "style" if !(alike(a.0) && alike(b.0)) => false,
            "explode" if a.1 == b.1 => true,
            _ => single(Document::Old, old) || single(Document::New, new),
        }
    }

    /// Whether a schema takes neither objects nor lists of several values, as far as can be told.
    fn is_single(&self, document: Document, subject: &Subject<'a>, depth: u8) -> bool {
        let Some(below) = depth.checked_sub(1) else {
            return false;
        };
        let schema = self.read(document, subject);
        let most = schema
            .get("maxItems")
            .and_then(|entry| entry.value.as_f64());
        let one_item = schema.types.are_only(Set::ARRAY) && most.is_some_and(|most| most <= 1.0);
        let alternatives = |key| {
            let list = schema.list(key);
            !list.is_empty()
                && list
                    .iter()
                    .all(|one| self.is_single(document, &one.subject, below))
        };
        let mut parts = schema.list("allOf").iter();
        one_item
            || (schema.types.are_single() && schema.types.unknown.is_empty())
            || alternatives("anyOf")
            || alternatives("oneOf")
            || parts.any(|one| self.is_single(document, &one.subject, below))
    }
}

/// Whether the names of a scheme differ only where case says nothing: `bearer` and `Bearer`, and the name of a header.
pub(super) fn same_letters(key: &str, old: &Object<'_>, new: &Object<'_>) -> bool {
    let text = |side: &Object<'_>, key: &str| {
        let value = side.get(key).and_then(|entry| entry.value.as_str());
        value.map(str::to_ascii_lowercase)
    };
    let in_header = |side| text(side, "in").as_deref() == Some("header");
    let caseless = key == "scheme" || (in_header(old) && in_header(new));
    caseless && text(old, key).is_some() && text(old, key) == text(new, key)
}

/// Whether two parameters are one though their names differ: a header's by case, a path parameter's in any way.
pub(super) fn same_parameter(old: &Object<'_>, new: &Object<'_>) -> bool {
    let text = |side: &Object<'_>, key: &str| {
        side.get(key)
            .and_then(|entry| entry.value.as_str())
            .map(str::to_owned)
    };
    let (location, old_name, new_name) = (text(new, "in"), text(old, "name"), text(new, "name"));
    let alike = match location.as_deref() {
        Some("path") => old_name.is_some() && new_name.is_some(),
        Some("header") => old_name
            .zip(new_name)
            .is_some_and(|(old, new)| old.eq_ignore_ascii_case(&new)),
        _ => false,
    };
    alike && text(old, "in") == location
}
