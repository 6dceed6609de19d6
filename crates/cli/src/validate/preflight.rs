//! Whether a run begins, goes on, or may not: what is remembered of it, and what it may cost.

use std::path::Path;

use amplemarket::Client;
use amplemarket::operations::START_EMAIL_VALIDATION;

use super::args::Args;
use super::estimate::Pace;
use super::humanize::{about, number};
use super::plan::Plan;
use super::resume_hints::ResumeHints;
use super::signals::Signals;
use super::state::{State, Step, Store, now};
use super::target::Target;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::prompt::Prompt;
use specwright_runtime::terminal::sanitize;

/// How a run begins.
#[derive(Debug)]
pub(crate) enum Start {
    /// From the start.
    Fresh(State),
    /// Where it was. The input may have changed since: it has `new` addresses that are still to be agreed to, and does not have
    /// `missing` ones of the run.
    Resumed {
        state: State,
        new: usize,
        missing: usize,
    },
}

/// Finds out whether this run is a new one, or goes on with one that is remembered.
pub(crate) async fn start(
    args: &Args,
    client: &Client,
    plan: &Plan,
    store: &Store,
    fresh: State,
    resume_hints: &ResumeHints,
) -> Result<Start, CliError> {
    if args.resume && store.path().is_none() {
        let message = "there is nothing to resume: a made-up API forgets its batches when it ends";
        return Err(CliError::new(Exit::Usage, message).hint("run it without --resume"));
    }
    match (store.load()?, args.resume) {
        (None, false) => Ok(Start::Fresh(fresh)),
        // Nothing was sent yet, so nothing is lost.
        (Some(held), false) if held.planned() == fresh_addresses(&held) => Ok(Start::Fresh(fresh)),
        (Some(_), false) => Err(unfinished(store, resume_hints)),
        (None, true) => {
            let path = store
                .path()
                .map(|path| path.display().to_string())
                .unwrap_or_default();
            let message = format!("there is no run to resume: {path} is not there");
            Err(CliError::new(Exit::Usage, message).hint(
                "it is finished, or it was another -o or --state; run it without --resume to begin",
            ))
        }
        (Some(held), true) => resume(args, client, held, plan, resume_hints).await,
    }
}

/// Has somebody agree to what the run will cost, one way or another.
pub(crate) async fn agree(
    args: &Args,
    context: &Context,
    target: &Target,
    prompt: Option<Prompt>,
    signals: &mut Signals,
    addresses: usize,
    pace: Option<Pace>,
) -> Result<(), CliError> {
    if addresses == 0 {
        return Ok(());
    }
    within(args, addresses)?;
    let takes = cost(context, addresses, pace);
    if args.yes || args.max_credits.is_some() {
        return Ok(());
    }
    let Some(prompt) = prompt else {
        let message = format!("{takes} would be spent, and there is nobody to ask");
        return Err(CliError::new(Exit::Usage, message)
            .hint("say --yes to agree, or --max-credits N to spend up to N")
            .hint("nothing was sent, and nothing was spent"));
    };
    let replaced = args
        .output
        .as_deref()
        .filter(|_| target.file().is_some_and(Path::exists));
    let question = match replaced {
        Some(path) => format!(
            "{} is there, and will be replaced. Spend {takes}?",
            path.display()
        ),
        None => format!("Spend {takes}?"),
    };
    tokio::select! {
        agreed = prompt.agrees(context, &question) => if agreed {
            Ok(())
        } else {
            Err(not_started(Exit::Refused))
        },
        signal = signals.next() => {
            // The question stands there without an answer.
            context.say("");
            Err(not_started(signal.exit()))
        }
    }
}

/// Says what so many addresses cost, and returns the credits in words.
pub(crate) fn cost(context: &Context, addresses: usize, pace: Option<Pace>) -> String {
    let credits = credits(addresses);
    // Nobody is to think that the demonstration costs anything.
    let takes = match context.is_mock() {
        true => said(credits, "made-up credit"),
        false => said(credits, "credit"),
    };
    let time = pace.map_or_else(String::new, |pace| {
        let time = about(pace.time(addresses as u64));
        format!(", and {time} at {}", pace.source())
    });
    context.say(format_args!("It takes {takes}{time}."));
    takes
}

