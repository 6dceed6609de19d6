//! What kind of file the input is, and which column has its addresses: as the options say, else found by looking.

use std::path::Path;

use serde_json::Value;

use super::column::{self, Column, Seen};
use super::delimiter;
use super::input_error::InputError;
use super::layout::{InputFormat, Kind, Layout};
use super::preamble::Preamble;
use super::records::{Record, Records};
use super::rows;
use super::source::{BYTE_ORDER_MARK, Form, Source};

/// What was said about the input.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hints {
    pub(crate) format: Option<InputFormat>,
    pub(crate) delimiter: Option<u8>,
    pub(crate) header: Option<bool>,
    pub(crate) skip_lines: u64,
    pub(crate) column: Option<String>,
}

/// So many rows are looked at to find the column.
const SAMPLE: usize = 1000;

/// The header is looked for in so many rows.
const TITLES: usize = 20;

/// Finds out how to read an input.
pub(crate) fn detect(source: &Source, hints: &Hints) -> Result<Layout, InputError> {
    let head = source.head(64 << 10)?;
    refuse_what_is_no_text(&head)?;
    let (preamble, named) = Preamble::of(&head, hints.skip_lines);
    let start = usize::try_from(preamble.bytes).unwrap_or(usize::MAX);
    let head = head.get(start..).unwrap_or_default();
    let head = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head);
    let said = match (hints.format, source.form(), named) {
        (Some(format), ..) => Some(format),
        (None, Form::Workbook { .. }, _) | (None, _, Some(_)) => Some(InputFormat::Csv),
        (None, ..) => by_extension(source.name()),
    };
    let separator = || match (hints.delimiter.or(named), source.form()) {
        (Some(delimiter), _) => Some(delimiter),
        (None, Form::Workbook { .. }) => Some(b','),
        (None, _) if matches!(extension(source.name()).as_deref(), Some("tsv" | "tab")) => {
            Some(b'\t')
        }
        (None, _) => delimiter::sniff(head),
    };
    match said.unwrap_or_else(|| by_looking(head, hints)) {
        InputFormat::Lines => Ok(Layout {
            kind: Kind::Lines,
            column: Column {
                index: 0,
                name: "email".to_owned(),
            },
            preamble,
        }),
        InputFormat::Jsonl => jsonl(source, head, preamble, hints),
        InputFormat::Csv => csv(source, separator().unwrap_or(b','), preamble, hints),
    }
}

fn extension(name: &str) -> Option<String> {
    let extension = Path::new(name).extension()?.to_str()?;
    Some(extension.to_ascii_lowercase())
}

fn by_extension(name: &str) -> Option<InputFormat> {
    match extension(name)?.as_str() {
        "csv" | "tsv" | "tab" => Some(InputFormat::Csv),
        "jsonl" | "ndjson" | "json" => Some(InputFormat::Jsonl),
        _ => None,
    }
}

fn by_looking(head: &[u8], hints: &Hints) -> InputFormat {
    let text = head.trim_ascii_start();
    if matches!(text.first(), Some(b'{' | b'[')) {
        return InputFormat::Jsonl;
    }
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_plain = hints.column.is_none()
        && hints.delimiter.is_none()
        && super::address::Cell::of(line).is_address()
        // A bar may stand in an address; where it makes a table, it stands between cells.
        && delimiter::sniff(head).is_none();
    if is_plain {
        InputFormat::Lines
    } else {
        InputFormat::Csv
    }
}

fn csv(
    source: &Source,
    delimiter: u8,
    mut preamble: Preamble,
    hints: &Hints,
) -> Result<Layout, InputError> {
    let input = source.read_from(preamble.bytes)?;
    let mut records = Records::from_line(input, delimiter, preamble.lines + 1);
    let mut record = Record::default();
    let mut sample = Vec::new();
    while sample.len() <= SAMPLE && records.next(&mut record)? {
        sample.push(Sampled {
            bytes: record.bytes(),
            lines: record.lines(),
            cells: record.cells().map(<[u8]>::to_vec).collect(),
        });
    }
    if sample.is_empty() {
        return Err(InputError::new("it is empty"));
    }
    let header = match hints.header {
        Some(true) => Some(0),
        Some(false) => None,
        None => header(&sample),
    };
    for title in &sample[..header.unwrap_or(0)] {
        preamble.bytes += title.bytes;
        preamble.lines += title.lines;
    }
    let mut seen = Seen::default();
    let first = &sample[header.unwrap_or(0)];
    for (index, cell) in first.cells.iter().enumerate() {
        let name = String::from_utf8_lossy(cell);
        seen.name(index, if header.is_some() { name.trim() } else { "" });
    }
    for row in &sample[header.map_or(0, |header| header + 1)..] {
        for (index, cell) in row.cells.iter().enumerate() {
            seen.cell(index, cell);
        }
    }
    let column = match &hints.column {
        Some(wanted) => seen.wanted(wanted)?,
        None => seen.found()?,
    };
    Ok(Layout {
        kind: Kind::Csv {
            delimiter,
            header: header.is_some(),
        },
        column,
        preamble,
    })
}

