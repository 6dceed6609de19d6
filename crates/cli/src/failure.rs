//! What went wrong, as it is said to the person at the terminal.

use std::fmt;
use std::io::{self, Write};

use amplemarket::Error;

use crate::exit::Exit;

/// Why a verb could not do what it was asked for, what to do next, and the exit code that says so to a script.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    message: String,
    hints: Vec<String>,
}

impl Failure {
    /// What happened, in a sentence without a full stop: `error: ` is put before it.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            hints: Vec::new(),
        }
    }

    /// What to do next; one line each, in the order in which they are to be tried.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The exit code that it ends with.
    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    /// Standard output could not be written to. That nobody reads it any more (`| head`) is no failure at all.
    pub(crate) fn output(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::new(Exit::Done, ""),
            _ => Self::new(
                Exit::Refused,
                format!("standard output can't be written to: {error}"),
            ),
        }
    }

    /// The machine would not give what every verb needs.
    pub(crate) fn no_runtime(error: io::Error) -> Self {
        Self::new(Exit::Refused, format!("no threads can be started: {error}"))
    }

    /// Says it on standard error, and returns how to end.
    pub(crate) fn explain(&self, err: &mut dyn Write) -> Exit {
        if !self.message.is_empty() {
            // When even the error can't be written there is nobody left to tell; the exit code still says it.
            let _ = write!(err, "{self}").and_then(|()| err.flush());
        }
        self.exit
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", self.message)?;
        self.hints
            .iter()
            .try_for_each(|hint| writeln!(f, "  {hint}"))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let exit = match &error {
            error if error.is_unauthorized() => Exit::Key,
            error if error.is_insufficient_credits() => Exit::Credits,
            error if error.is_rate_limited() => Exit::Unreachable,
            Error::Transport(_) => Exit::Unreachable,
            Error::Api(said) if said.status().is_server_error() => Exit::Unreachable,
            Error::Request(_) => Exit::Usage,
            _ => Exit::Refused,
        };
        Self::new(exit, error.to_string())
    }
}
