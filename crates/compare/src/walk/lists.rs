//! Collections whose order says nothing.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::Value;

use super::generic::{came, differing, gone, members};
use super::pairs::{Pairs, pairs};
use super::{Detail, Half, Kind, NodeId, Step, Walker};
use crate::normalise::{Object, identity, same};
use crate::source::get;

impl<'a> Walker<'a> {
    /// A list of values, compared as a set.
    pub(super) fn set(&mut self, id: NodeId, key: &'a str, old: &Object<'a>, new: &Object<'a>) {
        let mut seen = HashSet::new();
        let values = pairs(items(old, key), items(new, key), |(_, value)| {
            identity(value)
        });
        let both: HashSet<_> = values
            .both
            .iter()
            .map(|((_, value), _)| identity(value))
            .collect();
        // A value that stands twice is there once.
        let mut once =
            |value: &Value| !both.contains(&identity(value)) && seen.insert(identity(value));
        for (at, value) in values.old.into_iter().filter(|(_, value)| once(value)) {
            let missing = Half::missing(new.listing(key, old, at));
            let entry = label(&value);
            let value = Some(value);
            self.lone(id, key, entry, Detail::None, (Half { at, value }, missing));
        }
        for (at, value) in values.new.into_iter().filter(|(_, value)| once(value)) {
            let missing = Half::missing(old.listing(key, new, at));
            let entry = label(&value);
            let value = Some(value);
            self.lone(id, key, entry, Detail::None, (missing, Half { at, value }));
        }
    }

    /// Objects in a list. What is left on both sides after matching by name is one object that changed its name.
    pub(super) fn listed(
        &mut self,
        id: NodeId,
        key: &'a str,
        kind: Kind,
        by: &str,
        old: &Object<'a>,
        new: &Object<'a>,
    ) {
        let name = |node: &&'a Value| get(node, by).map_or_else(|| label(node), label);
        let mut objects = pairs(list(old, key), list(new, key), name);
        if let (&[a], &[b]) = (objects.old.as_slice(), objects.new.as_slice()) {
            objects = Pairs {
                both: objects.both,
                old: Vec::new(),
                new: Vec::new(),
            };
            objects.both.push((a, b));
        }
        for (a, b) in objects.both {
            self.descend(id, kind, a, b, Step::Inside);
        }
        for a in objects.old {
            self.lone(id, key, name(&a), Detail::None, gone(a, key, old, new));
        }
        for b in objects.new {
            self.lone(id, key, name(&b), Detail::None, came(b, key, old, new));
        }
    }

    /// Plain data by name; `meaning` is what counts of a value.
    pub(super) fn entries(
        &mut self,
        id: NodeId,
        key: &'a str,
        old: &Object<'a>,
        new: &Object<'a>,
        meaning: fn(&Value) -> Value,
    ) {
        let entries = pairs(members(old, key), members(new, key), |(name, _)| *name);
        for ((name, a), (_, b)) in entries.both {
            if !same(&meaning(a), &meaning(b)) {
                let change = differing(key, Half::here(a), Half::here(b));
                self.note(id, change.map(|change| change.entry(name)));
            }
        }
        for (name, a) in entries.old {
            self.lone(id, key, name, Detail::None, gone(a, key, old, new));
        }
        for (name, b) in entries.new {
            self.lone(id, key, name, Detail::None, came(b, key, old, new));
        }
    }
}

/// A value as a name: text without its quotes.
pub(super) fn label(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// The items of a list, each with the place where it stands.
fn items<'a>(object: &Object<'a>, key: &str) -> Vec<(&'a Value, Cow<'a, Value>)> {
    let Some(entry) = object.get(key) else {
        return Vec::new();
    };
    if let Some(items) = &entry.items {
        return items
            .iter()
            .map(|item| (*item, Cow::Borrowed(*item)))
            .collect();
    }
    match (&entry.value, entry.at) {
        (Cow::Borrowed(Value::Array(items)), _) => items
            .iter()
            .map(|item| (item, Cow::Borrowed(item)))
            .collect(),
        // A list that normalising made anew: its items stand where the written ones do.
        (Cow::Owned(Value::Array(items)), at) => {
            let place = |item: &Value| {
                let written = at
                    .as_array()
                    .and_then(|list| list.iter().find(|other| same(item, other)));
                written.unwrap_or(at)
            };
            items
                .iter()
                .map(|item| (place(item), Cow::Owned(item.clone())))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn list<'a>(object: &Object<'a>, key: &str) -> Vec<&'a Value> {
    let items = object.get(key).and_then(|entry| entry.at.as_array());
    items.into_iter().flatten().collect()
}
