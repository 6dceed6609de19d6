//! What becomes of our corrections when the docs are taken as they are now, and what the docs' changes become by them.

use std::collections::BTreeSet;

use serde_json::Value;
use specwright_compare::{Finding, Level, compare};
use specwright_pages::overlay::{self, Attempted, OverlayError, State, Tried};

use super::sides::Sides;
use crate::judgement;
use crate::project::OVERLAY;
use crate::report::{Corrections, Notice, Report};

/// Tries every action on the docs as they are now. How many still apply stands above the findings; each that does not
/// is something to look at; a report on a few operations says nothing of that. Without sides nothing has changed, and
/// every action applies, or nothing could have been derived.
///
/// # Errors
/// When the overlay cannot be read. One that can, and that cannot be applied any more, is a notice.
pub(super) fn judge(
    sides: Option<&Sides<'_>>,
    overlay: &str,
    report: &mut Report,
) -> anyhow::Result<()> {
    let actions = overlay::count(overlay, OVERLAY)?;
    let tried = match sides {
        Some(sides) => attempted(sides, overlay, report).map(Some),
        None => Ok(None),
    };
    if !report.only.is_empty() {
        return Ok(());
    }
    let mut warn = |message| {
        report.notices.push(Notice {
            level: Level::Warning,
            about: OVERLAY.to_owned(),
            message,
        });
    };
    let tried = match tried {
        Ok(tried) => tried,
        Err(error) => {
            warn(format!(
                "cannot be applied to the docs as they are now: {error}"
            ));
            return Ok(());
        }
    };
    let mut applying = actions;
    for tried in tried.into_iter().flatten() {
        let said = match tried.state {
            State::Applies => continue,
            State::NoOp => "changes nothing any more, the docs say so themselves: delete it",
            State::MatchesNothing => "matches nothing any more: delete it, or mend its target",
        };
        applying -= 1;
        let words = tried.description.split_whitespace();
        let description = words.collect::<Vec<_>>().join(" ");
        let line = tried.line.map(|line| format!("line {line}: "));
        warn(format!(
            "{}«{description}» {said}",
            line.unwrap_or_default()
        ));
    }
    report.overlay = Some(Corrections { actions, applying });
    Ok(())
}

/// What each action does to the docs as they are now. What the docs have come to say as we did, or say otherwise where
/// we have the last word, is no change to who compiles.
fn attempted(
    sides: &Sides<'_>,
    overlay: &str,
    report: &mut Report,
) -> Result<Vec<Tried>, OverlayError> {
    let (old, new) = (&sides.old.document, &sides.new.document);
    let Attempted {
        document: spec,
        states,
    } = overlay::attempt(new, overlay, OVERLAY)?;
    if report
        .entries
        .iter()
        .any(|entry| entry.finding.compile > Level::Info)
    {
        let held = overlay::attempt(old, overlay, OVERLAY)?.document;
        let left = compare(&held, &spec, &judgement::options());
        let left: BTreeSet<_> = left.iter().flat_map(marks).collect();
        for entry in &mut report.entries {
            let finding = &mut entry.finding;
            let is_ours = is_corrected(old, &held, &finding.old.pointer)
                || is_corrected(new, &spec, &finding.new.pointer);
            if is_ours && !marks(finding).iter().any(|mark| left.contains(mark)) {
                finding.compile = Level::Info;
            }
        }
    }
    Ok(states)
}

/// Whether we say something else at a place than the docs do.
fn is_corrected(published: &Value, spec: &Value, at: &str) -> bool {
    published.pointer(at) != spec.pointer(at)
}

/// What a finding is known by in another comparison: its places, for a correction may change its values, and its words,
/// for one may shift its places.
fn marks(finding: &Finding) -> [(String, String); 2] {
    [
        (finding.old.pointer.clone(), finding.new.pointer.clone()),
        (finding.rule.to_owned(), finding.place.clone()),
    ]
}
