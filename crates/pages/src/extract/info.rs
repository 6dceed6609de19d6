//! The info string of a fence: what its author says is inside. The fragment itself is the truth.

use std::fmt;

use super::note::NoteKind;
use specwright_openapi::operation::{self, OperationKey};

const WEBHOOK: &str = "webhook";

/// What an info string says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Info<'a> {
    /// The first word in lower case.
    pub(super) language: String,
    /// What is announced, if anything is.
    pub(super) announced: Option<Announced<'a>>,
}

/// What an info string announces: `[file] method path`, or `[file] webhook name`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Announced<'a> {
    /// File or address of the spec.
    pub(super) source: Option<&'a str>,
    /// Lower case; `webhook` in place of a method.
    pub(super) method: String,
    /// Path of the operation, or name of the webhook.
    pub(super) path: &'a str,
}

impl<'a> Info<'a> {
    /// Takes an info string apart. Words behind the path, such as the site's own `theme={null}`, say nothing.
    pub(super) fn parse(info: &'a str) -> Self {
        let mut words = info.split_whitespace();
        let language = words.next().unwrap_or_default().to_ascii_lowercase();
        let words: Vec<&str> = words.collect();
        let announced = match words[..] {
            _ if !matches!(language.as_str(), "yaml" | "yml" | "json") => None,
            [method, path, ..] if is_method(method, path) => Some((None, method, path)),
            [source, method, path, ..] if is_method(method, path) => {
                Some((Some(source), method, path))
            }
            _ => None,
        };
        let announced = announced.map(|(source, method, path)| Announced {
            source,
            method: method.to_ascii_lowercase(),
            path,
        });
        Self {
            language,
            announced,
        }
    }

    /// The operation that is announced. A webhook is not: its name could as well be the second word of a title.
    pub(super) fn operation(&self) -> Option<&Announced<'_>> {
        let announced = self.announced.as_ref();
        announced.filter(|announced| announced.is_operation())
    }

    /// Whether the language is said to be YAML.
    pub(super) fn is_yaml(&self) -> bool {
        matches!(self.language.as_str(), "yaml" | "yml")
    }

    /// Whether a document can be expected without being announced: not in a block of some other language.
    pub(super) fn may_be_document(&self) -> bool {
        matches!(self.language.as_str(), "" | "yaml" | "yml" | "json")
    }

    /// What to note if something else is announced than this operation. A slash at the end is nothing: authors add
    /// it, and specs do not have it.
    pub(super) fn disagreement(&self, operation: &OperationKey) -> Option<NoteKind> {
        let announced = self.announced.as_ref()?;
        let is_same_path =
            announced.path.trim_end_matches('/') == operation.path.trim_end_matches('/');
        if announced.method == operation.method && is_same_path {
            return None;
        }
        Some(NoteKind::Disagreement {
            announced: announced.to_string(),
            operation: operation.to_string(),
        })
    }
}

/// Without the slash any block with a title such as "Get started" would announce an operation.
fn is_method(word: &str, path: &str) -> bool {
    word.eq_ignore_ascii_case(WEBHOOK) || path.starts_with('/') && operation::method(word).is_some()
}

impl Announced<'_> {
    fn is_operation(&self) -> bool {
        self.method != WEBHOOK
    }
}

impl fmt::Display for Announced<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_operation() {
            write!(f, "{} {}", self.method.to_uppercase(), self.path)
        } else {
            write!(f, "{} {}", self.method, self.path)
        }
    }
}
