//! Edits that show in many keywords and are one: a schema that became one of several, or the other way about.

use std::rc::Rc;

use super::super::likeness::Traits;
use super::super::signature::Document;
use super::super::{Change, Detail, Half, NodeId, Walker};
use crate::normalise::{Branch, Keep, Piece, Schema, Subject, group, is_remark};

const LISTS: [&str; 2] = ["anyOf", "oneOf"];

/// What may stand beside a list without being part of what its members are.
const REMARKS: [&str; 4] = ["nullable", "deprecated", "readOnly", "writeOnly"];

/// A member of a list of schemas.
struct Member {
    key: &'static str,
    at: usize,
    /// Whether all members have one type each and say little else, so that the list is one of types.
    typed: bool,
}

impl<'a> Walker<'a> {
    /// Notes such an edit and takes what it explains out of both schemas.
    pub(super) fn transitions(
        &mut self,
        id: NodeId,
        old: &mut Rc<Schema<'a>>,
        new: &mut Rc<Schema<'a>>,
    ) {
        let has_list = |side: &Schema<'a>| LISTS.iter().any(|key| !side.list(key).is_empty());
        let has_part = |side: &Schema<'a>| !side.list("allOf").is_empty();
        if has_part(old) || has_part(new) {
            apart(old, new);
            apart(new, old);
        }
        if !has_list(old) && !has_list(new) {
            return;
        }
        as_lists(old, new);
        as_lists(new, old);
        self.as_one_of_types(Document::Old, old, new);
        self.as_one_of_types(Document::New, new, old);
        self.exclusive_or_not(id, old, new);
        if let Some(found) = self.find_among(Document::New, old, new) {
            self.one_of_many(id, &found, Document::New, new);
        } else if let Some(found) = self.find_among(Document::Old, new, old) {
            self.one_of_many(id, &found, Document::Old, old);
        } else if self.wrapping(Document::New, old, new) {
            self.wrapped(id, "wrapped", old, new);
            self.without_moved(old, new, Document::New);
        } else if self.wrapping(Document::Old, new, old) {
            self.wrapped(id, "unwrapped", old, new);
            self.without_moved(new, old, Document::Old);
        }
    }

    /// Alternatives of which each has a type of its own are one schema of all these types, where the other side is one.
    fn as_one_of_types(&self, document: Document, side: &mut Rc<Schema<'a>>, other: &Schema<'a>) {
        let is_union = other.types.written
            && other.types.names().len() > 1
            && LISTS.iter().all(|key| other.list(key).is_empty());
        let lists = || LISTS.into_iter().filter(|key| !side.list(key).is_empty());
        let (Some(key), 1, true) = (lists().next(), lists().count(), is_union) else {
            return;
        };
        let branches = side.list(key).iter();
        let branches: Vec<_> = branches
            .map(|one| self.read(document, &one.subject))
            .collect();
        if let Some(united) = side.united(key, &branches) {
            *side = Rc::new(united);
        }
    }

    /// `oneOf` that became `anyOf`, or the other way about, is one difference beside those of its members.
    fn exclusive_or_not(&mut self, id: NodeId, old: &mut Rc<Schema<'a>>, new: &mut Rc<Schema<'a>>) {
        let lists = |side: &Schema<'a>, key: &str, other: &str| {
            side.list(key).len() > 1 && !side.has(other)
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
        Rc::make_mut(new).rename_list(came, key);
    }

    /// Whether an object schema is now one of several objects that share properties with it.
    fn wrapping(&self, document: Document, plain: &Schema<'a>, wrapper: &Schema<'a>) -> bool {
        let bare = !wrapper.has("properties") && !wrapper.list("oneOf").is_empty();
        plain.has("properties")
            && !plain.has("oneOf")
            && bare
            && (plain.map("properties").iter())
                .any(|(name, _)| self.offers(document, wrapper, name))
    }

