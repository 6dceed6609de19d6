//! What the exit code says, the same for every verb, and which one each kind of error ends with.

use std::fmt::Write;
use std::process::ExitCode;

use amplemarket::{ConfigErrorKind, Error};

/// How a verb ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    Done = 0,
    Refused = 1,
    Usage = 2,
    Partial = 3,
    Key = 4,
    Credits = 5,
    Unreachable = 6,
    HungUp = 129,
    Interrupted = 130,
    Terminated = 143,
}

impl Exit {
    /// How a verb ends that the client could not serve.
    pub(crate) fn of(error: &Error) -> Self {
        match error {
            Error::Config(error) => match error.kind() {
                ConfigErrorKind::MissingKey | ConfigErrorKind::InvalidKey => Self::Key,
                ConfigErrorKind::InvalidBaseUrl | ConfigErrorKind::PlainHttp => Self::Usage,
                // No CA certificates: that is the machine's, and later it will not work either.
                ConfigErrorKind::Tls => Self::Refused,
                _ => Self::Refused,
            },
            Error::Request(_) => Self::Usage,
            Error::Transport(_) => Self::Unreachable,
            _ if error.is_unauthorized() => Self::Key,
            _ if error.is_insufficient_credits() => Self::Credits,
            _ if error.is_rate_limited() => Self::Unreachable,
            _ if error.is_not_found() => Self::Refused,
            Error::Api(error) if error.status().is_server_error() => Self::Unreachable,
            _ => Self::Refused,
        }
    }
}

/// What each means: in `--help` and in the man page; the README begins its rows with the same words.
pub(crate) const MEANINGS: &[(Exit, &str)] = &[
    (Exit::Done, "done"),
    (
        Exit::Refused,
        "the API said no, what was started came to nothing, or the output could not be written",
    ),
    (
        Exit::Usage,
        "the arguments make no sense, or there was nobody to ask",
    ),
    (Exit::Partial, "ended early: what is written is a part"),
    (Exit::Key, "no API key, or one that was not accepted"),
    (
        Exit::Credits,
        "not enough credits, or more than was allowed",
    ),
    (
        Exit::Unreachable,
        "no answer now: network, rate limit or a fault there; later it may work",
    ),
    (
        Exit::HungUp,
        "the terminal was closed (SIGHUP); what runs at the vendor's goes on",
    ),
    (
        Exit::Interrupted,
        "interrupted (Ctrl-C); what runs at the vendor's goes on",
    ),
    (
        Exit::Terminated,
        "ended by SIGTERM; what runs at the vendor's goes on",
    ),
];

/// The same as lines for `--help`.
pub(crate) fn lines() -> String {
    let mut lines = String::new();
    for (exit, meaning) in MEANINGS {
        let _ = writeln!(lines, "  {:>3}  {meaning}", *exit as u8);
    }
    lines
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use amplemarket::Client;

    use super::*;

    #[track_caller]
    fn config(key: &str, base_url: &str, expected: Exit) {
        let client = Client::builder().api_key(key).base_url(base_url);
        assert_eq!(Exit::of(&client.build().unwrap_err()), expected);
    }

    #[test]
    fn what_can_not_be_used_is_told_apart() {
        config("", "http://localhost", Exit::Key);
        config("two words", "http://localhost", Exit::Key);
        config("made-up", "ftp://localhost", Exit::Usage);
        config("made-up", "http://example.com", Exit::Usage);
    }

    #[test]
    fn the_readme_has_every_exit_code_with_its_meaning() {
        let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
        let readme = std::fs::read_to_string(readme).unwrap();
        for (exit, meaning) in MEANINGS {
            let row = format!("| {} | {meaning}", *exit as u8);
            assert!(
                readme.lines().any(|line| line.starts_with(&row)),
                "README.md has no line that begins with: {row}"
            );
        }
    }
}
