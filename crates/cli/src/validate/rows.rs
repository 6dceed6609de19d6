//! Rows, whatever kind of file they come from.

use std::fs::File;
use std::io::{self, BufRead, BufReader};

use serde_json::{Map, Value};

use super::address::Cell;
use super::input_error::InputError;
use super::layout::{Kind, Layout};
use super::records::{Record, Records};
use super::source::Source;

/// Reads the rows of an input, one after the other; what is in memory is one row.
pub(crate) struct Rows<'a> {
    layout: &'a Layout,
    reader: Reader<BufReader<&'a File>>,
    record: Record,
    line: Vec<u8>,
    number: u64,
    next_number: u64,
}

enum Reader<R> {
    Records(Box<Records<R>>),
    Lines(R),
}

/// A row as it came, and what stands where its address should.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    /// The line that it begins in, from 1 on.
    pub(crate) line: u64,
    /// What stands in the column of addresses.
    pub(crate) content: Content<'a>,
    /// How many cells it has.
    pub(crate) width: usize,
    /// The names of a JSON line's fields.
    pub(crate) keys: Vec<String>,
    /// The bytes before it, which are blank lines.
    pub(crate) before: &'a [u8],
    /// Its own bytes.
    pub(crate) body: &'a [u8],
    /// Its line end.
    pub(crate) after: &'a [u8],
}

/// What stands where an address should.
#[derive(Debug)]
pub(crate) enum Content<'a> {
    /// Bytes of the file.
    Bytes(&'a [u8]),
    /// The text of a JSON string.
    Text(String),
    /// A JSON value that is no text.
    Other,
}

impl Content<'_> {
    /// Whether it can be an address.
    pub(crate) fn cell(&self) -> Cell<'_> {
        match self {
            Self::Bytes(bytes) => Cell::of(bytes),
            Self::Text(text) => Cell::of(text.as_bytes()),
            Self::Other => Cell::Other,
        }
    }
}

/// No line is longer: it would be held in memory.
const LONGEST: usize = 64 << 20;

impl<'a> Rows<'a> {
    /// The rows of an input from its start. The header of CSV, where there is one, is the first of them.
    pub(crate) fn new(source: &'a Source, layout: &'a Layout) -> Result<Self, InputError> {
        let (bytes, lines) = (layout.preamble.bytes, layout.preamble.lines);
        let input = source.read_from(bytes)?;
        let reader = match layout.kind {
            Kind::Csv { delimiter, .. } => {
                Reader::Records(Box::new(Records::from_line(input, delimiter, lines + 1)))
            }
            Kind::Jsonl | Kind::Lines => Reader::Lines(input),
        };
        Ok(Self {
            layout,
            reader,
            record: Record::default(),
            line: Vec::new(),
            number: 0,
            next_number: lines + 1,
        })
    }

    /// The next row; `None` after the last.
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_>>, InputError> {
        match &mut self.reader {
            Reader::Records(records) => {
                if !records.next(&mut self.record)? {
                    return Ok(None);
                }
                Ok(Some(self.record_row()))
            }
            Reader::Lines(input) => {
                loop {
                    self.number = self.next_number;
                    read_line(input, &mut self.line, self.number)?;
                    self.next_number += 1;
                    if self.line.is_empty() {
                        return Ok(None);
                    }
                    if self.number == 1 && self.line.starts_with(super::source::BYTE_ORDER_MARK) {
                        self.line.drain(..super::source::BYTE_ORDER_MARK.len());
                    }
                    if !self.line.trim_ascii().is_empty() {
                        break;
                    }
                }
                self.line_row().map(Some)
            }
        }
    }

