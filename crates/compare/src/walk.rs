//! Every place where two documents differ, whatever it means for anyone.
//!
//! The result is a graph: a node for each pair of objects that were held against each other, with the differences
//! between the two themselves, and edges to the pairs below. A pair is compared once, however often it is reached, so
//! recursive schemas end and a component that a hundred operations share costs as much as one.

mod components;
mod forms;
mod generic;
mod likeness;
mod lists;
mod operations;
mod pairs;
mod parameters;
mod paths;
mod renames;
mod schema;
mod security;
mod signature;
mod spellings;

pub(super) use self::forms::Kind;
pub(super) use super::normalise::Types;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use serde_json::Value;

use self::signature::Document;
use super::normalise::{self, Object, Schemas, Subject};
use super::options::{Names, Options};
use super::source::{Source, get};
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
    /// For a component: whether what operations reach was compared with both of it, apart from each other.
    pub(super) is_used_elsewhere: bool,
}

impl Root {
    fn of(node: NodeId, operations: Vec<usize>) -> Root {
        Root {
            node,
            operations,
            is_used_elsewhere: false,
        }
    }
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
    old: Subject<'a>,
    new: Subject<'a>,
    /// For schemas: whether only one side writes the value, in either document.
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) changes: Vec<Change<'a>>,
    pub(super) edges: Vec<Edge>,
    /// Where references stand that lead elsewhere in the new document.
    pub(super) sites: Option<Rc<Site<'a>>>,
}

/// The place of a reference whose component the new document has, and does not refer to here. What differs inside is
/// told by this place, since the component itself may not have changed.
pub(super) struct Site<'a> {
    pub(super) component: &'a Value,
    pub(super) reference: &'a Value,
    above: Option<Rc<Site<'a>>>,
}

/// The way from a pair to one below.
pub(super) struct Edge {
    pub(super) to: NodeId,
    pub(super) step: Step,
    /// Whether what is below says nothing of any value that both sides take.
    pub(super) idle: bool,
}

