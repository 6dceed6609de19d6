//! Comparing objects key by key, as the grammar says.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::forms::Form;
use super::pairs::{Pairs, pairs};
use super::spellings::{same_letters, same_parameter};
use super::{Change, Detail, Half, How, Kind, Lifecycle, NodeId, Step, Walker};
use crate::normalise::{self, Entry, MediaName, Object, Subject, same, style};

impl<'a> Walker<'a> {
    /// Compares every key of two objects that the grammar does not send elsewhere.
    pub(super) fn fields(&mut self, id: NodeId, old: &Object<'a>, new: &Object<'a>) {
        let kind = self.graph.nodes[id].kind;
        for key in keys(old, new) {
            self.field(id, key, kind.form(key), old, new);
        }
    }

    pub(super) fn field(
        &mut self,
        id: NodeId,
        key: &'a str,
        form: Form,
        old: &Object<'a>,
        new: &Object<'a>,
    ) {
        let is = |test: fn(&Value) -> bool| {
            [old, new]
                .iter()
                .all(|side| side.get(key).is_none_or(|entry| test(&entry.value)))
        };
        match form {
            Form::Elsewhere => {}
            Form::Style if self.same_style(id, key, old, new) => {}
            Form::Caseless if same_letters(key, old, new) => {}
            Form::Name if same_parameter(old, new) => {}
            Form::Lifecycle => self.lifecycle(id, old, new),
            // A sunset is told with the deprecation that it belongs to.
            Form::Data if key == "x-sunset" && (old.has("deprecated") || new.has("deprecated")) => {
            }
            Form::Stability => self.stability(id, key, old, new),
            Form::Set if is(Value::is_array) => self.set(id, key, old, new),
            Form::One(Kind::Schema) if is(|value| value.is_object() || value.is_boolean()) => {
                self.one(id, key, Kind::Schema, old, new);
            }
            Form::One(kind) if is(Value::is_object) => self.one(id, key, kind, old, new),
            Form::Named(kind) if is(Value::is_object) => self.named(id, key, kind, old, new),
            Form::Listed(kind, by) if is(Value::is_array) => {
                self.listed(id, key, kind, by, old, new)
            }
            Form::Entries if is(Value::is_object) => self.entries(id, key, old, new, Value::clone),
            _ => self.data(id, key, old, new),
        }
    }

    pub(super) fn data(&mut self, id: NodeId, key: &'a str, old: &Object<'a>, new: &Object<'a>) {
        self.note(id, differing_in(key, old, new));
    }

    fn one(&mut self, id: NodeId, key: &'a str, kind: Kind, old: &Object<'a>, new: &Object<'a>) {
        match (old.get(key), new.get(key)) {
            (Some(a), Some(b)) => {
                self.descend(id, kind, a.at, b.at, step(self.graph.nodes[id].kind, kind));
            }
            (a, b) => {
                let source = if b.is_some() {
                    &self.graph.new
                } else {
                    &self.graph.old
                };
                let required =
                    |entry: &Entry<'a>| normalise::object(source, kind, entry.at).has("required");
                let detail = match b.or(a) {
                    Some(entry) if kind == Kind::RequestBody && required(entry) => {
                        Detail::Case("required")
                    }
                    _ => Detail::None,
                };
                self.note(
                    id,
                    differing_in(key, old, new).map(|change| change.detail(detail)),
                );
            }
        }
    }

    fn named(&mut self, id: NodeId, key: &'a str, kind: Kind, old: &Object<'a>, new: &Object<'a>) {
        if kind == Kind::MediaType {
            return self.content(id, key, old, new);
        }
        let spelled = |name: &str| match kind {
            Kind::Header => name.to_ascii_lowercase(),
            Kind::Response => name.to_ascii_uppercase(),
            _ => name.to_owned(),
        };
        // OpenAPI says that a header object of this name is ignored: media types say it.
        let counts = |(name, _): &(&str, _)| {
            kind != Kind::Header || !name.eq_ignore_ascii_case("content-type")
        };
        let counted = |side| members(side, key).into_iter().filter(counts).collect();
        let members = pairs(counted(old), counted(new), |(name, _): &(&str, _)| {
            spelled(name)
        });
        for ((name, a), (_, b)) in members.both {
            if is_extension(kind, name) {
                self.note(id, differing(name, Half::here(a), Half::here(b)));
            } else {
                self.descend(id, kind, a, b, step(self.graph.nodes[id].kind, kind));
            }
        }
        for (name, a) in members.old {
            self.member(id, key, kind, name, gone(a, key, old, new));
        }
        for (name, b) in members.new {
            self.member(id, key, kind, name, came(b, key, old, new));
        }
    }

