//! CSV, record by record, with the very bytes that each was written in.
//!
//! The bytes of a record are kept as they came, so that a row is written again as it was, whatever its quotes, line ends and
//! encoding.

use std::io::{self, BufRead};

use super::input_error::InputError;

/// Reads records from CSV.
pub(crate) struct Records<R> {
    input: R,
    delimiter: u8,
    /// The line that comes next, from 1 on.
    line: u64,
    longest: usize,
}

/// A record, to be filled again and again.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// All its bytes: blank lines before it, itself, and its line end.
    raw: Vec<u8>,
    cells: Vec<u8>,
    ends: Vec<usize>,
    line: u64,
}

/// No record is longer. What is, is a quote that was never closed, and would be held in memory to the file's end.
const LONGEST: usize = 64 << 20;

impl<R: BufRead> Records<R> {
    /// Records from the start of a file.
    pub(crate) fn new(input: R, delimiter: u8) -> Self {
        Self::from_line(input, delimiter, 1)
    }

    /// Records that begin in this line of a file.
    pub(crate) fn from_line(input: R, delimiter: u8, line: u64) -> Self {
        Self {
            input,
            delimiter,
            line,
            longest: LONGEST,
        }
    }

    /// Reads the next record; false when there is none. What is left in `record` then are blank lines at the file's end.
    pub(crate) fn next(&mut self, record: &mut Record) -> Result<bool, InputError> {
        record.clear();
        let mut cells = Cells::new(self.delimiter);
        let found = loop {
            let from = record.raw.len();
            if !self.read_line(record)? {
                if cells.is_quoted() {
                    return Err(self.unclosed(record));
                }
                break record.body_start() < record.raw.len();
            }
            if record.body_start() == record.raw.len() {
                continue;
            }
            let from = from.max(record.body_start());
            let (raw, content, ends) = (&record.raw[from..], &mut record.cells, &mut record.ends);
            cells.line(raw, content, ends);
            if !cells.is_quoted() {
                break true;
            }
        };
        record.line = self.line + lines(&record.raw[..record.body_start()]);
        self.line += lines(&record.raw);
        Ok(found)
    }

    /// Reads a line with its end, whichever of the three it is; false at the end of the file.
    fn read_line(&mut self, record: &mut Record) -> Result<bool, InputError> {
        let before = record.raw.len();
        loop {
            let buffer = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                buffer => buffer?,
            };
            let end = buffer.iter().position(|byte| is_line_end(*byte));
            let taken = end.map_or(buffer.len(), |end| end + 1);
            record.raw.extend_from_slice(&buffer[..taken]);
            self.input.consume(taken);
            if taken == 0 {
                return Ok(record.raw.len() > before);
            }
            if record.raw.len() > self.longest {
                return Err(self.unclosed(record));
            }
            if end.is_some() {
                if record.raw.ends_with(b"\r") && self.next_is_newline()? {
                    self.input.consume(1);
                    record.raw.push(b'\n');
                }
                return Ok(true);
            }
        }
    }

    fn next_is_newline(&mut self) -> io::Result<bool> {
        Ok(self.input.fill_buf()?.first() == Some(&b'\n'))
    }

    fn unclosed(&self, record: &Record) -> InputError {
        let line = self.line + lines(&record.raw[..record.body_start()]);
        let what = if record.raw.len() > self.longest {
            "the record that begins here is longer than 64 MB"
        } else {
            "a quote (\") in the record that begins here is never closed"
        };
        InputError::at(line, what)
            .hint("close the quote, or double it (\"\") where it is part of the text")
    }
}

/// Where the cells of a record begin and end.
struct Cells {
    delimiter: u8,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a cell.
    Start,
    /// In a cell without quotes, or after the closing quote.
    Plain,
    /// Between quotes.
    Quoted,
}

