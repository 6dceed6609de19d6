//! A bound that a value may reach, and one that it may not.

use std::cmp::Ordering;

use super::super::{Change, Detail, Half, How, NodeId, Walker};
use crate::normalise::{Entry, Schema, Set, order, whole};

/// The two keywords of each bound, and the step from a bound that whole numbers may not reach to one that they may.
const BOUNDS: [([&str; 2], i128); 2] = [
    (["minimum", "exclusiveMinimum"], 1),
    (["maximum", "exclusiveMaximum"], -1),
];

impl<'a> Walker<'a> {
    /// A bound that became exclusive, or no longer is: one difference, by what is still taken. Gives the keywords that
    /// are compared with it.
    pub(super) fn exclusions(
        &mut self,
        id: NodeId,
        old: &Schema<'a>,
        new: &Schema<'a>,
    ) -> Vec<&'static str> {
        let mut compared = Vec::new();
        for (keys, step) in BOUNDS {
            let (Some(a), Some(b)) = (only(old, keys), only(new, keys)) else {
                continue;
            };
            let Some(mut order) = order(&a.value, &b.value) else {
                continue;
            };
            if a.key == b.key {
                continue;
            }
            compared.extend(keys);
            let became_exclusive = b.key == keys[1];
            let integers = [old, new]
                .iter()
                .all(|side| side.types.are_only(Set::INTEGER));
            if let (true, Some(mut from), Some(mut to)) =
                (integers, whole(&a.value), whole(&b.value))
            {
                let exclusive = if became_exclusive { &mut to } else { &mut from };
                *exclusive += step;
                order = from.cmp(&to);
                // `> 4` and `>= 5` are the same for whole numbers.
                if order.is_eq() {
                    continue;
                }
            }
            let rises = match order {
                Ordering::Equal => became_exclusive == (step > 0),
                order => order.is_lt(),
            };
            let half = |entry: &Entry<'a>| Half {
                at: entry.at,
                value: Some(entry.value.clone()),
            };
            let case = if became_exclusive {
                "exclusive"
            } else {
                "inclusive"
            };
            let change = Change::new(keys[0], half(a), half(b)).detail(Detail::Case(case));
            let how = if rises {
                How::Increased
            } else {
                How::Decreased
            };
            self.note(id, Some(Change { how, ..change }));
        }
        compared
    }
}

/// Whether a bound says nothing, since the other one of its kind lets less through.
pub(super) fn is_idle(schema: &Schema<'_>, key: &str) -> bool {
    let compared = |sibling: &str| {
        let (own, other) = (schema.get(key)?, schema.get(sibling)?);
        order(&own.value, &other.value)
    };
    match key {
        // A bound that may not be reached is the tighter one of two that are equal.
        "minimum" => compared("exclusiveMinimum").is_some_and(Ordering::is_le),
        "exclusiveMinimum" => compared("minimum").is_some_and(Ordering::is_lt),
        "maximum" => compared("exclusiveMaximum").is_some_and(Ordering::is_ge),
        "exclusiveMaximum" => compared("maximum").is_some_and(Ordering::is_gt),
        _ => false,
    }
}

/// The one of both keywords that a schema has, if it has but one.
fn only<'o, 'a>(
    schema: &'o Schema<'a>,
    [inclusive, exclusive]: [&str; 2],
) -> Option<&'o Entry<'a>> {
    match (schema.get(inclusive), schema.get(exclusive)) {
        (Some(entry), None) | (None, Some(entry)) => Some(entry),
        _ => None,
    }
}
