//! What a verb's exit code says, the same for every verb.

use std::io::Write;
use std::process::ExitCode;

/// How a verb ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, or nothing to do.
    Fine = 0,
    /// The docs have drifted at or above the level that was asked for; or a judge has found something.
    Drift = 1,
    /// The arguments make no sense.
    Usage = 2,
    /// There is no telling: the network, a cut index, an unreadable page, a conflict between pages.
    CannotTell = 3,
    /// A committed derived file no longer matches its inputs.
    Stale = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Prints an error with everything that led to it, and says how to end.
///
/// Whatever stops a verb in the middle leaves its question unanswered, hence the one code for all of it.
pub fn explain(error: &anyhow::Error, err: &mut dyn Write) -> Exit {
    let mut text = String::new();
    for (depth, cause) in error.chain().enumerate() {
        let said = cause.to_string();
        let mut lines = said.lines();
        let lead = if depth == 0 { "error: " } else { "  because: " };
        text.push_str(lead);
        text.push_str(lines.next().unwrap_or_default());
        text.push('\n');
        for line in lines {
            text.push_str("    ");
            text.push_str(line);
            text.push('\n');
        }
    }
    // When even the error cannot be printed there is nobody left to tell; the exit code still says it.
    let _ = err.write_all(text.as_bytes());
    Exit::CannotTell
}
