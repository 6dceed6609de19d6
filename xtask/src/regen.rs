//! `regen`: makes every derived file anew, from the pages that are held or from the docs as they are now.

pub(crate) mod lock;
pub(crate) mod report;

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Instant;

use amplemarket_spec::sources::Sources;
use anyhow::{Context, anyhow};

use crate::derive::{Derivation, Inputs, derive};
use crate::exit::Exit;
use crate::harvest::{Docs, Held, Options, harvest};
use crate::pages::PageSet;
use crate::project::{Project, SOURCES};
use crate::regen::lock::Lock;
use crate::replace::{Mode, Pages, Plan, recover};

/// The arguments of `regen`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Writes nothing; names every stale file and exits with 4 when there is one
    #[arg(long)]
    check: bool,
    /// Takes the pages from the docs first; the folder of pages then equals the site
    #[arg(long)]
    fetch: bool,
    /// Where the docs are, if not where spec/sources.toml says
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
    let _lock = match args.mode() {
        Mode::Write => {
            let lock = Lock::take(project.root()).context("nothing was written")?;
            recover(project.root())?;
            Some(lock)
        }
        Mode::Check => None,
    };
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
        format!("cargo xtask regen{fetch}{}", docs.unwrap_or_default())
    }

    /// Where to fetch from: what was asked for, else what the lock file says.
    fn docs(&self, sources: &Sources) -> anyhow::Result<Docs> {
        if let Some(docs) = &self.docs {
            return Ok(docs.clone());
        }
        let recorded = &sources.docs;
        Docs::parse(recorded)
            .map_err(|reason| anyhow!("{SOURCES}: the docs are at `{recorded}`: {reason}"))
    }
}

/// Everything up to the point where the tree changes: reads, fetches and derives.
async fn plan(
    args: &Args,
    project: &Project,
    options: &Options,
    out: &mut dyn Write,
) -> anyhow::Result<(Plan, Derivation)> {
    let overlay = project.overlay()?;
    let sources = project.sources()?;
    let held = project.pages()?;

    let harvest = if args.fetch {
        let known = Held {
            pages: &held,
            sources: &sources,
        };
        Some(harvest(&args.docs(&sources)?, &known, options).await?)
    } else {
        None
    };
    let read;
    let pages = if let Some(harvest) = &harvest {
        report::fetched(&held, harvest, out)?;
        &harvest.pages
    } else {
        read = PageSet::of(held.clone())?;
        report::pages(&read, "read", out)?;
        &read
    };

    let mut derivation = derive(&Inputs {
        root: project.root(),
        pages,
        overlay: &overlay,
        sources: &sources,
        fetched: harvest
            .as_ref()
            .map_or(&BTreeMap::new(), |harvest| &harvest.fetched),
    })?;
    let plan = Plan {
        files: std::mem::take(&mut derivation.files),
        pages: harvest.map(|harvest| Pages {
            held,
            wanted: harvest.pages.pages,
        }),
    };
    Ok((plan, derivation))
}
