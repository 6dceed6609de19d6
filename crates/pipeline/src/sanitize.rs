//! Text from somebody's docs, made into text that does nothing but be read.

use serde_json::Value;
use specwright_runtime::terminal;

/// The text on one line, as a terminal may be shown it ([`terminal::sanitize`]); and the second character of what the runner
/// of GitHub Actions takes for a command is written out: `##[` anywhere, and `::` where nothing but blanks stands before it.
pub(crate) fn line(text: &str) -> String {
    let text = terminal::sanitize(text);
    let mut line = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let is_command = match character {
            '#' => line.ends_with('#') && rest.as_str().starts_with('['),
            ':' => line.trim_start() == ":",
            _ => false,
        };
        if is_command {
            line.extend(character.escape_unicode());
        } else {
            line.push(character);
        }
    }
    line
}

/// Lines of our own, each made plain. A line break that stood in the docs is told apart from ours by nobody, so each line
/// but the first is set in.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = String> {
    let lines = text.trim_end_matches('\n').split('\n');
    lines.enumerate().map(|(at, part)| {
        let indent = if at == 0 { "" } else { "    " };
        format!("{indent}{}", line(part.trim_end_matches('\r')))
    })
}

/// A value as JSON on one line, cut after so many characters.
pub(crate) fn value(value: Option<&Value>, most: usize) -> String {
    let Some(value) = value else {
        return "nothing".to_owned();
    };
    let whole = line(&value.to_string());
    match whole.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &whole[..at]),
        None => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_it_is_obeyed() {
        assert_eq!(line("a\r\nb\u{1b}[31m"), "a  b\\u{1b}[31m");
        assert_eq!(line("\u{202e}txt\u{200b}"), "\\u{202e}txt\\u{200b}");
        assert_eq!(line("größer → «x»"), "größer → «x»");
    }

    #[test]
    fn nothing_in_it_is_a_command_of_the_runner() {
        for (text, plain) in [
            ("::error::a", ":\\u{3a}error::a"),
            ("\r\n \u{3000}::a", "   \u{3000}:\\u{3a}a"),
            ("a ::b", "a ::b"),
            (": :", ": :"),
            ("a ##[error]b", "a #\\u{23}[error]b"),
            ("###[group]", "##\\u{23}[group]"),
            ("## [a], #[b]", "## [a], #[b]"),
        ] {
            assert_eq!(line(text), plain);
        }
    }

    #[test]
    fn lines_stay_lines() {
        let plain: Vec<String> = lines("a\r\n::b\rc\n##[d]").collect();
        assert_eq!(plain, ["a", "    :\\u{3a}b c", "    #\\u{23}[d]"]);
    }

    #[test]
    fn values_are_short() {
        assert_eq!(value(None, 10), "nothing");
        assert_eq!(value(Some(&"äöü".into()), 5), "\"äöü\"");
        assert_eq!(value(Some(&"äöüß".into()), 3), "\"äö…");
    }
}
