//! From each operation to the differences that it reaches, and what the rules say of them there.

mod cases;
mod context;
mod reach;
mod version;

use std::collections::{HashMap, HashSet};

use self::context::{Context, Sense};
use self::reach::{Operations, Reached, reach};
use super::finding::Identity;
use super::place::Places;
use super::rules::{self, Position, Query, Rule};
use super::source::address;
use super::walk::{Bearing, Change, Detail, Graph, How, Kind, NodeId, TypeChange};
use super::{Class, Finding, Level, Options, Side, words};

/// All findings, in no particular order.
pub(super) fn judge(graph: &Graph<'_>, options: &Options) -> Vec<Finding> {
    let mut judge = Judge {
        graph,
        options,
        found: HashMap::new(),
        told: HashSet::new(),
        order: Vec::new(),
    };
    for reached in reach(graph) {
        let node = &graph.nodes[reached.node];
        for change in &node.changes {
            judge.note(
                change,
                reached.context.position(node.kind, change),
                &reached,
            );
        }
    }
    let mut findings = judge.findings();
    version::apply(graph, options, &mut findings);
    findings
}

struct Judge<'g, 'a> {
    graph: &'g Graph<'a>,
    options: &'g Options,
    found: HashMap<Key<'a>, usize>,
    /// Differences that some rule has told of.
    told: HashSet<Key<'a>>,
    order: Vec<Found<'g, 'a>>,
}

/// What makes two differences one: the places, and the rule. A component is told of once.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key<'a> {
    rule: Option<&'static str>,
    old: usize,
    new: usize,
    field: &'a str,
    entry: Option<String>,
}

/// A difference under one rule, with the operations that reach it.
struct Found<'g, 'a> {
    change: &'g Change<'a>,
    node: NodeId,
    rule: &'static Rule,
    wire: Level,
    operations: Operations,
}

impl<'g, 'a> Judge<'g, 'a> {
    fn note(&mut self, change: &'g Change<'a>, position: Position, reached: &Reached) {
        let (old, new) = (address(change.old.at), address(change.new.at));
        let anywhere = Key {
            rule: None,
            old,
            new,
            field: change.field,
            entry: change.entry.clone(),
        };
        let context = reached.context;
        // What an operation reaches is told of there, even where a component stands for it that none refers to.
        if context.is_unused() && self.told.contains(&anywhere) {
            return;
        }
        let rule = self.rule(change, position, context);
        // A component that operations use in both documents was compared where they use it.
        if context.is_used_elsewhere() && rule.class == Class::Contract {
            return;
        }
        let mut wire = self
            .options
            .levels
            .get(&rule.id)
            .copied()
            .unwrap_or_else(|| self.level(rule, change, context));
        // Whoever uses an operation that is not stable yet has been told that it may change.
        if self.may_change(context, change) {
            wire = Level::Info;
        }
        let key = Key {
            rule: Some(&rule.id),
            ..anywhere.clone()
        };
        if !context.is_unused() {
            self.told.insert(anywhere);
        }
        let index = *self.found.entry(key).or_insert_with(|| {
            self.order.push(Found {
                change,
                node: reached.node,
                rule,
                wire: Level::Info,
                operations: Operations::default(),
            });
            self.order.len() - 1
        });
        let found = &mut self.order[index];
        found.wire = found.wire.max(wire);
        found.operations.add(&reached.operations);
    }

