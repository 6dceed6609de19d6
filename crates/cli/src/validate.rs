//! `amplemarket emails validate`: every row of a file comes back with its verdict.
//!
//! The input is read twice: once for the addresses in it, and once, when the API has judged them, to write its rows again. In
//! between, what is in memory are the addresses.

mod address;
mod args;
mod chart;
mod column;
mod delimiter;
mod detect;
mod encoding;
mod estimate;
mod humanize;
mod input_error;
mod layout;
mod lock;
mod output;
mod plan;
mod preamble;
mod preflight;
mod progress;
mod records;
mod report;
mod resume_hints;
mod rows;
mod runner;
mod signals;
mod source;
mod state;
mod target;
mod verdicts;
#[cfg(feature = "workbook")]
mod workbook;

use std::env;
use std::io;
use std::path::Path;
use std::time::Instant;

use amplemarket::CallOptions;

use self::args::OutputEncoding;
use self::encoding::Encoding;
use self::estimate::Pace;
use self::input_error::InputError;
use self::layout::Kind;
use self::lock::Lock;
use self::output::{Unwritten, Written};
use self::plan::Plan;
use self::preflight::Start;
use self::progress::Progress;
use self::report::Report;
use self::resume_hints::{ResumeHints, resume_command};
use self::runner::{Ending, Runner};
use self::signals::Signals;
use self::source::{Form, Source};
use self::state::{State, Store};
use self::target::Target;
use self::verdicts::Verdicts;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::prompt::Prompt;

pub(crate) use self::args::Args;

/// Validates the addresses of a file.
pub(crate) async fn run(args: Args, context: &Context) -> Result<Exit, CliError> {
    if context.format().is_some() {
        let message = "rows come back in the form of the input; --format is not for this command";
        return Err(CliError::new(Exit::Usage, message).hint("leave --format out"));
    }
    let target = Target::open(args.output.as_deref(), &args.input)?;
    let client = context.client().await?;
    let source = Source::open(&args.input)?;
    let name = source.name().to_owned();
    let of_input = |error: InputError| error.of(&name);
    let source = source.decoded(args.sheet.as_deref()).map_err(of_input)?;
    let digest = source.digest().map_err(of_input)?;
    let layout = detect::detect(&source, &args.hints()).map_err(of_input)?;
    target.suits(layout.kind.written_as())?;
    let plan = Plan::of(&source, layout).map_err(of_input)?;

    // A made-up API is gone with this process, and its batches with it: there would be nothing to go on with.
    let remembered = !context.is_mock();
    let store = Store::new(args.state_path(&target, &digest).filter(|_| remembered));
    let _lock = store.path().map(Lock::take).transpose()?;
    let typed = env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    let resume_hints = ResumeHints::new(remembered.then(|| resume_command(typed)), source.name());
    let prompt = Prompt::beside(context, &args.input);
    let pace = match context.mock_pace() {
        Some(a_second) => Pace::of_mock(a_second),
        None => Pace::documented(amplemarket::operations::START_EMAIL_VALIDATION.throughput),
    };

    let report = Report::new(context, &source, &plan);
    if args.dry_run {
        report.plan();
        preflight::cost(context, plan.addresses.len(), pace);
        return Ok(Exit::Done);
    }
    let fresh = State::new(
        source.name(),
        digest.clone(),
        &plan.addresses,
        client.base_url().as_str(),
        args.batch_size,
    );
    let start = preflight::start(&args, &client, &plan, &store, fresh, &resume_hints).await?;
    report.plan();
    let mut signals = Signals::new().map_err(|error| {
        let message = format!("signals can't be listened for: {error}");
        CliError::new(Exit::Refused, message)
    })?;
    let state = match start {
        Start::Fresh(state) => {
            let addresses = plan.addresses.len();
            preflight::agree_to_odd(&args, context, prompt, &mut signals, &plan).await?;
            preflight::agree(
                &args,
                context,
                &target,
                prompt,
                &mut signals,
                addresses,
                pace,
            )
            .await?;
            state
        }
        Start::Resumed {
            state,
            new,
            missing,
        } => {
            report.changed(new, missing);
            if new > 0 {
                preflight::agree_to_odd(&args, context, prompt, &mut signals, &plan).await?;
            }
            preflight::agree(&args, context, &target, prompt, &mut signals, new, pace).await?;
            store.save(&state)?;
            state
        }
    };

    let job = Job {
        args: &args,
        context,
        source: &source,
        digest: &digest,
        plan: &plan,
        target: &target,
        resume_hints: &resume_hints,
    };
    let started = Instant::now();
    let mut runner = Runner {
        context,
        client: &client,
        plan: &plan,
        store: &store,
        resume_hints: &resume_hints,
        prompt,
        signals,
        progress: Progress::new(context, plan.addresses.len() as u64),
        pace,
        verdicts: Verdicts::new(plan.addresses.len()),
        state,
        fetching: match args.no_rate_limit {
            true => CallOptions::new().skip_rate_limit(),
            false => CallOptions::new(),
        },
        finished: 0,
        asked: false,
    };
    let ending = match runner.run().await? {
        Ending::Left { signal, batch } => {
            Ending::Failed(resume_hints.left(signal, batch.as_deref()))
        }
        other => other,
    };
    if runner.finished == 0
        && let Ending::Failed(error) = ending
    {
        return Err(error);
    }
    runner.keep_refused();
    let written = job.write(&runner.verdicts)?;
    // The rest of a run that ran out of credits is still to come. Else, a state that stays makes the next run ask for --resume,
    // which writes the same again and costs nothing.
    let is_over = matches!(ending, Ending::Done) && runner.verdicts.refused() == 0;
    if is_over {
        let _ = store.forget();
    }
    let unicode = runner.progress.is_unicode();
    report.summary(
        &written,
        &target,
        &runner.verdicts,
        started.elapsed(),
        unicode,
    );
    let exit = report.end(&ending, &runner.verdicts);
    if !is_over && let Some(resume) = resume_hints.resume() {
        report.resumable(&ending, resume);
    }
    match ending {
        Ending::OutOfCredits(error) | Ending::Failed(error) => Err(error),
        _ => Ok(exit),
    }
}

