//! Takes what was found: derived files and changelog, and then the pages, all of them or none.

use std::io::Write;

use anyhow::Context;
use specwright_compare::Level;

use super::changelog::noted;
use super::ignore::{IGNORES, Ignores};
use crate::derive::{Derived, Inputs, derive};
use crate::fetch::Fetch;
use crate::judgement::today;
use crate::project::{CHANGELOG, Project};
use crate::regen;
use crate::replace::{Pages, Plan};
use crate::report::{Notice, Report, Standing};
use crate::tree::Tree;

/// The tree as `cargo xtask regen --fetch` would make it, with the findings noted in the changelog.
///
/// # Errors
/// When the derived files cannot be made of the docs as they are now.
pub(super) fn plan(
    project: &Project,
    tree: &Tree,
    fetch: &Fetch,
    report: &Report,
) -> anyhow::Result<Plan> {
    let pages = fetch.pages(&tree.pages)?;
    let mut files = derive(&Inputs {
        root: project.root(),
        pages: &pages,
        settings: &tree.settings,
        overlay: &tree.overlay,
        sources: &tree.sources,
        fetched: &fetch.fetched,
    })
    .context("nothing was written: the derived files cannot be made of the docs as they are now")?
    .files;
    if let Some(contents) = noted(project.read(CHANGELOG)?.as_deref(), report) {
        files.push(Derived {
            path: CHANGELOG,
            contents,
        });
    }
    Ok(Plan {
        files,
        pages: Some(Pages {
            held: tree.pages.pages()?,
            wanted: pages.pages,
        }),
    })
}

/// Has what is on the list of what is left as it is count again: pages are taken whole, and that with them. What the
/// list says of it is no longer true then.
pub(super) fn take_ignored(ignores: &Ignores, report: &mut Report) {
    let mut entries = report.entries.clone();
    report.notices.extend(ignores.apply(&mut entries, today()));
    for entry in entries {
        if let Standing::Ignored { reason, .. } = entry.standing {
            report.notices.push(Notice {
                level: Level::Warning,
                about: IGNORES.to_owned(),
                message: format!(
                    "{} ({reason}) is taken with the rest: delete it",
                    entry.finding.fingerprint
                ),
            });
        }
    }
}

/// Makes the tree match the plan, and says what became of each file.
///
/// # Errors
/// When something cannot be written; then the pages are as they were.
pub(super) fn carry_out(plan: &Plan, project: &Project, out: &mut dyn Write) -> anyhow::Result<()> {
    let changes = plan.changes(project.root())?;
    plan.carry_out(project.root()).context(
        "the docs were not taken: the tree could not be changed; run this again when it can",
    )?;
    regen::report::written(&changes, out)?;
    writeln!(
        out,
        "next: `cargo test --workspace`, and what `CONTRIBUTING.md` says of a new page"
    )?;
    Ok(())
}
