//! What a verb's exit code says, the same for every verb.

use std::io::Write;
use std::process::ExitCode;

use crate::sanitize;

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
        text.push_str(if depth == 0 { "error: " } else { "  because: " });
        // An error quotes pages, addresses and headers as they came.
        for line in sanitize::lines(&cause.to_string()) {
            text.push_str(&line);
            text.push('\n');
        }
    }
    // When even the error cannot be printed there is nobody left to tell; the exit code still says it.
    let _ = err.write_all(text.as_bytes());
    Exit::CannotTell
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_error_quotes_does_nothing_but_be_read() {
        let quoted = anyhow::anyhow!("::a\u{1b}[31m\n::error::b \u{202e}\r\n\t##[error]c\u{2028}d");
        let error = quoted.context("reading ##[group]\r::e");
        let mut told = Vec::new();
        assert_eq!(explain(&error, &mut told), Exit::CannotTell);
        assert_eq!(
            String::from_utf8_lossy(&told),
            "error: reading #\\u{23}[group] ::e\n\
             \x20 because: :\\u{3a}a\\u{1b}[31m\n\
             \x20   :\\u{3a}error::b \\u{202e}\n\
             \x20    #\\u{23}[error]c\\u{2028}d\n"
        );
    }
}
