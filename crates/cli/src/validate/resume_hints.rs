//! What can go wrong with a run, and how to go on from there.

use amplemarket::Error;

use super::humanize::{counted, quoted};
use super::plan::Plan;
use super::signals::Signal;
use crate::error::CliError;
use crate::exit::Exit;

/// Says what to do next in the words of the command that was typed.
#[derive(Debug)]
pub(crate) struct ResumeHints {
    /// The command with which the run is gone on with; none where it can't be.
    resume: Option<String>,
    input: String,
}

impl ResumeHints {
    /// For a run that is remembered, its own command line; for one that is not, none.
    pub(crate) fn new(resume: Option<String>, input: &str) -> Self {
        Self {
            resume,
            input: input.to_owned(),
        }
    }

    /// The command with which the run is gone on with.
    pub(crate) fn resume(&self) -> Option<&str> {
        self.resume.as_deref()
    }

    /// A failure after which the run can be gone on with.
    pub(crate) fn resumable(&self, error: CliError) -> CliError {
        match &self.resume {
            Some(resume) => error
                .hint("go on where it was, and pay nothing again:")
                .hint(format!("  {resume}")),
            None => error,
        }
    }

    /// The batch is at the API; what was wanted of it did not come.
    pub(crate) fn left_running(&self, error: Error, id: &str) -> CliError {
        let unknown = error.is_not_found();
        let error =
            CliError::from(error).hint(format!("the batch {id} is at the API, and paid for"));
        let error = self.resumable(error);
        match &self.resume {
            Some(resume) if unknown => error
                .hint("if the API does not know it any more, send its addresses again, which costs again:")
                .hint(format!("  {resume} --start-again")),
            _ => error,
        }
    }

    /// The process was asked to end, and a batch goes on.
    pub(crate) fn left(&self, signal: Signal, batch: Option<&str>) -> CliError {
        let interrupted = |message: String| CliError::new(signal.exit(), message);
        let Some(resume) = &self.resume else {
            return interrupted(
                "interrupted: the made-up API is gone, and its batch with it".to_owned(),
            );
        };
        match batch {
            Some(id) => interrupted(format!(
                "interrupted: the batch {id} goes on at the API if it is not done yet, and is paid for"
            ))
            .hint("take it up again:")
            .hint(format!("  {resume}")),
            None => interrupted(
                "interrupted while a batch was sent: it isn't known whether the API took it"
                    .to_owned(),
            )
            .hint("what to do about it is said by:")
            .hint(format!("  {resume}")),
        }
    }

    /// The API did not take the batch.
    pub(crate) fn not_started(
        &self,
        error: Error,
        plan: &Plan,
        first: usize,
        later: bool,
    ) -> CliError {
        let culprits: Vec<String> = error
            .errors()
            .iter()
            .filter_map(|said| {
                let mut places = said.source.iter();
                let place = places.find_map(|place| place.strip_prefix("/emails/"))?;
                let place = place.split('/').next()?;
                let place = first.checked_add(place.parse().ok()?)?;
                let address = plan.addresses.part(place, 1).first()?;
                let line = plan.addresses.line(place)?;
                Some(format!("it is line {line} of {}: {address}", self.input))
            })
            .collect();
        let error = culprits
            .into_iter()
            .take(10)
            .fold(CliError::from(error), CliError::hint);
        if later {
            return self.resumable(error.hint("the batches before it are done, and paid for"));
        }
        error.hint("no batch was started, and nothing was spent")
    }

    /// The credits sufficed for so many of the batches, whose rows are written.
    pub(crate) fn out_of_credits(&self, error: &Error, done: usize, batches: usize) -> CliError {
        let message = format!(
            "the credits ran out after {done} of {batches} batches; what those found is written: {error}"
        );
        let error = CliError::new(Exit::Credits, message);
        match &self.resume {
            Some(resume) => error
                .hint("get more credits in Amplemarket, then go on with the rest, and pay nothing again:")
                .hint(format!("  {resume}")),
            None => error,
        }
    }

