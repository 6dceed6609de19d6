//! Which operations reach which differences, and how.

use std::collections::{HashMap, HashSet, VecDeque};

use super::context::Context;
use crate::walk::{Graph, NodeId};

/// A node as operations reach it: those for which everything on the way is alike.
pub(super) struct Reached {
    pub(super) node: NodeId,
    pub(super) context: Context,
    pub(super) operations: Operations,
    /// Whether it waits to be passed on to the nodes below.
    waits: bool,
}

/// A set of operations, as bits by their index.
#[derive(Clone, Default)]
pub(super) struct Operations(Vec<u64>);

/// Every way in which a node with a difference below it is reached: by operations, then by the document, then the
/// nodes that nothing else reaches.
pub(super) fn reach(graph: &Graph<'_>) -> Vec<Reached> {
    let mut walk = Walk {
        graph,
        dirty: dirty(graph),
        found: Vec::new(),
        known: HashMap::new(),
    };
    for root in &graph.roots {
        for &operation in &root.operations {
            let mut one = Operations::default();
            one.insert(operation);
            walk.enter(
                root.node,
                Context::start(&graph.operations[operation]),
                &one,
            );
        }
    }
    if let Some(document) = graph.roots.first() {
        walk.enter(document.node, Context::document(), &Operations::default());
    }
    walk.spread();
    let reached: HashSet<_> = walk.found.iter().map(|state| state.node).collect();
    for root in graph
        .roots
        .iter()
        .filter(|root| !reached.contains(&root.node))
    {
        let context = Context::unused(root.is_used_elsewhere);
        walk.enter(root.node, context, &Operations::default());
    }
    walk.spread();
    walk.found
        .retain(|state| !state.context.is_unused() || !reached.contains(&state.node));
    walk.found
}

struct Walk<'g, 'a> {
    graph: &'g Graph<'a>,
    /// Which nodes lead to a difference.
    dirty: Vec<bool>,
    found: Vec<Reached>,
    known: HashMap<(NodeId, Context), usize>,
}

impl Walk<'_, '_> {
    fn enter(&mut self, node: NodeId, context: Context, operations: &Operations) -> Option<usize> {
        if !self.dirty[node] {
            return None;
        }
        let context = context.inside(&self.graph.nodes[node]);
        let index = *self.known.entry((node, context)).or_insert_with(|| {
            let operations = Operations::default();
            self.found.push(Reached {
                node,
                context,
                operations,
                waits: true,
            });
            self.found.len() - 1
        });
        let state = &mut self.found[index];
        state.waits |= state.operations.add(operations);
        Some(index)
    }

    /// Passes operations down until nothing new arrives anywhere. Each node waits for all that is on its way, so that
    /// what a hundred operations share is not walked a hundred times.
    fn spread(&mut self) {
        let mut open: VecDeque<_> = (0..self.found.len())
            .filter(|&at| self.found[at].waits)
            .collect();
        while let Some(at) = open.pop_front() {
            let state = &mut self.found[at];
            if !std::mem::take(&mut state.waits) {
                continue;
            }
            let (node, context, operations) = (state.node, state.context, state.operations.clone());
            for edge in &self.graph.nodes[node].edges {
                let below = context.step(edge.step);
                let below = if edge.idle { below.idle() } else { below };
                let below = self.enter(edge.to, below, &operations);
                open.extend(below.filter(|&below| self.found[below].waits));
            }
        }
    }
}

impl Operations {
    fn insert(&mut self, index: usize) {
        if self.0.len() <= index / 64 {
            self.0.resize(index / 64 + 1, 0);
        }
        self.0[index / 64] |= 1 << (index % 64);
    }

    /// Adds all of the others; whether any of them is new.
    pub(super) fn add(&mut self, others: &Operations) -> bool {
        if self.0.len() < others.0.len() {
            self.0.resize(others.0.len(), 0);
        }
        let mut new = false;
        for (bits, others) in self.0.iter_mut().zip(&others.0) {
            new |= others & !*bits != 0;
            *bits |= others;
        }
        new
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        let set = |(at, bits): (usize, &u64)| {
            let bits = *bits;
            (0..64)
                .filter(move |bit| bits & (1 << bit) != 0)
                .map(move |bit| at * 64 + bit)
        };
        self.0.iter().enumerate().flat_map(set)
    }
}

/// Which nodes have a difference, or one below them.
fn dirty(graph: &Graph<'_>) -> Vec<bool> {
    let mut above = vec![Vec::new(); graph.nodes.len()];
    for (id, node) in graph.nodes.iter().enumerate() {
        node.edges.iter().for_each(|edge| above[edge.to].push(id));
    }
    let mut dirty: Vec<_> = graph
        .nodes
        .iter()
        .map(|node| !node.changes.is_empty())
        .collect();
    let mut open: Vec<_> = (0..dirty.len()).filter(|&id| dirty[id]).collect();
    while let Some(id) = open.pop() {
        for &parent in &above[id] {
            if !std::mem::replace(&mut dirty[parent], true) {
                open.push(parent);
            }
        }
    }
    dirty
}
