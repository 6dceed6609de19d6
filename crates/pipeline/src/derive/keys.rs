//! Our own keys in pages and in the overlay: one that nobody reads is a mistake, not a remark.

use anyhow::bail;
use serde_json::Value;
use specwright_openapi::document;
use specwright_openapi::extensions::{document_problems, overlay_problems};
use specwright_openapi::settings::Settings;
use specwright_pages::extract::body;

use super::Inputs;
use crate::pages::counted;
use crate::project::{OVERLAY, PAGES, SPEC};

/// Refuses keys under `x-specwright` that are unknown, or that have a value of another form, each with its line.
pub(super) fn check_inputs(inputs: &Inputs<'_>) -> anyhow::Result<()> {
    let Inputs {
        pages, settings, ..
    } = inputs;
    let mut problems = Vec::new();
    for fragment in &pages.fragments {
        for problem in document_problems(&fragment.document, settings) {
            let page = pages.pages.iter().find(|page| page.path == fragment.page);
            let body = page.and_then(|page| body(page, fragment));
            let below = body.and_then(|body| problem.line(&body)).unwrap_or(0);
            let (page, line) = (&fragment.page, fragment.line + below);
            problems.push(format!("{PAGES}/{page}:{line}: {problem}"));
        }
    }
    let overlay = document::read(inputs.overlay, OVERLAY)?;
    for problem in overlay_problems(&overlay, settings) {
        let line = problem.line(inputs.overlay).unwrap_or(1);
        problems.push(format!("{OVERLAY}:{line}: {problem}"));
    }
    refuse(&problems)
}

/// Refuses keys that the overlay writes where they are not read.
pub(super) fn check_spec(spec: &Value, settings: &Settings) -> anyhow::Result<()> {
    let problems = document_problems(spec, settings).into_iter();
    let problems: Vec<_> = problems
        .map(|problem| format!("{SPEC}: {problem}; look for it in {OVERLAY}"))
        .collect();
    refuse(&problems)
}

fn refuse(problems: &[String]) -> anyhow::Result<()> {
    if problems.is_empty() {
        return Ok(());
    }
    bail!(
        "{} of ours cannot be used\n{}",
        counted(problems.len(), "key"),
        problems.join("\n")
    );
}
