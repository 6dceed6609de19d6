//! What is known on the way down from an operation to a difference.

use crate::compare::Stability;
use crate::compare::rules::{Direction, Place, Position};
use crate::compare::walk::{Change, Detail, Kind, Node, Step};

/// Where in an operation a node was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Context {
    /// What the operation says of its stability in both documents.
    pub(super) stability: (Stability, Stability),
    area: Area,
    /// Inside a schema, rather than at its top.
    nested: bool,
    /// A property that the old document required; a parameter that either document requires.
    pub(super) required: bool,
    /// Inside something that the other side writes, so that this side never sends it.
    one_sided: bool,
    /// Where a number can be told from its text.
    pub(super) json: bool,
    /// A parameter that may come several times.
    pub(super) repeats: bool,
    /// A header that is sent as a parameter.
    header: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Area {
    Outside,
    Parameter,
    Request,
    Response,
    Header,
    Unused,
}

impl Context {
    /// For an operation.
    pub(super) fn start(stability: (Stability, Stability)) -> Context {
        Context {
            stability,
            area: Area::Outside,
            nested: false,
            required: false,
            one_sided: false,
            json: false,
            repeats: false,
            header: false,
        }
    }

    /// For what belongs to the whole document.
    pub(super) fn document() -> Context {
        Context::start((Stability::Stable, Stability::Stable))
    }

    /// For what no operation reaches.
    pub(super) fn unused() -> Context {
        Context {
            area: Area::Unused,
            json: true,
            ..Context::document()
        }
    }

    pub(super) fn is_unused(self) -> bool {
        self.area == Area::Unused
    }

    pub(super) fn is_request(self) -> bool {
        matches!(self.area, Area::Request | Area::Parameter)
    }

    pub(super) fn is_parameter(self) -> bool {
        self.area == Area::Parameter
    }

    pub(super) fn is_nested(self) -> bool {
        self.nested
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
                required: self.required && self.area == Area::Parameter,
                ..self
            },
            _ if self.is_unused() => self,
            Step::Parameter {
                header,
                repeats,
                required,
            } => Context {
                area: Area::Parameter,
                header,
                repeats,
                required,
                ..self
            },
            Step::RequestBody => Context {
                area: Area::Request,
                ..self
            },
            Step::Response => Context {
                area: Area::Response,
                ..self
            },
            // The headers of a part of a request are sent like parameters.
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
                required,
                ..self
            },
            Step::Subschema => Context {
                nested: true,
                required: false,
                ..self
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
            Area::Response | Area::Unused | Area::Outside if nested => Place::ResponseProperty,
            Area::Response | Area::Unused | Area::Outside => Place::ResponseBody,
        }
    }
}
