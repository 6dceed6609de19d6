//! Everything that holds together: an object, what its `$ref` leads to, the parts of its `allOf`, and the member of a
//! list of one.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::Value;

use super::tidy::tidy;
use super::{Branch, is_annotation};
use crate::normalise::subject::{Piece, Subject};
use crate::normalise::types;
use crate::normalise::{Entry, Object};
use crate::source::{Source, address, get, is_reference};

/// One of the objects that hold together.
pub(super) struct Conjunct<'a> {
    pub(super) node: &'a Value,
    /// The reference that led to it.
    pub(super) reference: Option<&'a str>,
    /// How many objects stand around it.
    pub(super) depth: usize,
    /// What it says itself, in one spelling.
    pub(super) own: Object<'a>,
    pub(super) lists: Vec<List<'a>>,
    pub(super) null: Null,
    /// The alternative of one of its lists that says that there may be none.
    pub(super) null_branch: Option<&'a Value>,
}

/// A list of alternatives, without the one that only says that there may be none.
pub(super) struct List<'a> {
    pub(super) key: &'static str,
    pub(super) branches: Vec<Branch<'a>>,
    /// Whether null is taken whatever the alternatives say.
    pub(super) takes_null: bool,
}

/// What an object says of null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Null {
    /// Nothing, as long as it takes any type.
    Unsaid,
    Taken,
    /// Taken, whatever else is said: `nullable` of 3.0 is meant for what it stands beside.
    Forced,
    Refused,
}

/// An object on the way.
struct Open<'a> {
    piece: Piece<'a>,
    reference: Option<&'a str>,
    depth: usize,
}

/// The conjuncts of a schema, each before those that it leads to. Each object counts once, so a circle ends.
pub(super) fn gather<'a>(source: &Source<'a>, subject: &Subject<'a>) -> Vec<Conjunct<'a>> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let roots = subject.pieces();
    let root = |piece: &Piece<'a>| Open {
        piece: *piece,
        reference: None,
        depth: 0,
    };
    let mut open: Vec<_> = roots.iter().rev().map(root).collect();
    while let Some(next) = open.pop() {
        if seen.insert((address(next.piece.node), next.piece.keep)) {
            let below = look(source, next, &mut found);
            open.extend(below.into_iter().rev());
        }
    }
    found
}

/// Adds one object; gives those that it leads to.
fn look<'a>(
    source: &Source<'a>,
    Open {
        piece,
        reference,
        depth,
    }: Open<'a>,
    found: &mut Vec<Conjunct<'a>>,
) -> Vec<Open<'a>> {
    let node = piece.node;
    let mut own = Object::new(node);
    let mut below = Vec::new();
    let mut lists = Vec::new();
    let mut null_branch = None;
    let flag = piece.has("nullable") && get(node, "nullable").is_some_and(|flag| *flag == true);
    // A long chain of bare references is one step.
    let open = |node: &'a Value, reference: Option<&'a str>, null: bool| Open {
        piece: Piece {
            null: piece.null || flag || null,
            ..Piece::whole(source.follow(node))
        },
        reference: reference.or_else(|| super::reference(node).filter(|_| is_reference(node))),
        depth: depth + 1,
    };
    match node {
        Value::Bool(true) => {}
        Value::Object(map) => {
            let target = source.target(node).filter(|_| piece.has("$ref"));
            below.extend(target.map(|target| open(target, super::reference(node), false)));
            for (key, value) in map.iter().filter(|(key, _)| piece.has(key)) {
                match (key.as_str(), value) {
                    ("$ref", _) if target.is_some() => {}
                    ("allOf", Value::Array(parts)) => {
                        below.extend(parts.iter().map(|part| open(part, None, false)));
                    }
                    ("anyOf" | "oneOf", Value::Array(branches)) => {
                        let key = if key == "anyOf" { "anyOf" } else { "oneOf" };
                        let (rest, null) = without_null(source, key, branches);
                        null_branch = null_branch.or(null);
                        match rest.as_slice() {
                            [] => {}
                            // Nothing or null is null.
                            [only] if null.is_some() && **only == false => {
                                below.extend(null.map(|null| open(null, None, false)));
                                null_branch = None;
                            }
                            [only] => below.push(open(only, None, null.is_some())),
                            rest => {
                                own.entries.push(entry(key, value));
                                lists.push(List {
                                    key,
                                    branches: rest.iter().copied().map(Branch::whole).collect(),
                                    takes_null: piece.null || flag || null.is_some(),
                                });
                            }
                        }
                    }
                    (key, value) => own.entries.push(entry(key, value)),
                }
            }
        }
        // `false`, and what is no schema.
        other => own.entries.push(entry("", other)),
    }
    tidy(&mut own);
    if let Some(at) = null_branch {
        own.set(Entry {
            at,
            ..says_null(node)
        });
    }
    let null = match null_said(&piece, &own, null_branch.is_some()) {
        _ if piece.null || flag => Null::Forced,
        null => null,
    };
    if null == Null::Forced && !own.has("nullable") {
        own.set(says_null(node));
    }
    found.push(Conjunct {
        node,
        reference,
        depth,
        own,
        lists,
        null,
        null_branch,
    });
    below
}

