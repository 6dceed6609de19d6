//! Security as access: requirements are alternatives, and what counts is whether who met one of them is still let in.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::generic::{came, gone, members};
use super::{Detail, Edge, Kind, NodeId, Root, Step, Walker};
use crate::normalise::{Object, same};
use crate::source::get;

const KEY: &str = "security";

/// One of the alternatives: schemes with their scopes, all of which are asked for.
struct Requirement<'a> {
    /// Nothing where it is said by leaving the list out or empty.
    node: Option<&'a Value>,
    schemes: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Requirement<'a> {
    /// Whether who meets the other one meets this one.
    fn is_met_by(&self, other: &Requirement<'_>) -> bool {
        self.schemes.iter().all(|(scheme, scopes)| {
            let others = other.schemes.get(scheme);
            others.is_some_and(|others| scopes.is_subset(others))
        })
    }

    fn is_open(&self) -> bool {
        self.schemes.is_empty()
    }

    fn asks_for_the_same(&self, other: &Requirement<'_>) -> bool {
        self.schemes.keys().eq(other.schemes.keys())
    }

    fn name(&self) -> String {
        if self.is_open() {
            return "nothing".to_owned();
        }
        let written = self.node.and_then(Value::as_object).into_iter().flatten();
        let mut names: Vec<_> = (written)
            .map(|(name, scopes)| {
                let scopes = scopes.as_array().into_iter().flatten();
                let scopes: Vec<_> = scopes.filter_map(Value::as_str).collect();
                match scopes.as_slice() {
                    [] => name.clone(),
                    scopes => format!("{name} ({})", scopes.join(", ")),
                }
            })
            .collect();
        names.sort_unstable();
        names.join(" and ")
    }
}

impl<'a> Walker<'a> {
    /// What two operations ask for. Where both leave it to the document, it is told once, with all that it reaches.
    pub(super) fn operation_security(&mut self, id: NodeId, old: &Object<'a>, new: &Object<'a>) {
        let (old_root, new_root) = (self.graph.old.root, self.graph.new.root);
        let odd = |side: &Object<'a>| side.get(KEY).is_some_and(|entry| !entry.value.is_array());
        if odd(old) || odd(new) {
            self.data(id, KEY, old, new);
        } else if old.has(KEY) || new.has(KEY) {
            let before = self.graph.nodes[id].changes.len();
            self.access(id, &effective(old, old_root), &effective(new, new_root));
            // What an operation has from the document stands there; the difference is the operation's.
            for change in &mut self.graph.nodes[id].changes[before..] {
                change.site = Some(old.layers[0]);
            }
        } else if let Some(shared) = self.document_security() {
            self.graph.nodes[id]
                .edges
                .push(Edge::new(shared, Step::Inside));
        }
        // A scheme that is no longer asked for may be what it likes.
        let asked_for = schemes(&effective(new, new_root));
        for name in schemes(&effective(old, old_root)) {
            let find = |root, name| get(get(get(root, "components")?, "securitySchemes")?, name);
            let new_name = self.scheme(name);
            if !asked_for.contains(&new_name) {
                continue;
            }
            if let (Some(a), Some(b)) = (find(old_root, name), find(new_root, new_name)) {
                self.descend(id, Kind::SecurityScheme, a, b, Step::Inside);
            }
        }
    }

    /// What differs in the document's own requirements, if anything does.
    fn document_security(&mut self) -> Option<NodeId> {
        if let Some(known) = self.document_security {
            return known;
        }
        let (old, new) = (self.graph.old.root, self.graph.new.root);
        let node = self.node(Kind::Document, old, new);
        let (old, new) = (Object::as_written(old), Object::as_written(new));
        let odd = |side: &Object<'a>| side.get(KEY).is_some_and(|entry| !entry.value.is_array());
        // What is no list is compared as data, with the document.
        if !odd(&old) && !odd(&new) {
            self.access(node, &old, &new);
        }
        let known = (!self.graph.nodes[node].changes.is_empty()).then_some(node);
        self.document_security = Some(known);
        known
    }

    /// Notes what differs in the document's own requirements where no operation takes them over.
    pub(super) fn unused_security(&mut self) {
        if self.document_security.is_none()
            && let Some(node) = self.document_security()
        {
            for change in &mut self.graph.nodes[node].changes {
                change.detail = Detail::Case("unused");
            }
            self.graph.roots.push(Root::of(node, Vec::new()));
        }
    }