/// A record of the first rows.
struct Sampled {
    bytes: u64,
    lines: u64,
    cells: Vec<Vec<u8>>,
}

impl Sampled {
    fn filled(&self) -> usize {
        let filled = self
            .cells
            .iter()
            .filter(|cell| !cell.trim_ascii().is_empty());
        filled.count()
    }

    fn is_data(&self) -> bool {
        self.cells.iter().any(|cell| column::is_data(cell))
    }
}

/// Whether a record has the name of a column of addresses, and addresses below it where there are any.
fn names_addresses(sample: &[Sampled], row: usize) -> bool {
    let (names, below) = (&sample[row], &sample[row + 1..]);
    let has_addresses = |column: usize| {
        let mut cells = below.iter().filter_map(|row| row.cells.get(column));
        cells.any(|cell| column::is_data(cell)) || !below.iter().any(Sampled::is_data)
    };
    let mut cells = names.cells.iter().enumerate();
    !names.is_data()
        && cells.any(|(column, cell)| {
            column::is_named_so(&String::from_utf8_lossy(cell)) && has_addresses(column)
        })
}

/// Which record is the header, with titles above it; `None` where the first is data already.
fn header(sample: &[Sampled]) -> Option<usize> {
    let widest = sample.iter().map(Sampled::filled).max().unwrap_or(0);
    // Titles have at most half of the cells that rows have.
    let is_title = |row: &Sampled| row.filled() == 0 || widest > 1 && 2 * row.filled() <= widest;
    let first = sample.iter().take(TITLES).position(|row| !is_title(row));
    let named = (0..sample.len().min(TITLES)).find(|row| names_addresses(sample, *row));
    if let Some(named) = named.filter(|named| sample[..*named].iter().all(is_title)) {
        return Some(named);
    }
    let has_titles = sample.iter().any(Sampled::is_data) && !sample[0].is_data();
    let header = first.filter(|_| has_titles).unwrap_or(0);
    (!sample[header].is_data()).then_some(header).or_else(|| {
        // The row after the titles is data: the last of them names the columns, if anything does.
        header
            .checked_sub(1)
            .filter(|last| sample[*last].filled() > 0)
    })
}

fn jsonl(
    source: &Source,
    head: &[u8],
    preamble: Preamble,
    hints: &Hints,
) -> Result<Layout, InputError> {
    if head.trim_ascii_start().first() == Some(&b'[') {
        return Err(
            InputError::new("it is one JSON array; JSON lines are read, an object a line").hint(
                format!(
                    "jq -c '.[]' {} | amplemarket emails validate - -o results.jsonl",
                    source.name()
                ),
            ),
        );
    }
    let layout = |name: &str| Layout {
        kind: Kind::Jsonl,
        column: Column {
            index: 0,
            name: name.to_owned(),
        },
        preamble,
    };
    if let Some(pointer) = hints.column.as_ref().filter(|name| name.starts_with('/')) {
        return Ok(layout(pointer));
    }
    // Any field will do to go through the objects; each is looked at as a whole.
    let any = layout("");
    let mut rows = rows::Rows::new(source, &any)?;
    let mut seen = Seen::default();
    for _ in 0..SAMPLE {
        let Some(row) = rows.next()? else { break };
        for (name, value) in &rows::object(row.body, row.line)? {
            leaf(&mut seen, name, &format!("/{}", escaped(name)), value);
        }
    }
    if seen.is_empty() {
        return Err(InputError::new("it is empty"));
    }
    let column = match &hints.column {
        Some(wanted) => seen.wanted(wanted)?,
        None => seen.found()?,
    };
    Ok(layout(&column.name))
}

