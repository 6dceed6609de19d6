//! One of the two documents: where its values stand and what its references lead to.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};

use serde_json::Value;

use specwright_openapi::pointer::escape;
use specwright_openapi::reference;

/// A document. Its values are told apart by their address, which costs nothing and holds as long as the borrow does.
pub(super) struct Source<'a> {
    pub(super) root: &'a Value,
    parents: OnceCell<HashMap<usize, (&'a Value, Segment<'a>)>>,
    /// Where chains of bare references end, by the address of each member of one.
    ends: RefCell<HashMap<usize, &'a Value>>,
}

/// One step down into a document.
#[derive(Clone, Copy, Debug)]
pub(super) enum Segment<'a> {
    Key(&'a str),
    Index(usize),
}

/// A value's identity inside its document.
pub(super) fn address(value: &Value) -> usize {
    std::ptr::from_ref(value).addr()
}

/// An object's key, where the value is an object.
pub(super) fn get<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    value.as_object().and_then(|map| map.get(key))
}

/// Whether a value is a reference and nothing else.
pub(super) fn is_reference(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|map| map.len() == 1 && map.contains_key("$ref"))
}

impl<'a> Source<'a> {
    pub(super) fn new(root: &'a Value) -> Source<'a> {
        Source {
            root,
            parents: OnceCell::new(),
            ends: RefCell::default(),
        }
    }

    /// What the `$ref` of this object leads to; nothing when it has none that stays inside the document.
    pub(super) fn target(&self, value: &'a Value) -> Option<&'a Value> {
        self.find_target(value, get(value, "$ref")?.as_str()?)
    }

    /// What a reference leads to that stands in this object.
    pub(super) fn find_target(&self, _from: &'a Value, text: &str) -> Option<&'a Value> {
        self.root.pointer(&reference::local(text)?)
    }

    /// The value behind a bare reference, however many lie between, or the value itself. A circle leads nowhere.
    pub(super) fn follow(&self, value: &'a Value) -> &'a Value {
        let mut at = value;
        let mut seen = HashSet::new();
        while let Some(target) = self.target(at).filter(|_| is_reference(at)) {
            if let Some(&end) = self.ends.borrow().get(&address(at)) {
                at = end;
                break;
            }
            if !seen.insert(address(at)) {
                at = value;
                break;
            }
            at = target;
        }
        let mut ends = self.ends.borrow_mut();
        ends.extend(seen.into_iter().map(|member| (member, at)));
        at
    }

    /// What an object or whatever it refers to says under a key. What stands beside a reference speaks louder.
    pub(super) fn find(&self, value: &'a Value, key: &str) -> Option<&'a Value> {
        let mut seen = HashSet::new();
        let mut at = value;
        while seen.insert(address(at)) {
            match (get(at, key), self.target(at)) {
                (Some(found), _) => return Some(found),
                (None, Some(target)) => at = self.follow(target),
                (None, None) => break,
            }
        }
        None
    }

    /// The way from the root to a value of this document.
    pub(super) fn path(&self, value: &Value) -> Vec<(&'a Value, Segment<'a>)> {
        let parents = self.parents.get_or_init(|| index(self.root));
        let mut path = Vec::new();
        let mut at = address(value);
        while let Some(&(parent, segment)) = parents.get(&at) {
            path.push((parent, segment));
            at = address(parent);
        }
        path.reverse();
        path
    }

    /// The JSON pointer of a value of this document.
    pub(super) fn pointer(&self, value: &Value) -> String {
        let mut pointer = String::new();
        for (_, segment) in self.path(value) {
            pointer.push('/');
            match segment {
                Segment::Key(key) => pointer.push_str(&escape(key)),
                Segment::Index(index) => pointer.push_str(&index.to_string()),
            }
        }
        pointer
    }
}

fn index(root: &Value) -> HashMap<usize, (&Value, Segment<'_>)> {
    let mut parents = HashMap::new();
    let mut open = vec![root];
    while let Some(parent) = open.pop() {
        let mut note = |child, segment| {
            parents.insert(address(child), (parent, segment));
            if child.is_object() || child.is_array() {
                open.push(child);
            }
        };
        match parent {
            Value::Object(map) => map
                .iter()
                .for_each(|(key, child)| note(child, Segment::Key(key))),
            Value::Array(items) => {
                items
                    .iter()
                    .enumerate()
                    .for_each(|(at, child)| note(child, Segment::Index(at)));
            }
            _ => {}
        }
    }
    parents
}
