//! `drift`: what the docs say now, against the pages that are held.

mod accept;
mod changelog;
mod ignore;
mod judge;
mod only;

use std::io::Write;

use amplemarket_spec::compare::{Level, compare};
use amplemarket_spec::overlay::{self, State};
use anyhow::{Context, anyhow};

use self::ignore::Ignores;
use self::judge::Sides;
use self::only::Only;
use crate::derive::published;
use crate::diff::{colour, judgement, today};
use crate::exit::Exit;
use crate::harvest::{Docs, Harvest, Held, Options, harvest};
use crate::pages::PageSet;
use crate::project::{OVERLAY, PAGES, Project, SOURCES};
use crate::regen::lock::Lock;
use crate::replace::recover;
use crate::report::{self, Document, Entry, Kind, Notice, Report};

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
    let _lock = if args.accept {
        let lock = Lock::take(project.root()).context("nothing was written")?;
        recover(project.root())?;
        Some(lock)
    } else {
        None
    };
    let overlay = project.overlay()?;
    let sources = project.sources()?;
    let ignores = Ignores::read(project)?;
    let pages = project.pages()?;
    let docs = match &args.docs {
        Some(docs) => docs.clone(),
        None => Docs::parse(&sources.docs)
            .map_err(|reason| anyhow!("{SOURCES}: the docs are at `{}`: {reason}", sources.docs))?,
    };

    let known = Held {
        pages: &pages,
        sources: &sources,
    };
    let harvest = harvest(&docs, &known, options).await?;
    let held = PageSet::of(pages.clone()).with_context(|| format!("reading {PAGES}"))?;
    let sides = Sides {
        old: published(&held.fragments)?,
        new: published(&harvest.pages.fragments)
            .with_context(|| format!("there is no telling what the docs at {docs} say"))?,
        held: &held.fragments,
        come: &harvest.pages.fragments,
        address: sources.docs.trim_end_matches('/'),
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
        report.notices.extend(overlay_notices(&sides, &overlay));
        report
            .notices
            .extend(ignores.apply(&mut report.entries, today()));
    } else {
        report.entries.retain(|entry| {
            let mut operations = entry.finding.operations.iter();
            operations.any(|operation| args.only.iter().any(|only| only.is(operation)))
        });
        // What the list holds beyond these operations goes unseen, so nothing is said of it.
        ignores.apply(&mut report.entries, today());
    }
    let exit = args.output.tell(&report, colour(options), out)?;
    if !args.accept {
        return Ok(exit);
    }
    accept::accept(
        &accept::Accepted {
            project,
            overlay: &overlay,
            sources: &sources,
            held: pages,
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
    let said = said.chain(harvest.whole_spec.iter().map(ToString::to_string));
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

/// What becomes of our corrections when the docs are taken as they are now.
fn overlay_notices(sides: &Sides<'_>, overlay: &str) -> Vec<Notice> {
    let notice = |level, message| Notice {
        level,
        about: OVERLAY.to_owned(),
        message,
    };
    let states = match overlay::states(&sides.new.document, overlay, OVERLAY) {
        Ok(states) => states,
        Err(error) => {
            return vec![notice(
                Level::Warning,
                format!("cannot be applied to the docs as they are now: {error}"),
            )];
        }
    };
    let applies = states
        .iter()
        .filter(|(_, state)| *state == State::Applies)
        .count();
    let mut notices = vec![notice(
        Level::Info,
        format!("{applies} of {} actions still apply", states.len()),
    )];
    for (description, state) in states {
        let said = match state {
            State::Applies => continue,
            State::NoOp => "changes nothing any more, the docs say so themselves: delete it",
            State::MatchesNothing => "matches nothing any more: delete it, or mend its target",
        };
        let description = description.split_whitespace().collect::<Vec<_>>().join(" ");
        notices.push(notice(Level::Warning, format!("«{description}» {said}")));
    }
    notices
}
