//! Every place where two documents differ, whatever it means for anyone.
//!
//! The result is a graph: a node for each pair of objects that were held against each other, with the differences
//! between the two themselves, and edges to the pairs below. A pair is compared once, however often it is reached, so
//! recursive schemas end and a component that a hundred operations share costs as much as one.

mod components;
mod forms;
mod generic;
mod lists;
mod operations;
mod pairs;
mod parameters;
mod paths;
mod renames;
mod schema;
mod signature;
mod spellings;
mod types;

pub(super) use self::forms::Kind;
pub(super) use self::types::Types;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::Value;

use super::normalise;
use super::options::{Names, Options};
use super::source::{Source, address, get, is_reference};
use super::{OperationRef, Stability};

/// Two documents and all that differs.
pub(super) struct Graph<'a> {
    pub(super) old: Source<'a>,
    pub(super) new: Source<'a>,
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) operations: Vec<Operation>,
    /// Where the way down starts.
    pub(super) roots: Vec<Root>,
}

/// Where operations enter the graph.
pub(super) struct Root {
    pub(super) node: NodeId,
    /// As indexes into [`Graph::operations`]; none for what belongs to the whole document.
    pub(super) operations: Vec<usize>,
}

/// An operation of either document.
pub(super) struct Operation {
    pub(super) reference: OperationRef,
    /// What `x-stability-level` says on each side; stable when it says nothing that can be understood.
    pub(super) stability: (Stability, Stability),
    /// Whether it is a webhook: the server calls, and the client answers.
    pub(super) is_webhook: bool,
}

pub(super) type NodeId = usize;

/// Two objects that were held against each other.
pub(super) struct Node<'a> {
    pub(super) kind: Kind,
    old: &'a Value,
    new: &'a Value,
    /// For schemas: what the new one says of the value's direction.
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) changes: Vec<Change<'a>>,
    pub(super) edges: Vec<Edge>,
}

/// The way from a pair to one below.
pub(super) struct Edge {
    pub(super) to: NodeId,
    pub(super) step: Step,
}

/// What lies between a pair and one below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing that changes how the pair below is judged.
    Inside,
    Parameter {
        header: bool,
        repeats: bool,
        required: bool,
    },
    RequestBody,
    Response,
    /// To what the server calls, and the client answers.
    Callback,
    Header,
    Media {
        json: bool,
    },
    /// A schema's property; `required` in the old document.
    Property {
        required: bool,
    },
    /// Any other schema inside a schema.
    Subschema,
    /// What a schema does not take.
    Not,
    /// A condition; whether there is a `then` or an `else` in either document.
    If {
        counts: bool,
    },
    /// A definition, which counts only where something refers to it.
    Definition,
}

/// One difference between two objects.
#[derive(Clone)]
pub(super) struct Change<'a> {
    pub(super) field: &'a str,
    /// The name of the member, where the field is a collection and only a member differs.
    pub(super) entry: Option<String>,
    pub(super) how: How,
    pub(super) detail: Detail<'a>,
    /// The object of the old document that it is a difference of, where the values stand elsewhere.
    pub(super) site: Option<&'a Value>,
    pub(super) old: Half<'a>,
    pub(super) new: Half<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum How {
    Added,
    Removed,
    Changed,
    Increased,
    Decreased,
}

/// One document's half of a difference.
#[derive(Clone)]
pub(super) struct Half<'a> {
    /// Where it stands, or what would hold it.
    pub(super) at: &'a Value,
    pub(super) value: Option<Cow<'a, Value>>,
}

/// What the rules need to know of a difference beside its field.
#[derive(Clone)]
pub(super) enum Detail<'a> {
    None,
    /// A case that depends on the documents alone.
    Case(&'static str),
    Type {
        old: Types,
        new: Types,
        items_take_old: bool,
    },
    Property {
        required: bool,
        read_only: bool,
        write_only: bool,
        default: bool,
    },
    Lifecycle {
        old: Lifecycle<'a>,
        new: Lifecycle<'a>,
    },
    Gone {
        case: &'static str,
        required: bool,
        lifecycle: Lifecycle<'a>,
    },
    Stability {
        old: Option<&'a str>,
        new: Option<&'a str>,
    },
}

/// What an operation, parameter or schema says of its end.
#[derive(Clone, Copy, Default)]
pub(super) struct Lifecycle<'a> {
    pub(super) deprecated: bool,
    pub(super) sunset: Option<&'a Value>,
}

pub(super) fn walk<'a>(old: &'a Value, new: &'a Value, options: &Options) -> Graph<'a> {
    let mut walker = Walker {
        graph: Graph {
            old: Source::new(old),
            new: Source::new(new),
            nodes: Vec::new(),
            operations: Vec::new(),
            roots: Vec::new(),
        },
        names: options.names,
        known: HashMap::new(),
        open: VecDeque::new(),
        compared: [HashSet::new(), HashSet::new()],
        signatures: [HashMap::new(), HashMap::new()],
    };
    walker.document();
    walker.graph
}

