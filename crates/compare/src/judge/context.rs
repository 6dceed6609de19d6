//! What is known on the way down from an operation to a difference.

use crate::Stability;
use crate::rules::{Direction, Place, Position};
use crate::walk::{Change, Detail, Kind, Node, Operation, Step};

/// Where in an operation a node was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Context {
    /// What the operation says of its stability in both documents.
    pub(super) stability: (Stability, Stability),
    area: Area,
    /// In a webhook or callback, where the server asks and the client answers.
    reversed: bool,
    pub(super) sense: Sense,
    /// Inside a schema, rather than at its top.
    nested: bool,
    /// A property, rather than anything else inside a schema.
    property: bool,
    /// Whether each document requires a property; for a parameter, whether either document does.
    pub(super) required: (bool, bool),
    /// Inside something that the other side writes, so that this side never sends it.
    one_sided: bool,
    /// Where a number can be told from its text.
    pub(super) json: bool,
    /// A parameter that may come several times.
    pub(super) repeats: bool,
    /// A header that is sent as a parameter.
    header: bool,
}

/// What it means that a schema takes more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Sense {
    Takes,
    /// Inside `not`, where to allow more is to forbid more.
    Forbids,
    /// Inside a condition: other values are under its `then`, and others under its `else`.
    Either,
    /// Inside a condition that nothing depends on.
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Area {
    Outside,
    Parameter,
    Request,
    Response,
    Header,
    Unused,
    /// In a component that operations reach in both documents, though not as a pair.
    Elsewhere,
}

impl Context {
    /// For an operation.
    pub(super) fn start(operation: &Operation) -> Context {
        Context {
            stability: operation.stability,
            reversed: operation.is_webhook,
            ..Context::document()
        }
    }

    /// For what belongs to the whole document.
    pub(super) fn document() -> Context {
        Context {
            stability: (Stability::Stable, Stability::Stable),
            area: Area::Outside,
            reversed: false,
            sense: Sense::Takes,
            nested: false,
            property: false,
            required: (false, false),
            one_sided: false,
            json: false,
            repeats: false,
            header: false,
        }
    }

    /// For what no operation reaches; `elsewhere` where operations reach it in either document, apart from each other.
    pub(super) fn unused(elsewhere: bool) -> Context {
        Context {
            area: match elsewhere {
                true => Area::Elsewhere,
                false => Area::Unused,
            },
            json: true,
            ..Context::document()
        }
    }

    pub(super) fn is_unused(self) -> bool {
        matches!(self.area, Area::Unused | Area::Elsewhere)
    }

    pub(super) fn is_used_elsewhere(self) -> bool {
        self.area == Area::Elsewhere
    }

    pub(super) fn is_request(self) -> bool {
        matches!(self.area, Area::Request | Area::Parameter)
    }

    pub(super) fn is_parameter(self) -> bool {
        self.area == Area::Parameter
    }

    pub(super) fn is_reversed(self) -> bool {
        self.reversed
    }

    /// As if a client sent what is here.
    pub(super) fn sent(self) -> Context {
        Context {
            area: Area::Request,
            ..self
        }
    }

    /// As if a client read what is here.
    pub(super) fn read(self) -> Context {
        Context {
            area: Area::Response,
            ..self
        }
    }

    /// Where nothing depends on what is said.
    pub(super) fn idle(self) -> Context {
        Context {
            sense: Sense::Nothing,
            ..self
        }
    }

    pub(super) fn is_nested(self) -> bool {
        self.nested
    }

    /// Whether this is a field, which a reader passes over where it knows none.
    pub(super) fn is_property(self) -> bool {
        self.property
    }

    /// Whether this is the whole value of a parameter or header.
    pub(super) fn is_top(self) -> bool {
        !self.nested && matches!(self.area, Area::Parameter | Area::Header)
    }

    /// The context for what stands in a node, once it is reached.
    pub(super) fn inside(self, node: &Node<'_>) -> Context {
        let one_sided = match self.area {
            Area::Request => node.read_only,
            Area::Response => node.write_only,
            _ => false,
        };
        Context {
            one_sided: self.one_sided || (one_sided && self.nested),
            ..self
        }
    }

