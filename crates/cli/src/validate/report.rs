//! What is said to the person: before the run, and after it.

use std::time::Duration;

use anstyle::Style;

use super::chart::{Canvas, chart};
use super::encoding::Encoding;
use super::humanize::{counted, number, time};
use super::layout::Kind;
use super::output::Written;
use super::plan::Plan;
use super::runner::Ending;
use super::source::{Form, Source};
use super::target::Target;
use super::verdicts::Verdicts;
use crate::context::Context;
use crate::exit::Exit;
use specwright_runtime::terminal::sanitize;

/// Says things about one run.
pub(crate) struct Report<'a> {
    context: &'a Context,
    source: &'a Source,
    plan: &'a Plan,
}

impl<'a> Report<'a> {
    pub(crate) fn new(context: &'a Context, source: &'a Source, plan: &'a Plan) -> Self {
        Self {
            context,
            source,
            plan,
        }
    }

    /// What is in the input.
    pub(crate) fn plan(&self) {
        let plan = self.plan;
        if plan.addresses.len() == 0 && plan.rows > 0 {
            self.context.say(format_args!(
                "warning: no row has an address in {}",
                self.column()
            ));
        }
        let bold = Style::new().bold();
        self.context.say(format_args!(
            "{bold}{}{bold:#}: {}{}",
            self.source.name(),
            counted(plan.rows, "row", "rows"),
            self.kind()
        ));
        self.input();
        let addresses = plan.addresses.len() as u64;
        let mut lines = vec![(
            addresses,
            if addresses == 1 {
                "address to validate"
            } else {
                "addresses to validate"
            }
            .to_owned(),
        )];
        let mut add = |count: u64, one: &str, many: &str, where_: String| {
            if count > 0 {
                lines.push((
                    count,
                    format!("{}{where_}", if count == 1 { one } else { many }),
                ));
            }
        };
        add(
            plan.repeated,
            "row repeats one of them",
            "rows repeat one of them",
            String::new(),
        );
        let lines_of = |lines: &super::plan::Lines| format!(" ({})", lines.listed());
        add(
            plan.blank.count,
            "row has no address",
            "rows have no address",
            lines_of(&plan.blank),
        );
        add(
            plan.other.count,
            "row has what cannot be one",
            "rows have what cannot be one",
            lines_of(&plan.other),
        );
        add(
            plan.taken_out.count,
            "row has an address with something around it, which is not sent",
            "rows have an address with something around it, which is not sent",
            lines_of(&plan.taken_out),
        );
        add(
            plan.several.count,
            "row has several addresses, of which the first is validated",
            "rows have several addresses, of which the first is validated",
            lines_of(&plan.several),
        );
        add(
            plan.wide.count,
            "row has more cells than the header",
            "rows have more cells than the header",
            lines_of(&plan.wide),
        );
        let width = lines
            .iter()
            .map(|(count, _)| number(*count).len())
            .max()
            .unwrap_or(0);
        for (count, what) in lines {
            self.context
                .say(format_args!("  {:>width$} {what}", number(count)));
        }
    }

    /// What was written, and what the verdicts are.
    pub(crate) fn summary(
        &self,
        written: &Written,
        target: &Target,
        verdicts: &Verdicts,
        took: Duration,
        unicode: bool,
    ) {
        let canvas = Canvas { width: 30, unicode };
        let drawn = chart(&written.by_verdict, canvas);
        if !drawn.is_empty() {
            self.context.say(format_args!("\n{drawn}"));
        }
        let where_ = match target {
            Target::Stdout => String::new(),
            Target::File(path) | Target::Device(path) => format!(" to {}", self.shown(path)),
        };
        let left_out = match written.left_out {
            0 => String::new(),
            count => format!("; {} left out, as --accept has it", number(count)),
        };
        self.context.say(format_args!(
            "Wrote {}{where_}{left_out}. {} validated in {}.",
            counted(written.rows, "row", "rows"),
            counted(verdicts.count() as u64, "address", "addresses"),
            time(took),
        ));
    }

