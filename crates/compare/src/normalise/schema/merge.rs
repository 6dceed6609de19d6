//! What holds together, keyword by keyword, as one schema.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::conjuncts::{Conjunct, Null};
use super::{Branch, Lists, Schema, group, is_remark, is_schema};
use crate::normalise::subject::{Piece, Subject};
use crate::normalise::types::{self, Accepted, Set, Types};
use crate::normalise::{Entry, Object, identity, order, same, whole};
use crate::source::Source;

/// Keywords that hold one schema, where what all objects say of it holds together.
const TOGETHER: [&str; 4] = [
    "items",
    "additionalProperties",
    "propertyNames",
    "contentSchema",
];

/// Keywords that hold schemas by name.
const MAPS: [&str; 5] = [
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
];

/// Keywords of which two cannot be said in one object, whatever they say.
const APART: [&str; 7] = [
    "oneOf",
    "anyOf",
    "not",
    "if",
    "contains",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// What two values of one keyword are together.
enum Together<'a> {
    /// The first one says it.
    First,
    /// The second one says it.
    Second,
    Both(Value, Option<Vec<&'a Value>>),
    /// Nothing that the keyword could say.
    Neither,
}

/// One schema of all that holds together.
pub(super) fn merge<'a>(
    source: &Source<'a>,
    accepted: &mut Accepted,
    mut conjuncts: Vec<Conjunct<'a>>,
) -> Schema<'a> {
    let mut parts = scoped(&mut conjuncts);
    let mut apart: Vec<&'a str> = apart(&conjuncts);
    let mut schema = Schema {
        object: Object {
            layers: conjuncts.iter().map(|conjunct| conjunct.node).collect(),
            references: conjuncts
                .iter()
                .map(|conjunct| conjunct.reference)
                .collect(),
            entries: Vec::new(),
        },
        types: Types::default(),
        ones: Vec::new(),
        maps: maps(source, &conjuncts),
        tuple: Vec::new(),
        lists: Lists::default(),
        as_list: None,
        null: conjuncts.iter().find_map(|conjunct| conjunct.null_branch),
        moved: Vec::new(),
    };
    ones(source, &conjuncts, &mut schema);
    tuple(source, &conjuncts, &mut schema);
    let mut refuses_null = false;
    for (layer, conjunct) in conjuncts.into_iter().enumerate() {
        refuses_null |= conjunct.null == Null::Refused;
        let mut told = HashSet::new();
        for mut entry in conjunct.own.entries {
            entry.layer = layer;
            let group = group(entry.key);
            let mut clashes = apart.contains(&group);
            let types = types::written(&entry.value).filter(|_| group == "type");
            if !clashes && !add(&mut schema.object, entry) {
                // The first of two types that exclude each other counts, so that the rest can be compared.
                if let Some((set, _)) = types {
                    schema.types.excluded = Some(set.without_null());
                    continue;
                }
                let first = schema.object.remove(group).map(|known| known.layer);
                parts.extend(first.map(|layer| Branch::only(schema.layers[layer], group)));
                apart.push(group);
                clashes = true;
            }
            if clashes && told.insert(group) {
                parts.push(Branch::only(conjunct.node, group));
            }
        }
        for list in conjunct.lists {
            let mut takes = |branch: &Branch<'a>| accepted.by(source, branch.node());
            let types = (list.branches.iter()).fold(Set::default(), |all, one| all.or(takes(one)));
            schema.types.set = schema.types.set.and(types.without_null());
            refuses_null |= !list.takes_null && !types.has_null();
            if !apart.contains(&list.key) && schema.list(list.key).is_empty() {
                *schema.list_mut(list.key) = list.branches;
            }
        }
    }
    if refuses_null {
        schema.object.remove("nullable");
        schema.types.null = false;
    }
    for part in parts {
        let at = part.node();
        schema.add_part(part, at);
    }
    schema
}

/// `unevaluatedProperties` and `unevaluatedItems` look at all that holds together inside the object that has them, and
/// at nothing around it. Where other objects say something, what such an object leads to stays a part.
fn scoped<'a>(conjuncts: &mut Vec<Conjunct<'a>>) -> Vec<Branch<'a>> {
    let looks_around = |conjunct: &Conjunct<'a>| {
        conjunct.own.has("unevaluatedProperties") || conjunct.own.has("unevaluatedItems")
    };
    let constrains = |conjunct: &Conjunct<'a>| {
        let mut entries = conjunct.own.entries.iter();
        entries.any(|entry| !is_remark(entry.key))
    };
    let mut parts = Vec::new();
    let mut at = 0;
    while at < conjuncts.len() {
        let depth = conjuncts[at].depth;
        let below = conjuncts[at + 1..].iter();
        let end = at + 1 + below.take_while(|other| other.depth > depth).count();
        let others = conjuncts[..at].iter().chain(&conjuncts[end..]);
        if looks_around(&conjuncts[at]) && others.into_iter().any(constrains) {
            let node = conjuncts[at].node;
            parts.push(Branch {
                subject: Subject::One(node),
                reference: conjuncts[at].reference,
            });
            conjuncts.drain(at..end);
        } else {
            at += 1;
        }
    }
    parts
}

