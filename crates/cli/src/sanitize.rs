//! What a terminal may be shown of a text that is not ours.

/// The text without what a terminal obeys, what turns the direction of reading, and what cannot be seen: there is a blank in the
/// place of each such character.
pub(crate) fn sanitize(text: &str) -> String {
    let shown = |c: char| if is_obeyed(c) { ' ' } else { c };
    text.chars().map(shown).collect()
}

fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(
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
    fn what_is_obeyed_or_unseen_is_a_blank() {
        for (text, shown) in [
            ("a\u{1b}[31mb", "a [31mb"),
            ("a\r\nb\tc\0", "a  b c "),
            ("\u{9b}2J\u{7f}", " 2J "),
            ("a\u{ad}b\u{61c}c", "a b c"),
            ("\u{200b}\u{200d}\u{200e}\u{200f}x", "    x"),
            ("a\u{2028}b\u{2029}c", "a b c"),
            ("\u{202a}\u{202e}txt", "  txt"),
            ("\u{2060}\u{2066}\u{2069}\u{206f}x", "    x"),
            ("\u{feff}x", " x"),
            ("x\u{e0001}\u{e0041}\u{e007f}", "x   "),
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
