//! Takes what was found: pages, derived files and changelog, all of them or none.

use std::io::Write;

use anyhow::Context;

use super::changelog::{CHANGELOG, noted};
use crate::derive::{Derived, Inputs, derive};
use crate::harvest::Harvest;
use crate::project::Project;
use crate::regen;
use crate::replace::{Pages, Plan};
use crate::report::Report;
use crate::tree::Tree;

/// What is taken.
pub(super) struct Accepted<'a> {
    pub(super) project: &'a Project,
    /// The tree as it is.
    pub(super) tree: Tree,
    pub(super) harvest: Harvest,
    pub(super) report: &'a Report,
}

/// Makes the tree what `cargo xtask regen --fetch` would make it, and notes the findings in the changelog.
pub(super) fn accept(accepted: Accepted<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
    let Accepted {
        project,
        tree,
        harvest,
        report,
    } = accepted;
    let pages = harvest.pages(&tree.pages)?;
    let mut files = derive(&Inputs {
        root: project.root(),
        pages: &pages,
        overlay: &tree.overlay,
        sources: &tree.sources,
        fetched: &harvest.fetched,
    })
    .context("nothing was written: the derived files cannot be made of the docs as they are now")?
    .files;
    if let Some(contents) = noted(project.read(CHANGELOG)?.as_deref(), report) {
        files.push(Derived {
            path: CHANGELOG,
            contents,
        });
    }
    let plan = Plan {
        files,
        pages: Some(Pages {
            held: tree.pages.pages()?,
            wanted: pages.pages,
        }),
    };
    let changes = plan.changes(project.root())?;
    plan.carry_out(project.root())?;
    regen::report::written(&changes, out)?;
    Ok(())
}
