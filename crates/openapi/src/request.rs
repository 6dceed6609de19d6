//! The body of a request.

use serde_json::{Map, Value};

use crate::media::{Content, content_of};
use crate::operation::Operation;
use crate::reference::resolve;

/// The body that an operation takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Body<'a> {
    /// Whether it must be sent.
    pub required: bool,
    /// What it is sent as, if the document says so; see [`pick`](crate::media::pick).
    pub content: Option<Content<'a>>,
    /// The request body, references followed.
    pub value: &'a Value,
}

impl<'a> Body<'a> {
    /// The schema of the body, if it is sent as JSON. It may be a reference.
    #[must_use]
    pub fn json_schema(&self) -> Option<&'a Value> {
        self.content?.json_schema()
    }

    /// Every media type that the operation takes.
    pub fn media_types(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let content = self.value.get("content").and_then(Value::as_object);
        content.into_iter().flat_map(Map::keys).map(String::as_str)
    }
}

impl<'a> Operation<'a> {
    /// The body that the operation takes, if it takes one.
    #[must_use]
    pub fn body(&self) -> Option<Body<'a>> {
        let value = resolve(self.document, self.value.get("requestBody")?);
        Some(Body {
            required: value.get("required") == Some(&Value::Bool(true)),
            content: content_of(value),
            value,
        })
    }
}
