//! `drift`: what the docs say now, against the pages that are held.

mod accept;
mod changelog;
mod corrections;
mod ignore;
mod judge;
mod only;

use std::io::Write;

use amplemarket_spec::compare::{Level, compare};
use anyhow::{Context, bail};

use self::ignore::Ignores;
use self::judge::Sides;
use self::only::Only;
use crate::derive::published;
use crate::diff::{colour, judgement, today};
use crate::exit::Exit;
use crate::harvest::{Docs, Harvest, Options, harvest};
use crate::pages::{PageSet, counted};
use crate::project::{PAGES, Project};
use crate::replace::Mode;
use crate::report::{self, Document, Entry, Kind, Notice, Report};
use crate::tree::{self, Tree};

/// The arguments of `drift`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where the docs are, if not where spec/sources.toml says
    #[arg(long, value_name = "URL|FOLDER", value_parser = Docs::parse)]
    docs: Option<Docs>,
    /// Reports on this operation only; may be given more than once
    #[arg(long, value_name = "METHOD:/PATH", value_parser = Only::parse, conflicts_with = "accept")]
    only: Vec<Only>,
    /// Takes the pages, makes all derived files anew, and notes the findings in the changelog
    #[arg(long)]
    accept: bool,
    #[command(flatten)]
    output: report::Args,
}

/// Harvests the docs, reports how they differ from what is held and, if told to, takes them.
///
/// # Errors
/// When there is no telling what the docs say, or what is held cannot be read; then there is no report. Also when what
/// was reported cannot be taken; then nothing is.
pub async fn run(
    args: &Args,
    project: &Project,
    options: &Options,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    if let Some(exit) = args.output.check(err)? {
        return Ok(exit);
    }
    let mode = if args.accept {
        Mode::Write
    } else {
        Mode::Check
    };
    let _lock = tree::enter(project, mode)?;
    let tree = Tree::read(project)?;
    let ignores = Ignores::read(project)?;
    let docs = tree.docs(args.docs.as_ref())?;
    let harvest = harvest(&docs, &tree.held(), options).await?;
    let held = PageSet::of(tree.pages.clone()).with_context(|| format!("reading {PAGES}"))?;
    let no_telling = || format!("there is no telling what the docs at {docs} say");
    enough(&harvest.pages, &held).with_context(no_telling)?;
    let sides = Sides {
        old: published(&held.fragments)?,
        new: published(&harvest.pages.fragments).with_context(no_telling)?,
        held: &held.fragments,
        come: &harvest.pages.fragments,
        address: tree.sources.docs.trim_end_matches('/'),
    };
    if let Some(only) = args.only.iter().find(|only| !only.is_known(&sides)) {
        writeln!(
            err,
            "error: --only {only}: neither the docs nor {PAGES} have that operation; `cargo xtask regen --check` lists them"
        )?;
        return Ok(Exit::Usage);
    }

    let mut report = compared(&docs, &sides, &harvest);
    report.version = project.version()?;
    if args.only.is_empty() {
        corrections::judge(&sides.new.document, &tree.overlay, &mut report);
        report
            .notices
            .extend(ignores.apply(&mut report.entries, today()));
    } else {
        report.entries.retain(|entry| {
            let mut operations = entry.finding.operations.iter();
            operations.any(|operation| args.only.iter().any(|only| only.is(operation)))
        });
        report.only = args.only.iter().map(Only::to_string).collect();
        // What the list holds beyond these operations goes unseen, so nothing is said of it.
        ignores.apply(&mut report.entries, today());
    }
    let exit = args.output.tell(&report, colour(options), out)?;
    if !args.accept {
        return Ok(exit);
    }
    accept::accept(
        accept::Accepted {
            project,
            tree,
            harvest,
            report: &report,
        },
        out,
    )?;
    Ok(Exit::Fine)
}

fn compared(docs: &Docs, sides: &Sides<'_>, harvest: &Harvest) -> Report {
    let findings = compare(&sides.old.document, &sides.new.document, &judgement());
    let entries = findings.into_iter().map(|finding| Entry {
        standing: sides.standing(&finding),
        pages: sides.pages(&finding),
        finding,
    });
    let said = harvest.notes.iter().cloned();
    let said = said.chain(harvest.pages.notes.iter().map(ToString::to_string));
    Report {
        kind: Kind::Drift,
        old: Document {
            name: PAGES.to_owned(),
            operations: sides.old.pages.len(),
            file: None,
        },
        new: Document {
            name: docs.to_string(),
            operations: sides.new.pages.len(),
            file: None,
        },
        pages: Some(harvest.counts),
        whole_spec: harvest.whole_spec.clone(),
        overlay: None,
        only: Vec::new(),
        entries: entries.collect(),
        listing: None,
        notices: said
            .map(|message| Notice {
                level: Level::Info,
                about: "docs".to_owned(),
                message,
            })
            .collect(),
        version: None,
    }
}

/// An API does not lose most of its operations overnight, and an index that was cut in a way that nobody knows does.
/// What was reconstructed counts as well: we have seen it in the docs, if not its page.
fn enough(come: &PageSet, held: &PageSet) -> anyhow::Result<()> {
    let (come, held) = (come.fragments.len(), held.fragments.len());
    if come * 2 < held {
        bail!(
            "they carry {}, fewer than half of the {held} that are held; look at the docs, and if the rest are gone for good, run `cargo xtask regen --fetch`",
            counted(come, "operation"),
        );
    }
    Ok(())
}
