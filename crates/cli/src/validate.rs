//! `amplemarket emails validate`: every row of a file comes back with its verdict.
//!
//! The input is read twice: once for the addresses in it, and once, when the API has judged them, to write its rows again. In
//! between, what is in memory are the addresses.

mod address;
mod args;
mod begin;
mod chart;
mod column;
mod delimiter;
mod drive;
mod estimate;
mod failures;
mod fault;
mod layout;
mod lock;
mod output;
mod plan;
mod progress;
mod records;
mod report;
mod rows;
mod signals;
mod source;
mod state;
mod target;
mod terminal;
mod verdicts;
mod words;

use std::env;
use std::time::Instant;

use self::begin::Begun;
use self::drive::{Drive, Ending};
use self::estimate::Pace;
use self::failures::{Failures, resume_command};
use self::lock::Lock;
use self::output::{Unwritten, Written};
use self::plan::Plan;
use self::progress::Progress;
use self::report::Report;
use self::signals::Signals;
use self::source::Source;
use self::state::{State, Store};
use self::target::Target;
use self::terminal::Terminal;
use self::verdicts::Verdicts;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;

pub(crate) use self::args::Args;

/// Validates the addresses of a file.
pub(crate) async fn run(args: Args, context: &Context) -> Result<Exit, Failure> {
    let target = Target::open(args.output.as_deref(), &args.input)?;
    let client = context.client().await?;
    let source = Source::open(&args.input)?;
    let of_input = |fault: fault::Fault| fault.of(source.name());
    let digest = source.digest().map_err(of_input)?;
    let layout = layout::look(&source, &args.hints()).map_err(of_input)?;
    let plan = Plan::of(&source, layout).map_err(of_input)?;

    // A made-up API is gone with this process, and its batches with it: there would be nothing to go on with.
    let remembered = !context.is_mock();
    let store = Store::new(
        args.state_path(target.file(), &digest)
            .filter(|_| remembered),
    );
    let _lock = store.path().map(Lock::take).transpose()?;
    let typed = env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    let failures = Failures::new(remembered.then(|| resume_command(typed)), source.name());
    let terminal = Terminal::of(context, &args.input);
    let pace = match context.mock_pace() {
        Some(a_second) => Pace::of_mock(a_second),
        None => Pace::documented(amplemarket::operations::START_EMAIL_VALIDATION.throughput),
    };

    let fresh = State::new(
        source.name(),
        digest.clone(),
        &plan.addresses,
        client.base_url().as_str(),
        args.batch_size,
    );
    let report = Report::new(context, &source, &plan);
    let begun = begin::begin(&args, &store, fresh, &failures)?;
    report.plan();
    let state = match begun {
        Begun::Fresh(state) => {
            begin::agree(&args, context, terminal, &plan, pace).await?;
            state
        }
        Begun::Resumed(state) => state,
    };

    let started = Instant::now();
    let mut drive = Drive {
        context,
        client: &client,
        plan: &plan,
        store: &store,
        failures: &failures,
        terminal,
        signals: Signals::new().map_err(|error| {
            Failure::new(
                Exit::Refused,
                format!("signals can't be listened for: {error}"),
            )
        })?,
        progress: Progress::new(context),
        pace,
        verdicts: Verdicts::new(plan.addresses.len()),
        state,
        asked: false,
    };
    let ending = drive.run().await?;
    if let Ending::Left { signal, batch } = &ending {
        report.left(batch.as_deref(), &failures);
        return Ok(signal.exit());
    }
    let written = write(
        &args,
        &source,
        &digest,
        &plan,
        &drive.verdicts,
        &target,
        &failures,
    )?;
    // A state that stays makes the next run ask for --resume, which writes the same again and costs nothing.
    let _ = store.forget();
    let unicode = drive.progress.is_unicode();
    report.summary(
        &written,
        &target,
        &drive.verdicts,
        started.elapsed(),
        unicode,
    );
    Ok(report.end(&ending, &drive.verdicts))
}

fn write(
    args: &Args,
    source: &Source,
    digest: &str,
    plan: &Plan,
    verdicts: &Verdicts,
    target: &Target,
    failures: &Failures,
) -> Result<Written, Failure> {
    let changed = || {
        let message = format!(
            "{} was changed while the run went on: its rows and the verdicts don't belong together",
            source.name()
        );
        failures.resumable(Failure::new(Exit::Refused, message).hint("make the file what it was"))
    };
    if source
        .digest()
        .map_err(|fault| failures.resumable(fault.of(source.name())))?
        != digest
    {
        return Err(changed());
    }
    let written =
        target.replace(|output| output::write(source, plan, verdicts, &args.accept, output));
    written.map_err(|unwritten| match unwritten {
        Unwritten::Input(fault) => failures.resumable(fault.of(source.name())),
        Unwritten::Output(error) if *target == Target::Stdout => Failure::output(error),
        Unwritten::Output(error) => {
            let name = args.output.as_deref().unwrap_or(std::path::Path::new("-"));
            failures.resumable(Failure::new(
                Exit::Refused,
                format!("{}: can't be written: {error}", name.display()),
            ))
        }
    })
}
