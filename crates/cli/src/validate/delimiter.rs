//! What stands between the cells of a CSV file.

use super::address::{Cell, Found};
use super::records::{Record, Records};

/// In the order in which they are believed.
const KNOWN: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The delimiter under which a column has addresses, and most rows as many cells; `None` where no row has two.
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

/// The addresses of the best column, how many rows in a thousand have the usual width, and that width.
type Score = (usize, usize, usize);

fn score(head: &[u8], delimiter: u8) -> Option<Score> {
    let mut records = Records::new(head, delimiter);
    let mut record = Record::default();
    let (mut widths, mut columns) = (Vec::new(), Vec::new());
    // The head may end amid a quoted cell; what came before it says enough.
    while let Ok(true) = records.next(&mut record) {
        widths.push(record.len());
        columns.resize(columns.len().max(record.len()), 0);
        for (weight, cell) in columns.iter_mut().zip(record.cells()) {
            *weight += weight_of(cell);
        }
    }
    let rows_of = |width: usize| widths.iter().filter(|held| **held == width).count();
    let usual = widths
        .iter()
        .copied()
        .max_by_key(|width| (rows_of(*width), *width))?;
    if usual < 2 {
        return None;
    }
    let share = 1000 * rows_of(usual) / widths.len();
    let addresses = columns.into_iter().max().unwrap_or(0);
    Some((addresses * share, share, usual))
}

/// How much a cell says for a delimiter: an address with another delimiter in it says little.
fn weight_of(cell: &[u8]) -> usize {
    match Cell::of(cell) {
        Cell::Address(address) if address.found == Found::First => 4,
        Cell::Address(_) if cell.trim_ascii().iter().any(|byte| KNOWN.contains(byte)) => 1,
        Cell::Address(_) => 4,
        Cell::Blank | Cell::Other => 0,
    }
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
        is(
            "Lovelace, Ada;ada@example.com\nHopper, Grace;grace@example.org\n",
            Some(b';'),
        );
        is(
            "Lovelace, Ada|ada@example.com\nHopper, Grace|g@example.org\n",
            Some(b'|'),
        );
        is(
            "April 15, 2023;4;ada@example.com;x\nApril 9, 2023;4;b@example.com;\n",
            Some(b';'),
        );
        is("name,emails\nAda,a@example.com;b@example.com\n", Some(b','));
        is(
            "Report of leads\n\nname;mail\nLovelace, Ada;ada@example.com\n",
            Some(b';'),
        );
        // A quote that opens where the head ends.
        is("a;b\n1;2\n3;\"4", Some(b';'));
    }
}
