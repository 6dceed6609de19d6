//! Where a report goes, in which form, and with which exit code.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;

use super::{Docs, Report, Verdict, github, json, markdown, text};
use crate::exit::Exit;
use crate::pages::counted;
use crate::terminal::Colour;

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
    /// Tells each difference in prose and examples, and each note, in the text; JSON always has them, and Markdown and
    /// annotations count them
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
        let fails = match self {
            Self::Breaking => report.verdict() == Verdict::Breaking,
            Self::Any => report.verdict() > Verdict::Same || report.urgent().next().is_some(),
            Self::Never => false,
        };
        if fails { Exit::Drift } else { Exit::Fine }
    }
}

impl Args {
    /// Refuses a call that asks for more files than it names forms for, or for two reports in one file.
    pub(crate) fn check(&self, err: &mut dyn Write) -> anyhow::Result<Option<Exit>> {
        let (files, forms) = (self.out.len(), self.format.len());
        let mut named = BTreeSet::new();
        let same = |file: &PathBuf| std::path::absolute(file).unwrap_or_else(|_| file.clone());
        let twice = self.out.iter().find(|file| !named.insert(same(file)));
        if files > forms.max(1) {
            writeln!(
                err,
                "error: {} to write and {}; give one --format for each --out, in the same order",
                counted(files, "file"),
                counted(forms, "form")
            )?;
        } else if let Some(twice) = twice {
            writeln!(
                err,
                "error: two reports cannot be in one file: --out {} is given twice",
                twice.display()
            )?;
        } else {
            return Ok(None);
        }
        Ok(Some(Exit::Usage))
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