/// A field by its name; one within another by its path.
fn leaf(seen: &mut Seen, name: &str, path: &str, value: &Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = format!("{path}/{}", escaped(name));
                leaf(seen, &path, &path, value);
            }
        }
        Value::Array(entries) => {
            for (index, value) in entries.iter().take(3).enumerate() {
                let path = format!("{path}/{index}");
                leaf(seen, &path, &path, value);
            }
        }
        value => {
            let index = seen.index_of(name);
            seen.cell(index, value.as_str().unwrap_or_default().as_bytes());
        }
    }
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn refuse_what_is_no_text(head: &[u8]) -> Result<(), InputError> {
    let refused = |what: &str, hint: &str| Err(InputError::new(what).hint(hint));
    match head {
        [b'P', b'K', 3, 4, ..] => refused("it is a workbook or an archive", "save it as CSV"),
        [0x1f, 0x8b, ..] => refused(
            "it is compressed",
            "gunzip -c FILE | amplemarket emails validate -",
        ),
        head if head.contains(&0) => {
            refused("it holds NUL bytes, as no text does", "save it as CSV")
        }
        [] => Err(InputError::new("it is empty")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn looked(name: &str, text: &[u8], hints: &Hints) -> Result<Layout, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        detect(&Source::open(&path).unwrap(), hints).map_err(|error| error.of(name).to_string())
    }

    #[track_caller]
    fn is(name: &str, text: &str, kind: Kind, index: usize, column: &str) {
        let expected = Layout {
            kind,
            column: Column {
                index,
                name: column.to_owned(),
            },
            preamble: Preamble::default(),
        };
        assert_eq!(
            looked(name, text.as_bytes(), &Hints::default()),
            Ok(expected),
            "{text}"
        );
    }

    fn csv_with(delimiter: u8, header: bool) -> Kind {
        Kind::Csv { delimiter, header }
    }

    #[test]
    fn kinds_by_extension_and_by_looking() {
        let with = csv_with(b',', true);
        is(
            "a.csv",
            "name,email\nAda,ada@example.com\n",
            with,
            1,
            "email",
        );
        is("a.csv", "email\n", with, 0, "email");
        is("a.csv", "ada@example.com\n", csv_with(b',', false), 0, "");
        is("a", "1|ada@example.com", csv_with(b'|', false), 1, "");
        is(
            "a",
            "\u{feff}E-Mail;Name\nada@example.com;Ada",
            csv_with(b';', true),
            0,
            "E-Mail",
        );
        is(
            "a.tsv",
            "who\tmail\nA, B\tada@example.com",
            csv_with(b'\t', true),
            1,
            "mail",
        );
        is("a", "Ada|ada@example.com|1\n", csv_with(b'|', false), 1, "");
        is(
            "a.txt",
            "\n ada@example.com \ngrace@example.com",
            Kind::Lines,
            0,
            "email",
        );
        is("a.txt", "email\nada@example.com", with, 0, "email");
        is(
            "a",
            "{\"n\":1,\"mail\":\"ada@example.com\"}\n",
            Kind::Jsonl,
            0,
            "mail",
        );
        is(
            "a.jsonl",
            "\n{\"who\":\"x\",\"at\":\"ada@example.com\"}\n",
            Kind::Jsonl,
            0,
            "at",
        );
    }

    #[test]
    fn what_was_said_wins() {
        let hints = Hints {
            format: Some(InputFormat::Csv),
            delimiter: Some(b';'),
            header: Some(false),
            column: Some("2".to_owned()),
            ..Hints::default()
        };
        let layout = looked("a.jsonl", b"x,y;email\n", &hints).unwrap();
        assert_eq!(layout.kind, csv_with(b';', false));
        assert_eq!(layout.column.index, 1);
        let pointer = Hints {
            column: Some("/contact/email".to_owned()),
            ..Hints::default()
        };
        let layout = looked("a.jsonl", b"{\"contact\":{\"email\":\"a\"}}", &pointer).unwrap();
        assert_eq!(layout.column.name, "/contact/email");
    }

    #[track_caller]
    fn fails(name: &str, text: &[u8], said: &str) {
        let error = looked(name, text, &Hints::default()).unwrap_err();
        assert!(error.contains(said), "{error}");
    }

    #[test]
    fn what_is_no_text_is_said_to_be_none() {
        fails("a.csv", b"", "a.csv: it is empty");
        fails("a.csv", b"\xef\xbb\xbf\r\n", "it is empty");
        fails("a.xlsx", b"PK\x03\x04", "save it as CSV");
        fails("a.csv.gz", b"\x1f\x8b", "gunzip");
        fails("a.csv", b"a\0b", "NUL");
        fails("a.json", b" [{}]", "jq -c '.[]' ");
        fails("a.jsonl", b"{}\n{", "line 2: column");
        fails("a.jsonl", b"{\"a\":\"\xff\"}", "line 1: column");
        fails("a.jsonl", b"{}\n", "it is empty");
    }
}
