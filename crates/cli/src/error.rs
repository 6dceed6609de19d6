//! What went wrong, as it is said to the person at the terminal.

use std::fmt::{self, Display};
use std::io::{self, Write};

use amplemarket::Error;
use anstyle::{AnsiColor, Style};

use crate::exit::Exit;

/// Why a verb could not do what it was asked for, what to do next, and the exit code that says so to a script.
#[derive(Debug)]
pub(crate) struct CliError {
    exit: Exit,
    message: String,
    hints: Vec<String>,
}

/// How the client begins what it says of a base URL.
const BASE_URL_REFUSED: &str = "the base URL can't be used: ";

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

    /// No client could be made: says as well where the key, or the base URL, is from.
    pub(crate) fn no_client(error: Error, key: &impl Display, base_url: &impl Display) -> Self {
        let error = Self::from(error);
        match error.exit {
            Exit::Key => error.hint(format!("the key is from {key}")),
            Exit::Usage => {
                // What a program can allow besides, nobody can at the terminal.
                let why = error.message.split("; use https, or").next();
                let why = why.unwrap_or_default().trim_start_matches(BASE_URL_REFUSED);
                Self::base_url(why, base_url)
            }
            _ => error,
        }
    }

    /// The base URL can't be used, and is from somewhere.
    pub(crate) fn base_url(why: &str, from: &impl Display) -> Self {
        let error = Self::new(Exit::Usage, format!("{BASE_URL_REFUSED}{why}"));
        let error = match why.contains("http") {
            true => error.hint("start it with https://; plain http only on loopback"),
            false => error,
        };
        error.hint(format!("it is from {from}"))
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
        writeln!(f, "{}", self.message)?;
        self.hints
            .iter()
            .try_for_each(|hint| writeln!(f, "  {hint}"))
    }
}

/// What the client could not do: the exit code that a script can act on, and what to do next.
impl From<Error> for CliError {
    fn from(error: Error) -> Self {
        let (exit, hint) = next(&error);
        let mut said = Self::new(exit, error.to_string());
        said.hints.extend(hint);
        said.for_support(&error)
    }
}

fn next(error: &Error) -> (Exit, Option<String>) {
    let some = |exit, hint: &str| (exit, Some(hint.to_owned()));
    match error {
        Error::Config(reason) => match reason.to_string() {
            // Each says itself what to do.
            reason if reason.contains("API key") => (Exit::Key, None),
            reason if reason.contains("base URL") => (Exit::Usage, None),
            _ => (Exit::Refused, None),
        },
        Error::Request(_) => (Exit::Usage, None),
        _ if error.is_unauthorized() => some(
            Exit::Key,
            "amplemarket whoami says where the key comes from; amplemarket login keeps another one",
        ),
        _ if error.is_insufficient_credits() => some(
            Exit::Credits,
            "get more credits in Amplemarket, or send fewer entries",
        ),
        _ if error.is_rate_limited() => {
            let hint = match error.retry_after() {
                Some(wait) => format!("try again in {} s", wait.as_secs().max(1)),
                None => "try again in a minute".to_owned(),
            };
            (Exit::Unreachable, Some(hint))
        }
        _ if error.is_not_found() => some(
            Exit::Refused,
            "is it the right id, and the key of the right account?",
        ),
        Error::Transport(said) if said.is_connect() => some(
            Exit::Unreachable,
            "nothing was sent; check the network, the proxy (HTTPS_PROXY) and the base URL (--base-url)",
        ),
        Error::Transport(_) => {
            let safe = error
                .operation()
                .is_some_and(|operation| operation.safe_to_repeat);
            some(
                Exit::Unreachable,
                match safe {
                    true => "try again",
                    false => "the API may have done it: look before it is sent again",
                },
            )
        }
        Error::Api(said) if said.status().is_server_error() => some(
            Exit::Unreachable,
            "a fault at the other end; try again later",
        ),
        Error::Decode(_) => some(
            Exit::Refused,
            "it was done, but the answer is in a form that this version does not know: is there a newer one?",
        ),
        _ => (Exit::Refused, None),
    }
}

#[cfg(test)]
mod tests {
    use amplemarket::Client;

    use super::*;

    #[track_caller]
    fn config(key: &str, base_url: &str, expected: Exit) {
        let error = Client::builder()
            .api_key(key)
            .base_url(base_url)
            .build()
            .unwrap_err();
        assert_eq!(CliError::from(error).exit, expected);
    }

    #[test]
    fn what_can_not_be_used_is_told_apart() {
        config("", "http://localhost", Exit::Key);
        config("two words", "http://localhost", Exit::Key);
        config("made-up", "ftp://localhost", Exit::Usage);
        config("made-up", "http://example.com", Exit::Usage);
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
