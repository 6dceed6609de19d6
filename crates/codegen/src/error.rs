use specwright_openapi::extensions::{ExtensionError, ExtensionErrorKind};
use specwright_openapi::pointer::Pointer;

/// Why no client can be generated from a document: where, what, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}; {help}")]
#[non_exhaustive]
pub struct Error {
    /// A JSON pointer into the document, as a URI fragment (`#/paths/~1users/get`), or the step that failed.
    pub place: String,
    /// What is wrong there.
    pub what: String,
    /// What to do.
    pub help: String,
}

impl Error {
    /// An error at a place in the document.
    pub(crate) fn at(pointer: &Pointer, what: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            place: pointer.to_string(),
            what: what.into(),
            help: help.into(),
        }
    }

    /// The generator wrote something that this crate does not know: an upgrade of the generator has to come with one here.
    pub(crate) fn unexpected_output(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            what: format!("progenitor wrote something unexpected: {}", what.into()),
            help: "the rewriting in crates/codegen/src/rewrite must be brought up to this version of progenitor".into(),
        }
    }
}

impl From<ExtensionError> for Error {
    fn from(error: ExtensionError) -> Self {
        let help = match error.kind {
            ExtensionErrorKind::Contradicted(_) => "correct or remove it in spec/overlay.yaml",
            _ => "correct it in spec/overlay.yaml; CONTRIBUTING.md lists the keys",
        };
        Self::at(&error.pointer, error.kind.to_string(), help)
    }
}
