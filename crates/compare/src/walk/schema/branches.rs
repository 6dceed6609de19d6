//! `allOf`, `anyOf`, `oneOf`: which member of one list is which of the other.

use std::borrow::Cow;

use serde_json::Value;

use super::super::generic::{came, gone, halves};
use super::super::signature::Document;
use super::super::types::Types;
use super::super::{Change, Detail, Half, Kind, NodeId, Step, Walker};
use crate::normalise::{Branches, Object, is_remark};
use crate::source::get;

/// A member of a list, not yet matched.
struct Member<'a> {
    node: &'a Value,
    reference: Option<&'a str>,
    title: Option<&'a str>,
    signature: u64,
    types: Types,
    /// Whether it refers to a component that both documents have.
    stays: bool,
}

/// A reason to hold two members against each other.
type Alike = fn(&Member<'_>, &Member<'_>) -> bool;

/// The reasons, the best first. Members that refer to different components are different unless one is the other's new
/// name.
const REASONS: [Alike; 5] = [
    |a, b| a.reference.is_some() && a.reference == b.reference,
    |a, b| a.signature == b.signature && !(a.stays && b.stays),
    |a, b| a.title.is_some() && a.title == b.title,
    |a, b| !both_refer(a, b) && !a.types.names.is_empty() && a.types == b.types,
    |a, b| !both_refer(a, b) && !a.types.names.is_empty() && a.types.names == b.types.names,
];

impl<'a> Walker<'a> {
    pub(super) fn branches(
        &mut self,
        id: NodeId,
        key: &'a str,
        old: &Object<'a>,
        new: &Object<'a>,
    ) {
        if old.branches.list(key).is_empty() || new.branches.list(key).is_empty() {
            return self.whole_list(id, key, old, new);
        }
        // Both are the rest of a chain that is too long to be read at once.
        if let ([a], [b], true) = (
            old.branches.list(key),
            new.branches.list(key),
            old.is_cut && new.is_cut,
        ) {
            return self.descend(id, Kind::Schema, a, b, Step::Subschema);
        }
        let mut olds = self.members_of(Document::Old, key, &old.branches);
        let mut news = self.members_of(Document::New, key, &new.branches);
        for alike in REASONS {
            olds.retain(|a| {
                let Some(at) = news.iter().position(|b| alike(a, b)) else {
                    return true;
                };
                let b = news.remove(at);
                self.renamed_tag(id, (old, a.reference), (new, b.reference), (a.node, b.node));
                self.descend(id, Kind::Schema, a.node, b.node, Step::Subschema);
                false
            });
        }
        if let ([a], [b]) = (olds.as_slice(), news.as_slice())
            && a.title.is_none()
            && b.title.is_none()
            && !both_refer(a, b)
        {
            return self.descend(id, Kind::Schema, a.node, b.node, Step::Subschema);
        }
        for a in olds {
            self.branch(id, key, Document::Old, &a, gone(a.node, key, old, new));
        }
        for b in news {
            self.branch(id, key, Document::New, &b, came(b.node, key, old, new));
        }
    }

    /// A list that only one side has is one difference.
    fn whole_list(&mut self, id: NodeId, key: &'a str, old: &Object<'a>, new: &Object<'a>) {
        let added = old.branches.list(key).is_empty();
        let (document, side) = if added {
            (Document::New, new)
        } else {
            (Document::Old, old)
        };
        let annotates = |node: &&'a Value| self.only_annotates(document, node);
        let empty = key == "allOf" && side.branches.list(key).iter().all(annotates);
        let plain = if added { old } else { new };
        let replaces =
            (plain.entries.iter()).any(|entry| !is_remark(entry.key) && !side.has(entry.key));
        let detail = Detail::Case(match key {
            _ if empty => "annotation-only",
            // What a list says beside the rest is less than the rest; what it says in its place is anything.
            "anyOf" | "oneOf" if replaces => "replaced",
            _ => "",
        });
        let (mut old, mut new) = halves(old, new, key);
        // A `$ref` beside keywords is told as it is written.
        for half in [&mut old, &mut new] {
            half.value = half.value.take().map(|_| Cow::Borrowed(half.at));
        }
        self.note(id, Some(Change::new(key, old, new).detail(detail)));
    }

    fn branch(
        &mut self,
        id: NodeId,
        key: &'a str,
        document: Document,
        member: &Member<'a>,
        halves: (Half<'a>, Half<'a>),
    ) {
        let (name, case) = self.name_of_branch(document, key, member.node, member.reference);
        self.lone(id, key, name, Detail::Case(case), halves);
    }

    /// What to call a member that only one side has, and which case it is.
    pub(super) fn name_of_branch(
        &self,
        document: Document,
        key: &str,
        node: &'a Value,
        reference: Option<&'a str>,
    ) -> (String, &'static str) {
        let case = if key == "allOf" && self.only_annotates(document, node) {
            "annotation-only"
        } else {
            ""
        };
        let component = reference.and_then(|reference| reference.rsplit('/').next());
        let name = component
            .or_else(|| get(node, "title").and_then(Value::as_str))
            .map(str::to_owned);
        let described = |schema: Object<'a>| match Types::of(&schema) {
            types if !types.names.is_empty() => types.text(),
            _ => {
                let keys: Vec<_> = schema.entries.iter().map(|entry| entry.key).collect();
                format!("with {}", keys.join(" and "))
            }
        };
        (
            name.unwrap_or_else(|| described(self.read(document, node))),
            case,
        )
    }

    fn members_of(
        &mut self,
        document: Document,
        key: &str,
        branches: &Branches<'a>,
    ) -> Vec<Member<'a>> {
        let member = |node: &&'a Value| {
            let reference = branches.reference(node);
            let signature = self.signature(document, node);
            let types = Types::of(&self.read(document, node));
            let other = if document == Document::Old {
                &self.graph.new
            } else {
                &self.graph.old
            };
            let stays = reference
                .and_then(|reference| reference.strip_prefix('#'))
                .is_some_and(|pointer| other.root.pointer(pointer).is_some());
            Member {
                node,
                reference,
                title: get(node, "title").and_then(Value::as_str),
                signature,
                types,
                stays,
            }
        };
        branches.list(key).iter().map(member).collect()
    }
}

fn both_refer(a: &Member<'_>, b: &Member<'_>) -> bool {
    a.reference.is_some() && b.reference.is_some()
}
