//! Media types: case, blanks, the order of parameters and `charset` say nothing about the body.

use std::fmt;

/// A media type, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MediaName {
    essence: String,
    parameters: Vec<String>,
}

impl MediaName {
    pub(crate) fn new(text: &str) -> MediaName {
        let text = text.to_ascii_lowercase();
        let mut parts = text.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default().to_owned();
        let mut parameters: Vec<_> = parts
            .filter(|part| !part.is_empty() && !part.starts_with("charset"))
            .map(str::to_owned)
            .collect();
        parameters.sort();
        MediaName {
            essence,
            parameters,
        }
    }

    /// Whether they differ in their parameters only.
    pub(crate) fn same_essence(&self, other: &MediaName) -> bool {
        self.essence == other.essence
    }

    /// Whether whoever reads this type can read the other: `application/json` reads `application/problem+json`.
    pub(crate) fn covers(&self, other: &MediaName) -> bool {
        let parts = |name: &MediaName| {
            name.essence
                .split_once('/')
                .map(|(kind, rest)| (kind.to_owned(), rest.to_owned()))
        };
        match (parts(self), parts(other)) {
            (Some((kind, subtype)), Some((other_kind, other_subtype))) => {
                kind == other_kind
                    && other_subtype
                        .rsplit_once('+')
                        .is_some_and(|(_, suffix)| suffix == subtype)
            }
            _ => false,
        }
    }

    /// Whether a number in it can be told from a string of digits: JSON, and streams of JSON.
    pub(crate) fn is_json(&self) -> bool {
        let streams = [
            "application/jsonl",
            "application/x-ndjson",
            "text/event-stream",
        ];
        self.essence.ends_with("/json")
            || self.essence.ends_with("+json")
            || streams.contains(&self.essence.as_str())
    }
}

impl fmt::Display for MediaName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.essence)?;
        self.parameters
            .iter()
            .try_for_each(|parameter| write!(f, "; {parameter}"))
    }
}
