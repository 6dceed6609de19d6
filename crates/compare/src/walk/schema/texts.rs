//! Parameters and headers travel as text: what the texts of one schema are to another one.

use super::super::signature::Document;
use super::super::{Texts, Walker};
use crate::normalise::{Schema, Set, Types};

impl<'a> Walker<'a> {
    pub(super) fn texts(&mut self, old: &Schema<'a>, new: &Schema<'a>) -> Texts {
        let (before, after) = ((Document::Old, old), (Document::New, new));
        Texts {
            one_of_list: (
                self.takes_as_list(before, after),
                self.takes_as_list(after, before),
            ),
            list_as_text: (list_as_text(old, new), list_as_text(new, old)),
            any_text: (takes_any_text(new), takes_any_text(old)),
        }
    }

    /// Whether a list takes each value of a schema that is no list, as a list of one.
    fn takes_as_list(
        &mut self,
        (one_is_in, one): (Document, &Schema<'a>),
        (list_is_in, list): (Document, &Schema<'a>),
    ) -> bool {
        if one.types.are_any() || !one.types.are_single() || !list.types.are_only(Set::ARRAY) {
            return false;
        }
        if bound(list, "minItems").is_some_and(|least| least > 1.0)
            || bound(list, "maxItems").is_some_and(|most| most < 1.0)
        {
            return false;
        }
        let Some(items) = list.one("items") else {
            return true;
        };
        let items = self.read(list_is_in, &items);
        let left_out = ["type", "format", "nullable"];
        let says = |document, schema: &Schema<'a>, walker: &mut Self| {
            walker.signature_without(document, schema, &left_out)
        };
        items.types.take(&one.types, true)
            && (only_says_types(&items)
                || says(one_is_in, one, self) == says(list_is_in, &items, self))
    }
}

fn bound(schema: &Schema<'_>, key: &str) -> Option<f64> {
    schema.get(key).and_then(|entry| entry.value.as_f64())
}

fn only_says_types(schema: &Schema<'_>) -> bool {
    let types = |key: &str| matches!(key, "type" | "format" | "nullable");
    (schema.entries.iter())
        .all(|entry| types(entry.key) || crate::normalise::is_annotation(entry.key))
}

/// Whether a list that travels as one text, its items with commas between, is taken as text.
fn list_as_text(list: &Schema<'_>, text: &Schema<'_>) -> bool {
    list.types.are_only(Set::ARRAY) && is_text(&text.types) && takes_any_text(text)
}

fn is_text(types: &Types) -> bool {
    types.are_only(Set::STRING) && types.format.is_none()
}

/// Whether a schema takes any text that a value of another type could travel as, if it takes texts at all.
fn takes_any_text(schema: &Schema<'_>) -> bool {
    let restricts = [
        "maxLength",
        "pattern",
        "enum",
        "const",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
    ];
    let shortest = bound(schema, "minLength").unwrap_or_default();
    shortest <= 1.0 && !restricts.iter().any(|key| schema.has(key))
}
