//! Text from somebody's docs, made into text that does nothing but be read.

use serde_json::Value;

/// The text on one line. What a terminal obeys, what turns the direction of reading around, and what cannot be seen is
/// written out.
pub(super) fn line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => line.push(' '),
            _ if is_obeyed(character) => line.extend(character.escape_unicode()),
            _ => line.push(character),
        }
    }
    line
}

/// A value as JSON on one line, cut after so many characters.
pub(super) fn value(value: Option<&Value>, most: usize) -> String {
    let Some(value) = value else {
        return "nothing".to_owned();
    };
    let whole = line(&value.to_string());
    match whole.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &whole[..at]),
        None => whole,
    }
}

fn is_obeyed(character: char) -> bool {
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
    fn values_are_short() {
        assert_eq!(value(None, 10), "nothing");
        assert_eq!(value(Some(&"äöü".into()), 5), "\"äöü\"");
        assert_eq!(value(Some(&"äöüß".into()), 3), "\"äö…");
    }
}
