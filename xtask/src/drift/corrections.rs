//! What becomes of our corrections when the docs are taken as they are now.

use amplemarket_spec::compare::Level;
use amplemarket_spec::overlay::{self, State};
use serde_json::Value;

use crate::project::OVERLAY;
use crate::report::{Corrections, Notice, Report};

/// Tries every action on the docs as they are now. How many still apply stands above the findings; each that does not
/// is something to look at. Where nothing has changed, every action applies, or nothing could have been derived.
pub(super) fn judge(published: Option<&Value>, overlay: &str, report: &mut Report) {
    let mut warn = |message| {
        report.notices.push(Notice {
            level: Level::Warning,
            about: OVERLAY.to_owned(),
            message,
        });
    };
    let states = match published {
        Some(published) => overlay::states(published, overlay, OVERLAY),
        None => overlay::descriptions(overlay, OVERLAY).map(|all| {
            let all = all.into_iter();
            all.map(|description| (description, State::Applies))
                .collect()
        }),
    };
    let states = match states {
        Ok(states) => states,
        Err(error) => {
            warn(format!(
                "cannot be applied to the docs as they are now: {error}"
            ));
            return;
        }
    };
    let mut corrections = Corrections {
        actions: states.len(),
        applying: 0,
    };
    for (description, state) in states {
        let said = match state {
            State::Applies => {
                corrections.applying += 1;
                continue;
            }
            State::NoOp => "changes nothing any more, the docs say so themselves: delete it",
            State::MatchesNothing => "matches nothing any more: delete it, or mend its target",
        };
        let description = description.split_whitespace().collect::<Vec<_>>().join(" ");
        warn(format!("«{description}» {said}"));
    }
    report.overlay = Some(corrections);
}