/// The groups of keywords of which more than one object has its own.
fn apart(conjuncts: &[Conjunct<'_>]) -> Vec<&'static str> {
    if conjuncts.len() < 2 {
        return Vec::new();
    }
    let clashes = |key: &&'static str| {
        let mut said = conjuncts.iter().filter(|conjunct| {
            conjunct
                .own
                .entries
                .iter()
                .any(|entry| group(entry.key) == *key)
        });
        let Some(first) = said.next() else {
            return false;
        };
        let value = |conjunct: &Conjunct<'_>| {
            let own = conjunct.own.entries.iter();
            let own = own.filter(|entry| group(entry.key) == *key);
            own.map(|entry| (entry.key.to_owned(), entry.value.clone().into_owned()))
                .collect::<serde_json::Map<_, _>>()
        };
        let first = Value::Object(value(first));
        said.any(|other| !same(&first, &Value::Object(value(other))))
    };
    APART.into_iter().filter(clashes).collect()
}

/// Adds an entry to what is there; gives whether that can be said.
fn add<'a>(object: &mut Object<'a>, entry: Entry<'a>) -> bool {
    let Some(known) = object
        .entries
        .iter_mut()
        .find(|known| known.key == entry.key)
    else {
        object.entries.push(entry);
        return true;
    };
    match together(known, &entry) {
        Together::First => {}
        Together::Second => *known = entry,
        Together::Both(value, items) => {
            known.value = Cow::Owned(value);
            known.items = items;
        }
        Together::Neither => return false,
    }
    true
}

fn together<'a>(a: &Entry<'a>, b: &Entry<'a>) -> Together<'a> {
    let by = |way: Ordering| match order(&a.value, &b.value) {
        Some(found) if found == way => Together::Second,
        Some(_) => Together::First,
        None => equal(a, b),
    };
    match a.key {
        key if is_remark(key) || TOGETHER.contains(&key) || MAPS.contains(&key) => Together::First,
        "" | "xml" | "discriminator" | "prefixItems" => Together::First,
        "minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties" => {
            by(Ordering::Less)
        }
        "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties" => {
            by(Ordering::Greater)
        }
        "type" => common_type(a, b),
        "required" => all_names(a, b),
        "enum" => common_values(a, b),
        "multipleOf" => common_multiple(a, b),
        _ => equal(a, b),
    }
}

fn equal<'a>(a: &Entry<'a>, b: &Entry<'a>) -> Together<'a> {
    match same(&a.value, &b.value) {
        true => Together::First,
        false => Together::Neither,
    }
}

fn common_type<'a>(a: &Entry<'a>, b: &Entry<'a>) -> Together<'a> {
    let (Some((old, odd)), Some((new, other_odd))) =
        (types::written(&a.value), types::written(&b.value))
    else {
        return equal(a, b);
    };
    let common = old.and(new);
    match () {
        () if !odd.is_empty() || !other_odd.is_empty() || old == new => equal(a, b),
        () if common == old => Together::First,
        () if common == new => Together::Second,
        () if common.is_empty() => Together::Neither,
        () => Together::Both(common.value(), None),
    }
}

/// The items of a list, wherever they are written.
pub(super) fn items<'a>(entry: &Entry<'a>) -> Option<Vec<&'a Value>> {
    match (&entry.items, &entry.value) {
        (Some(items), _) => Some(items.clone()),
        (None, Cow::Borrowed(Value::Array(items))) => Some(items.iter().collect()),
        _ => None,
    }
}

fn listed<'a>(items: Vec<&'a Value>) -> Together<'a> {
    let value = items.iter().map(|item| (*item).clone()).collect();
    Together::Both(Value::Array(value), Some(items))
}

fn all_names<'a>(a: &Entry<'a>, b: &Entry<'a>) -> Together<'a> {
    let (Some(mut names), Some(more)) = (items(a), items(b)) else {
        return equal(a, b);
    };
    let known = names.len();
    for name in more {
        if !names[..known].contains(&name) {
            names.push(name);
        }
    }
    match names.len() == known {
        true => Together::First,
        false => listed(names),
    }
}

/// The values that both list. Whether there may be null is told elsewhere.
fn common_values<'a>(a: &Entry<'a>, b: &Entry<'a>) -> Together<'a> {
    let (Some(values), Some(others)) = (items(a), items(b)) else {
        return equal(a, b);
    };
    let others: HashSet<_> = others.into_iter().map(identity).collect();
    let all = values.len();
    let common: Vec<_> = values
        .into_iter()
        .filter(|value| value.is_null() || others.contains(&identity(value)))
        .collect();
    match common.len() {
        0 => Together::Neither,
        length if length == all => Together::First,
        _ => listed(common),
    }
}

