//! What can stand in the way of merging, in words.

use std::fmt;

use serde_json::Value;

/// Why fragments do not merge: everything that stands in the way, not only what was met first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeError {
    /// In the order of the pages; never empty.
    pub conflicts: Vec<Conflict>,
}

impl std::error::Error for MergeError {}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.conflicts.len();
        write!(
            f,
            "the pages do not merge, {count} conflict{}:",
            if count == 1 { "" } else { "s" }
        )?;
        self.conflicts
            .iter()
            .try_for_each(|conflict| write!(f, "\n{conflict}"))
    }
}

/// One thing that stands in the way of merging.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    /// The page on which it shows.
    pub page: String,
    /// 1-based line of the fragment's fence.
    pub line: usize,
    /// JSON pointer into the document: for a difference its first leaf.
    pub pointer: String,
    /// What it is.
    pub kind: ConflictKind,
}

impl Conflict {
    /// The page that the first one disagrees with, if it is a disagreement.
    #[must_use]
    pub fn other(&self) -> Option<&str> {
        match &self.kind {
            ConflictKind::Differs { other, .. }
            | ConflictKind::Twice { other }
            | ConflictKind::SameOperationId { other, .. } => Some(other),
            _ => None,
        }
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: {} {}",
            self.page, self.line, self.pointer, self.kind
        )
    }
}

/// What stands in the way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum ConflictKind {
    /// Two pages say different things of the same.
    #[error(
        "is {here} here and {there} on {other}; one of the two is stale: \
         fetch the pages that the index lists, all of them"
    )]
    Differs {
        /// The page that says otherwise.
        other: String,
        /// What this page has, in short.
        here: String,
        /// What the other has, in short.
        there: String,
    },
    /// Two fragments have the same operation.
    #[error(
        "is on {other} as well; one of the two is stale: fetch the pages that the index lists, all of them"
    )]
    Twice {
        /// The other page.
        other: String,
    },
    /// A reference to what is not there.
    #[error(
        "refers to `{target}`, which is on no page; fetch the pages that the index lists, all of them"
    )]
    Unresolved {
        /// The value of `$ref`.
        target: String,
    },
    /// A reference out of the document.
    #[error(
        "refers to `{target}`, which is not in the document; only references that start with `#/` are followed"
    )]
    Outside {
        /// The value of `$ref`.
        target: String,
    },
    /// A path that cannot be taken apart.
    #[error("is no path template: {what}; have it corrected by who published it")]
    Template {
        /// What is wrong with it.
        what: String,
    },
    /// A part of the path that no parameter stands for.
    #[error(
        "has `{{{name}}}` in its path and no parameter of that name; have it corrected by who published it"
    )]
    Undeclared {
        /// Its name.
        name: String,
    },
    /// A path parameter that the path does not have.
    #[error(
        "declares the path parameter `{name}`, which its path does not have; have it corrected by who published it"
    )]
    Unused {
        /// Its name.
        name: String,
    },
    /// The same path parameter in one list twice.
    #[error("declares the path parameter `{name}` twice; have it corrected by who published it")]
    DeclaredTwice {
        /// Its name.
        name: String,
    },
    /// Two operations of one name.
    #[error("is `{id}`, as it is on {other}; have it corrected by who published it")]
    SameOperationId {
        /// The name.
        id: String,
        /// The page of the other operation.
        other: String,
    },
    /// A fragment whose info string names no spec, where several fit.
    #[error("is {title} in several specs ({}), and the info string does not say which one this fragment is of", sources.join(", "))]
    WhichSpec {
        /// The document's title, as JSON.
        title: String,
        /// The specs that fit.
        sources: Vec<String>,
    },
}

/// Two values that differ in short, for a message of one line.
pub(super) fn in_short(here: Option<&Value>, there: Option<&Value>) -> (String, String) {
    let (Some(Value::String(a)), Some(Value::String(b))) = (here, there) else {
        return (one_in_short(here), one_in_short(there));
    };
    // Long texts mostly start alike; show where they part.
    let alike = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let skip = if alike > LONGEST / 2 {
        alike - LONGEST / 4
    } else {
        0
    };
    let part = |text: &str| {
        let start = if skip > 0 { "…" } else { "" };
        shortened(&format!(
            "{:?}",
            format!("{start}{}", text.chars().skip(skip).collect::<String>())
        ))
    };
    (part(a), part(b))
}

/// How many characters of a value a message shows.
const LONGEST: usize = 60;

fn one_in_short(value: Option<&Value>) -> String {
    match value {
        None => "missing".to_owned(),
        Some(Value::Object(map)) if !map.is_empty() => format!("a mapping of {}", map.len()),
        Some(Value::Array(items)) if !items.is_empty() => format!("a list of {}", items.len()),
        Some(value) => shortened(&value.to_string()),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
