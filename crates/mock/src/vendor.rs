use serde_json::{Map, Value};

use crate::document::Document;

/// An API that has a mock of its own: `MockServer<ThisApi>` starts with its document and answers by its rule.
///
/// ```
/// use serde_json::Value;
/// use specwright_mock::{Document, Outcome, Vendor};
///
/// struct Pets;
///
/// impl Vendor for Pets {
///     fn document() -> &'static Document {
///         static DOCUMENT: Document = Document::new("openapi: 3.0.1\npaths: {}\n", |_, _| None);
///         &DOCUMENT
///     }
///
///     fn outcome(entry: &Value) -> Outcome {
///         match entry["name"].as_str() {
///             Some("Rex") => Outcome::found().field("species", "dog"),
///             _ => Outcome::nothing(),
///         }
///     }
/// }
///
/// type MockServer = specwright_mock::MockServer<Pets>;
/// ```
pub trait Vendor: 'static {
    /// The API's document.
    fn document() -> &'static Document;

    /// What the API finds out about one entry of a batch, as it was sent. The same entry should always have the same outcome.
    fn outcome(entry: &Value) -> Outcome {
        let _ = entry;
        Outcome::found()
    }
}

/// What comes out for an entry of a batch.
pub(crate) type Rule = dyn Fn(&Value) -> Outcome + Send + Sync;

/// What an API finds out about one entry of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub(crate) found: bool,
    pub(crate) fields: Map<String, Value>,
}

impl Outcome {
    /// Something is found, and charged for where the document charges for that. What is not said by [`field`](Self::field) is
    /// taken from the entry or made up by the schema of a result.
    #[must_use]
    pub fn found() -> Self {
        Self {
            found: true,
            fields: Map::new(),
        }
    }

    /// Nothing is found.
    #[must_use]
    pub fn nothing() -> Self {
        Self {
            found: false,
            fields: Map::new(),
        }
    }

    /// A field of the result. One that the document does not name, or a value that it does not allow, is left out.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.fields.insert(name.into(), value.into());
        self
    }
}