    fn access(&mut self, id: NodeId, old: &Object<'a>, new: &Object<'a>) {
        let olds = self.requirements(old, |walker, name| walker.scheme(name));
        let news = self.requirements(new, |_, name| name);
        let is_met = |a: &Requirement<'a>| news.iter().any(|b| b.is_met_by(a));
        let equal = |a: &Requirement<'a>, b: &Requirement<'a>| a.schemes == b.schemes;
        let lone = |these: &'_ [Requirement<'a>], those: &[Requirement<'a>]| -> Vec<usize> {
            let all = these.iter().enumerate();
            all.filter(|(_, a)| !those.iter().any(|b| equal(a, b)))
                .map(|(at, _)| at)
                .collect()
        };
        let (gone_ones, mut new_ones) = (lone(&olds, &news), lone(&news, &olds));
        let was_open = olds.iter().any(Requirement::is_open);
        let secured = was_open && !news.iter().any(Requirement::is_open);
        let lost = !gone_ones.is_empty();
        let mut told = false;
        for a in gone_ones.into_iter().map(|at| &olds[at]) {
            let case = if is_met(a) { "met" } else { "" };
            let same_schemes = new_ones
                .iter()
                .position(|&at| news[at].asks_for_the_same(a));
            let b = same_schemes.map(|at| &news[new_ones.remove(at)]);
            match (a.node, b) {
                (Some(from), Some(Requirement { node: Some(to), .. })) => {
                    self.scopes(id, case, (from, to));
                }
                (Some(node), _) if !a.is_open() || new_ones.is_empty() => {
                    let halves = gone(node, KEY, old, new);
                    self.lone(id, KEY, a.name(), Detail::Case(case), halves);
                    told |= a.is_open();
                }
                _ => {}
            }
        }
        for b in new_ones.into_iter().map(|at| &news[at]) {
            let case = if secured && !told { "secured" } else { "" };
            // That nothing is asked for any more is told with what was.
            if let Some(node) = b.node.filter(|_| !(b.is_open() && lost)) {
                let halves = came(node, KEY, old, new);
                self.lone(id, KEY, b.name(), Detail::Case(case), halves);
            }
        }
    }

    /// The scopes that differ between two requirements of the same schemes.
    fn scopes(&mut self, id: NodeId, case: &'static str, (old, new): (&'a Value, &'a Value)) {
        let (old, new) = (Object::as_written(old), Object::as_written(new));
        for entry in &old.entries {
            let scheme = entry.key;
            let new_scheme = self.scheme(scheme);
            let before = self.graph.nodes[id].changes.len();
            let same_name = match new.get(new_scheme) {
                Some(other) if new_scheme != scheme => {
                    let mut renamed = Object::as_written(new.layers[0]);
                    renamed.set(crate::normalise::Entry {
                        key: scheme,
                        ..other.clone()
                    });
                    renamed
                }
                _ => new.clone(),
            };
            self.set(id, scheme, &old, &same_name);
            for change in &mut self.graph.nodes[id].changes[before..] {
                let scope = change.entry.take().unwrap_or_default();
                change.entry = Some(format!("{scope} of {scheme}"));
                change.field = "scopes";
                change.detail = Detail::Case(case);
            }
        }
    }

    /// The alternatives. Leaving them out asks for nothing.
    fn requirements(
        &mut self,
        holder: &Object<'a>,
        mut name: impl FnMut(&mut Self, &'a str) -> &'a str,
    ) -> Vec<Requirement<'a>> {
        let list = holder.get(KEY).and_then(|entry| entry.at.as_array());
        let mut found = Vec::new();
        for node in list.into_iter().flatten() {
            let mut schemes = BTreeMap::new();
            for (scheme, scopes) in node.as_object().into_iter().flatten() {
                let scopes = scopes.as_array().into_iter().flatten();
                schemes.insert(
                    name(self, scheme),
                    scopes.filter_map(Value::as_str).collect(),
                );
            }
            found.push(Requirement {
                node: Some(node),
                schemes,
            });
        }
        if found.is_empty() {
            found.push(Requirement {
                node: None,
                schemes: BTreeMap::new(),
            });
        }
        found
    }

    /// What the new document calls a scheme: nothing on the wire sees its name.
    fn scheme(&mut self, name: &'a str) -> &'a str {
        let (old, new) = (self.graph.old.root, self.graph.new.root);
        let names = self.scheme_names.get_or_insert_with(|| renamed(old, new));
        names.get(name).copied().unwrap_or(name)
    }
}

/// The schemes that have another name in the new document: of those that only one document names, the ones that say the
/// same.
fn renamed<'a>(old: &'a Value, new: &'a Value) -> HashMap<&'a str, &'a str> {
    let listed = |root: &'a Value| match get(root, "components") {
        Some(components) => members(&Object::as_written(components), "securitySchemes"),
        None => Vec::new(),
    };
    let without_words = |value: &Value| {
        let mut value = value.clone();
        if let Some(map) = value.as_object_mut() {
            map.remove("description");
        }
        value
    };
    let (olds, news) = (listed(old), listed(new));
    let has = |list: &[(&str, &Value)], name: &str| list.iter().any(|(known, _)| *known == name);
    let mut names = HashMap::new();
    for (name, node) in olds.iter().filter(|(name, _)| !has(&news, name)) {
        let alike =
            |(_, other): &&(&'a str, &'a Value)| same(&without_words(node), &without_words(other));
        let mut alike = news
            .iter()
            .filter(|(name, _)| !has(&olds, name))
            .filter(alike);
        if let (Some((new_name, _)), None) = (alike.next(), alike.next()) {
            names.insert(*name, *new_name);
        }
    }
    names
}

/// The object that says what security an operation has: itself or the document.
fn effective<'a>(operation: &Object<'a>, root: &'a Value) -> Object<'a> {
    match operation.get(KEY) {
        Some(_) => operation.clone(),
        None => Object::as_written(root),
    }
}

/// The schemes that are asked for, in the order of their names.
fn schemes<'a>(holder: &Object<'a>) -> Vec<&'a str> {
    let list = holder.get(KEY).and_then(|entry| entry.at.as_array());
    let requirements = list.into_iter().flatten().filter_map(Value::as_object);
    let mut names: Vec<_> = requirements
        .flatten()
        .map(|(name, _)| name.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
