//! What kind of file the input is, and which column has its addresses: as the options say, else found by looking.

use std::path::Path;

use super::column::{self, Column, Seen};
use super::delimiter;
use super::input_error::InputError;
use super::layout::{InputFormat, Kind, Layout};
use super::records::{Record, Records};
use super::rows;
use super::source::{BYTE_ORDER_MARK, Source};

/// What was said about the input.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hints {
    pub(crate) format: Option<InputFormat>,
    pub(crate) delimiter: Option<u8>,
    pub(crate) no_header: bool,
    pub(crate) column: Option<String>,
}

/// So many rows are looked at to find the column.
const SAMPLE: usize = 1000;

/// Finds out how to read an input.
pub(crate) fn detect(source: &Source, hints: &Hints) -> Result<Layout, InputError> {
    let head = source.head(64 << 10)?;
    refuse_what_is_no_text(&head)?;
    let head = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&head);
    let said = hints.format.or_else(|| by_extension(source.name()));
    let separator = || match (hints.delimiter, extension(source.name()).as_deref()) {
        (Some(delimiter), _) => Some(delimiter),
        (None, Some("tsv" | "tab")) => Some(b'\t'),
        (None, _) => delimiter::sniff(head),
    };
    match said.unwrap_or_else(|| by_looking(head, hints)) {
        InputFormat::Lines => Ok(Layout {
            kind: Kind::Lines,
            column: Column {
                index: 0,
                name: "email".to_owned(),
            },
        }),
        InputFormat::Jsonl => jsonl(source, head, hints),
        InputFormat::Csv => csv(source, separator().unwrap_or(b','), hints),
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

fn csv(source: &Source, delimiter: u8, hints: &Hints) -> Result<Layout, InputError> {
    let mut records = Records::new(source.read()?, delimiter);
    let mut record = Record::default();
    if !records.next(&mut record)? {
        return Err(InputError::new("it is empty"));
    }
    let header = !hints.no_header && !record.cells().any(column::holds_address);
    let mut seen = Seen::default();
    let first: Vec<String> = record
        .cells()
        .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
        .collect();
    for (index, name) in first.iter().enumerate() {
        seen.name(index, if header { name } else { "" });
    }
    let mut more = !header || records.next(&mut record)?;
    for _ in 0..SAMPLE {
        if !more {
            break;
        }
        for (index, cell) in record.cells().enumerate() {
            seen.cell(index, cell);
        }
        more = records.next(&mut record)?;
    }
    let column = match &hints.column {
        Some(wanted) => seen.wanted(wanted)?,
        None => seen.found()?,
    };
    Ok(Layout {
        kind: Kind::Csv { delimiter, header },
        column,
    })
}

fn jsonl(source: &Source, head: &[u8], hints: &Hints) -> Result<Layout, InputError> {
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
            let index = seen.index_of(name);
            seen.cell(index, value.as_str().unwrap_or_default().as_bytes());
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

fn refuse_what_is_no_text(head: &[u8]) -> Result<(), InputError> {
    let refused = |what: &str, hint: &str| Err(InputError::new(what).hint(hint));
    match head {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => refused(
            "it is UTF-16",
            "save it as UTF-8 (in Excel: «CSV UTF-8»), or: iconv -f UTF-16 -t UTF-8",
        ),
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
            no_header: true,
            column: Some("2".to_owned()),
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
        fails("a.csv", b"\xff\xfee\0", "UTF-16");
        fails("a.xlsx", b"PK\x03\x04", "save it as CSV");
        fails("a.csv.gz", b"\x1f\x8b", "gunzip");
        fails("a.csv", b"a\0b", "NUL");
        fails("a.json", b" [{}]", "jq -c '.[]' ");
        fails("a.jsonl", b"{}\n{", "line 2: column");
        fails("a.jsonl", b"{\"a\":\"\xff\"}", "line 1: column");
        fails("a.jsonl", b"{}\n", "it is empty");
    }
}