    /// A member that only one side has.
    fn member(
        &mut self,
        id: NodeId,
        key: &'a str,
        kind: Kind,
        name: &'a str,
        (old, new): (Half<'a>, Half<'a>),
    ) {
        let (source, node) = match old.value {
            Some(_) => (&self.graph.old, old.at),
            None => (&self.graph.new, new.at),
        };
        let detail = match kind {
            Kind::Response => Detail::Case(if name.starts_with('2') { "success" } else { "" }),
            Kind::Header => {
                let required = source
                    .find(node, "required")
                    .is_some_and(|flag| flag == true);
                Detail::Case(if required { "required" } else { "" })
            }
            _ => Detail::None,
        };
        if is_extension(kind, name) {
            self.note(id, differing(name, old, new));
        } else {
            self.lone(id, key, name, detail, (old, new));
        }
    }

    /// Bodies by media type: spellings of one type are one, and a type may take another's place.
    fn content(&mut self, id: NodeId, key: &'a str, old: &Object<'a>, new: &Object<'a>) {
        let parse = |object: &Object<'a>| -> Vec<_> {
            members(object, key)
                .into_iter()
                .map(|(name, node)| (MediaName::new(name), name, node))
                .collect()
        };
        let Pairs {
            both,
            old: mut olds,
            new: mut news,
        } = pairs(parse(old), parse(new), |(name, ..)| name.to_string());
        for ((name, _, a), (_, _, b)) in both {
            self.descend(
                id,
                Kind::MediaType,
                a,
                b,
                Step::Media {
                    json: name.is_json(),
                },
            );
        }
        type Alike = fn(&MediaName, &MediaName) -> bool;
        let ways: [(&'static str, Alike); 3] = [
            ("", |a, b| a.same_essence(b)),
            ("specialized", |a, b| a.covers(b)),
            ("generalized", |a, b| b.covers(a)),
        ];
        for (case, alike) in ways {
            olds.retain(|(a, a_name, a_node)| {
                let found = news.iter().position(|(b, ..)| alike(a, b));
                let Some((b, b_name, b_node)) = found.map(|at| news.remove(at)) else {
                    return true;
                };
                let (old, new) = (
                    Half::told(a_node, (*a_name).into()),
                    Half::told(b_node, b_name.into()),
                );
                let change = Change::new(key, old, new)
                    .entry(*a_name)
                    .detail(Detail::Case(case));
                self.note(id, Some(change));
                let step = Step::Media {
                    json: a.is_json() && b.is_json(),
                };
                self.descend(id, Kind::MediaType, *a_node, b_node, step);
                false
            });
        }
        for (_, name, a) in olds {
            self.member(id, key, Kind::MediaType, name, gone(a, key, old, new));
        }
        for (_, name, b) in news {
            self.member(id, key, Kind::MediaType, name, came(b, key, old, new));
        }
    }

    pub(super) fn lifecycle(&mut self, id: NodeId, old: &Object<'a>, new: &Object<'a>) {
        let (a, b) = (lifecycle(old), lifecycle(new));
        let key = if a.deprecated == b.deprecated {
            "x-sunset"
        } else {
            "deprecated"
        };
        let detail = Detail::Lifecycle { old: a, new: b };
        self.note(
            id,
            differing_in(key, old, new).map(|change| change.detail(detail)),
        );
    }

