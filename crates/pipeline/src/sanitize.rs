//! Text from somebody's docs, made into text that does nothing but be read.

use serde_json::Value;

/// The text on one line. What a terminal obeys, what turns the direction of reading around, and what cannot be seen is
/// written out; so is the second sign of what the runner of GitHub Actions takes for a command: `##[` anywhere, and `::`
/// where nothing but blanks stands before it.
pub(crate) fn line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match character {
            '\n' | '\r' | '\t' => line.push(' '),
            '#' if line.ends_with('#') && rest.as_str().starts_with('[') => {
                line.extend(character.escape_unicode());
            }
            ':' if line.trim_start() == ":" => line.extend(character.escape_unicode()),
            _ if is_obeyed(character) => line.extend(character.escape_unicode()),
            _ => line.push(character),
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

/// Whether a terminal obeys it, it turns the direction of reading around, or it cannot be seen.
pub(crate) fn is_obeyed(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
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
