//! `regen`: makes every derived file anew, from the pages that are held or from the docs as they are now.

pub(crate) mod report;

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Instant;

use anyhow::Context;
use specwright_openapi::operation::OperationKey;

use crate::derive::{Derivation, Inputs, derive};
use crate::exit::Exit;
use crate::fetch::{Docs, Options};
use crate::pages::PageSet;
use crate::project::{COMMAND, Project};
use crate::replace::{Mode, Pages, Plan};
use crate::tree::{self, Tree};

/// The arguments of `regen`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Writes nothing; names every stale file and exits with 4 when there is one
    #[arg(long)]
    check: bool,
    /// Takes the pages from the docs first; the folder of pages then equals the site
    #[arg(long)]
    fetch: bool,
    /// With --fetch: takes an operation that the docs list, and that came without its fragment, for removed
    #[arg(long, requires = "fetch", value_name = "METHOD:/PATH")]
    gone: Vec<OperationKey>,
    /// Where the docs are, if not where spec/vendor.toml says
    #[arg(long, requires = "fetch", value_name = "URL|FOLDER", value_parser = Docs::parse)]
    docs: Option<Docs>,
}

/// Brings the tree up to date, or says what in it is not.
///
/// # Errors
/// When the derived files cannot be made, or not be put in their places.
pub async fn run(
    args: &Args,
    project: &Project,
    options: &Options,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let _lock = tree::enter(project, args.mode())?;
    let (plan, derivation) = plan(args, project, options, out)
        .await
        .context("nothing was written: the derived files cannot be made")?;
    report::derivation(&derivation, out)?;

    let changes = plan.changes(project.root())?;
    let exit = match args.mode() {
        Mode::Write => {
            plan.carry_out(project.root())?;
            report::written(&changes, out)?;
            Exit::Fine
        }
        Mode::Check => report::stale(&changes, &args.remedy(), out, err)?,
    };
    writeln!(out, "took {:.2} s", started.elapsed().as_secs_f64())?;
    Ok(exit)
}

impl Args {
    fn mode(&self) -> Mode {
        if self.check { Mode::Check } else { Mode::Write }
    }

    /// The command that does what these arguments check.
    fn remedy(&self) -> String {
        let fetch = if self.fetch { " --fetch" } else { "" };
        let docs = self.docs.as_ref().map(|docs| format!(" --docs {docs}"));
        format!("{COMMAND} regen{fetch}{}", docs.unwrap_or_default())
    }
}

/// Everything up to the point where the tree changes: reads, fetches and derives.
async fn plan(
    args: &Args,
    project: &Project,
    options: &Options,
    out: &mut dyn Write,
) -> anyhow::Result<(Plan, Derivation)> {
    let tree = Tree::read(project)?;
    let fetch = if args.fetch {
        let docs = tree.docs(args.docs.as_ref())?;
        Some(tree.fetch(&docs, &args.gone, options).await?)
    } else {
        None
    };
    let held = tree.pages.pages()?;
    let pages = if let Some(fetch) = &fetch {
        let pages = fetch.pages(&tree.pages)?;
        report::fetched(&held, fetch, &pages, out)?;
        pages
    } else {
        let pages = PageSet::of(held.clone())?;
        report::pages(&pages, "read", out)?;
        pages
    };

    let mut derivation = derive(&Inputs {
        root: project.root(),
        pages: &pages,
        settings: &tree.settings,
        overlay: &tree.overlay,
        sources: &tree.sources,
        fetched: fetch
            .as_ref()
            .map_or(&BTreeMap::new(), |fetch| &fetch.fetched),
    })?;
    let plan = Plan {
        files: std::mem::take(&mut derivation.files),
        pages: fetch.map(|_| Pages {
            held,
            wanted: pages.pages,
        }),
    };
    Ok((plan, derivation))
}
