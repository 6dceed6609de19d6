//! Parameters: which one is which, and what one-sided ones are.

use super::generic::{lifecycle, repeats};
use super::pairs::pairs;
use super::paths::Pairing;
use super::{Change, Detail, Edge, Half, Kind, NodeId, Step, Walker};
use crate::Names;
use crate::normalise::{self, Object, Parameter};

impl<'a> Walker<'a> {
    /// The parameters of an operation; of the path itself where it has none.
    pub(super) fn parameters(
        &mut self,
        id: NodeId,
        pairing: &Pairing<'a>,
        operations: Option<(&Object<'a>, &Object<'a>)>,
    ) {
        let (old_own, new_own) = (
            operations.map(|(old, _)| old),
            operations.map(|(_, new)| new),
        );
        let holders = (
            old_own.unwrap_or(&pairing.old).layers[0],
            new_own.unwrap_or(&pairing.new).layers[0],
        );
        let (old_template, new_template) = &pairing.templates;
        let olds = normalise::parameters(&self.graph.old, &pairing.old, old_own, old_template);
        let news = normalise::parameters(&self.graph.new, &pairing.new, new_own, new_template);
        let name = |one: &Parameter<'a>| (one.location.clone(), one.name.clone());
        let parameters = pairs(olds, news, name);
        for (old, new) in parameters.both {
            self.rename(id, &old, &new);
            let a = normalise::object(&self.graph.old, Kind::Parameter, old.node);
            let b = normalise::object(&self.graph.new, Kind::Parameter, new.node);
            let step = Step::Parameter {
                header: new.location == "header",
                repeats: repeats(&a),
                required: new.location == "path" || a.has("required") || b.has("required"),
            };
            let to = self.pair(Kind::Parameter, old.node.into(), new.node.into());
            self.graph.nodes[id].edges.push(Edge::new(to, step));
        }
        for old in parameters.old {
            self.lone_parameter(id, &old, (Half::here(old.node), Half::missing(holders.1)));
        }
        for new in parameters.new {
            self.lone_parameter(id, &new, (Half::missing(holders.0), Half::here(new.node)));
        }
        self.odd_parameters(id, "parameters", (old_own, new_own), pairing);
    }

    fn lone_parameter(
        &mut self,
        id: NodeId,
        parameter: &Parameter<'a>,
        halves: (Half<'a>, Half<'a>),
    ) {
        let gone = halves.0.value.is_some();
        let source = if gone {
            &self.graph.old
        } else {
            &self.graph.new
        };
        let object = normalise::object(source, Kind::Parameter, parameter.node);
        let required = object.has("required");
        let detail = if gone {
            Detail::Gone {
                case: "",
                required: object.has("required"),
                lifecycle: lifecycle(&object),
            }
        } else {
            Detail::Case(match (parameter.location.as_str(), parameter.shared) {
                ("path", _) => "path",
                (_, true) if required => "shared-required",
                (_, true) => "shared-optional",
                (_, false) if required => "required",
                (_, false) => "optional",
            })
        };
        let name = format!("{} ({})", parameter.label, parameter.location);
        self.lone(id, "parameters", name, detail, halves);
    }

    /// A path parameter, or a header by its case, may have another name.
    fn rename(&mut self, id: NodeId, old: &Parameter<'a>, new: &Parameter<'a>) {
        if self.names == Names::Judged && old.label != new.label && old.location == "path" {
            let entry = Some(old.label.clone());
            let told = |parameter: &Parameter<'a>| {
                Half::told(parameter.node, parameter.label.as_str().into())
            };
            let (old, new) = (told(old), told(new));
            self.note(
                id,
                Some(Change {
                    entry,
                    ..Change::new("path-parameter", old, new)
                }),
            );
        }
    }

    /// Compares as data a list of parameters that is no list.
    fn odd_parameters(
        &mut self,
        id: NodeId,
        key: &'static str,
        own: (Option<&Object<'a>>, Option<&Object<'a>>),
        pairing: &Pairing<'a>,
    ) {
        for (old, new) in [(own.0, own.1), (Some(&pairing.old), Some(&pairing.new))] {
            let (Some(old), Some(new)) = (old, new) else {
                continue;
            };
            if [old, new]
                .iter()
                .any(|side| side.get(key).is_some_and(|entry| !entry.value.is_array()))
            {
                self.data(id, key, old, new);
            }
        }
    }
}