    /// The context for a node below.
    pub(super) fn step(self, step: Step) -> Context {
        match step {
            Step::Inside => Context {
                required: match self.area {
                    Area::Parameter => self.required,
                    _ => (false, false),
                },
                ..self
            },
            _ if self.is_unused() => self,
            // What a client gets beside a body is judged like the headers of a response.
            Step::Parameter { .. } if self.reversed => Context {
                area: Area::Header,
                ..self
            },
            Step::Parameter {
                header,
                repeats,
                required,
            } => Context {
                area: Area::Parameter,
                header,
                repeats,
                required: (required, required),
                ..self
            },
            Step::RequestBody if self.reversed => self.read(),
            Step::RequestBody => self.sent(),
            Step::Response if self.reversed => self.sent(),
            Step::Response => self.read(),
            Step::Callback => Context {
                reversed: !self.reversed,
                ..self
            },
            // The headers of what a client sends, be it a part of a request or the answer to a callback, are sent like parameters.
            Step::Header if self.area == Area::Request => Context {
                area: Area::Parameter,
                header: true,
                nested: false,
                json: false,
                ..self
            },
            Step::Header => Context {
                area: Area::Header,
                nested: false,
                json: false,
                ..self
            },
            Step::Media { json } => Context { json, ..self },
            Step::Property { required } => Context {
                nested: true,
                property: true,
                required,
                ..self
            },
            Step::Subschema => Context {
                nested: true,
                property: false,
                required: (false, false),
                ..self
            },
            Step::Not => Context {
                sense: match self.sense {
                    Sense::Takes => Sense::Forbids,
                    Sense::Forbids => Sense::Takes,
                    other => other,
                },
                ..self.step(Step::Subschema)
            },
            Step::If { counts } => Context {
                sense: match self.sense {
                    Sense::Nothing => Sense::Nothing,
                    _ if counts => Sense::Either,
                    _ => Sense::Nothing,
                },
                ..self.step(Step::Subschema)
            },
            Step::Definition => Context {
                area: Area::Unused,
                ..self
            },
        }
    }

    /// The place of a difference, as the rules see it.
    pub(super) fn position(self, kind: Kind, change: &Change<'_>) -> Position {
        match kind {
            Kind::MediaType => Position::Media(match self.area {
                Area::Request => Direction::Request,
                Area::Parameter => Direction::Parameter,
                _ => Direction::Response,
            }),
            Kind::Schema => Position::Schema(self.place(change)),
            Kind::Header if self.area == Area::Parameter => Position::Object(Kind::Parameter),
            Kind::Parameter if self.area == Area::Header => Position::Object(Kind::Header),
            kind if self.reversed => Position::Reversed(kind),
            kind => Position::Object(kind),
        }
    }

    fn place(self, change: &Change<'_>) -> Place {
        // That a property came, went or became required is a matter of the property, though it stands in the object.
        let member = matches!(change.field, "properties" | "required") && change.entry.is_some();
        let property = match change.detail {
            Detail::Property {
                read_only,
                write_only,
                ..
            } => (read_only, write_only),
            _ => (false, false),
        };
        let nested = self.nested || member;
        // Whether it is for one side only is what this difference is about, not what excuses it.
        let one_sided = self.one_sided && !matches!(change.field, "readOnly" | "writeOnly");
        match self.area {
            Area::Parameter if nested && self.header => Place::HeaderProperty,
            Area::Parameter if nested => Place::ParameterProperty,
            Area::Parameter => Place::Parameter,
            Area::Request if one_sided || property.0 => Place::RequestReadOnly,
            Area::Request if nested => Place::RequestProperty,
            Area::Request => Place::RequestBody,
            Area::Header => Place::ResponseHeader,
            Area::Response if one_sided || property.1 => Place::ResponseWriteOnly,
            Area::Response if nested => Place::ResponseProperty,
            Area::Unused | Area::Elsewhere | Area::Outside if nested => Place::ResponseProperty,
            Area::Response | Area::Unused | Area::Elsewhere | Area::Outside => Place::ResponseBody,
        }
    }
}