impl Cells {
    fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            state: State::Start,
        }
    }

    /// Whether the next line is a part of the same cell.
    fn is_quoted(&self) -> bool {
        self.state == State::Quoted
    }

    /// Takes a line with its end.
    fn line(&mut self, line: &[u8], cells: &mut Vec<u8>, ends: &mut Vec<usize>) {
        let mut place = 0;
        while let Some(&byte) = line.get(place) {
            place += 1;
            match self.state {
                State::Quoted if byte != b'"' => cells.push(byte),
                State::Quoted if line.get(place) == Some(&b'"') => {
                    cells.push(b'"');
                    place += 1;
                }
                State::Quoted => self.state = State::Plain,
                _ if is_line_end(byte) => break,
                State::Start | State::Plain if byte == self.delimiter => {
                    ends.push(cells.len());
                    self.state = State::Start;
                }
                State::Start => match self.opening_quote(&line[place - 1..]) {
                    Some(after) => {
                        place += after;
                        self.state = State::Quoted;
                    }
                    None => {
                        cells.push(byte);
                        self.state = State::Plain;
                    }
                },
                State::Plain => cells.push(byte),
            }
        }
        if self.state != State::Quoted {
            ends.push(cells.len());
        }
    }

    /// How many blanks stand before the quote with which a cell begins. After blanks it is one only where it is closed in the same
    /// line, before a delimiter.
    fn opening_quote(&self, rest: &[u8]) -> Option<usize> {
        let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t') && *byte != self.delimiter;
        let blanks = rest.iter().take_while(|byte| is_blank(byte)).count();
        let inside = rest[blanks..].strip_prefix(b"\"")?;
        if blanks == 0 {
            return Some(0);
        }
        let mut bytes = inside.iter().enumerate().peekable();
        while let Some((place, byte)) = bytes.next() {
            if *byte != b'"' {
                continue;
            }
            if bytes.next_if(|(_, next)| **next == b'"').is_some() {
                continue;
            }
            let after = inside[place + 1..].iter().find(|byte| !is_blank(byte));
            let ends = after.is_none_or(|byte| *byte == self.delimiter || is_line_end(*byte));
            return ends.then_some(blanks);
        }
        None
    }
}

impl Record {
    /// How many cells it has.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The content of a cell, counted from 0; `None` where the record ends before it.
    pub(crate) fn cell(&self, index: usize) -> Option<&[u8]> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.cells[start..end])
    }

    /// All cells.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).filter_map(|index| self.cell(index))
    }

    /// How many bytes it has, with the blank lines before it and its line end.
    pub(crate) fn bytes(&self) -> u64 {
        self.raw.len() as u64
    }

    /// How many lines it has, with the blank ones before it.
    pub(crate) fn lines(&self) -> u64 {
        lines(&self.raw)
    }

    /// The line that it begins in.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// Its bytes: what stands before it (a byte order mark, blank lines), itself, and its line end.
    pub(crate) fn parts(&self) -> (&[u8], &[u8], &[u8]) {
        let (before, rest) = self.raw.split_at(self.body_start());
        let ends = rest
            .iter()
            .rev()
            .take_while(|byte| is_line_end(**byte))
            .count();
        // A quoted cell may end in line ends too, but not without its closing quote.
        let (body, after) = rest.split_at(rest.len() - ends);
        (before, body, after)
    }

    fn body_start(&self) -> usize {
        let mark = if self.raw.starts_with(super::source::BYTE_ORDER_MARK) {
            super::source::BYTE_ORDER_MARK.len()
        } else {
            0
        };
        let blank = self.raw[mark..]
            .iter()
            .take_while(|byte| is_line_end(**byte))
            .count();
        mark + blank
    }

    fn clear(&mut self) {
        self.raw.clear();
        self.cells.clear();
        self.ends.clear();
    }
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