    /// How the input differs from what it was when the run began.
    pub(crate) fn changed(&self, new: usize, missing: usize) {
        let addresses = |count: usize| counted(count as u64, "address", "addresses");
        if new > 0 {
            self.context
                .say(format_args!("  {} not in the run before", addresses(new)));
        }
        if missing > 0 {
            self.context.say(format_args!(
                "  {} of the run before not in the file any more",
                addresses(missing)
            ));
        }
    }

    /// How the rest can be had, where the run came to its end and not all rows have a verdict.
    pub(crate) fn resumable(&self, ending: &Ending, resume: &str) {
        match ending {
            Ending::Canceled => self
                .context
                .say(format_args!("To validate the rest:\n  {resume}")),
            Ending::Done => self.context.say(format_args!(
                "To validate what was refused, correct it in the file, then:\n  {resume}"
            )),
            Ending::OutOfCredits(_) | Ending::Failed(_) | Ending::Left { .. } => {}
        }
    }

    /// How the run ended, where that was before its end.
    pub(crate) fn end(&self, ending: &Ending, verdicts: &Verdicts) -> Exit {
        let all = self.plan.addresses.len();
        let refused = verdicts.refused();
        let missing = all - verdicts.count() - refused;
        if refused > 0 {
            self.context.say(format_args!(
                "The API refused {}; their rows say refused, and why.",
                counted(refused as u64, "address", "addresses"),
            ));
        }
        match ending {
            Ending::Canceled => {
                self.context.say(format_args!(
                    "Canceled: {} of {} were not validated; their rows say not_validated.",
                    number(missing as u64),
                    counted(all as u64, "address", "addresses"),
                ));
                Exit::Partial
            }
            // What is said of it says the rest.
            Ending::OutOfCredits(_) | Ending::Failed(_) => {
                self.context.say(format_args!(
                    "{} of {} were not validated yet; their rows say not_validated.",
                    number(missing as u64),
                    counted(all as u64, "address", "addresses"),
                ));
                Exit::Credits
            }
            _ if missing > 0 => {
                self.context.say(format_args!(
                    "The API gave no verdict for {} of {}; their rows say not_validated.",
                    number(missing as u64),
                    counted(all as u64, "address", "addresses"),
                ));
                Exit::Partial
            }
            _ if refused > 0 => Exit::Partial,
            _ => Exit::Done,
        }
    }

    /// What the bytes of the input were, where they were not plain UTF-8 rows.
    fn input(&self) {
        match self.source.form() {
            Form::Text(Encoding::Utf8) => {}
            Form::Text(encoding) => self.context.say(format_args!(
                "  read as {}; written as UTF-8 unless --encoding same",
                encoding.name()
            )),
            Form::Workbook { sheet } => self.context.say(format_args!(
                "  read from the sheet `{}`; formulas, formats and other sheets are not kept",
                sanitize(sheet)
            )),
        }
        let lines = self.plan.layout.preamble.lines;
        if lines > 0 {
            self.context.say(format_args!(
                "  {} above the rows, kept as it is",
                counted(lines, "line", "lines")
            ));
        }
    }

    fn column(&self) -> String {
        let column = &self.plan.layout.column;
        match column.name.as_str() {
            "" => format!("column {}", column.index + 1),
            name => format!("column `{}`", sanitize(name)),
        }
    }

    fn kind(&self) -> String {
        let column = &self.plan.layout.column;
        match self.plan.layout.kind {
            Kind::Csv { delimiter, .. } => {
                let between = match delimiter {
                    b',' => String::new(),
                    b'\t' => " with tabs".to_owned(),
                    other => format!(" with `{}`", char::from(other)),
                };
                format!(" of CSV{between}, addresses in {}", self.column())
            }
            Kind::Jsonl => format!(" of JSON lines, addresses in `{}`", sanitize(&column.name)),
            Kind::Lines => ", an address each".to_owned(),
        }
    }

    fn shown(&self, path: &std::path::Path) -> String {
        let here = std::env::current_dir().ok();
        let near = here.and_then(|here| {
            path.strip_prefix(here)
                .ok()
                .map(std::path::Path::to_path_buf)
        });
        near.as_deref().unwrap_or(path).display().to_string()
    }
}
