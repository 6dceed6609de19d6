//! Paths and webhooks: which path of one document is which of the other.

use serde_json::Value;

use super::forms::{Form, is_method};
use super::generic::{came, differing, gone, halves, keys, lifecycle, members};
use super::pairs::{Pairs, pairs};
use super::{Change, Detail, Edge, Half, How, Kind, NodeId, Operation, Root, Step, Walker};
use crate::normalise::{self, Address, Entry, Object, Template};
use crate::source::get;
use crate::{OperationRef, Stability};

/// Two path items and how their parameters correspond.
pub(super) struct Pairing<'a> {
    pub(super) old: Object<'a>,
    pub(super) new: Object<'a>,
    pub(super) templates: (Template, Template),
}

impl<'a> Walker<'a> {
    pub(super) fn paths(&mut self, document: NodeId, old: &Object<'a>, new: &Object<'a>) {
        let key = "paths";
        if self.not_a_map(document, key, old, new) {
            return self.servers(document, old, new, false);
        }
        let prefixes = (prefix(self.graph.old.root), prefix(self.graph.new.root));
        let full = |prefix: &str, path: &str, node: &'a Value| {
            // A path may have servers of its own.
            match Address::all(node).first() {
                Some(own) => format!("{}{path}", own.prefix),
                None => format!("{prefix}{path}"),
            }
        };
        let mut left = Pairs {
            both: Vec::new(),
            old: members(old, key),
            new: members(new, key),
        };
        // The same address is the same path, however it is put together; else one that is written alike. A path that is
        // written alike on both sides is the same even where a document has two of one shape.
        let old_prefix = |(path, node): &(&'a str, &'a Value)| full(&prefixes.0, path, node);
        let new_prefix = |(path, node): &(&'a str, &'a Value)| full(&prefixes.1, path, node);
        left.extend(|one| old_prefix(one), |one| new_prefix(one));
        left.extend(
            |one| Template::new(&old_prefix(one)).shape,
            |one| Template::new(&new_prefix(one)).shape,
        );
        let moved = prefixes.0 != prefixes.1 && !left.both.is_empty();
        let at_same_address = left.both.len();
        left.extend(
            |(path, _)| (*path).to_owned(),
            |(path, _)| (*path).to_owned(),
        );
        left.extend(
            |(path, _)| Template::new(path).shape,
            |(path, _)| Template::new(path).shape,
        );
        self.servers(
            document,
            old,
            new,
            moved && left.both.len() == at_same_address,
        );
        for ((path, a), (new_path, b)) in left.both {
            if path.starts_with("x-") {
                self.note(document, differing(path, Half::here(a), Half::here(b)));
            } else {
                self.path_item(
                    a,
                    b,
                    (Template::new(path), Template::new(new_path)),
                    (new_path, false),
                );
            }
        }
        for (path, a) in left.old {
            self.lone_path(document, path, a, How::Removed, gone(a, key, old, new));
        }
        for (path, b) in left.new {
            self.lone_path(document, path, b, How::Added, came(b, key, old, new));
        }
    }

    /// The servers of the document. Where what one side says of an address is part of its paths on the other side, that
    /// is no difference.
    fn servers(&mut self, document: NodeId, old: &Object<'a>, new: &Object<'a>, moved: bool) {
        let key = "servers";
        let origins = |root: &Value| {
            let mut origins: Vec<_> = Address::all(root)
                .into_iter()
                .map(|one| one.origin)
                .collect();
            origins.sort();
            origins
        };
        let (before, after) = (origins(self.graph.old.root), origins(self.graph.new.root));
        // Without servers, the server is where the document is.
        let same_hosts = before == after || (before.is_empty() && after == [""]);
        let same_hosts = same_hosts || (after.is_empty() && before == [""]);
        if moved && same_hosts {
            return;
        }
        self.field(document, key, Form::Listed(Kind::Server, "url"), old, new);
    }

    pub(super) fn webhooks(&mut self, document: NodeId, old: &Object<'a>, new: &Object<'a>) {
        let key = "webhooks";
        if self.not_a_map(document, key, old, new) {
            return;
        }
        let hooks = pairs(members(old, key), members(new, key), |(name, _)| *name);
        for ((_, a), (name, b)) in hooks.both {
            self.path_item(a, b, (Template::new(""), Template::new("")), (name, true));
        }
        for (name, a) in hooks.old {
            self.lone_webhook(document, (name, a), How::Removed, gone(a, key, old, new));
        }
        for (name, b) in hooks.new {
            self.lone_webhook(document, (name, b), How::Added, came(b, key, old, new));
        }
    }

    /// A webhook that only one document has: one difference, which reaches its operations.
    fn lone_webhook(
        &mut self,
        document: NodeId,
        (name, node): (&'a str, &'a Value),
        how: How,
        halves: (Half<'a>, Half<'a>),
    ) {
        let removed = how == How::Removed;
        let source = if removed {
            &self.graph.old
        } else {
            &self.graph.new
        };
        let item = normalise::object(source, Kind::PathItem, node);
        let mut operations = Vec::new();
        for entry in item.entries.iter().filter(|entry| is_method(entry.key)) {
            let (a, b) = match removed {
                true => (Some(entry.at), None),
                false => (None, Some(entry.at)),
            };
            operations.push(self.operation(entry.key, (name, true), a, b));
        }
        let id = match operations.is_empty() {
            true => document,
            false => self.node(Kind::Document, halves.0.at, halves.1.at),
        };
        self.lone(id, "webhooks", name, Detail::None, halves);
        if id != document {
            self.graph.roots.push(Root::of(id, operations));
        }
    }

    /// Compares as data what should be a map and is none; gives whether it did.
    fn not_a_map(&mut self, id: NodeId, key: &'a str, old: &Object<'a>, new: &Object<'a>) -> bool {
        let odd = [old, new]
            .iter()
            .any(|side| side.get(key).is_some_and(|entry| !entry.value.is_object()));
        if odd {
            self.data(id, key, old, new);
        }
        odd
    }

    /// Two path items that are one: their own keys, and an operation for each method.
    fn path_item(
        &mut self,
        old: &'a Value,
        new: &'a Value,
        templates: (Template, Template),
        name: (&'a str, bool),
    ) {
        let id = self.node(Kind::PathItem, old, new);
        let pairing = self.pairing(old, new, templates);
        self.fields(id, &pairing.old, &pairing.new);
        let mut operations = Vec::new();
        for method in methods(&pairing) {
            let (a, b) = (
                pairing.old.get(method).map(|e| e.at),
                pairing.new.get(method).map(|e| e.at),
            );
            let index = self.operation(method, name, a, b);
            operations.push(index);
            let node = match (a, b) {
                (Some(a), Some(b)) => self.operations(a, b, &pairing),
                (Some(a), None) => {
                    self.lone_operation(method, a, "", (Half::here(a), Half::missing(new)))
                }
                (None, Some(b)) => {
                    self.lone_operation(method, b, "", (Half::missing(old), Half::here(b)))
                }
                (None, None) => continue,
            };
            self.graph.roots.push(Root::of(node, vec![index]));
        }
        if operations.is_empty() {
            self.parameters(id, &pairing, None);
        }
        self.graph.roots.push(Root::of(id, operations));
    }

    /// A path item that was reached from a callback: its operations belong to the one that calls back.
    pub(super) fn nested_path_item(&mut self, id: NodeId, old: &'a Value, new: &'a Value) {
        let pairing = self.pairing(old, new, (Template::new(""), Template::new("")));
        self.fields(id, &pairing.old, &pairing.new);
        for method in methods(&pairing) {
            let (a, b) = (
                pairing.old.get(method).map(|e| e.at),
                pairing.new.get(method).map(|e| e.at),
            );
            match (a, b) {
                (Some(a), Some(b)) => {
                    let to = self.operations(a, b, &pairing);
                    self.graph.nodes[id].edges.push(Edge::new(to, Step::Inside));
                }
                _ => {
                    let halves = halves(&pairing.old, &pairing.new, method);
                    let name = method.to_ascii_uppercase();
                    self.lone(id, "operation", name, Detail::Case("callback"), halves);
                }
            }
        }
    }

    fn pairing(
        &mut self,
        old: &'a Value,
        new: &'a Value,
        templates: (Template, Template),
    ) -> Pairing<'a> {
        let old = normalise::object(&self.graph.old, Kind::PathItem, old);
        let new = normalise::object(&self.graph.new, Kind::PathItem, new);
        self.note_compared(&old, &new);
        Pairing {
            old,
            new,
            templates,
        }
    }

    /// A path that only one document has: one difference for each operation.
    fn lone_path(
        &mut self,
        document: NodeId,
        path: &'a str,
        node: &'a Value,
        how: How,
        (old, new): (Half<'a>, Half<'a>),
    ) {
        let removed = how == How::Removed;
        let source = if removed {
            &self.graph.old
        } else {
            &self.graph.new
        };
        let item = normalise::object(source, Kind::PathItem, node);
        let mut has_operations = false;
        for &Entry {
            key: method, at, ..
        } in item.entries.iter().filter(|entry| is_method(entry.key))
        {
            has_operations = true;
            let (a, b) = if removed {
                (Some(at), None)
            } else {
                (None, Some(at))
            };
            let index = self.operation(method, (path, false), a, b);
            let halves = match how {
                How::Removed => (Half::here(at), new.clone()),
                _ => (old.clone(), Half::here(at)),
            };
            let node = self.lone_operation(method, at, "path", halves);
            self.graph.roots.push(Root::of(node, vec![index]));
        }
        if !has_operations {
            let (field, entry) = match path.starts_with("x-") {
                true => (path, None),
                false => ("paths", Some(path.to_owned())),
            };
            self.note(
                document,
                Some(Change {
                    entry,
                    ..Change::new(field, old, new)
                }),
            );
        }
    }

    fn lone_operation(
        &mut self,
        method: &'a str,
        node: &'a Value,
        case: &'static str,
        halves: (Half<'a>, Half<'a>),
    ) -> NodeId {
        let id = self.node(Kind::PathItem, halves.0.at, halves.1.at);
        let detail = Detail::Gone {
            case,
            required: false,
            lifecycle: lifecycle(&Object::as_written(node)),
        };
        self.lone(id, "operation", method.to_ascii_uppercase(), detail, halves);
        id
    }

    /// Enters an operation, of a path or of a webhook, into the list of those that findings name.
    fn operation(
        &mut self,
        method: &str,
        (path, is_webhook): (&str, bool),
        old: Option<&'a Value>,
        new: Option<&'a Value>,
    ) -> usize {
        let read = |key| {
            let one = |side: Option<&'a Value>| {
                side.and_then(|node| get(node, key)).and_then(Value::as_str)
            };
            (one(old), one(new))
        };
        let (old_id, new_id) = read("operationId");
        let (old_level, new_level) = read("x-stability-level");
        let level =
            |text: Option<&str>| text.and_then(Stability::parse).unwrap_or(Stability::Stable);
        let mut stability = (level(old_level), level(new_level));
        if new.is_none() {
            stability.1 = stability.0;
        }
        self.graph.operations.push(Operation {
            reference: OperationRef {
                method: method.to_ascii_uppercase(),
                path: path.to_owned(),
                id: new_id
                    .or(old_id.filter(|_| new.is_none()))
                    .map(str::to_owned),
            },
            stability,
            is_webhook,
        });
        self.graph.operations.len() - 1
    }
}

/// What every path of a document starts with, by the first of its servers.
fn prefix(root: &Value) -> String {
    let mut servers = Address::all(root).into_iter();
    servers
        .next()
        .map_or_else(String::new, |server| server.prefix)
}

/// The methods of either path item.
fn methods<'a>(pairing: &Pairing<'a>) -> Vec<&'a str> {
    keys(&pairing.old, &pairing.new)
        .into_iter()
        .filter(|key| is_method(key))
        .collect()
}