struct Walker<'a> {
    graph: Graph<'a>,
    names: Names,
    known: HashMap<(Kind, usize, usize), NodeId>,
    open: VecDeque<NodeId>,
    /// The objects of each document that were held against one of the other.
    compared: [HashSet<usize>; 2],
    signatures: [HashMap<(usize, u8), u64>; 2],
}

impl<'a> Walker<'a> {
    fn document(&mut self) {
        let (old, new) = (self.graph.old.root, self.graph.new.root);
        let document = self.node(Kind::Document, old, new);
        self.graph.roots.push(Root {
            node: document,
            operations: Vec::new(),
        });
        let old = normalise::object(&self.graph.old, Kind::Document, old);
        let new = normalise::object(&self.graph.new, Kind::Document, new);
        self.fields(document, &old, &new);
        self.paths(document, &old, &new);
        self.webhooks(document, &old, &new);
        self.drain();
        self.components(document, &old, &new);
    }

    /// The node for a pair; what is inside is compared later.
    fn pair(&mut self, kind: Kind, old: &'a Value, new: &'a Value) -> NodeId {
        // Where one side only refers to what the other writes out, the place of the reference is part of what differs.
        let (old, new) = match is_reference(old) && is_reference(new) {
            true => (self.graph.old.follow(old), self.graph.new.follow(new)),
            false => (old, new),
        };
        let key = (kind, address(old), address(new));
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let node = self.node(kind, old, new);
        self.known.insert(key, node);
        self.open.push_back(node);
        node
    }

    fn node(&mut self, kind: Kind, old: &'a Value, new: &'a Value) -> NodeId {
        let (changes, edges) = (Vec::new(), Vec::new());
        self.graph.nodes.push(Node {
            kind,
            old,
            new,
            read_only: false,
            write_only: false,
            changes,
            edges,
        });
        self.graph.nodes.len() - 1
    }

    fn drain(&mut self) {
        while let Some(id) = self.open.pop_front() {
            let Node { kind, old, new, .. } = self.graph.nodes[id];
            match kind {
                Kind::Schema => self.schema(id, old, new),
                Kind::PathItem => self.nested_path_item(id, old, new),
                kind => {
                    let old = normalise::object(&self.graph.old, kind, old);
                    let new = normalise::object(&self.graph.new, kind, new);
                    self.note_compared(&old, &new);
                    self.fields(id, &old, &new);
                }
            }
        }
    }

    /// Compares a pair below and ties it to this one.
    fn descend(&mut self, id: NodeId, kind: Kind, old: &'a Value, new: &'a Value, step: Step) {
        let to = self.pair(kind, old, new);
        self.graph.nodes[id].edges.push(Edge { to, step });
        let name = |value: &'a Value| get(value, "$ref").filter(|name| name.is_string());
        if let (Some(a), Some(b)) = (name(old), name(new))
            && (self.names, kind) == (Names::Judged, Kind::Schema)
        {
            self.note(
                id,
                generic::differing("component", Half::here(a), Half::here(b)),
            );
        }
    }

    fn note(&mut self, id: NodeId, change: Option<Change<'a>>) {
        self.graph.nodes[id].changes.extend(change);
    }

    /// Notes a member of a collection that only one side has.
    fn lone(
        &mut self,
        id: NodeId,
        field: &'a str,
        entry: impl Into<String>,
        detail: Detail<'a>,
        (old, new): (Half<'a>, Half<'a>),
    ) {
        self.note(
            id,
            Some(Change::new(field, old, new).entry(entry).detail(detail)),
        );
    }
}

impl<'a> Change<'a> {
    fn new(field: &'a str, old: Half<'a>, new: Half<'a>) -> Change<'a> {
        let how = match (&old.value, &new.value) {
            (None, Some(_)) => How::Added,
            (Some(_), None) => How::Removed,
            _ => How::Changed,
        };
        Change {
            field,
            entry: None,
            how,
            detail: Detail::None,
            site: None,
            old,
            new,
        }
    }

    fn entry(self, name: impl Into<String>) -> Change<'a> {
        Change {
            entry: Some(name.into()),
            ..self
        }
    }

    fn detail(self, detail: Detail<'a>) -> Change<'a> {
        Change { detail, ..self }
    }
}

impl<'a> Half<'a> {
    fn here(value: &'a Value) -> Half<'a> {
        Half {
            at: value,
            value: Some(Cow::Borrowed(value)),
        }
    }

    /// A value that is told in other words than the document's.
    fn told(at: &'a Value, value: Value) -> Half<'a> {
        Half {
            at,
            value: Some(Cow::Owned(value)),
        }
    }

    fn missing(from: &'a Value) -> Half<'a> {
        Half {
            at: from,
            value: None,
        }
    }
}
