//! Reading an overlay, more strictly than its format asks: a key that is misspelt is one that does nothing.

use roas_overlay::v1_0::Overlay;
use serde_json::Value;

use super::action::Action;
use super::problem::{OverlayProblem, ProblemKind};
use specwright_openapi::yaml;

/// The actions of an overlay. There may be none: the last one to go must not break the run.
pub(super) fn actions(text: &str) -> Result<Vec<Action>, OverlayProblem> {
    let value = yaml::yaml(text, 1).map_err(|error| unreadable(Some(error.line), error.message))?;
    known_keys(
        &value,
        "the overlay",
        &["overlay", "info", "extends", "actions"],
    )?;
    let items = value
        .get("actions")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let lines = lines(text, items.len());
    for (index, item) in items.iter().enumerate() {
        let name = format!("actions[{index}]");
        known_keys(item, &name, &["target", "description", "update", "remove"]).map_err(
            |mut problem| {
                problem.line = lines.get(index).copied();
                problem
            },
        )?;
    }
    let overlay: Overlay =
        serde_json::from_value(value).map_err(|error| unreadable(None, error.to_string()))?;
    let actions = overlay.actions.into_iter().enumerate();
    Ok(actions
        .map(|(index, action)| Action::new(index, lines.get(index).copied(), action))
        .collect())
}

fn known_keys(value: &Value, what: &str, known: &[&str]) -> Result<(), OverlayProblem> {
    let mut keys = value.as_object().into_iter().flatten().map(|(key, _)| key);
    match keys.find(|key| !known.contains(&key.as_str()) && !key.starts_with("x-")) {
        Some(key) => Err(unreadable(
            None,
            format!(
                "{what} has a key `{key}` that is not known; one of {} is meant",
                known.join(", ")
            ),
        )),
        None => Ok(()),
    }
}

fn unreadable(line: Option<usize>, message: String) -> OverlayProblem {
    OverlayProblem {
        line,
        action: None,
        kind: ProblemKind::Unreadable(message),
    }
}

/// The lines at which the actions start, if the overlay is written in block style, one dash at one depth for each; the
/// parser does not tell.
fn lines(text: &str, count: usize) -> Vec<usize> {
    let lines = text
        .lines()
        .enumerate()
        .skip_while(|(_, line)| !line.starts_with("actions:"))
        .skip(1);
    let mut content = lines
        .filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
        .peekable();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let depth = content.peek().map_or(0, |(_, line)| indent(line));
    let items = content.take_while(|(_, line)| {
        indent(line) > depth || indent(line) == depth && line.trim_start().starts_with('-')
    });
    let starts: Vec<usize> = items
        .filter(|(_, line)| indent(line) == depth)
        .map(|(index, _)| index + 1)
        .collect();
    if starts.len() == count {
        starts
    } else {
        Vec::new()
    }
}
