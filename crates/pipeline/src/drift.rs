//! `drift`: what the docs say now, against the pages that are held.

mod accept;
mod changelog;
mod corrections;
mod filter;
mod ignore;
mod sides;

use std::io::Write;

use specwright_compare::Level;
use specwright_openapi::operation::OperationKey;
use specwright_pages::sources::{Source, Sources};

use self::ignore::Ignores;
use self::sides::Sides;
use crate::exit::Exit;
use crate::fetch::{Docs, Fetch, Options};
use crate::judgement::today;
use crate::operation::argument;
use crate::project::{COMMAND, PAGES, Project};
use crate::replace::Mode;
use crate::report::{self, Document, Evidence, Kind, Notice, Report, Verdict};
use crate::tree::{self, Tree};

/// The arguments of `drift`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where the docs are, if not where spec/vendor.toml says
    #[arg(long, value_name = "URL|FOLDER", value_parser = Docs::parse)]
    docs: Option<Docs>,
    /// Reports on this operation only; may be given more than once
    #[arg(long, value_name = "METHOD:/PATH", conflicts_with = "accept")]
    only: Vec<OperationKey>,
    /// Takes an operation that the docs list, and that came without its fragment, for removed; may be given more than once
    #[arg(long, value_name = "METHOD:/PATH")]
    gone: Vec<OperationKey>,
    /// Takes the pages, makes all derived files anew, and notes the findings in the changelog
    #[arg(long)]
    accept: bool,
    #[command(flatten)]
    output: report::Args,
}

/// Fetches the docs, reports how they differ from what is held and, if told to, takes them.
///
/// # Errors
/// When it could not be determined what the docs say, or what is held cannot be read; then there is no report. Also when
/// what was reported cannot be taken; then the pages are as they were.
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
    let fetch = tree.fetch(&docs, &args.gone, options).await?;
    let sides = if tree.is_locked() && fetch.is_held(&tree.pages) {
        // The docs are, to the byte, what everything was derived from: nothing is read, merged or compared.
        None
    } else {
        Some(Sides::merge(&tree, &fetch, &docs, args.gone.len())?)
    };
    let operations = match &sides {
        None => {
            let held = tree.sources.operations.iter();
            held.filter_map(Source::operation).collect()
        }
        Some(sides) => sides.operations(),
    };
    let is_known = |only: &OperationKey| operations.iter().any(|known| known.is_same(only));
    if let Some(only) = args.only.iter().find(|only| !is_known(only)) {
        let only = argument(only);
        writeln!(
            err,
            "error: --only {only}: neither the docs nor {PAGES} have that operation; `{COMMAND} regen --check` lists them"
        )?;
        return Ok(Exit::Usage);
    }

    let mut report = Report {
        version: project.version()?,
        only: args.only.iter().map(argument).collect(),
        ..report(&docs, &tree, &fetch, sides.as_ref())
    };
    corrections::judge(sides.as_ref(), &tree.overlay, &mut report)?;
    if args.accept {
        accept::take_ignored(&ignores, &mut report);
        // What can't be taken is not reported as if it had been.
        let plan = accept::plan(project, &tree, &fetch, &report)?;
        args.output.tell(&report, options.colour, out)?;
        accept::carry_out(&plan, project, out)?;
        return Ok(Exit::Fine);
    }
    if !args.only.is_empty() {
        report
            .entries
            .retain(|entry| filter::concerns(&args.only, &entry.finding));
    }
    report.next = next(report.verdict());
    let notices = ignores.apply(&mut report.entries, today());
    if args.only.is_empty() {
        // What the list holds beyond a few operations goes unseen, so nothing is said of it.
        report.notices.extend(notices);
    }
    args.output.tell(&report, options.colour, out)
}

/// What a maintainer can do about a drift.
fn next(verdict: Verdict) -> Option<String> {
    let first = match verdict {
        Verdict::Same => return None,
        Verdict::DocsOnly | Verdict::Compatible => "",
        Verdict::Breaking => "read each finding against its page; ",
    };
    Some(format!(
        "{first}`{COMMAND} drift --accept` takes the docs as they are (`CONTRIBUTING.md`, The nightly job found drift)"
    ))
}

/// What there is to say of the docs, but for what becomes of our own; without sides it is that nothing has changed.
fn report(docs: &Docs, tree: &Tree, fetch: &Fetch, sides: Option<&Sides<'_>>) -> Report {
    let entries = sides.map(Sides::entries).unwrap_or_default();
    let said = fetch.notes.iter().cloned();
    let said = said.chain(fetch.news.notes.iter().map(ToString::to_string));
    let document = |name: String, side: fn(&Sides<'_>) -> usize| Document {
        name,
        operations: sides.map_or(tree.sources.operations.len(), side),
        file: None,
    };
    let old = document(PAGES.to_owned(), |sides| sides.old.operations.len());
    let new = document(docs.to_string(), |sides| sides.new.operations.len());
    Report {
        pages: Some(fetch.counts),
        whole_spec: fetch.whole_spec.clone(),
        evidence: Some(sides.map_or_else(|| held(&tree.sources), Sides::evidence)),
        notices: said
            .map(|message| Notice {
                level: Level::Info,
                about: "docs".to_owned(),
                message,
            })
            .collect(),
        ..Report::of(Kind::Drift, old, new, entries)
    }
}

/// How the operations of a lock file are known.
fn held(sources: &Sources) -> Evidence {
    let mut evidence = Evidence::default();
    for source in &sources.operations {
        evidence.count(source.evidence);
    }
    evidence
}
