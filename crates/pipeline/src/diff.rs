//! `diff`: what differs between any two documents, and what it means for the crate.

mod git;
mod input;
mod semver_checks;

use std::io::Write;

use specwright_compare::{Level, Names};

use self::input::{Input, Read};
use crate::exit::Exit;
use crate::fetch::Options;
use crate::judgement;
use crate::project::Project;
use crate::report::{self, Document, Entry, Kind, Listing, Notice, Report, Standing};

/// The arguments of `diff`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What there was: a file, a folder of pages, `git:REV` (the spec at that revision) or `git:REV:PATH`
    #[arg(value_parser = Input::parse)]
    old: Input,
    /// What there is, in the same ways
    #[arg(value_parser = Input::parse)]
    new: Input,
    #[command(flatten)]
    output: report::Args,
}

/// Compares two documents and reports what differs.
///
/// # Errors
/// When one of them cannot be had or read, or the report cannot be written.
pub fn run(
    args: &Args,
    project: &Project,
    options: &Options,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    if let Some(exit) = args.output.check(err)? {
        return Ok(exit);
    }
    let old = args.old.read(project)?;
    let new = args.new.read(project)?;
    let mut report = compared(&old, &new);
    report.version = project.version()?;
    match (old.listing(project)?, new.listing(project)?) {
        (Some(old), Some(new)) => report.listing = Some(Listing::between(&old, &new)),
        (None, None) => {}
        _ if old.is_of_the_crate() && new.is_of_the_crate() => {
            report.notices.push(no_listing());
        }
        _ => {}
    }
    if let (Some(revision), true) = (&old.revision, new.is_working_tree) {
        report
            .notices
            .extend(semver_checks::verdict(project, revision)?);
    }
    args.output.tell(&report, options.colour, out)
}

fn compared(old: &Read, new: &Read) -> Report {
    let document = |read: &Read| Document {
        name: read.name.clone(),
        operations: read.operations(),
        file: read.file.clone(),
    };
    let mut options = judgement::options();
    // Nobody here generates code from other documents, so their names are nobody's.
    if !old.is_of_the_crate() && !new.is_of_the_crate() {
        options.names = Names::Ignored;
    }
    let findings = specwright_compare::compare(&old.document, &new.document, &options);
    let entries = findings.into_iter().map(|finding| {
        let mut pages: Vec<report::Page> = finding
            .operations
            .iter()
            .filter_map(|operation| new.page(operation).or_else(|| old.page(operation)))
            .collect();
        pages.sort();
        pages.dedup();
        Entry {
            finding,
            standing: Standing::Drifted,
            pages,
        }
    });
    Report::of(Kind::Diff, document(old), document(new), entries.collect())
}

fn no_listing() -> Notice {
    Notice {
        level: Level::Warning,
        about: crate::project::PUBLIC_API.to_owned(),
        message: "one side has no listing of the public surface, so there is no telling what became of the crate's items"
            .to_owned(),
    }
}
