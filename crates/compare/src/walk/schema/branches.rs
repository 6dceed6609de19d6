//! `allOf`, `anyOf`, `oneOf`: which member of one list is which of the other.

use std::borrow::Cow;
use std::rc::Rc;

use serde_json::Value;

use super::super::generic::{came, gone, halves};
use super::super::likeness::Traits;
use super::super::pairs::{Pairs, pairs};
use super::super::signature::Document;
use super::super::{Change, Detail, Kind, NodeId, Step, Walker};
use super::transitions::replaces;
use crate::normalise::{Branch, Schema};
use crate::source::get;

/// A member of a list, not yet matched.
struct Member<'a> {
    branch: Branch<'a>,
    schema: Rc<Schema<'a>>,
    title: Option<&'a str>,
    signature: u64,
    /// Whether it refers to a component that both documents have.
    stays: bool,
}

/// A reason to hold two members against each other.
type Alike = fn(&Member<'_>, &Member<'_>) -> bool;

/// The reasons that are left when neither names nor contents tell, the best first.
const REASONS: [Alike; 3] = [
    |a, b| a.title.is_some() && a.title == b.title,
    |a, b| !both_refer(a, b) && has_type(a) && a.schema.types == b.schema.types,
    |a, b| !both_refer(a, b) && has_type(a) && a.schema.types.same_names(&b.schema.types),
];

impl<'a> Walker<'a> {
    pub(super) fn branches(
        &mut self,
        id: NodeId,
        key: &'a str,
        old: &Schema<'a>,
        new: &Schema<'a>,
    ) {
        let one_sided = old.list(key).is_empty() || new.list(key).is_empty();
        // What could not be merged is no list that anybody wrote.
        if one_sided && key != "allOf" {
            return self.whole_list(id, key, old, new);
        }
        let mut found = self.match_members(key, old, new);
        if let ([a], [b]) = (found.old.as_slice(), found.new.as_slice())
            && a.title.is_none()
            && b.title.is_none()
            && !both_refer(a, b)
        {
            found.both.extend(found.old.pop().zip(found.new.pop()));
        }
        for (a, b) in found.both {
            self.renamed_tag(id, (old, &a.branch), (new, &b.branch));
            let (a, b) = (a.branch.subject, b.branch.subject);
            self.descend(id, Kind::Schema, a, b, Step::Subschema);
        }
        for a in found.old {
            let halves = gone(a.branch.subject.clone(), key, old, new);
            let name = self.name_of_branch(Document::Old, &a.branch);
            self.lone(id, key, name, Detail::Case(""), halves);
        }
        for b in found.new {
            let halves = came(b.branch.subject.clone(), key, old, new);
            let name = self.name_of_branch(Document::New, &b.branch);
            self.lone(id, key, name, Detail::Case(""), halves);
        }
    }