    /// The batch was sent, and nobody knows whether the API took it.
    pub(crate) fn unknown(&self, error: Option<Error>, addresses: usize) -> CliError {
        let addresses = counted(addresses as u64, "address", "addresses");
        let what = format!(
            "it isn't known whether the API took the batch of {addresses} that it was sent"
        );
        let error = match error {
            Some(error) => CliError::new(Exit::Unreachable, format!("{what}: {error}")),
            None => CliError::new(
                Exit::Refused,
                format!("{what}: the run ended before the answer came"),
            ),
        };
        let error = error.hint("your credits in the dashboard tell whether it was charged");
        match &self.resume {
            Some(resume) => error
                .hint("if it was not, send it again; if it was, that costs a second time:")
                .hint(format!("  {resume} --start-again"))
                .hint("if you know the id of the batch, go on with it:")
                .hint(format!("  {resume} --batch ID")),
            None => error,
        }
    }

    /// A batch that was named can't be looked up; the run is what it was.
    pub(crate) fn not_adopted(&self, error: Error, id: &str) -> CliError {
        let error =
            CliError::from(error).hint(format!("the batch {id} is not taken for one of this run"));
        match &self.resume {
            Some(resume) => error
                .hint(
                    "name another one, or send the addresses again, which may cost a second time:",
                )
                .hint(format!("  {resume} --batch ID"))
                .hint(format!("  {resume} --start-again")),
            None => error,
        }
    }

    /// The API gave the batch up.
    pub(crate) fn batch_failed(&self, error: Error, id: &str) -> CliError {
        self.start_again(CliError::from(error).hint(format!("the batch {id} failed at the API")))
    }

    /// The API gave the batch up, earlier.
    pub(crate) fn had_failed(&self, id: &str) -> CliError {
        self.start_again(CliError::new(
            Exit::Refused,
            format!("the batch {id} failed at the API"),
        ))
    }

    fn start_again(&self, error: CliError) -> CliError {
        match &self.resume {
            Some(resume) => error
                .hint("send its addresses again, which may cost a second time:")
                .hint(format!("  {resume} --start-again")),
            None => error,
        }
    }

    /// A batch that was named has none of the input's addresses.
    pub(crate) fn other_addresses(&self, id: &str) -> CliError {
        let error = CliError::new(
            Exit::Refused,
            format!("the batch {id} is not of the addresses in {}", self.input),
        );
        match &self.resume {
            Some(resume) => error
                .hint("name the one that is:")
                .hint(format!("  {resume} --batch ID")),
            None => error,
        }
    }

    /// The batch was started, and that could not be written down.
    pub(crate) fn not_remembered(&self, error: CliError, id: &str) -> CliError {
        let error = error.hint(format!(
            "the batch {id} was started all the same, and paid for"
        ));
        match &self.resume {
            Some(resume) => error
                .hint("go on with it when the state can be written again:")
                .hint(format!("  {resume} --batch {}", quoted(id))),
            None => error,
        }
    }
}

/// The command that goes on with the run of this command line.
pub(crate) fn resume_command(arguments: impl IntoIterator<Item = String>) -> String {
    let mut command = "amplemarket".to_owned();
    let mut arguments = arguments.into_iter().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--resume" | "--start-again" => {}
            "--batch" => drop(arguments.next()),
            batch if batch.starts_with("--batch=") => {}
            other => {
                command.push(' ');
                command.push_str(&quoted(other));
            }
        }
    }
    command + " --resume"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(typed: &[&str], expected: &str) {
        let typed = typed.iter().map(|argument| (*argument).to_owned());
        assert_eq!(resume_command(typed), expected);
    }

    #[test]
    fn the_command_that_was_typed_goes_on() {
        is(
            &[
                "/usr/bin/amplemarket",
                "emails",
                "validate",
                "my leads.csv",
                "-y",
            ],
            "amplemarket emails validate 'my leads.csv' -y --resume",
        );
        is(
            &["x", "a", "--resume", "--batch", "id", "b"],
            "amplemarket a b --resume",
        );
        is(
            &["x", "a", "--batch=id", "--resume", "--start-again"],
            "amplemarket a --resume",
        );
    }
}