/// What there is to do, once the API has said all that it will.
struct Job<'a> {
    args: &'a Args,
    context: &'a Context,
    source: &'a Source,
    digest: &'a str,
    plan: &'a Plan,
    target: &'a Target,
    resume_hints: &'a ResumeHints,
}

impl Job<'_> {
    fn write(&self, verdicts: &Verdicts) -> Result<Written, CliError> {
        let name = self.source.name();
        let unreadable = |error: InputError| self.resume_hints.resumable(error.of(name));
        if self.source.digest().map_err(unreadable)? != self.digest {
            let message = format!(
                "{name} was changed while the run went on: its rows and the verdicts don't belong together"
            );
            let error = CliError::new(Exit::Refused, message);
            let hint = "make the file what it was before";
            return Err(self.resume_hints.resumable(error.hint(hint)));
        }
        let accept = &self.args.accept;
        let written = self.target.replace(|output| {
            self.write_encoded(output, |output| {
                output::write(self.source, self.plan, verdicts, accept, output)
            })
        });
        written.map_err(|unwritten| match unwritten {
            Unwritten::Input(error) => unreadable(error),
            Unwritten::Output(error) => self.unwritten(error),
        })
    }

    /// Has rows written as the target's name or `--encoding` says.
    fn write_encoded(
        &self,
        output: &mut dyn io::Write,
        write: impl FnOnce(&mut dyn io::Write) -> Result<Written, Unwritten>,
    ) -> Result<Written, Unwritten> {
        let encoding = match (self.args.encoding, self.source.form()) {
            (OutputEncoding::Same, Form::Text(encoding)) => *encoding,
            _ => Encoding::Utf8,
        };
        let delimiter = match self.plan.layout.kind {
            Kind::Csv { delimiter, .. } => delimiter,
            Kind::Jsonl | Kind::Lines => b',',
        };
        if encoding == Encoding::Utf8 && !self.target.is_workbook() {
            return write(output);
        }
        let mut rows = Vec::new();
        let written = write(&mut rows)?;
        if self.target.is_workbook() {
            as_workbook(&rows, delimiter, output)?;
        } else {
            let text = String::from_utf8_lossy(&rows);
            output.write_all(&encoding::encode(encoding, &text))?;
        }
        Ok(written)
    }

    fn unwritten(&self, error: io::Error) -> CliError {
        if *self.target != Target::Stdout {
            let output = self.args.output.as_deref().unwrap_or(Path::new("-"));
            let message = format!("{}: can't be written: {error}", output.display());
            return self
                .resume_hints
                .resumable(CliError::new(Exit::Refused, message));
        }
        match self.resume_hints.resume() {
            Some(resume) => self.context.say(format_args!(
                "Not all rows were taken. To have them again, at no cost:\n  {resume}"
            )),
            None => self.context.say("Not all rows were taken."),
        }
        match error.kind() {
            // All is said, and it is no fault; but a script is to know that there was more, which was paid for.
            io::ErrorKind::BrokenPipe => CliError::new(Exit::Partial, ""),
            _ => CliError::output(error),
        }
    }
}

#[cfg(feature = "workbook")]
fn as_workbook(rows: &[u8], delimiter: u8, output: &mut dyn io::Write) -> io::Result<()> {
    workbook::write(rows, delimiter, output)
}

#[cfg(not(feature = "workbook"))]
fn as_workbook(rows: &[u8], _: u8, output: &mut dyn io::Write) -> io::Result<()> {
    output.write_all(rows)
}
