use std::fmt;
use std::sync::{Arc, OnceLock};

use serde_json::Value;
use specwright_openapi::{document, settings};

use crate::api::{Api, Names};
use crate::error::DocumentError;

/// An OpenAPI document that is built into a program, and read at most once.
pub struct Document {
    text: &'static str,
    names: Names,
    read: OnceLock<Arc<Api>>,
}

impl Document {
    /// A document of YAML or JSON. `names` tells the name of an operation by method and path, such as `GET` and `/pets/{id}`.
    /// Where it tells none, the name is the document's `operationId`, or else method and path.
    pub const fn new(
        text: &'static str,
        names: fn(method: &str, path: &str) -> Option<&'static str>,
    ) -> Self {
        Self {
            text,
            names,
            read: OnceLock::new(),
        }
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").finish_non_exhaustive()
    }
}

/// Where a mock's document is from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    BuiltIn(&'static Document),
    /// A text, perhaps instead of what is built in.
    Text(String, Option<&'static Document>),
}

impl Source {
    /// The same mock by another document.
    pub(crate) fn replaced(self, text: String) -> Self {
        match self {
            Self::BuiltIn(base) | Self::Text(_, Some(base)) => Self::Text(text, Some(base)),
            Self::Text(_, None) => Self::Text(text, None),
        }
    }

    pub(crate) fn api(&self) -> Result<Arc<Api>, DocumentError> {
        let Self::BuiltIn(document) = self else {
            return Ok(Arc::new(Api::read(self.document()?, self.names())?));
        };
        if let Some(api) = document.read.get() {
            return Ok(Arc::clone(api));
        }
        let api = Arc::new(Api::read(self.document()?, self.names())?);
        Ok(Arc::clone(document.read.get_or_init(|| api)))
    }

    /// The document, with the settings of what is built in if it has none.
    pub(crate) fn document(&self) -> Result<Value, DocumentError> {
        let (text, base) = match self {
            Self::BuiltIn(document) => (document.text, None),
            Self::Text(text, base) => (text.as_str(), *base),
        };
        let mut document = document::read(text, "the document")?;
        if document.get(settings::KEY).is_none()
            && let Some(base) = base
            && let Some(settings) = Self::BuiltIn(base).document()?.get(settings::KEY)
        {
            document[settings::KEY] = settings.clone();
        }
        Ok(document)
    }

    fn names(&self) -> Names {
        match self {
            Self::BuiltIn(document) | Self::Text(_, Some(document)) => document.names,
            Self::Text(_, None) => |_, _| None,
        }
    }
}
