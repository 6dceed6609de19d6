//! What the exit code says, the same for every verb.

use std::fmt::Write;
use std::process::ExitCode;

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
    Interrupted = 130,
    Terminated = 143,
}

/// What each means: in `--help`, in the man page, and here.
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
