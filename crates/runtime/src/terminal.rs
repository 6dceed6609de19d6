//! What a terminal may be shown of a text that somebody else wrote.

/// The text on one line, of which nothing is obeyed and everything is seen.
///
/// A line break and a tab become a blank. What a terminal obeys, what turns the direction of reading, and what cannot be seen
/// is written out, such as `\u{200b}`.
///
/// ```
/// use specwright_runtime::terminal::sanitize;
///
/// assert_eq!(sanitize("a\u{1b}[31m\nb\u{200b}"), "a\\u{1b}[31m b\\u{200b}");
/// ```
#[must_use]
pub fn sanitize(text: &str) -> String {
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

/// Whether a terminal obeys it, it turns the direction of reading, or it cannot be seen.
#[must_use]
pub fn is_obeyed(character: char) -> bool {
    character.is_control() || is_invisible(character)
}

/// Whether nobody can see it, though it is there.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    matches!(
        character,
        // Soft hyphen, and the Arabic letter mark.
        '\u{ad}' | '\u{61c}'
        // Zero width, and the marks of a direction.
        | '\u{200b}'..='\u{200f}'
        // Separators of lines and paragraphs; embeddings and overrides of a direction.
        | '\u{2028}'..='\u{202e}'
        // Word joiner and invisible operators; isolates.
        | '\u{2060}'..='\u{206f}'
        // Byte order mark, and tags.
        | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_obeyed_or_unseen_is_written_out() {
        for (text, shown) in [
            ("a\u{1b}[31mb", "a\\u{1b}[31mb"),
            ("a\r\nb\tc\0", "a  b c\\u{0}"),
            ("\u{9b}2J\u{7f}", "\\u{9b}2J\\u{7f}"),
            ("a\u{ad}b\u{61c}c", "a\\u{ad}b\\u{61c}c"),
            ("\u{200b}\u{200f}x", "\\u{200b}\\u{200f}x"),
            ("a\u{2028}b\u{2029}c", "a\\u{2028}b\\u{2029}c"),
            ("\u{202a}\u{202e}txt", "\\u{202a}\\u{202e}txt"),
            ("\u{2060}\u{2066}\u{206f}x", "\\u{2060}\\u{2066}\\u{206f}x"),
            ("\u{feff}x", "\\u{feff}x"),
            ("x\u{e0001}\u{e007f}", "x\\u{e0001}\\u{e007f}"),
        ] {
            assert_eq!(sanitize(text), shown, "{text:?}");
        }
    }

    #[test]
    fn what_is_read_stays() {
        for text in ["größer → «x»", "名前 😀", "café", "עברית", "葛\u{e0100}"] {
            assert_eq!(sanitize(text), text);
        }
    }
}
