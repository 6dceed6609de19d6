//! What the exit code says, the same for every verb.

use std::process::ExitCode;

/// How a verb ended. Each has its line in `amplemarket --help` and in the man page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// The API said no, or what was started came to nothing.
    Refused = 1,
    /// The arguments make no sense, or a question had to be asked and there was nobody to ask.
    Usage = 2,
    /// Ended early: what was finished until then is written, and it is not the whole.
    Partial = 3,
    /// No API key, or one that was not accepted.
    Key = 4,
    /// The credits do not suffice, or it would take more than was allowed.
    Credits = 5,
    /// No answer, or none yet: the network, a rate limit, a fault at the other end. Later the same may work.
    Unreachable = 6,
    /// Interrupted (Ctrl-C). What runs at the vendor's goes on.
    Interrupted = 130,
    /// Ended by SIGTERM. What runs at the vendor's goes on.
    Terminated = 143,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
