//! Edits that show in many keywords and are one: a schema that became one of several, or the other way about.

use serde_json::Value;

use super::super::generic::members;
use super::super::signature::Document;
use super::super::types::Types;
use super::super::{Change, Detail, Half, NodeId, Walker};
use crate::normalise::{Object, is_remark};

const LISTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// What may stand beside a list without being part of what its members are.
const REMARKS: [&str; 4] = ["nullable", "deprecated", "readOnly", "writeOnly"];

/// A member of a list of schemas.
struct Member {
    key: &'static str,
    at: usize,
    /// Whether all members have one type each, so that the list is one of types.
    typed: bool,
}

impl<'a> Walker<'a> {
    /// Notes such an edit and takes what it explains out of both schemas.
    pub(super) fn transitions(&mut self, id: NodeId, old: &mut Object<'a>, new: &mut Object<'a>) {
        as_lists(old, new);
        as_lists(new, old);
        self.exclusive_or_not(id, old, new);
        if self.wrapping(Document::New, old, new) {
            self.wrapped(id, "wrapped", old, new);
            self.without_moved(old, new, Document::New);
        } else if self.wrapping(Document::Old, new, old) {
            self.wrapped(id, "unwrapped", old, new);
            self.without_moved(new, old, Document::Old);
        } else if let Some(found) = self.find_among(Document::New, old, new) {
            self.one_of_many(id, &found, Document::New, new);
        } else if let Some(found) = self.find_among(Document::Old, new, old) {
            self.one_of_many(id, &found, Document::Old, old);
        }
    }

