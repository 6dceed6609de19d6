//! One action: what it does, and whether that is anything.

use roas_overlay::apply::{Apply, ApplyErrorKind, ApplyOptions};
use roas_overlay::common::apply::{compile_path, locate};
use roas_overlay::v1_0;
use serde_json::Value;

use super::Applied;
use super::problem::{ActionName, OverlayProblem, ProblemKind};
use super::repeat::first_repeat;
use specwright_openapi::pointer;

/// One action of an overlay.
pub(super) struct Action {
    index: usize,
    pub(super) line: Option<usize>,
    /// Empty if it has none.
    pub(super) description: String,
    target: String,
    is_remove: bool,
    has_update: bool,
    /// An overlay of this one action: the crate applies whole overlays only.
    alone: v1_0::Overlay,
}

impl Action {
    pub(super) fn new(index: usize, line: Option<usize>, action: v1_0::Action) -> Self {
        Self {
            index,
            line,
            description: action.description.clone().unwrap_or_default(),
            target: action.target.clone(),
            is_remove: action.is_remove(),
            has_update: action.update.is_some(),
            alone: v1_0::Overlay {
                actions: vec![action],
                ..Default::default()
            },
        }
    }

    /// Applies the action. On an error the document is as it was.
    pub(super) fn apply(&self, document: &mut Value) -> Result<Applied, ProblemKind> {
        if self.description.trim().is_empty() {
            return Err(ProblemKind::NoDescription);
        }
        if self.is_remove == self.has_update {
            return Err(ProblemKind::NoEffect);
        }
        let mut changed = document.clone();
        let report = self
            .alone
            .apply(&mut changed, ApplyOptions::ErrorOnZeroMatch.into())
            .map_err(|error| match error.kind {
                ApplyErrorKind::ZeroMatch => ProblemKind::MatchesNothing,
                ApplyErrorKind::PrimitiveActionTarget => ProblemKind::PrimitiveTarget,
                ApplyErrorKind::InvalidJsonPath(message) => {
                    ProblemKind::InvalidTarget(message.replace('\n', " "))
                }
                other => ProblemKind::Refused(other.to_string()),
            })?;
        if self.is_remove {
            changed = self.removed(document)?;
        }
        if changed == *document {
            return Err(ProblemKind::ChangesNothing);
        }
        if self.has_update {
            first_repeat(document, &changed)?;
        }
        *document = changed;
        Ok(Applied {
            index: self.index,
            line: self.line,
            description: self.description.clone(),
            target: self.target.clone(),
            matched: report.actions.first().map_or(0, |outcome| outcome.matched),
        })
    }

    /// The document without what the target matches. The crate moves the last key of a mapping into the place of the
    /// one it removes, and takes list items out in the order of the query; here the order of keys stays, and items go
    /// from the last to the first.
    fn removed(&self, document: &Value) -> Result<Value, ProblemKind> {
        let path = compile_path(&self.target).map_err(ProblemKind::InvalidTarget)?;
        let mut matched = locate(document, &path);
        matched.sort_by(|a, b| places(b).cmp(&places(a)));
        matched.dedup();
        let mut document = document.clone();
        for at in matched {
            let Some((above, token)) = at.rsplit_once('/') else {
                return Err(ProblemKind::Refused(
                    "the document as a whole cannot be removed".to_owned(),
                ));
            };
            match document.pointer_mut(above) {
                Some(Value::Object(map)) => {
                    drop(map.shift_remove(pointer::unescape(token).as_ref()))
                }
                Some(Value::Array(items)) => drop(
                    token
                        .parse()
                        .ok()
                        .filter(|at| *at < items.len())
                        .map(|at: usize| items.remove(at)),
                ),
                _ => {}
            }
        }
        Ok(document)
    }

    pub(super) fn problem(&self, kind: ProblemKind) -> OverlayProblem {
        let (description, target) = (self.description.clone(), self.target.clone());
        OverlayProblem {
            line: self.line,
            action: Some(ActionName {
                index: self.index,
                description,
                target,
            }),
            kind,
        }
    }
}

/// What a pointer is ordered by: numbers as numbers.
fn places(at: &str) -> Vec<(Option<usize>, &str)> {
    at.split('/')
        .map(|token| (token.parse().ok(), token))
        .collect()
}
