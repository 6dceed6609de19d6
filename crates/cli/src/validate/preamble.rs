//! What stands above the rows: Excel's `sep=` line, titles, lines that are to be skipped. It is written back as it came.

use super::source::BYTE_ORDER_MARK;

/// The bytes and lines before the first row, or the header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Preamble {
    pub(crate) bytes: u64,
    pub(crate) lines: u64,
}

impl Preamble {
    /// So many lines, and a `sep=` line after them with the delimiter that it names.
    pub(crate) fn of(head: &[u8], skip_lines: u64) -> (Self, Option<u8>) {
        let mut preamble = Self::default();
        let mut lines = head.split_inclusive(|byte| *byte == b'\n');
        for line in lines
            .by_ref()
            .take(usize::try_from(skip_lines).unwrap_or(usize::MAX))
        {
            preamble.add(line);
        }
        let line = lines.next().unwrap_or_default();
        let delimiter = separator(line);
        if delimiter.is_some() {
            preamble.add(line);
        }
        (preamble, delimiter)
    }

    fn add(&mut self, line: &[u8]) {
        self.bytes += line.len() as u64;
        self.lines += 1;
    }
}

/// The delimiter that a `sep=;` line names, whatever its case, blanks and quotes.
pub(crate) fn separator(line: &[u8]) -> Option<u8> {
    let line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
    let text = std::str::from_utf8(line)
        .ok()?
        .trim_end_matches(['\r', '\n']);
    let text = text.trim_matches(|c: char| c == ' ' || c == '"');
    let rest = text
        .get(..3)
        .filter(|name| name.eq_ignore_ascii_case("sep"))
        .map(|_| &text[3..])?;
    let named = rest.trim_start_matches(' ').strip_prefix('=')?;
    match named.trim_matches(' ').as_bytes() {
        [byte, rest @ ..]
            if byte.is_ascii_punctuation() && rest.iter().all(|byte| b",;|".contains(byte)) =>
        {
            Some(*byte)
        }
        [b'\t'] | b"\\t" => Some(b'\t'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_names_the_delimiter() {
        for (line, expected) in [
            ("sep=;\r\n", Some(b';')),
            ("\u{feff}SEP=,", Some(b',')),
            ("sep = |\n", Some(b'|')),
            ("\"sep=;\"\n", Some(b';')),
            ("sep=\t\n", Some(b'\t')),
            ("sep=\\t", Some(b'\t')),
            ("sep=^", Some(b'^')),
            ("sep", None),
            ("sep=ab", None),
            ("september;mail", None),
            ("", None),
        ] {
            assert_eq!(separator(line.as_bytes()), expected, "{line:?}");
        }
    }

    #[test]
    fn lines_are_skipped_before_it() {
        let (preamble, delimiter) = Preamble::of(b"Title\nsep=;\na;b\n", 1);
        assert_eq!(
            (preamble.bytes, preamble.lines, delimiter),
            (12, 2, Some(b';'))
        );
        let (none, _) = Preamble::of(b"a;b\n", 0);
        assert_eq!(none, Preamble::default());
    }
}
