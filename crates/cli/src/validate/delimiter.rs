//! What stands between the cells of a CSV file.

use super::records::{Record, Records};

/// In the order in which they are believed.
const KNOWN: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The delimiter by which most rows have as many cells as the first; `None` where no row has two.
pub(crate) fn sniff(head: &[u8]) -> Option<u8> {
    let mut best: Option<(Score, u8)> = None;
    for delimiter in KNOWN {
        let Some(score) = score(head, delimiter) else {
            continue;
        };
        if best.is_none_or(|(other, _)| score > other) {
            best = Some((score, delimiter));
        }
    }
    best.map(|(_, delimiter)| delimiter)
}

/// How many rows in a thousand are as wide as the first, and how wide that is.
type Score = (usize, usize);

fn score(head: &[u8], delimiter: u8) -> Option<Score> {
    let mut records = Records::new(head, delimiter);
    let mut record = Record::default();
    let mut widths = Vec::new();
    // The head may end amid a quoted cell; what came before it says enough.
    while let Ok(true) = records.next(&mut record) {
        widths.push(record.len());
    }
    let first = *widths.first()?;
    if first < 2 {
        return None;
    }
    let as_wide = widths.iter().filter(|width| **width == first).count();
    Some((1000 * as_wide / widths.len(), first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(head: &str, expected: Option<u8>) {
        assert_eq!(sniff(head.as_bytes()), expected, "{head}");
    }

    #[test]
    fn the_delimiter_that_makes_a_table() {
        is("a,b\n1,2\n", Some(b','));
        is("a;b\n1,5;2\n2,5;3", Some(b';'));
        is("a\tb, c\n1\t2\n", Some(b'\t'));
        is("a|b|c\n1|2|3\n", Some(b'|'));
        is("\"a;b;c\",d\n\"1;2\",3\n", Some(b','));
        is("name, first;mail\nx;y\n", Some(b';'));
        is("email\nada@example.com\n", None);
        is("", None);
        // A quote that opens where the head ends.
        is("a;b\n1;2\n3;\"4", Some(b';'));
    }
}
