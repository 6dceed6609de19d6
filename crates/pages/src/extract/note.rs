//! What is worth telling about a page, in words.

use std::fmt;

/// Something worth telling about a page that is not an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The page's path.
    pub page: String,
    /// 1-based.
    pub line: usize,
    /// What was seen.
    pub kind: NoteKind,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.page, self.line, self.kind)
    }
}

/// What a note says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoteKind {
    /// The page has nothing that looks like a fragment.
    NoFragment,
    /// A block in the form that docs sites used before OpenAPI.
    OldFormat,
    /// An AsyncAPI document.
    AsyncApi,
    /// An OpenAPI document without an operation, as pages of webhooks have.
    NoOperation {
        /// Their names.
        webhooks: Vec<String>,
    },
    /// The info string names another operation than the fragment has.
    Disagreement {
        /// What the info string says.
        announced: String,
        /// What the fragment has.
        operation: String,
    },
    /// A block in a quote, in a list or indented by four blanks or more that announces an operation.
    Illustration,
}

impl fmt::Display for NoteKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFragment => f.write_str("no fragment on this page"),
            Self::OldFormat => {
                f.write_str("a block in the old format, without an `openapi` key; it is not merged")
            }
            Self::AsyncApi => f.write_str("an AsyncAPI document; it is not merged"),
            Self::NoOperation { webhooks } => {
                f.write_str("an OpenAPI document without an operation")?;
                if !webhooks.is_empty() {
                    write!(f, ", of webhooks ({})", webhooks.join(", "))?;
                }
                f.write_str("; it is not merged")
            }
            Self::Disagreement {
                announced,
                operation,
            } => write!(
                f,
                "the info string says {announced}, the fragment {operation}; the fragment is taken"
            ),
            Self::Illustration => f.write_str(
                "a block in a quote, in a list or indented announces an operation; \
                 it is taken for an illustration and not read",
            ),
        }
    }
}
