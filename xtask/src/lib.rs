//! The verbs of this repository: `cargo xtask regen` and its like.
//!
//! Those of the pipeline are [`specwright_pipeline`]'s; [`judge`], which sets the tools of others on this repository's
//! programs, stands here.

pub mod judge;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use clap::Parser;
use specwright_pipeline::exit::{self, Exit};
use specwright_pipeline::explain_usage;
use specwright_pipeline::fetch::Options;
use specwright_pipeline::project::Project;

/// Runs the verb that the arguments name; the first of them is the program's own name.
///
/// What was done goes to `out`; what went wrong or is stale, and what to do about it, to `err`.
pub async fn run<I>(args: I, options: &Options, out: &mut dyn Write, err: &mut dyn Write) -> Exit
where
    I: IntoIterator,
    I::Item: Into<OsString> + Clone,
{
    let outcome = match Cli::try_parse_from(args) {
        Ok(cli) => {
            let project = cli
                .root
                .map_or_else(Project::of_this_repository, Project::new);
            match cli.verb {
                Verb::Pipeline(verb) => verb.run(&project, options, out, err).await,
                Verb::Judge(args) => judge::run(&args, &project, out, err).await,
            }
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

#[derive(Debug, clap::Subcommand)]
enum Verb {
    #[command(flatten)]
    Pipeline(specwright_pipeline::Verb),
    /// Has programs that others made judge the client and the mock
    Judge(judge::Args),
}
