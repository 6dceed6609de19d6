//! Where a report goes, in which form, and with which exit code.

use std::io::Write;
use std::path::PathBuf;

use amplemarket_spec::compare::Level;
use anyhow::Context;

use super::{Change, Colour, Docs, Listing, Report, Verdict, github, json, markdown, text};
use crate::exit::Exit;

/// The arguments of every verb that reports.
#[derive(Debug, clap::Args)]
// The verbs' own arguments are a group of the same name.
#[group(skip)]
pub struct Args {
    /// The form of the report; may be given once for each --out, in the same order, and once more for the terminal
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Vec<Format>,
    /// Writes the report to a file instead of the terminal
    #[arg(long, value_name = "FILE")]
    out: Vec<PathBuf>,
    /// From which level on the exit code is 1
    #[arg(long, value_enum, value_name = "LEVEL", default_value = "breaking")]
    fail_on: FailOn,
    /// Tells each difference in prose and examples, too
    #[arg(long)]
    verbose: bool,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people, at a terminal.
    Text,
    /// For a pull request or an issue.
    Markdown,
    /// For programs.
    Json,
    /// As annotations of a GitHub Actions run.
    Github,
}

/// From which level on a report is a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// What breaks someone.
    Breaking,
    /// Any difference, and any warning about what we keep.
    Any,
    /// Nothing.
    Never,
}

impl FailOn {
    /// The exit code for a report.
    pub fn exit(self, report: &Report) -> Exit {
        let listed = report
            .listing
            .as_ref()
            .map_or(Change::Nothing, Listing::change);
        let fails = match self {
            Self::Breaking => report.verdict() == Verdict::Breaking || listed == Change::Breaking,
            Self::Any => {
                report.verdict() > Verdict::Same
                    || listed > Change::Nothing
                    || report.notices.iter().any(|it| it.level > Level::Info)
            }
            Self::Never => false,
        };
        if fails { Exit::Drift } else { Exit::Fine }
    }
}

impl Args {
    /// Refuses a call that asks for more files than it names forms for.
    pub(crate) fn check(&self, err: &mut dyn Write) -> anyhow::Result<Option<Exit>> {
        if self.out.len() > self.format.len().max(1) {
            writeln!(
                err,
                "error: {} files to write and {} forms; give one --format for each --out, in the same order",
                self.out.len(),
                self.format.len()
            )?;
            return Ok(Some(Exit::Usage));
        }
        Ok(None)
    }

    /// Tells the report in every form that was asked for, and says how to end.
    pub(crate) fn tell(
        &self,
        report: &Report,
        colour: Colour,
        out: &mut dyn Write,
    ) -> anyhow::Result<Exit> {
        let formats = if self.format.is_empty() {
            &[Format::Text][..]
        } else {
            &self.format
        };
        let mut files = self.out.iter();
        for format in formats {
            match files.next() {
                Some(file) => {
                    let told = self.told(report, *format, Colour::Off)?;
                    std::fs::write(file, told)
                        .with_context(|| format!("writing the report to {}", file.display()))?;
                    writeln!(out, "report: {}", file.display())?;
                }
                None => out.write_all(self.told(report, *format, colour)?.as_bytes())?,
            }
        }
        Ok(self.fail_on.exit(report))
    }

    fn told(&self, report: &Report, format: Format, colour: Colour) -> anyhow::Result<String> {
        let docs = if self.verbose {
            Docs::Told
        } else {
            Docs::Counted
        };
        Ok(match format {
            Format::Text => text(report, docs, colour),
            Format::Markdown => markdown(report),
            Format::Json => json(report)?,
            Format::Github => github(report),
        })
    }
}