    /// The cells of the CSV row that was read last.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        self.record.cells()
    }

    /// The blank lines after the last row of CSV.
    pub(crate) fn rest(&self) -> &[u8] {
        self.record.parts().0
    }

    fn record_row(&self) -> Row<'_> {
        let (before, body, after) = self.record.parts();
        Row {
            line: self.record.line(),
            content: Content::Bytes(
                self.record
                    .cell(self.layout.column.index)
                    .unwrap_or_default(),
            ),
            width: self.record.len(),
            keys: Vec::new(),
            before,
            body,
            after,
        }
    }

    fn line_row(&self) -> Result<Row<'_>, InputError> {
        let body = self.line.trim_ascii();
        let (content, keys) = match self.layout.kind {
            Kind::Jsonl => {
                let object = Value::Object(object(body, self.number)?);
                let content = field(&object, &self.layout.column.name);
                let keys = match object {
                    Value::Object(fields) => fields.into_iter().map(|(name, _)| name).collect(),
                    _ => Vec::new(),
                };
                (content, keys)
            }
            _ => (Content::Bytes(body), Vec::new()),
        };
        Ok(Row {
            line: self.number,
            content,
            width: 1,
            keys,
            before: b"",
            body,
            after: if self.line.ends_with(b"\r\n") {
                b"\r\n"
            } else {
                b"\n"
            },
        })
    }
}

/// The object that a line of JSON lines is.
pub(crate) fn object(line: &[u8], number: u64) -> Result<Map<String, Value>, InputError> {
    match serde_json::from_slice(line) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(InputError::at(
            number,
            "a JSON line must be an object: {\"email\": …}",
        )),
        Err(error) => {
            // Its text ends in a place of its own counting, which for one line says nothing.
            let said = error.to_string();
            let place = format!(" at line {} column {}", error.line(), error.column());
            let said = said.strip_suffix(&place).unwrap_or(&said);
            Err(InputError::at(
                number,
                format!("column {}: it is not JSON: {said}", error.column()),
            ))
        }
    }
}

/// What a field holds; a name that begins with `/` is a JSON pointer.
fn field(object: &Value, name: &str) -> Content<'static> {
    let found = match name.starts_with('/') {
        true => object.pointer(name),
        false => object.get(name),
    };
    match found {
        None | Some(Value::Null) => Content::Bytes(b""),
        Some(Value::String(text)) => Content::Text(text.clone()),
        Some(_) => Content::Other,
    }
}

/// Reads a line with its end; nothing at the file's end.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>, number: u64) -> Result<(), InputError> {
    line.clear();
    loop {
        let buffer = match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            buffer => buffer?,
        };
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(buffer.len(), |end| end + 1);
        line.extend_from_slice(&buffer[..taken]);
        input.consume(taken);
        if taken == 0 || end.is_some() {
            return Ok(());
        }
        if line.len() > LONGEST {
            return Err(InputError::at(number, "the line is longer than 64 MB"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn holds(json: &str, name: &str, expected: Cell<'_>) {
        let object = Value::Object(object(json.as_bytes(), 1).unwrap());
        assert_eq!(field(&object, name).cell(), expected, "{json} {name}");
    }

    #[test]
    fn fields_by_name_and_by_pointer() {
        let ada = || Cell::of(b"ada@example.com");
        holds(r#"{"email": " ada@example.com"}"#, "email", ada());
        holds(
            r#"{"contact": {"emails": ["x", "ada@example.com"]}}"#,
            "/contact/emails/1",
            ada(),
        );
        holds(r#"{"a/b": {"~": "ada@example.com"}}"#, "/a~1b/~0", ada());
        holds(r#"{"email": null}"#, "email", Cell::Blank);
        holds(r#"{"mail": "ada@example.com"}"#, "email", Cell::Blank);
        holds(r#"{"email": ["ada@example.com"]}"#, "email", Cell::Other);
        holds(r#"{"email": 1}"#, "/email", Cell::Other);
    }

    #[track_caller]
    fn fails(line: &[u8], expected: &str) {
        assert_eq!(object(line, 7).unwrap_err().to_string(), expected);
    }

    #[test]
    fn a_line_that_is_no_object_is_an_error_with_its_place() {
        fails(
            b"[1]",
            "line 7: a JSON line must be an object: {\"email\": …}",
        );
        fails(
            b"{\"a\": }",
            "line 7: column 7: it is not JSON: expected value",
        );
        fails(
            b"{\"a\"",
            "line 7: column 4: it is not JSON: EOF while parsing an object",
        );
        fails(
            b"{\"a\": \"\xff\"}",
            "line 7: column 8: it is not JSON: invalid unicode code point",
        );
    }
}
