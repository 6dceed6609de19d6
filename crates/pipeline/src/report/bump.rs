//! Which version the crate would need.

use std::fmt;

use specwright_compare::Level;

use super::Entry;

/// How far the crate would change, to who compiles against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Not at all.
    Nothing,
    /// Its documentation.
    Docs,
    /// Something came.
    Compatible,
    /// Something went or is another.
    Breaking,
}

/// The version that a change asks for, by the rules of Cargo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bump {
    /// How far the crate changes.
    pub change: Change,
    /// The version that it has.
    pub version: Option<String>,
}

impl Change {
    pub(super) fn of(entry: &Entry) -> Self {
        match entry.finding.compile {
            Level::Breaking => Self::Breaking,
            _ if entry.is_docs_only() => Self::Docs,
            _ => Self::Compatible,
        }
    }
}

impl Bump {
    /// `major`, `minor`, `patch` or `none`. Below 1.0 Cargo takes the second number for what the first is above it.
    pub fn word(&self) -> &'static str {
        let is_early = self
            .version
            .as_deref()
            .is_some_and(|version| version.starts_with("0."));
        match (self.change, is_early) {
            (Change::Nothing, _) => "none",
            (Change::Docs, _) | (Change::Compatible, true) => "patch",
            (Change::Compatible, false) | (Change::Breaking, true) => "minor",
            (Change::Breaking, false) => "major",
        }
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let from = self
            .version
            .as_deref()
            .map(|version| format!(" after {version}"))
            .unwrap_or_default();
        match self.word() {
            "none" => f.write_str("the crate would need no new version"),
            word => write!(f, "the crate would need a new {word} version{from}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn bump(change: Change, version: &str, word: &str) {
        let version = Some(version.to_owned());
        assert_eq!(Bump { change, version }.word(), word);
    }

    #[test]
    fn cargo_counts_from_the_first_number_that_is_not_zero() {
        bump(Change::Breaking, "0.1.0", "minor");
        bump(Change::Compatible, "0.1.0", "patch");
        bump(Change::Docs, "0.1.0", "patch");
        bump(Change::Breaking, "1.0.0", "major");
        bump(Change::Compatible, "1.0.0", "minor");
        bump(Change::Docs, "1.0.0", "patch");
        bump(Change::Nothing, "1.0.0", "none");
        bump(Change::Breaking, "10.2.0", "major");
    }
}