/// How many lines end in these bytes. `\r\n` is one line end, and so is either alone.
fn lines(bytes: &[u8]) -> u64 {
    let mut count = 0;
    let mut before = 0;
    for &byte in bytes {
        if byte == b'\r' || byte == b'\n' && before != b'\r' {
            count += 1;
        }
        before = byte;
    }
    count
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use proptest::prelude::*;

    use super::*;

    type Read = Vec<(u64, Vec<String>)>;

    /// Reads with buffers of this size; the bytes of the records put together must be the text again.
    fn read(text: &[u8], delimiter: u8, buffer: usize) -> Result<Read, String> {
        let mut records = Records::new(BufReader::with_capacity(buffer, text), delimiter);
        let (mut record, mut found, mut bytes) = (Record::default(), Vec::new(), Vec::new());
        loop {
            let more = records
                .next(&mut record)
                .map_err(|error| error.to_string())?;
            let (before, body, after) = record.parts();
            bytes.extend([before, body, after].concat());
            if !more {
                break;
            }
            let cells = record
                .cells()
                .map(|cell| String::from_utf8_lossy(cell).into_owned());
            found.push((record.line(), cells.collect()));
        }
        assert_eq!(bytes, text, "no byte is lost");
        Ok(found)
    }

    #[track_caller]
    fn is(text: &str, expected: &[(u64, &[&str])]) {
        for buffer in [3, 4, 5, 1024] {
            let expected: Read = expected
                .iter()
                .map(|(line, cells)| (*line, cells.iter().map(|cell| (*cell).to_owned()).collect()))
                .collect();
            assert_eq!(
                read(text.as_bytes(), b',', buffer),
                Ok(expected),
                "{text:?} by {buffer}"
            );
        }
    }

    #[test]
    fn records_cells_and_lines() {
        is("", &[]);
        is("\r\n\n\n", &[]);
        is("a,b\nc,d", &[(1, &["a", "b"]), (2, &["c", "d"])]);
        is("a,b\r\nc,d\r\n", &[(1, &["a", "b"]), (2, &["c", "d"])]);
        is("a\rb\r", &[(1, &["a"]), (2, &["b"])]);
        is("\n\na\r\n\r\n\r\nb\n\n", &[(3, &["a"]), (6, &["b"])]);
        is("\"a\nb\",c\nd", &[(1, &["a\nb", "c"]), (3, &["d"])]);
        is("\"a \"\"b\"\" c\",\"\"\n", &[(1, &["a \"b\" c", ""])]);
        is("\u{feff}a,b\nc", &[(1, &["a", "b"]), (2, &["c"])]);
        is("\u{feff}\r\n\"a\"\n", &[(2, &["a"])]);
        is(
            "a,\n,b,\n \n",
            &[(1, &["a", ""]), (2, &["", "b", ""]), (3, &[" "])],
        );
        is("a\"b,c\n", &[(1, &["a\"b", "c"])]);
        // A quoted cell after a blank is the same cell, unless the quote is a part of the text.
        is("1, \"a, b\" , \"c\"\n", &[(1, &["1", "a, b ", "c"])]);
        is(
            "x, \"y\" z,1\n5, \" wide\n",
            &[(1, &["x", " \"y\" z", "1"]), (2, &["5", " \" wide"])],
        );
        is("\"a\n\"", &[(1, &["a\n"])]);
    }

    #[track_caller]
    fn fails(text: &str, said: &str) {
        for buffer in [3, 1024] {
            let error = read(text.as_bytes(), b',', buffer).unwrap_err();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn a_quote_that_is_never_closed_is_an_error_with_its_line() {
        fails("a,b\n\nc,\"d\ne,f\n", "line 3");
        fails("\"", "line 1");
        fails("a\n\"b\"\"", "line 2");
    }

    #[test]
    fn a_record_is_not_held_without_end() {
        let text = format!("a\n\"{}", "x".repeat(5000));
        let mut records = Records::new(BufReader::with_capacity(100, text.as_bytes()), b',');
        records.longest = 1000;
        let mut record = Record::default();
        assert!(records.next(&mut record).unwrap());
        let error = records.next(&mut record).unwrap_err().to_string();
        assert_eq!(
            error,
            "line 2: the record that begins here is longer than 64 MB"
        );
        assert!(record.raw.len() < 1200, "what comes after is not read");
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_the_bytes_say(text in "[a,\"\r\n;ü ]{0,60}", buffer in 3_usize..20) {
            let by_small = read(text.as_bytes(), b',', buffer);
            prop_assert_eq!(by_small, read(text.as_bytes(), b',', 4096));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = read(&bytes, b';', 7);
        }
    }
}
