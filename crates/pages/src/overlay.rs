//! Our corrections: an OpenAPI Overlay 1.0 whose every action has its reason and fails the run when it is stale.

mod action;
mod problem;
mod read;
mod repeat;

use serde_json::Value;

pub use problem::{ActionName, OverlayError, OverlayProblem, ProblemKind};

/// Applies all actions of an overlay (YAML), each to what those before it made of the document. `name` is what errors
/// call the overlay.
///
/// # Errors
/// When the overlay cannot be read, or an action has no description, cannot be applied, or is stale: it matches
/// nothing or changes nothing. All such actions are named at once.
pub fn apply(document: &Value, overlay: &str, name: &str) -> Result<Overlaid, OverlayError> {
    let fail = |problems| {
        Err(OverlayError {
            name: name.to_owned(),
            problems,
        })
    };
    let actions = match read::actions(overlay) {
        Ok(actions) => actions,
        Err(problem) => return fail(vec![problem]),
    };
    let mut overlaid = Overlaid {
        document: document.clone(),
        actions: Vec::new(),
    };
    let mut problems = Vec::new();
    for action in &actions {
        match action.apply(&mut overlaid.document) {
            Ok(applied) => overlaid.actions.push(applied),
            Err(kind) => problems.push(action.problem(kind)),
        }
    }
    if problems.is_empty() {
        Ok(overlaid)
    } else {
        fail(problems)
    }
}

/// Applies what of an overlay still does something, and tells of each action whether it does. Unlike for [`apply`], a
/// stale one is no error here.
///
/// # Errors
/// When the overlay cannot be read, or an action cannot be applied for another reason than that it is stale.
pub fn attempt(document: &Value, overlay: &str, name: &str) -> Result<Attempted, OverlayError> {
    let fail = |problem| OverlayError {
        name: name.to_owned(),
        problems: vec![problem],
    };
    let mut document = document.clone();
    let mut states = Vec::new();
    for action in read::actions(overlay).map_err(fail)? {
        let state = match action.apply(&mut document) {
            Ok(_) => State::Applies,
            Err(ProblemKind::ChangesNothing) => State::NoOp,
            Err(ProblemKind::MatchesNothing) => State::MatchesNothing,
            Err(kind) => return Err(fail(action.problem(kind))),
        };
        states.push(Tried {
            line: action.line,
            description: action.description,
            state,
        });
    }
    Ok(Attempted { document, states })
}

/// How many actions an overlay has.
///
/// # Errors
/// When the overlay cannot be read.
pub fn count(overlay: &str, name: &str) -> Result<usize, OverlayError> {
    let actions = read::actions(overlay).map_err(|problem| OverlayError {
        name: name.to_owned(),
        problems: vec![problem],
    })?;
    Ok(actions.len())
}

/// A document with its overlay applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlaid {
    /// The result.
    pub document: Value,
    /// One entry for each action.
    pub actions: Vec<Applied>,
}

/// An action that did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// 0-based place in `actions`.
    pub index: usize,
    /// 1-based line in the overlay, where it could be made out.
    pub line: Option<usize>,
    /// Why it is there.
    pub description: String,
    /// JSONPath.
    pub target: String,
    /// How many places it matched.
    pub matched: usize,
}

/// A document with what of its overlay still does something applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempted {
    /// The result.
    pub document: Value,
    /// Each action, in order.
    pub states: Vec<Tried>,
}

/// An action that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// 1-based line in the overlay, where it could be made out.
    pub line: Option<usize>,
    /// Why it is there.
    pub description: String,
    /// What it does.
    pub state: State,
}

/// What an action does to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It changes something.
    Applies,
    /// It matches, and everything is already as it would have it.
    NoOp,
    /// It matches nothing.
    MatchesNothing,
}
