use std::fmt;

use crate::pointer::Pointer;
use crate::yaml;

/// Why a key that begins with `x-specwright` cannot be read: where it is, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}: {kind}")]
#[non_exhaustive]
pub struct ExtensionError {
    /// Where: the key, or the part of its value that is wrong.
    pub pointer: Pointer,
    /// What is wrong.
    pub kind: ExtensionErrorKind,
}

impl ExtensionError {
    pub(crate) fn new(pointer: Pointer, kind: ExtensionErrorKind) -> Self {
        Self { pointer, kind }
    }

    /// The 1-based line of the place, in the text that the document or the overlay was read from.
    #[must_use]
    pub fn line(&self, text: &str) -> Option<usize> {
        let mut pointer = self.pointer.as_str();
        loop {
            if let Some(line) = yaml::line_of(text, pointer) {
                return Some(line);
            }
            // What is missing is told where it should be.
            pointer = pointer.rsplit_once('/')?.0;
        }
    }
}

/// What is wrong with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExtensionErrorKind {
    /// There is no such key.
    Unknown,
    /// The key belongs elsewhere.
    Misplaced(Place),
    /// The value is of another form than the one given here.
    Malformed(String),
    /// The value says what the rest of the document contradicts: what that is.
    Contradicted(String),
}

impl fmt::Display for ExtensionErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("there is no such key under `x-specwright`"),
            Self::Misplaced(place) => write!(f, "this key is read on {place} only"),
            Self::Malformed(expected) => write!(f, "expected {expected}"),
            Self::Contradicted(what) => f.write_str(what),
        }
    }
}

/// What a key is written on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// The document.
    Document,
    /// An operation.
    Operation,
    /// The document, or an operation.
    DocumentOrOperation,
    /// A schema.
    Schema,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Document => "the document",
            Self::Operation => "an operation",
            Self::DocumentOrOperation => "the document and on an operation",
            Self::Schema => "a schema",
        })
    }
}