    /// Pairs the members of two lists: by what they refer to, by what they say, by what they have in common.
    fn match_members(
        &mut self,
        key: &str,
        old: &Schema<'a>,
        new: &Schema<'a>,
    ) -> Pairs<Member<'a>> {
        let olds = self.members_of(Document::Old, key, old);
        let news = self.members_of(Document::New, key, new);
        let by_name = pairs(olds, news, |member| match member.branch.reference {
            Some(name) => (Some(name), None),
            // Equal with nothing.
            None => (None, Some(std::ptr::from_ref(member).addr())),
        });
        // Members that refer to different components are different unless one is the other's new name.
        let mut found = pairs(by_name.old, by_name.new, |member| {
            (
                member.signature,
                member.stays.then_some(member.branch.reference),
            )
        });
        found.both.splice(0..0, by_name.both);
        match_by(&mut found, |a, b| {
            a.signature == b.signature && !(a.stays && b.stays)
        });
        match_alike(&mut found);
        for alike in REASONS {
            match_by(&mut found, alike);
        }
        found
    }

    /// A list that only one side has is one difference.
    fn whole_list(&mut self, id: NodeId, key: &'a str, old: &Schema<'a>, new: &Schema<'a>) {
        let (plain, side) = match old.list(key).is_empty() {
            true => (old, new),
            false => (new, old),
        };
        // What a list says beside the rest is less than the rest; what it says in its place is anything.
        let detail = Detail::Case(if replaces(plain, side) {
            "replaced"
        } else {
            ""
        });
        let (mut old, mut new) = halves(old, new, key);
        for half in [&mut old, &mut new] {
            half.value = half.value.take().map(|_| Cow::Borrowed(half.at));
        }
        self.note(id, Some(Change::new(key, old, new).detail(detail)));
    }

    /// What to call a member that only one side has.
    pub(super) fn name_of_branch(&self, document: Document, branch: &Branch<'a>) -> String {
        let component = branch.reference.and_then(|name| name.rsplit('/').next());
        let title = || get(branch.node(), "title").and_then(Value::as_str);
        let name = component.or_else(title).map(str::to_owned);
        let described = |schema: Rc<Schema<'a>>| {
            if schema.types.written && !schema.types.are_any() {
                return schema.types.text();
            }
            let keys: Vec<_> = schema.entries.iter().map(|entry| entry.key).collect();
            match keys.as_slice() {
                [] => "anything".to_owned(),
                [""] => "nothing".to_owned(),
                keys => format!("with {}", keys.join(" and ")),
            }
        };
        name.unwrap_or_else(|| described(self.read(document, &branch.subject)))
    }

    fn members_of(
        &mut self,
        document: Document,
        key: &str,
        schema: &Schema<'a>,
    ) -> Vec<Member<'a>> {
        let mut members = Vec::new();
        for branch in schema.list(key) {
            let other = self.source(document.other());
            let stays = branch
                .reference
                .is_some_and(|name| other.find_target(other.root, name).is_some());
            members.push(Member {
                signature: self.signature(document, &branch.subject),
                schema: self.read(document, &branch.subject),
                title: get(branch.node(), "title").and_then(Value::as_str),
                branch: branch.clone(),
                stays,
            });
        }
        members
    }
}

/// Pairs each member that is left with the first one for which a reason holds.
fn match_by(found: &mut Pairs<Member<'_>>, alike: impl Fn(&Member<'_>, &Member<'_>) -> bool) {
    let mut left = Vec::new();
    for a in std::mem::take(&mut found.old) {
        match found.new.iter().position(|b| alike(&a, b)) {
            Some(at) => found.both.push((a, found.new.remove(at))),
            None => left.push(a),
        }
    }
    found.old = left;
}

/// Pairs the members that are left by the properties that they have in common, the most alike first.
fn match_alike(found: &mut Pairs<Member<'_>>) {
    let (olds, news) = (traits(&found.old), traits(&found.new));
    let mut alike = Vec::new();
    for (at, (a, old)) in found.old.iter().zip(&olds).enumerate() {
        for (other, (b, new)) in found.new.iter().zip(&news).enumerate() {
            let likeness = old.likeness(new).filter(|_| !(a.stays && b.stays));
            alike.extend(likeness.map(|likeness| (std::cmp::Reverse(likeness), at, other)));
        }
    }
    drop((olds, news));
    alike.sort_unstable();
    let mut old: Vec<_> = std::mem::take(&mut found.old)
        .into_iter()
        .map(Some)
        .collect();
    let mut new: Vec<_> = std::mem::take(&mut found.new)
        .into_iter()
        .map(Some)
        .collect();
    for (_, a, b) in alike {
        if old[a].is_some() && new[b].is_some() {
            found.both.extend(old[a].take().zip(new[b].take()));
        }
    }
    found.old = old.into_iter().flatten().collect();
    found.new = new.into_iter().flatten().collect();
}

fn traits<'a>(members: &[Member<'a>]) -> Vec<Traits<'a>> {
    let members = members.iter();
    members.map(|member| Traits::of(&member.schema)).collect()
}

fn both_refer(a: &Member<'_>, b: &Member<'_>) -> bool {
    a.branch.reference.is_some() && b.branch.reference.is_some()
}

fn has_type(member: &Member<'_>) -> bool {
    !member.schema.types.are_any()
}