/// Asks whether addresses are meant that all have a character of a delimiter in them. `--yes` is no answer: it agrees to the
/// credits, not to the addresses.
pub(crate) async fn agree_to_odd(
    args: &Args,
    context: &Context,
    prompt: Option<Prompt>,
    signals: &mut Signals,
    plan: &Plan,
) -> Result<(), CliError> {
    let Some(odd) = plan.odd.filter(|_| args.delimiter.is_none()) else {
        return Ok(());
    };
    let example = plan.addresses.part(0, 1).first().map_or("", |first| first);
    let what = format!("every address has `{odd}` before its `@`, such as {example}");
    let Some(prompt) = prompt else {
        return Err(
            CliError::new(Exit::Usage, format!("{what}: is it a part of them?"))
                .hint(format!("if it stands between cells: --delimiter '{odd}'"))
                .hint("if it is a part of them, say what does, such as: --delimiter ,")
                .hint("nothing was sent, and nothing was spent"),
        );
    };
    let question = sanitize(&format!("Really? {what}. Validate them as they are?"));
    tokio::select! {
        agreed = prompt.agrees(context, &question) => match agreed {
            true => Ok(()),
            false => Err(not_started(Exit::Refused)),
        },
        signal = signals.next() => {
            context.say("");
            Err(not_started(signal.exit()))
        }
    }
}

fn not_started(exit: Exit) -> CliError {
    CliError::new(exit, "not started: nothing was sent, and nothing was spent")
}

async fn resume(
    args: &Args,
    client: &Client,
    mut held: State,
    plan: &Plan,
    resume_hints: &ResumeHints,
) -> Result<Start, CliError> {
    held.check(client.base_url().as_str()).map_err(|why| {
        CliError::new(Exit::Usage, format!("the run can't be resumed: {why}"))
            .hint("set the base URL to what it was, or begin another run with --state FILE")
    })?;
    let mut adopted = args.batch.as_deref();
    for batch in &mut held.batches {
        match (&batch.step, adopted) {
            (Step::Started { id, .. }, _) if args.start_again => {
                if let Err(error) = client.email_validation(id).retrieve().await
                    && error.is_not_found()
                {
                    batch.step = Step::Planned;
                }
            }
            (Step::Planned | Step::Started { .. } | Step::Canceled { .. } | Step::Refused, _) => {}
            (Step::Sent, Some(id)) => {
                // An id that the API does not know would block the run for good.
                client
                    .email_validation(id)
                    .retrieve()
                    .await
                    .map_err(|error| resume_hints.not_adopted(error, id))?;
                batch.step = Step::Started {
                    id: id.to_owned(),
                    at: now(),
                };
                adopted = None;
            }
            (Step::Sent | Step::Failed { .. }, _) if args.start_again => batch.step = Step::Planned,
            (Step::Sent, None) => return Err(resume_hints.unknown(None, batch.sent())),
            (Step::Failed { id }, _) => return Err(resume_hints.had_failed(id)),
        }
    }
    if let Some(id) = adopted {
        let message = format!("no batch of this run is in question, so {id} can't be one of it");
        return Err(CliError::new(Exit::Usage, message).hint("leave --batch out"));
    }
    let (new, missing) = held.compare(&plan.addresses);
    let count = new.len();
    held.add(new, args.batch_size);
    within(args, held.planned())?;
    Ok(Start::Resumed {
        state: held,
        new: count,
        missing,
    })
}

fn unfinished(store: &Store, resume_hints: &ResumeHints) -> CliError {
    let path = store
        .path()
        .map(|path| path.display().to_string())
        .unwrap_or_default();
    let error = CliError::new(
        Exit::Usage,
        format!("a run with this output was begun and is not finished: {path}"),
    );
    let resume = resume_hints.resume().unwrap_or_default();
    error
        .hint("go on with it, and pay nothing again:")
        .hint(format!("  {resume}"))
        .hint("or delete that file to begin again, which costs again")
}

/// Refuses what takes more than was allowed.
fn within(args: &Args, addresses: usize) -> Result<(), CliError> {
    let credits = credits(addresses);
    match args.max_credits {
        Some(most) if credits > most as f64 => {
            let message = format!(
                "it takes {}, and --max-credits allows {}",
                said(credits, "credit"),
                number(most)
            );
            Err(CliError::new(Exit::Credits, message)
                .hint("nothing was sent, and nothing was spent"))
        }
        _ => Ok(()),
    }
}

fn fresh_addresses(state: &State) -> usize {
    state.batches.iter().map(|batch| batch.count).sum()
}

/// The e-mail credits for so many addresses.
fn credits(addresses: usize) -> f64 {
    let charges = START_EMAIL_VALIDATION.charges.iter();
    let each: f64 = charges
        .filter(|charge| charge.kind == "email")
        .map(|charge| charge.amount)
        .sum();
    each * addresses as f64
}

/// Credits in words; the noun is that of one.
fn said(credits: f64, noun: &str) -> String {
    if credits == 1.0 {
        format!("1 {noun}")
    } else if credits.fract() == 0.0 {
        format!("{} {noun}s", number(credits as u64))
    } else {
        format!("{credits:.2} {noun}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_are_said_in_words() {
        assert_eq!(
            [credits(1), credits(985)].map(|credits| said(credits, "credit")),
            ["1 credit", "985 credits"]
        );
        assert_eq!(said(0.5, "made-up credit"), "0.50 made-up credits");
    }
}
