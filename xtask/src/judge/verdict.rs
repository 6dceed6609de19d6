//! What the judges say: a table, and below it each finding.

use std::fmt;

use super::tools::Tool;
use specwright_pipeline::exit::Exit;

/// What all judges say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdicts {
    /// In the order in which they were heard.
    pub rows: Vec<Row>,
}

/// What one judge says of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Who.
    pub judge: &'static str,
    /// In what version; empty when it is not known.
    pub version: String,
    /// What was done.
    pub what: String,
    /// How many calls were made for it.
    pub calls: u64,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The findings, of which there may be none.
    Found(Vec<Finding>),
    /// There is no telling, and why.
    CannotTell(String),
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where: an operation.
    pub place: String,
    /// What, on one line.
    pub what: String,
    /// How often.
    pub times: u64,
}

impl Row {
    /// The verdict of a judge that is not there.
    pub(super) fn missing(tool: &Tool) -> Self {
        Self {
            judge: tool.name,
            version: String::new(),
            what: "not heard".to_owned(),
            calls: 0,
            outcome: Outcome::CannotTell(format!(
                "it is not installed: {}, or the same command with --install",
                tool.how_to_get()
            )),
        }
    }
}

impl Verdicts {
    /// A finding outweighs what could not be told: it is there, whatever else may be.
    pub fn exit(&self) -> Exit {
        let found = |row: &Row| matches!(&row.outcome, Outcome::Found(found) if !found.is_empty());
        let cannot_tell = |row: &Row| matches!(row.outcome, Outcome::CannotTell(_));
        if self.rows.iter().any(found) {
            Exit::Drift
        } else if self.rows.iter().any(cannot_tell) {
            Exit::CannotTell
        } else {
            Exit::Fine
        }
    }
}

impl fmt::Display for Verdicts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["Judge", "Version", "What was done", "Calls", "Findings"].map(str::to_owned);
        let rows = self.rows.iter().map(|row| {
            let found = match &row.outcome {
                Outcome::Found(found) => found.len().to_string(),
                Outcome::CannotTell(_) => "?".to_owned(),
            };
            let name = row.judge.to_owned();
            [
                name,
                row.version.clone(),
                row.what.clone(),
                row.calls.to_string(),
                found,
            ]
        });
        let lines: Vec<[String; 5]> = [head].into_iter().chain(rows).collect();
        let widths: [usize; 5] = std::array::from_fn(|column| {
            let lengths = lines.iter().map(|line| line[column].chars().count());
            lengths.max().unwrap_or_default()
        });
        for (number, line) in lines.iter().enumerate() {
            write_line(f, line, &widths)?;
            if number == 0 {
                write_line(f, &widths.map(|width| "-".repeat(width)), &widths)?;
            }
        }
        for row in &self.rows {
            write_outcome(f, row)?;
        }
        Ok(())
    }
}

fn write_line(f: &mut fmt::Formatter<'_>, cells: &[String; 5], widths: &[usize; 5]) -> fmt::Result {
    for (cell, width) in cells.iter().zip(widths) {
        write!(f, "| {cell:width$} ")?;
    }
    writeln!(f, "|")
}

fn write_outcome(f: &mut fmt::Formatter<'_>, row: &Row) -> fmt::Result {
    match &row.outcome {
        Outcome::CannotTell(why) => writeln!(f, "\n{}: {}: {why}", row.judge, row.what),
        Outcome::Found(found) if found.is_empty() => Ok(()),
        Outcome::Found(found) => {
            writeln!(f, "\n{}: {}", row.judge, row.what)?;
            for Finding { place, what, times } in found {
                let times = match times {
                    1 => "once".to_owned(),
                    times => format!("{times} times"),
                };
                writeln!(f, "  {place}, {times}: {what}")?;
            }
            Ok(())
        }
    }
}
