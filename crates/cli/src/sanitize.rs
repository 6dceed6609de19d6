//! What a terminal may be shown of a text that is not ours.

/// The text without what a terminal obeys, what changes the direction of reading, and what cannot be seen: a control character
/// becomes a blank, an invisible one is written out, as `\u{200b}`.
pub(crate) fn sanitize(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_control() => shown.push(' '),
            c if is_invisible(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    shown
}

/// Whether nobody can see the character, though it is there.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
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
    fn what_is_obeyed_is_a_blank_and_what_is_unseen_is_written_out() {
        for (text, shown) in [
            ("a\u{1b}[31mb", "a [31mb"),
            ("a\r\nb\tc\0", "a  b c "),
            ("\u{9b}2J\u{7f}", " 2J "),
            ("a\u{ad}b\u{61c}c", "a\\u{ad}b\\u{61c}c"),
            ("\u{200b}\u{200f}x", "\\u{200b}\\u{200f}x"),
            ("a\u{2028}b", "a\\u{2028}b"),
            ("\u{202a}\u{202e}txt", "\\u{202a}\\u{202e}txt"),
            ("\u{2060}\u{206f}x", "\\u{2060}\\u{206f}x"),
            ("\u{feff}x", "\\u{feff}x"),
            ("x\u{e0041}", "x\\u{e0041}"),
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