    fn offers(&self, document: Document, wrapper: &Schema<'a>, name: &str) -> bool {
        let has = |branch: &Branch<'a>| {
            let branch = self.read(document, &branch.subject);
            let mut names = branch.map("properties").iter();
            names.any(|(known, _)| *known == name)
        };
        wrapper.list("oneOf").iter().any(has)
    }

    fn wrapped(&mut self, id: NodeId, case: &'static str, old: &Schema<'a>, new: &Schema<'a>) {
        let whole = |side: &Schema<'a>| Half::here(side.home());
        let change = Change::new("oneOf", whole(old), whole(new));
        self.note(id, Some(change.detail(Detail::Case(case))));
    }

    /// Leaves of a wrapped schema only the properties that are in none of the alternatives.
    fn without_moved(
        &mut self,
        plain: &mut Rc<Schema<'a>>,
        wrapper: &mut Rc<Schema<'a>>,
        document: Document,
    ) {
        let names = plain.map("properties").iter().map(|(name, _)| *name);
        let moved = names.filter(|name| self.offers(document, wrapper, name));
        let moved = moved.collect();
        Rc::make_mut(wrapper).take_out("oneOf");
        let plain = Rc::make_mut(plain);
        plain.take_out("type");
        plain.types = wrapper.types.clone();
        plain.moved = moved;
    }

    /// The member of the other side's list that a plain schema became, or was.
    fn find_among(
        &mut self,
        list_is_in: Document,
        plain: &Schema<'a>,
        list: &Schema<'a>,
    ) -> Option<Member> {
        let mut keys = LISTS.into_iter().filter(|key| list.list(key).len() > 1);
        let (Some(key), None) = (keys.next(), keys.next()) else {
            return None;
        };
        if LISTS.iter().any(|key| plain.has(key)) {
            return None;
        }
        let beside = |entry_key: &str| {
            is_remark(entry_key)
                || matches!(entry_key, "type" | "discriminator")
                || entry_key == key
        };
        let says_more = list.entries.iter().any(|entry| !beside(entry.key));
        // What both say beside the list is not what a member took over.
        if says_more && !replaces(plain, list) {
            return None;
        }
        let plain_is_in = list_is_in.other();
        let branches = list.list(key).to_vec();
        let named = |branch: &Branch<'a>| {
            (branch.reference).is_some_and(|name| plain.references().any(|known| known == name))
        };
        if let Some(at) = branches.iter().position(named) {
            return Some(Member {
                key,
                at,
                typed: false,
            });
        }
        let signature = self.signature_without(plain_is_in, plain, &REMARKS);
        let (mut of_type, mut typed) = (Vec::new(), true);
        for (at, branch) in branches.iter().enumerate() {
            let branch = self.read(list_is_in, &branch.subject);
            if !says_more && self.signature_without(list_is_in, &branch, &REMARKS) == signature {
                return Some(Member {
                    key,
                    at,
                    typed: false,
                });
            }
            typed &= branch.types.names().len() == 1
                && !LISTS.iter().any(|key| branch.has(key))
                && !branch.has("properties");
            if !branch.types.set.and(plain.types.set).is_empty() {
                of_type.push(at);
            }
        }
        typed &= plain.types.names().len() == 1;
        match of_type.as_slice() {
            // What was taken can only be taken by the one member that takes the type.
            &[at] if !plain.types.are_any() => Some(Member { key, at, typed }),
            candidates => {
                let traits = Traits::of(plain);
                let at = traits.only_like(candidates.iter().map(|&at| {
                    (
                        at,
                        Traits::of(&self.read(list_is_in, &branches[at].subject)),
                    )
                }))?;
                Some(Member {
                    key,
                    at,
                    typed: false,
                })
            }
        }
    }

    /// Notes the other members, and leaves the one in place of the list.
    fn one_of_many(
        &mut self,
        id: NodeId,
        found: &Member,
        document: Document,
        list: &mut Rc<Schema<'a>>,
    ) {
        let &Member { key, at, typed } = found;
        let branches = list.list(key).to_vec();
        for (_, branch) in branches
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
        {
            let halves = self.sides(document, id, &branch.subject);
            let name = self.name_of_branch(document, branch);
            let case = if typed { "type" } else { "" };
            self.lone(id, key, name, Detail::Case(case), halves);
        }
        let own = list.layers.iter().map(|node| Piece {
            keep: Keep::Own,
            ..Piece::whole(node)
        });
        let null = list.null.is_some();
        let chosen = branches[at].subject.pieces().into_owned().into_iter();
        let chosen = chosen.map(|piece| Piece { null, ..piece });
        let parts = list.list("allOf").iter();
        let parts = parts.flat_map(|part| part.subject.pieces().into_owned());
        let pieces: Vec<_> = own.chain(chosen).chain(parts).collect();
        *list = self.read(document, &Subject::all(self.source(document), pieces));
    }

    fn sides(&self, document: Document, id: NodeId, subject: &Subject<'a>) -> (Half<'a>, Half<'a>) {
        let pair = &self.graph.nodes[id];
        match document {
            Document::New => (Half::missing(pair.old.node()), Half::of(subject)),
            Document::Old => (Half::of(subject), Half::missing(pair.new.node())),
        }
    }
}

/// What merging could not express is compared part by part, on both sides.
fn apart<'a>(one: &Rc<Schema<'a>>, other: &mut Rc<Schema<'a>>) {
    for part in one.list("allOf") {
        let Subject::All(pieces) = &part.subject else {
            continue;
        };
        let [
            Piece {
                keep: Keep::Only(key),
                ..
            },
        ] = **pieces
        else {
            continue;
        };
        let Some(layer) = other.get(key).map(|entry| entry.layer) else {
            continue;
        };
        let node = other.layers[layer];
        let other = Rc::make_mut(other);
        let keys: Vec<_> = other.entries.iter().map(|entry| entry.key).collect();
        for key in keys.into_iter().filter(|known| group(known) == key) {
            other.take_out(key);
        }
        other.add_part(Branch::only(node, key), node);
    }
}

/// A list of types is compared as a list of schemas where the other side has one.
fn as_lists<'a>(one: &mut Rc<Schema<'a>>, other: &Schema<'a>) {
    let both_lists = |list: &Schema<'a>| {
        let both = |key: &&str| !list.list(key).is_empty() && !other.list(key).is_empty();
        LISTS.iter().any(both)
    };
    if let Some(list) = one.as_list.clone().filter(|list| both_lists(list)) {
        *one = list;
    }
}

/// Whether what is said in place of a list is said no more where the list is.
pub(super) fn replaces(plain: &Schema<'_>, list: &Schema<'_>) -> bool {
    let lost = |key: &str| !is_remark(key) && key != "type" && !list.has(key);
    plain.entries.iter().any(|entry| lost(entry.key)) || !plain.types.cover(&list.types)
}