    /// `oneOf` that became `anyOf`, or the other way about, is one difference beside those of its members.
    fn exclusive_or_not(&mut self, id: NodeId, old: &mut Object<'a>, new: &mut Object<'a>) {
        let lists = |side: &Object<'a>, key: &str, other: &str| {
            side.branches.list(key).len() > 1 && !side.has(other)
        };
        let case = if lists(old, "anyOf", "oneOf") && lists(new, "oneOf", "anyOf") {
            "exclusive"
        } else if lists(old, "oneOf", "anyOf") && lists(new, "anyOf", "oneOf") {
            ""
        } else {
            return;
        };
        let (key, came) = match case {
            "exclusive" => ("anyOf", "oneOf"),
            _ => ("oneOf", "anyOf"),
        };
        let (Some(a), Some(b)) = (old.get(key), new.get(came)) else {
            return;
        };
        let change = Change::new("alternatives", Half::here(a.at), Half::here(b.at));
        self.note(id, Some(change.detail(Detail::Case(case))));
        new.rename_list(came, key);
    }

    /// Whether an object schema is now one of several objects that share properties with it.
    fn wrapping(&self, document: Document, plain: &Object<'a>, wrapper: &Object<'a>) -> bool {
        let bare = !wrapper.has("properties")
            && !wrapper.has("type")
            && !wrapper.branches.one_of.is_empty();
        plain.has("properties")
            && !plain.has("oneOf")
            && bare
            && members(plain, "properties")
                .iter()
                .any(|(name, _)| self.offers(document, wrapper, name))
    }

    fn offers(&self, document: Document, wrapper: &Object<'a>, name: &str) -> bool {
        let has = |node: &&'a Value| {
            members(&self.read(document, node), "properties")
                .iter()
                .any(|(known, _)| *known == name)
        };
        wrapper.branches.one_of.iter().any(has)
    }

    fn wrapped(&mut self, id: NodeId, case: &'static str, old: &Object<'a>, new: &Object<'a>) {
        let whole = |side: &Object<'a>| Half::here(side.innermost());
        let change = Change::new("oneOf", whole(old), whole(new));
        self.note(id, Some(change.detail(Detail::Case(case))));
    }

    /// Leaves of a wrapped schema only the properties that are in none of the alternatives.
    fn without_moved(
        &mut self,
        plain: &mut Object<'a>,
        wrapper: &mut Object<'a>,
        document: Document,
    ) {
        let moved: Vec<_> = (members(plain, "properties")
            .into_iter()
            .map(|(name, _)| name))
        .filter(|name| self.offers(document, wrapper, name))
        .collect();
        wrapper.remove("oneOf");
        plain.remove("type");
        plain.moved = moved;
    }

    /// The member of the other side's list that a plain schema became, or was.
    fn find_among(
        &mut self,
        list_is_in: Document,
        plain: &Object<'a>,
        list: &Object<'a>,
    ) -> Option<Member> {
        let key = LISTS
            .into_iter()
            .find(|key| list.branches.list(key).len() > 1)?;
        let says_more = list
            .entries
            .iter()
            .any(|entry| entry.key != key && !is_remark(entry.key));
        if says_more || LISTS.iter().any(|key| plain.has(key)) {
            return None;
        }
        let plain_is_in = if list_is_in == Document::Old {
            Document::New
        } else {
            Document::Old
        };
        let signature = self.signature_without(plain_is_in, plain, &REMARKS);
        let types = Types::of(plain).names;
        let (mut alike, mut of_type, mut typed) = (None, None, key != "allOf" && types.len() == 1);
        for (at, node) in list.branches.list(key).to_vec().into_iter().enumerate() {
            let branch = self.read(list_is_in, node);
            if self.signature_without(list_is_in, &branch, &REMARKS) == signature {
                alike = alike.or(Some(at));
            }
            let names = Types::of(&branch).names;
            typed &= names.len() == 1
                && !LISTS.iter().any(|key| branch.has(key))
                && !branch.has("properties");
            if names == types && of_type.replace(at).is_some() {
                typed = false;
            }
        }
        let at = alike.or(of_type.filter(|_| typed && !plain.has("properties")))?;
        Some(Member { key, at, typed })
    }

    /// Notes the other members, and leaves the one in place of the list.
    fn one_of_many(
        &mut self,
        id: NodeId,
        found: &Member,
        document: Document,
        list: &mut Object<'a>,
    ) {
        let &Member { key, at, typed } = found;
        let branches = list.branches.list(key).to_vec();
        for (_, &node) in branches
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
        {
            let halves = self.sides(document, id, node);
            let (name, case) =
                self.name_of_branch(document, key, node, list.branches.reference(node));
            let case = if typed { "type" } else { case };
            self.lone(id, key, name, Detail::Case(case), halves);
        }
        list.remove(key);
        let mut chosen = self.read(document, branches[at]);
        chosen
            .entries
            .iter_mut()
            .for_each(|entry| entry.layer += list.layers.len());
        chosen.layers.splice(..0, list.layers.iter().copied());
        for entry in list
            .entries
            .drain(..)
            .filter(|entry| !chosen.has(entry.key))
            .collect::<Vec<_>>()
        {
            chosen.set(entry);
        }
        *list = chosen;
    }

    fn sides(&self, document: Document, id: NodeId, node: &'a Value) -> (Half<'a>, Half<'a>) {
        let pair = &self.graph.nodes[id];
        match document {
            Document::New => (Half::missing(pair.old), Half::here(node)),
            Document::Old => (Half::here(node), Half::missing(pair.new)),
        }
    }
}

/// A list of one schema is compared as a list where the other side has one.
fn as_lists<'a>(one: &mut Object<'a>, other: &Object<'a>) {
    let both_lists = |list: &Object<'a>| {
        LISTS
            .iter()
            .any(|key| !list.branches.list(key).is_empty() && !other.branches.list(key).is_empty())
    };
    // Where the other one cannot be joined with what it refers to, neither is.
    if other.branches.referred.is_some()
        && let Some(parts) = one.as_parts.take()
    {
        *one = *parts;
    } else if one.as_list.as_deref().is_some_and(both_lists)
        && let Some(list) = one.as_list.take()
    {
        *one = *list;
    }
}
