//! Whether two object schemas are one that was edited: by the names of their properties, and by the constants that
//! tell them apart.

use serde_json::Value;

use crate::normalise::{Schema, Set, same};

/// What makes an object schema itself.
pub(super) struct Traits<'a> {
    /// The names of its properties, in order.
    names: Vec<&'a str>,
    /// Properties of one possible value.
    constants: Vec<(&'a str, &'a Value)>,
    set: Set,
}

/// How much two schemas have to share, in hundredths of what they have.
const ENOUGH: usize = 50;

impl<'a> Traits<'a> {
    pub(super) fn of(schema: &Schema<'a>) -> Traits<'a> {
        let properties = schema.map("properties");
        let mut names: Vec<_> = properties.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        let constant = |(name, subject): &(&'a str, crate::normalise::Subject<'a>)| {
            let node = subject.node();
            let only = node.get("enum").and_then(Value::as_array);
            let only = only.and_then(|values| match values.as_slice() {
                [only] => Some(only),
                _ => None,
            });
            node.get("const").or(only).map(|value| (*name, value))
        };
        Traits {
            names,
            constants: properties.iter().filter_map(constant).collect(),
            set: schema.types.set,
        }
    }

    /// How much they share, in hundredths; nothing where they are different things.
    pub(super) fn likeness(&self, other: &Traits<'_>) -> Option<usize> {
        let differs = |(name, value): &(&str, &Value)| {
            let mut others = other.constants.iter();
            others.any(|(known, other)| known == name && !same(value, other))
        };
        if self.set.and(other.set).is_empty() || self.constants.iter().any(differs) {
            return None;
        }
        let (all, mut rest) = (self.names.len() + other.names.len(), other.names.as_slice());
        let mut common = 0;
        for name in &self.names {
            let at = rest.partition_point(|other| other < name);
            rest = &rest[at..];
            common += usize::from(rest.first() == Some(name));
        }
        let contained = common > 0 && common == self.names.len().min(other.names.len());
        let shared = (200 * common).checked_div(all)?;
        (contained || shared > ENOUGH).then_some(shared)
    }

    /// The one of several that is most like this one, if one is.
    pub(super) fn only_like(
        &self,
        others: impl IntoIterator<Item = (usize, Traits<'a>)>,
    ) -> Option<usize> {
        let likeness = |(at, other): (usize, Traits<'a>)| Some((self.likeness(&other)?, at));
        let mut alike: Vec<_> = others.into_iter().filter_map(likeness).collect();
        alike.sort_unstable_by(|a, b| b.cmp(a));
        match alike.as_slice() {
            [(_, only)] => Some(*only),
            [(best, at), (next, _), ..] if best > next => Some(*at),
            _ => None,
        }
    }
}
