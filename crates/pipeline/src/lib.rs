//! From docs pages to a client, and back to the docs: the verbs `regen`, `drift` and `diff`, and their command line.
//!
//! Each verb has a file of its own. Files, the network and the terminal stand here; what a verb decides, it decides in
//! pure functions, and what it has to say goes to the writers that it is handed.

pub mod exit;
pub mod pipe;

pub mod regen;

pub mod diff;
pub mod drift;
pub mod report;

pub mod derive;
pub mod fetch;
pub mod operation;
pub mod pages;
pub mod project;
pub mod replace;
mod tree;

mod client;
pub mod surface;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Parser;

use crate::exit::Exit;
use crate::fetch::Options;
use crate::project::Project;

/// Runs the verb that the arguments name; the first of them is the program's own name.
///
/// What was done goes to `out`; what went wrong or is stale, and what to do about it, to `err`.
pub async fn run<I>(args: I, out: &mut dyn Write, err: &mut dyn Write) -> Exit
where
    I: IntoIterator,
    I::Item: Into<OsString> + Clone,
{
    run_with(args, &Options::default(), out, err).await
}

/// The same, for a caller with a terminal to show progress on, or with less patience than the network needs.
pub async fn run_with<I>(
    args: I,
    options: &Options,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit
where
    I: IntoIterator,
    I::Item: Into<OsString> + Clone,
{
    let outcome = match Cli::try_parse_from(args) {
        Ok(cli) => {
            let project = cli
                .root
                .map_or_else(Project::of_this_repository, Project::new);
            cli.verb.run(&project, options, out, err).await
        }
        Err(refusal) => explain_usage(&refusal, out, err).map_err(Into::into),
    };
    outcome.unwrap_or_else(|error| exit::explain(&error, err))
}

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "The verbs of this repository",
    disable_help_subcommand = true
)]
struct Cli {
    /// Works on another tree than the one that this was built from; for tests.
    #[arg(long, hide = true, global = true, value_name = "FOLDER")]
    root: Option<PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

/// What the pipeline can be asked to do.
#[derive(Debug, clap::Subcommand)]
pub enum Verb {
    /// Makes all derived files anew from the pages and the overlay
    #[command(after_help = EXITS_OF_REGEN)]
    Regen(regen::Args),
    /// Compares the docs as they are now with the pages that are held
    #[command(after_help = EXITS_OF_DRIFT)]
    Drift(drift::Args),
    /// Compares any two OpenAPI documents
    #[command(after_help = EXITS_OF_DIFF)]
    Diff(diff::Args),
}

impl Verb {
    /// Runs it on a project.
    ///
    /// # Errors
    /// When it cannot tell what it was asked: [`exit::explain`] prints why, and says how to end.
    pub async fn run(
        &self,
        project: &Project,
        options: &Options,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> anyhow::Result<Exit> {
        match self {
            Self::Regen(args) => regen::run(args, project, options, out, err).await,
            Self::Drift(args) => drift::run(args, project, options, out, err).await,
            Self::Diff(args) => diff::run(args, project, options, out, err),
        }
    }
}

const EXITS_OF_REGEN: &str = "\
Exit codes:
  0  done, or up to date
  2  usage
  3  cannot tell, and nothing was written; the reason is on stderr
  4  stale: a derived file is not what its inputs make (--check)";

const EXITS_OF_DRIFT: &str = "\
Exit codes:
  0  the same, or nothing at the level of --fail-on; or taken, with --accept
  1  a difference at that level or above it
  2  usage
  3  cannot tell: not one finding, and the reason on stderr";

const EXITS_OF_DIFF: &str = "\
Exit codes:
  0  the same, or nothing at the level of --fail-on
  1  a difference at that level or above it, in the documents or in the crate's public surface
  2  usage
  3  cannot tell: not one finding, and the reason on stderr";

/// Help that was asked for is an answer; anything else that clap stops at is a mistake in the arguments.
///
/// # Errors
/// When it cannot be written.
pub fn explain_usage(
    refusal: &clap::Error,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<Exit> {
    let said = refusal.to_string();
    if refusal.use_stderr() {
        writeln!(err, "{}", said.trim_end())?;
        Ok(Exit::Usage)
    } else {
        writeln!(out, "{}", said.trim_end())?;
        Ok(Exit::Fine)
    }
}