    fn rule(&self, change: &Change<'_>, position: Position, context: Context) -> &'static Rule {
        let case = cases::case(change, context, self.options);
        let extension = cases::is_extension(change);
        let field = if extension { "x-" } else { change.field };
        let member = change.entry.is_some() && !extension;
        let rule = rules::find(Query {
            position,
            field,
            member,
            how: change.how,
            case: &case,
        });
        match context.is_unused() && rule.class == Class::Contract {
            true => rules::named("unused-component-changed"),
            false => rule,
        }
    }

    /// The rule's own level; under `not`, that of the other way: what takes less there forbids less.
    fn level(&self, rule: &Rule, change: &Change<'_>, context: Context) -> Level {
        if rule.class == Class::Docs || context.is_unused() {
            return rule.wire;
        }
        let back = reversed(change);
        let worst = || {
            let levels = [change, &back].map(|change| self.both_sides(change, context));
            levels.into_iter().flatten().max().unwrap_or(rule.wire)
        };
        match context.sense {
            _ if change.bearing == Bearing::Idle => Level::Info,
            _ if change.bearing == Bearing::Either => worst(),
            Sense::Takes => rule.wire,
            Sense::Nothing => Level::Info,
            Sense::Either => worst(),
            Sense::Forbids => {
                let there = self.takes_less(change, context);
                let takes_more = self.takes_less(&back, context);
                match (there, takes_more) {
                    // To whom both ways are alike, nobody can tell which takes less.
                    (Some(one), Some(other)) if one == other => worst(),
                    (None, None) => worst(),
                    (there, back)
                        if there.or(back.map(|less| !less)) == Some(context.is_request()) =>
                    {
                        Level::Info
                    }
                    _ => Level::Breaking,
                }
            }
        }
    }

    /// The levels of a difference where a client sends it, and where one reads it.
    fn both_sides(&self, change: &Change<'_>, context: Context) -> [Level; 2] {
        [context.sent(), context.read()].map(|context| {
            let position = context.position(Kind::Schema, change);
            self.rule(change, position, context).wire
        })
    }

    /// Whether a schema takes less than before: that alarms who sends, and the opposite alarms who reads.
    fn takes_less(&self, change: &Change<'_>, context: Context) -> Option<bool> {
        let [sends, reads] = self.both_sides(change, context);
        match (sends > Level::Info, reads > Level::Info) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            // It means the same for both sides, or nothing to either.
            _ => None,
        }
    }

    fn may_change(&self, context: Context, change: &Change<'_>) -> bool {
        let (before, after) = context.stability;
        let level = match change.field {
            "x-stability-level" => before,
            _ => after,
        };
        level < self.options.stability
    }

    fn findings(self) -> Vec<Finding> {
        let places = Places::new(&self.graph.old, &self.graph.new);
        let finding = |found: Found<'_, '_>| {
            let Found {
                change,
                node,
                rule,
                wire,
                operations,
            } = found;
            let side = |source: &super::source::Source<'_>, half: &super::walk::Half<'_>| Side {
                pointer: source.pointer(half.at),
                value: half.value.as_ref().map(|value| value.clone().into_owned()),
            };
            let (old, new) = (
                side(&self.graph.old, &change.old),
                side(&self.graph.new, &change.new),
            );
            let sites = self.graph.nodes[node].sites.as_ref();
            let location = places.location(change, sites);
            // What an example says is made anew with every build of some docs.
            let volatile = rule.id.starts_with("example-") && change.how == How::Changed;
            let values = if volatile {
                (None, None)
            } else {
                (old.value.as_ref(), new.value.as_ref())
            };
            let identity = Identity {
                rule: &rule.id,
                location: &location,
                field: change.field,
                member: change.entry.is_some(),
                old: values.0,
                new: values.1,
            };
            Finding {
                rule: &rule.id,
                wire,
                compile: rule.compile,
                class: rule.class,
                operations: operations
                    .iter()
                    .map(|at| self.graph.operations[at].reference.clone())
                    .collect(),
                fingerprint: identity.fingerprint(),
                place: places.words(change, sites),
                what: words::what(change, &old, &new),
                old,
                new,
            }
        };
        self.order.into_iter().map(finding).collect()
    }
}

/// The same difference on the way back.
fn reversed<'a>(change: &Change<'a>) -> Change<'a> {
    let how = match change.how {
        How::Added => How::Removed,
        How::Removed => How::Added,
        How::Changed => How::Changed,
        How::Increased => How::Decreased,
        How::Decreased => How::Increased,
    };
    let detail = match change.detail.clone() {
        Detail::Case("closed") => Detail::Case("opened"),
        Detail::Case("opened") => Detail::Case("closed"),
        Detail::Case("exclusive") if change.field == "alternatives" => Detail::Case(""),
        Detail::Case("") if change.field == "alternatives" => Detail::Case("exclusive"),
        Detail::Type(change) => Detail::Type(Box::new(TypeChange {
            old: change.new,
            new: change.old,
            texts: change.texts.reversed(),
        })),
        detail => detail,
    };
    Change {
        how,
        detail,
        old: change.new.clone(),
        new: change.old.clone(),
        ..change.clone()
    }
}
