//! `judge`: programs that others made, set upon this client and upon the mock.
//!
//! Two mock servers of other makers answer our client from the same spec, and a fuzzer of other makers asks our mock by it.
//! They are not of this repository: where one is missing, this says how to get it.

mod client;
mod documents;
mod group;
mod prism;
mod schemathesis;
mod server;
mod steady;
mod tools;
mod verdict;

use std::ffi::OsString;
use std::io::Write;

use anyhow::Context as _;

use specwright_openapi::settings::Settings;
use specwright_pipeline::exit::Exit;
use specwright_pipeline::project::Project;

pub use tools::{Tool, Tools};
pub use verdict::{Finding, Outcome, Row, Verdicts};

/// The arguments of `judge`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Who is to judge
    #[arg(value_enum, default_value_t = Judge::All)]
    judge: Judge,
    /// How many made-up answers of each operation are read, and how many made-up requests of each are tried; 1000 and 100 unless set
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    times: Option<u32>,
    /// Installs what is missing, in target/judges
    #[arg(long)]
    install: bool,
}

/// Who judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Judge {
    /// A fuzzer that asks the mock by the spec
    Schemathesis,
    /// A mock server that our client asks
    Prism,
    /// Another mock server that our client asks
    Steady,
    /// All of them
    All,
}

/// Hears the judges, and says what they found.
///
/// # Errors
/// When what they are handed cannot be made, or what was found cannot be written.
pub async fn run(
    args: &Args,
    project: &Project,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let tools = Tools::new(project.root(), std::env::var_os("PATH"));
    run_with(args, project, &tools, out, err).await
}

/// The same, with tools from somewhere else.
///
/// # Errors
/// As [`run`].
pub async fn run_with(
    args: &Args,
    project: &Project,
    tools: &Tools,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    // What is under way ends its servers when it is dropped, and so do these when they are interrupted.
    tokio::select! {
        verdicts = heard(args, project, tools, err) => {
            let verdicts = verdicts?;
            write!(out, "{verdicts}")?;
            Ok(verdicts.exit())
        }
        () = interrupted() => {
            writeln!(err, "interrupted; what had been started has been ended")?;
            Ok(Exit::CannotTell)
        }
    }
}

async fn heard(
    args: &Args,
    project: &Project,
    tools: &Tools,
    err: &mut dyn Write,
) -> anyhow::Result<Verdicts> {
    let bench = Bench {
        project,
        settings: project.settings()?,
        spec: documents::Spec::read(project)?,
        folder: tools.folder().join("work"),
        cargo: std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
    };
    std::fs::create_dir_all(&bench.folder)
        .with_context(|| format!("making {}", bench.folder.display()))?;
    let mut rows = Vec::new();
    for (judge, tool) in JUDGES {
        if args.judge != Judge::All && args.judge != judge {
            continue;
        }
        if args.install {
            tools.install(tool, err).await?;
        }
        let Some(installed) = tools.find(tool).await else {
            rows.push(Row::missing(tool));
            continue;
        };
        writeln!(err, "{} {}", tool.name, installed.version)?;
        let said = match judge {
            Judge::Prism => prism::judge(&bench, &installed, args.times, &mut rows).await,
            Judge::Steady => steady::judge(&bench, &installed, args.times, &mut rows).await,
            Judge::Schemathesis | Judge::All => {
                schemathesis::judge(&bench, &installed, args.times, &mut rows).await
            }
        };
        // One judge that fails does not silence the others.
        if let Err(error) = said {
            rows.push(Row {
                judge: tool.name,
                version: installed.version,
                what: "did not come to an end".to_owned(),
                calls: 0,
                outcome: Outcome::CannotTell(format!("{error:#}")),
            });
        }
    }
    Ok(Verdicts { rows })
}

/// The judges, each with the tool that it is.
const JUDGES: [(Judge, &Tool); 3] = [
    (Judge::Prism, &tools::PRISM),
    (Judge::Steady, &tools::STEADY),
    (Judge::Schemathesis, &tools::SCHEMATHESIS),
];

/// What every judge is handed.
struct Bench<'a> {
    project: &'a Project,
    settings: Settings,
    spec: documents::Spec,
    /// For logs and documents of the run.
    folder: std::path::PathBuf,
    cargo: OsString,
}

impl Bench<'_> {
    /// A call of `cargo` on this tree.
    fn cargo(&self, arguments: &[&str]) -> tokio::process::Command {
        let mut command = tokio::process::Command::new(&self.cargo);
        command.args(arguments).current_dir(self.project.root());
        command
    }
}

/// Ctrl-C, or a request to end.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Where signals can't be heard, the system ends this process by itself.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