fn entry<'a>(key: &'a str, value: &'a Value) -> Entry<'a> {
    Entry {
        key,
        value: Cow::Borrowed(value),
        at: value,
        layer: 0,
        items: None,
    }
}

/// That there may be none.
pub(super) fn says_null(at: &Value) -> Entry<'_> {
    Entry {
        key: "nullable",
        value: Cow::Owned(Value::Bool(true)),
        at,
        layer: 0,
        items: None,
    }
}

/// What an object's own keywords say of null.
fn null_said(piece: &Piece<'_>, own: &Object<'_>, by_list: bool) -> Null {
    let written = (get(piece.node, "type").filter(|_| piece.has("type"))).and_then(types::written);
    if let Some((set, unknown)) = written {
        return match set.has_null() {
            true => Null::Taken,
            false if set.is_empty() && unknown.is_empty() => Null::Unsaid,
            false => Null::Refused,
        };
    }
    let listed = (piece.has("enum") || piece.has("const")).then(|| types::listed(piece.node));
    match listed.flatten() {
        Some(set) if !set.has_null() => Null::Refused,
        Some(_) => Null::Taken,
        None if by_list || own.has("nullable") => Null::Taken,
        None => Null::Unsaid,
    }
}

/// Takes `{type: null}` out of a list of alternatives.
fn without_null<'a>(
    source: &Source<'a>,
    key: &str,
    branches: &'a [Value],
) -> (Vec<&'a Value>, Option<&'a Value>) {
    let all = || branches.iter().collect::<Vec<_>>();
    let is_null = |branch: &&'a Value| takes_only_null(source.follow(branch));
    let Some(null) = branches.iter().find(is_null) else {
        return (all(), None);
    };
    let rest: Vec<_> = branches.iter().filter(|branch| !is_null(branch)).collect();
    // Under `oneOf` two branches that take null exclude each other, which is something else than nullable.
    let excludes = key == "oneOf" && rest.iter().any(|branch| takes_null(source.follow(branch)));
    if rest.is_empty() || excludes {
        return (all(), None);
    }
    (rest, Some(source.follow(null)))
}

/// Whether a schema says that there is nothing, in whatever way, and no more than that.
fn takes_only_null(schema: &Value) -> bool {
    let only = |value: &Value| match value {
        Value::Array(items) => {
            matches!(items.as_slice(), [only] if only.is_null() || only == "null")
        }
        other => other.is_null() || other == "null",
    };
    let says = |(key, value): (&String, &Value)| match key.as_str() {
        "type" => only(value),
        "enum" => value.is_array() && only(value),
        "const" => value.is_null(),
        _ => false,
    };
    let map = schema.as_object();
    let constraints = || {
        let entries = map.into_iter().flatten();
        entries.filter(|(key, _)| !is_annotation(key))
    };
    constraints().next().is_some() && constraints().all(says)
}

fn takes_null(schema: &Value) -> bool {
    let types = get(schema, "type").and_then(Value::as_array);
    get(schema, "nullable").is_some_and(|flag| *flag == true)
        || types.is_some_and(|types| types.iter().any(|name| name == "null"))
}