/// The number that both numbers divide, where they are whole.
fn common_multiple<'a>(a: &Entry<'a>, b: &Entry<'a>) -> Together<'a> {
    let (Some(x), Some(y)) = (whole(&a.value), whole(&b.value)) else {
        return equal(a, b);
    };
    let (mut gcd, mut rest) = (x, y);
    while rest != 0 {
        (gcd, rest) = (rest, gcd % rest);
    }
    if gcd <= 0 {
        return equal(a, b);
    }
    let least = (x / gcd)
        .checked_mul(y)
        .and_then(|least| i64::try_from(least).ok());
    match least {
        Some(least) if i128::from(least) == x => Together::First,
        Some(least) if i128::from(least) == y => Together::Second,
        Some(least) => Together::Both(least.into(), None),
        None => equal(a, b),
    }
}

/// What a conjunct says under a keyword.
fn said<'a>(conjunct: &Conjunct<'a>, key: &str) -> Option<&'a Value> {
    conjunct.own.get(key).map(|entry| entry.at)
}

/// The schemas by name, each of what all objects say of it.
fn maps<'a>(
    source: &Source<'a>,
    conjuncts: &[Conjunct<'a>],
) -> Vec<(&'a str, Vec<(&'a str, Subject<'a>)>)> {
    let mut keys: Vec<&'a str> = Vec::new();
    for entry in conjuncts.iter().flat_map(|conjunct| &conjunct.own.entries) {
        if MAPS.contains(&entry.key) && entry.at.is_object() && !keys.contains(&entry.key) {
            keys.push(entry.key);
        }
    }
    let members = |key| match conjuncts {
        [only] => {
            let map = said(only, key).and_then(Value::as_object);
            let members = map.into_iter().flatten();
            members
                .map(|(name, node)| (name.as_str(), Subject::One(node)))
                .collect()
        }
        several => {
            let members = members(several, key).into_iter();
            members
                .map(|(name, pieces)| (name, Subject::all(source, pieces)))
                .collect()
        }
    };
    keys.into_iter().map(|key| (key, members(key))).collect()
}

/// What several objects say of the members under a keyword.
fn members<'a>(conjuncts: &[Conjunct<'a>], key: &str) -> Vec<(&'a str, Vec<Piece<'a>>)> {
    let mut places: HashMap<&'a str, usize> = HashMap::new();
    let mut members: Vec<(&'a str, Vec<Piece<'a>>)> = Vec::new();
    let maps = |conjunct| said(conjunct, key).and_then(Value::as_object);
    for (name, node) in conjuncts.iter().filter_map(maps).flatten() {
        let next = members.len();
        let place = *places.entry(name).or_insert(next);
        if place == next {
            members.push((name, Vec::new()));
        }
        members[place].1.push(Piece::whole(node));
    }
    if !matches!(key, "properties" | "patternProperties") {
        return members;
    }
    // What an object does not declare is further to it, whoever else declares it.
    for conjunct in conjuncts {
        let Some(further) = said(conjunct, "additionalProperties").filter(|one| is_schema(one))
        else {
            continue;
        };
        let own = maps(conjunct);
        let patterns = said(conjunct, "patternProperties").and_then(Value::as_object);
        let may_match = |name: &str| {
            let mut patterns = patterns.into_iter().flatten();
            key == "properties" && patterns.any(|(pattern, _)| may_match(pattern, name))
        };
        for (name, pieces) in &mut members {
            if own.is_none_or(|own| !own.contains_key(*name)) && !may_match(name) {
                pieces.push(Piece::whole(further));
            }
        }
    }
    members
}

/// Whether a name may match a pattern; certain only of patterns that are a start.
pub(crate) fn may_match(pattern: &str, name: &str) -> bool {
    let start = pattern.strip_prefix('^').filter(|start| {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        start.chars().all(plain)
    });
    start.is_none_or(|start| name.starts_with(start))
}

/// Schemas under keywords that several objects have.
fn ones<'a>(source: &Source<'a>, conjuncts: &[Conjunct<'a>], schema: &mut Schema<'a>) {
    for key in TOGETHER {
        let nodes = conjuncts.iter().filter_map(|conjunct| said(conjunct, key));
        let pieces: Vec<_> = nodes
            .filter(|node| is_schema(node))
            .map(Piece::whole)
            .collect();
        if pieces.len() > 1 {
            schema.ones.push((key, Subject::all(source, pieces)));
        }
    }
}

/// The schemas of the first items of a list.
fn tuple<'a>(source: &Source<'a>, conjuncts: &[Conjunct<'a>], schema: &mut Schema<'a>) {
    let first = |conjunct| {
        let items = said(conjunct, "prefixItems").and_then(Value::as_array);
        items.map_or(&[][..], Vec::as_slice)
    };
    let length = conjuncts.iter().map(|one| first(one).len()).max();
    for at in 0..length.unwrap_or_default() {
        let item = |conjunct| first(conjunct).get(at).or_else(|| said(conjunct, "items"));
        let pieces = conjuncts.iter().filter_map(item).map(Piece::whole);
        schema.tuple.push(Subject::all(source, pieces));
    }
}
