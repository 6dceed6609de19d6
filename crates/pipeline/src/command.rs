//! The command line: parses the arguments, finds the project, runs the verb and says how it ended.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser};

use crate::exit::{self, Exit};
use crate::fetch::Options;
use crate::pipe::Pipe;
use crate::project::Project;
use crate::terminal::{Colour, Progress};
use crate::{diff, drift, regen};

/// What a program can be asked to do: the pipeline's own [`Verb`]s, and those that a program adds to them.
pub trait Verbs: clap::Subcommand {
    /// The program as a person types it.
    const PROGRAM: &'static str;
    /// What the program is for, in one line of its help.
    const ABOUT: &'static str;

    /// Runs the verb on a project. What was done goes to `out`; what went wrong or is stale, and what to do about it, to
    /// `err`.
    ///
    /// # Errors
    /// When the verb could not answer what it was asked: [`exit::explain`] prints why, and says how to end.
    fn run(
        &self,
        project: &Project,
        options: &Options,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> impl Future<Output = anyhow::Result<Exit>>;
}

/// Runs the verb that this process was called with, on this process's terminal.
pub async fn main<V: Verbs>() -> ExitCode {
    let options = Options {
        progress: Progress::of_this_terminal(),
        colour: Colour::of_this_terminal(),
        ..Options::default()
    };
    let (mut out, mut err) = (Pipe(io::stdout()), io::stderr());
    run::<V>(std::env::args_os(), &options, &mut out, &mut err)
        .await
        .into()
}

/// Runs the verb that the arguments name; the first of them is the program's own name.
pub async fn run<V: Verbs>(
    args: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    options: &Options,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let outcome = match parsed::<V>(args) {
        Ok(cli) => cli.run(options, out, err).await,
        Err(refusal) => explain_usage(&refusal, out, err).map_err(Into::into),
    };
    outcome.unwrap_or_else(|error| exit::explain(&error, err))
}

/// The command line.
#[derive(Debug, Parser)]
#[command(disable_help_subcommand = true)]
struct Cli<V: Verbs> {
    /// Works on this project instead of the one that is found; for tests
    #[arg(long, hide = true, global = true, value_name = "FOLDER")]
    root: Option<PathBuf>,
    #[command(subcommand)]
    verb: V,
}

impl<V: Verbs> Cli<V> {
    async fn run(
        self,
        options: &Options,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> anyhow::Result<Exit> {
        let project = match self.root {
            Some(root) => Project::new(root),
            None => Project::find()?,
        };
        self.verb.run(&project, options, out, err).await
    }
}

fn parsed<V: Verbs>(
    args: impl IntoIterator<Item = impl Into<OsString> + Clone>,
) -> clap::error::Result<Cli<V>> {
    let command = Cli::<V>::command()
        .name(V::PROGRAM)
        .bin_name(V::PROGRAM)
        .about(V::ABOUT);
    Cli::from_arg_matches(&command.try_get_matches_from(args)?)
}

/// Help that was asked for is an answer; anything else that clap stops at is a mistake in the arguments.
fn explain_usage(
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

/// The verbs of the pipeline.
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

impl Verbs for Verb {
    const PROGRAM: &'static str = "specwright";
    const ABOUT: &'static str = "Makes an API client from published docs, and reports drift";

    async fn run(
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
