//! The verbs of this repository: those of [`specwright_pipeline`], and [`judge`], which runs third-party tools against
//! this repository's programs.

pub mod judge;

use std::io::Write;

use specwright_pipeline::command::{self, Verbs};
use specwright_pipeline::exit::Exit;
use specwright_pipeline::fetch::Options;
use specwright_pipeline::project::{self, Project};

/// What `cargo xtask` can be asked to do.
#[derive(Debug, clap::Subcommand)]
pub enum Verb {
    /// A verb of the pipeline.
    #[command(flatten)]
    Pipeline(command::Verb),
    /// Has programs that others made judge the client and the mock
    Judge(judge::Args),
}

impl Verbs for Verb {
    const PROGRAM: &'static str = project::COMMAND;
    const ABOUT: &'static str = "The verbs of this repository";

    async fn run(
        &self,
        project: &Project,
        options: &Options,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> anyhow::Result<Exit> {
        match self {
            Self::Pipeline(verb) => verb.run(project, options, out, err).await,
            Self::Judge(args) => judge::run(args, project, out, err).await,
        }
    }
}
