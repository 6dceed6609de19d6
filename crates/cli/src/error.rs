//! What went wrong, as it is said to the person at the terminal.

use std::fmt::{self, Display};
use std::io::{self, Write};

use amplemarket::Error;
use anstyle::{AnsiColor, Style};

use crate::exit::Exit;
use specwright_runtime::terminal::sanitize;

/// Why a verb could not do what it was asked for, what to do next, and the exit code that says so to a script.
#[derive(Debug)]
pub(crate) struct CliError {
    exit: Exit,
    message: String,
    hints: Vec<String>,
}

const ERROR: Style = AnsiColor::Red.on_default().bold();

impl CliError {
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

    /// The API does not take the key: says where that is from and where it went, before what to do next.
    pub(crate) fn key_not_taken(
        error: &Error,
        from: &impl Display,
        base_url: &impl Display,
        next: &str,
    ) -> Self {
        Self::new(Exit::Key, error.to_string())
            .hint(format!("the key is from {from}, and went to {base_url}"))
            .hint(next)
            .for_support(error)
    }

    fn for_support(mut self, error: &Error) -> Self {
        let id = error.request_id();
        self.hints
            .extend(id.map(|id| format!("for a question to the vendor's support: request {id}")));
        self
    }

    /// Says it on standard error (styled: it is for a stream that takes styles out where needed), and returns how to end.
    pub(crate) fn explain(&self, err: &mut dyn Write) -> Exit {
        if !self.message.is_empty() {
            // When even the error can't be written there is nobody left to tell; the exit code still says it.
            let _ = write!(err, "{ERROR}error:{ERROR:#} {self}").and_then(|()| err.flush());
        }
        self.exit
    }
}

impl Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", sanitize(&self.message))?;
        self.hints
            .iter()
            .try_for_each(|hint| writeln!(f, "  {}", sanitize(hint)))
    }
}

/// What the client could not do, and what to do next.
impl From<Error> for CliError {
    fn from(error: Error) -> Self {
        let mut said = Self::new(Exit::of(&error), error.to_string());
        said.hints.extend(advice(&error));
        said.for_support(&error)
    }
}

/// What to do next, by the kind of error.
fn advice(error: &Error) -> Option<String> {
    let advice = match error {
        // Each says itself what to do.
        Error::Config(_) | Error::Request(_) => return None,
        _ if error.is_unauthorized() => {
            "amplemarket whoami says where the key comes from; amplemarket login keeps another one"
        }
        _ if error.is_insufficient_credits() => {
            "get more credits in Amplemarket, or send fewer entries"
        }
        _ if error.is_rate_limited() => {
            return Some(match error.retry_after() {
                Some(wait) => format!("try again in {} s", wait.as_secs().max(1)),
                None => "try again in a minute".to_owned(),
            });
        }
        _ if error.is_not_found() => "is it the right id, and the key of the right account?",
        Error::Transport(error) if error.is_connect() => {
            "nothing was sent; check the network, the proxy (HTTPS_PROXY) and the base URL (--base-url)"
        }
        Error::Transport(_) => {
            let operation = error.operation();
            match operation.is_some_and(|operation| operation.safe_to_repeat) {
                true => "try again",
                false => "the API may have done it: look before it is sent again",
            }
        }
        Error::Api(error) if error.status().is_server_error() => {
            "a fault at the other end; try again later"
        }
        Error::Decode(_) => {
            "it was done, but the answer is in a form that this version does not know: is there a newer one?"
        }
        _ => return None,
    };
    Some(advice.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_api_said_can_not_write_over_the_terminal() {
        let error = CliError::new(Exit::Refused, "no\u{1b}[2J").hint("look\u{202e}");
        assert_eq!(error.to_string(), "no\\u{1b}[2J\n  look\\u{202e}\n");
    }

    #[test]
    fn nobody_reading_is_no_failure() {
        let mut said = Vec::new();
        let error = CliError::output(io::ErrorKind::BrokenPipe.into());
        assert_eq!(error.explain(&mut said), Exit::Done);
        assert!(said.is_empty());
        let error = CliError::output(io::ErrorKind::StorageFull.into());
        assert_eq!(error.explain(&mut said), Exit::Refused);
        assert!(said.ends_with(b"\n"));
    }
}
