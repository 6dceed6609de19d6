//! Errors in words, for one line.

use std::error::Error as StdError;
use std::fmt;

use super::ErrorDetail;

/// Says how often it was tried, where that was more than once.
pub(super) fn counted(attempts: u32, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match attempts {
        0 | 1 => Ok(()),
        attempts => write!(f, " (after {attempts} attempts)"),
    }
}

/// `not_found (Not Found): Could not find email validation.`, with the place that it is about. Any of it may be missing.
pub(super) fn describe(error: &ErrorDetail) -> String {
    let code = error.code.as_deref();
    let mut text = code.unwrap_or("an error without a code").to_owned();
    if let Some(title) = error.title.as_deref().filter(|title| !title.is_empty()) {
        text.push_str(&format!(" ({title})"));
    }
    if let Some(detail) = error.detail.as_deref().filter(|detail| !detail.is_empty()) {
        text.push_str(&format!(": {detail}"));
    }
    for place in &error.source {
        text.push_str(&format!(" [{place}]"));
    }
    text
}

/// An error with its causes, on one line. Libraries often leave what matters to the last of them.
pub(crate) fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !text.contains(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = error.source();
    }
    one_line(&text)
}

/// A text without line breaks or control characters, and not longer than a line that people read.
pub(super) fn one_line(text: &str) -> String {
    const LONGEST: usize = 300;
    let mut line: String = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    if let Some((cut, _)) = line.char_indices().nth(LONGEST) {
        line.truncate(cut);
        line.push('…');
    }
    line
}