impl Edge {
    fn new(to: NodeId, step: Step) -> Edge {
        Edge {
            to,
            step,
            idle: false,
        }
    }
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
    /// A schema's property, and whether each document requires it.
    Property {
        required: (bool, bool),
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
    pub(super) bearing: Bearing,
    /// The object of the old document that it is a difference of, where the values stand elsewhere.
    pub(super) site: Option<&'a Value>,
    pub(super) old: Half<'a>,
    pub(super) new: Half<'a>,
}

/// What a difference means for the values that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bearing {
    /// What the keyword means.
    Plain,
    /// Nothing, for any value that both sides take.
    Idle,
    /// More or less, which only what stands beside it tells.
    Either,
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
    Type(Box<TypeChange>),
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

/// Types that differ.
#[derive(Clone)]
pub(super) struct TypeChange {
    pub(super) old: Types,
    pub(super) new: Types,
    /// What the texts of a parameter mean to the new schema.
    pub(super) texts: Texts,
}

/// What becomes of values that travel as text.
#[derive(Clone, Copy, Default)]
pub(super) struct Texts {
    /// Whether a list of the new items takes each old value as a list of one, and the other way about.
    pub(super) one_of_list: (bool, bool),
    /// Whether a list that travels as one text is taken as text, and the other way about.
    pub(super) list_as_text: (bool, bool),
    /// Whether the new schema takes any text that is taken at all, and the other way about.
    pub(super) any_text: (bool, bool),
}

impl Texts {
    /// The same on the way back.
    pub(super) fn reversed(self) -> Texts {
        let swap = |(old, new)| (new, old);
        Texts {
            one_of_list: swap(self.one_of_list),
            list_as_text: swap(self.list_as_text),
            any_text: swap(self.any_text),
        }
    }
}

impl<'a> Site<'a> {
    /// These places, the innermost first.
    pub(super) fn all(self: &Rc<Site<'a>>) -> impl Iterator<Item = &Site<'a>> {
        std::iter::successors(Some(&**self), |site| site.above.as_deref())
    }
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
        schemas: Default::default(),
        document_security: None,
        scheme_names: None,
    };
    walker.document();
    walker.graph
}

struct Walker<'a> {
    graph: Graph<'a>,
    names: Names,
    known: HashMap<(Kind, Subject<'a>, Subject<'a>), NodeId>,
    open: VecDeque<NodeId>,
    /// The objects of each document that were held against one of the other.
    compared: [HashSet<usize>; 2],
    signatures: [HashMap<(Subject<'a>, u8), u64>; 2],
    schemas: [Schemas<'a>; 2],
    /// What differs in the document's own security requirements, once that is known.
    document_security: Option<Option<NodeId>>,
    /// What the new document calls security schemes that the old one calls otherwise, once that is known.
    scheme_names: Option<HashMap<&'a str, &'a str>>,
}

impl<'a> Walker<'a> {
    fn document(&mut self) {
        let (old, new) = (self.graph.old.root, self.graph.new.root);
        let document = self.node(Kind::Document, old, new);
        self.graph.roots.push(Root::of(document, Vec::new()));
        let old = normalise::object(&self.graph.old, Kind::Document, old);
        let new = normalise::object(&self.graph.new, Kind::Document, new);
        self.fields(document, &old, &new);
        self.paths(document, &old, &new);
        self.webhooks(document, &old, &new);
        self.drain();
        self.unused_security();
        let odd = |side: &Object<'a>| {
            side.get("security")
                .is_some_and(|entry| !entry.value.is_array())
        };
        if odd(&old) || odd(&new) {
            self.data(document, "security", &old, &new);
        }
        self.components(document, &old, &new);
    }

    /// The node for a pair; what is inside is compared later.
    fn pair(&mut self, kind: Kind, old: Subject<'a>, new: Subject<'a>) -> NodeId {
        // Where one side only refers to what the other writes out, the place of the reference is part of what differs.
        let (old, new) = match old.is_reference() && new.is_reference() {
            true => (
                Subject::One(self.graph.old.follow(old.node())),
                Subject::One(self.graph.new.follow(new.node())),
            ),
            false => (old, new),
        };
        let key = (kind, old, new);
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let node = self.node(kind, key.1.clone(), key.2.clone());
        self.known.insert(key, node);
        self.open.push_back(node);
        node
    }

    fn node(
        &mut self,
        kind: Kind,
        old: impl Into<Subject<'a>>,
        new: impl Into<Subject<'a>>,
    ) -> NodeId {
        let (changes, edges) = (Vec::new(), Vec::new());
        self.graph.nodes.push(Node {
            kind,
            old: old.into(),
            new: new.into(),
            read_only: false,
            write_only: false,
            changes,
            edges,
            sites: None,
        });
        self.graph.nodes.len() - 1
    }

    fn drain(&mut self) {
        while let Some(id) = self.open.pop_front() {
            let Node { kind, old, new, .. } = &self.graph.nodes[id];
            let (kind, old, new) = (*kind, old.clone(), new.clone());
            match kind {
                Kind::Schema => self.schema(id, &old, &new),
                Kind::PathItem => self.nested_path_item(id, old.node(), new.node()),
                kind => {
                    let old = normalise::object(&self.graph.old, kind, old.node());
                    let new = normalise::object(&self.graph.new, kind, new.node());
                    self.note_compared(&old, &new);
                    self.fields(id, &old, &new);
                }
            }
        }
    }

    /// Compares a pair below and ties it to this one.
    fn descend(
        &mut self,
        id: NodeId,
        kind: Kind,
        old: impl Into<Subject<'a>>,
        new: impl Into<Subject<'a>>,
        step: Step,
    ) {
        let (old, new) = (old.into(), new.into());
        if kind == Kind::Schema && is_same_leaf(&old, &new) {
            return;
        }
        let names = (name(&old), name(&new));
        let site = self.site(id, &old, names);
        let before = self.graph.nodes.len();
        let to = self.pair(kind, old, new);
        if to == before {
            self.graph.nodes[to].sites = site;
        }
        self.graph.nodes[id].edges.push(Edge::new(to, step));
        if let (Some(a), Some(b)) = names
            && (self.names, kind) == (Names::Judged, Kind::Schema)
        {
            self.note(
                id,
                generic::differing("component", Half::here(a), Half::here(b)),
            );
        }
    }

    /// The places of references that count below this node, with that of a reference to something that the new document
    /// has and does not refer to here.
    fn site(
        &self,
        id: NodeId,
        old: &Subject<'a>,
        (a, b): (Option<&'a Value>, Option<&'a Value>),
    ) -> Option<Rc<Site<'a>>> {
        let above = self.graph.nodes[id].sites.clone();
        if !old.is_reference() || a == b || !a.is_some_and(|name| self.stays(Document::New, name)) {
            return above;
        }
        let reference = old.node();
        Some(Rc::new(Site {
            component: self.graph.old.follow(reference),
            reference,
            above,
        }))
    }

    /// Whether a document has what a reference of the other one leads to.
    fn stays(&self, document: Document, reference: &Value) -> bool {
        let source = self.source(document);
        let text = reference.as_str();
        text.is_some_and(|text| source.find_target(source.root, text).is_some())
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
            bearing: Bearing::Plain,
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

    /// A schema, wherever it stands.
    fn of(subject: &Subject<'a>) -> Half<'a> {
        Half {
            at: subject.node(),
            value: Some(subject.value()),
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

/// The text of a reference.
fn name<'a>(subject: &Subject<'a>) -> Option<&'a Value> {
    match subject {
        Subject::One(node) => get(node, "$ref").filter(|name| name.is_string()),
        Subject::All(_) => None,
    }
}

/// Whether both are the same few words, with nothing inside that would have to be looked at.
fn is_same_leaf(old: &Subject<'_>, new: &Subject<'_>) -> bool {
    let (Subject::One(Value::Object(a)), Subject::One(Value::Object(b))) = (old, new) else {
        return false;
    };
    let is_flat = |value: &Value| match value {
        Value::Object(_) => false,
        Value::Array(items) => !items.iter().any(|item| item.is_object() || item.is_array()),
        _ => true,
    };
    !a.contains_key("$ref") && a.values().all(is_flat) && a == b
}