    pub(super) fn stability(
        &mut self,
        id: NodeId,
        key: &'a str,
        old: &Object<'a>,
        new: &Object<'a>,
    ) {
        fn text<'a>(object: &Object<'a>, key: &str) -> Option<&'a str> {
            match object.get(key)?.at {
                Value::String(text) => Some(text),
                _ => Some(""),
            }
        }
        let detail = Detail::Stability {
            old: text(old, key),
            new: text(new, key),
        };
        self.note(
            id,
            differing_in(key, old, new).map(|change| change.detail(detail)),
        );
    }
}

/// The keys of both objects, the old one's first.
pub(super) fn keys<'a>(old: &Object<'a>, new: &Object<'a>) -> Vec<&'a str> {
    let mut keys: Vec<_> = old.entries.iter().map(|entry| entry.key).collect();
    keys.extend(
        new.entries
            .iter()
            .map(|entry| entry.key)
            .filter(|key| !old.has(key)),
    );
    keys
}

/// What two objects have under one key.
pub(super) fn halves<'a>(old: &Object<'a>, new: &Object<'a>, key: &str) -> (Half<'a>, Half<'a>) {
    let half = |side: &Object<'a>, other: &Object<'a>| match side.get(key) {
        Some(Entry { value, at, .. }) => Half {
            at,
            value: Some(value.clone()),
        },
        None => Half::missing(side.beside(key, other, None)),
    };
    (half(old, new), half(new, old))
}

/// The halves of a member that only the old side has.
pub(super) fn gone<'a>(
    member: impl Into<Subject<'a>>,
    key: &str,
    old: &Object<'a>,
    new: &Object<'a>,
) -> (Half<'a>, Half<'a>) {
    let member = Half::of(&member.into());
    let listing = new.listing(key, old, member.at);
    (member, Half::missing(listing))
}

/// The halves of a member that only the new side has.
pub(super) fn came<'a>(
    member: impl Into<Subject<'a>>,
    key: &str,
    old: &Object<'a>,
    new: &Object<'a>,
) -> (Half<'a>, Half<'a>) {
    let (new, old) = gone(member, key, new, old);
    (old, new)
}

/// The difference between what two objects have under one key, if there is one.
pub(super) fn differing_in<'a>(
    key: &'a str,
    old: &Object<'a>,
    new: &Object<'a>,
) -> Option<Change<'a>> {
    let (old, new) = halves(old, new, key);
    differing(key, old, new)
}

/// The difference between two values, if there is one.
pub(super) fn differing<'a>(field: &'a str, old: Half<'a>, new: Half<'a>) -> Option<Change<'a>> {
    let how = match (&old.value, &new.value) {
        (None, None) => return None,
        (Some(a), Some(b)) if same(a, b) => return None,
        (Some(a), Some(b)) => match normalise::order(a, b) {
            Some(Ordering::Less) => Some(How::Increased),
            Some(_) => Some(How::Decreased),
            None => None,
        },
        _ => None,
    };
    let change = Change::new(field, old, new);
    Some(Change {
        how: how.unwrap_or(change.how),
        ..change
    })
}

pub(super) fn members<'a>(object: &Object<'a>, key: &str) -> Vec<(&'a str, &'a Value)> {
    let map: Option<&'a Map<String, Value>> =
        object.get(key).and_then(|entry| entry.at.as_object());
    map.into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
        .collect()
}

pub(super) fn lifecycle<'a>(object: &Object<'a>) -> Lifecycle<'a> {
    Lifecycle {
        deprecated: object
            .get("deprecated")
            .is_some_and(|entry| *entry.value == true),
        sunset: object.get("x-sunset").map(|entry| entry.at),
    }
}

/// Among responses an `x-` key is no status.
fn is_extension(kind: Kind, name: &str) -> bool {
    kind == Kind::Response && name.starts_with("x-")
}

fn step(above: Kind, below: Kind) -> Step {
    match (above, below) {
        (Kind::Operation, Kind::RequestBody) => Step::RequestBody,
        (Kind::Operation, Kind::Response) => Step::Response,
        (Kind::Operation, Kind::Callback) => Step::Callback,
        (_, Kind::Header) => Step::Header,
        _ => Step::Inside,
    }
}

/// Whether a parameter may be sent several times, so that one value is a list of one.
pub(super) fn repeats(parameter: &Object<'_>) -> bool {
    style(Kind::Parameter, parameter) == ("form", true)
}
