//! The parameters of an operation.

use std::fmt;

use serde_json::Value;

use crate::operation::Operation;
use crate::pointer::Pointer;
use crate::reference::resolve;

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// In the path, in place of `{name}`.
    Path,
    /// In the query.
    Query,
    /// As a header.
    Header,
    /// In a cookie.
    Cookie,
}

impl Location {
    const ALL: [Self; 4] = [Self::Path, Self::Query, Self::Header, Self::Cookie];

    /// As the document writes it under `in`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter<'a> {
    /// Its name on the wire, such as `page[size]`.
    pub name: &'a str,
    /// Where it is sent.
    pub location: Location,
    /// Whether it must be sent.
    pub required: bool,
    /// What the document says of it.
    pub description: Option<&'a str>,
    /// Its schema as it is written: it may be a reference.
    pub schema: Option<&'a Value>,
    /// Where the operation or its path item lists it.
    pub pointer: Pointer,
    /// All that the document has of it, references followed.
    pub value: &'a Value,
}

impl Parameter<'_> {
    /// Whether OpenAPI says to ignore it: these headers are described by other parts of the document.
    #[must_use]
    pub fn is_ignored(&self) -> bool {
        let described_elsewhere = ["accept", "authorization", "content-type"];
        self.location == Location::Header
            && described_elsewhere
                .iter()
                .any(|name| self.name.eq_ignore_ascii_case(name))
    }
}

impl<'a> Operation<'a> {
    /// The parameters of the operation: those of its path item, then its own. One of its own stands in place of one of the path
    /// item with the same name and location. What has no name or no known location is left out.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter<'a>> {
        let mut parameters: Vec<Parameter<'a>> = Vec::new();
        let item = Pointer::of(&["paths", self.path]);
        for (owner, at) in [(self.item, item), (self.value, self.pointer())] {
            for parameter in declared(self.document, owner, &at) {
                let is_same = |held: &Parameter<'_>| {
                    (held.name, held.location) == (parameter.name, parameter.location)
                };
                parameters.retain(|held| !is_same(held));
                parameters.push(parameter);
            }
        }
        parameters
    }
}

/// The parameters that a path item or an operation lists itself. `at` is the pointer to it.
#[must_use]
pub fn declared<'a>(document: &'a Value, owner: &'a Value, at: &Pointer) -> Vec<Parameter<'a>> {
    listed(owner, at)
        .filter_map(|(pointer, value)| read(resolve(document, value), pointer))
        .collect()
}

/// The parameters that a path item or an operation lists itself, as they are written: each may be a reference.
pub fn listed<'a>(
    owner: &'a Value,
    at: &Pointer,
) -> impl Iterator<Item = (Pointer, &'a Value)> + use<'a> {
    let list = at.join("parameters");
    let parameters = owner.get("parameters").and_then(Value::as_array);
    let parameters = parameters.into_iter().flatten().enumerate();
    parameters.map(move |(index, value)| (list.item(index), value))
}

fn read(value: &Value, pointer: Pointer) -> Option<Parameter<'_>> {
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let location = text("in")?;
    Some(Parameter {
        name: text("name")?,
        location: Location::ALL
            .into_iter()
            .find(|known| known.as_str() == location)?,
        required: value.get("required") == Some(&Value::Bool(true)),
        description: text("description"),
        schema: value.get("schema"),
        pointer,
        value,
    })
}
