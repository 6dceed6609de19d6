//! What can be wrong with an overlay, in words.

use std::fmt;

/// Why an overlay was not applied: everything that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverlayError {
    /// The name that was given.
    pub name: String,
    /// In the order of the actions; never empty.
    pub problems: Vec<OverlayProblem>,
}

impl std::error::Error for OverlayError {}

impl fmt::Display for OverlayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let line_break = if index == 0 { "" } else { "\n" };
            write!(f, "{line_break}{}", self.name)?;
            if let Some(line) = problem.line {
                write!(f, ":{line}")?;
            }
            write!(f, ": {problem}")?;
        }
        Ok(())
    }
}

/// One thing that is wrong with an overlay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverlayProblem {
    /// 1-based line in the overlay, where it could be made out.
    pub line: Option<usize>,
    /// The action, unless it is the overlay as a whole.
    pub action: Option<ActionName>,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What an action is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionName {
    /// 0-based place in `actions`.
    pub index: usize,
    /// Empty if it has none.
    pub description: String,
    /// JSONPath.
    pub target: String,
}

impl fmt::Display for OverlayProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(ActionName {
            index,
            description,
            target,
        }) = &self.action
        {
            let description = description.split_whitespace().collect::<Vec<_>>().join(" ");
            write!(f, "actions[{index}] \"{description}\" (target {target}) ")?;
        }
        write!(f, "{}", self.kind)
    }
}

/// What is wrong with an overlay or an action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The overlay is no YAML, or no Overlay 1.0.
    #[error("this is no OpenAPI Overlay 1.0: {0}")]
    Unreadable(String),
    /// No description.
    #[error("has no description; say why it is there and when it can go")]
    NoDescription,
    /// Neither `update` nor `remove`, or both.
    #[error("has to have either `update` or `remove: true`, and not both")]
    NoEffect,
    /// The target is no JSONPath.
    #[error(
        "has a target that is no JSONPath (RFC 9535): {0}; a name with a dash or a slash goes in brackets, as in \
         $['x-name']"
    )]
    InvalidTarget(String),
    /// The target is neither an object nor an array.
    #[error("has a target that is neither a mapping nor a list; target what it stands in")]
    PrimitiveTarget,
    /// Stale: it matches nothing.
    #[error("matches nothing: delete me, or mend the target if what I correct has moved")]
    MatchesNothing,
    /// Stale: it changes nothing.
    #[error("changes nothing, for the published pages say so themselves: delete me")]
    ChangesNothing,
    /// It adds to a list what the list has.
    #[error(
        "adds to the list at {0} what that list has already; narrow the update or the target to what is missing"
    )]
    Repeats(String),
    /// Anything else.
    #[error("cannot be applied: {0}")]
    Refused(String),
}
