//! Rows with their verdicts, in the bytes that they came in.

use std::io::{Read, Write};

use super::address::Cell;
use super::input_error::InputError;
use super::layout::Kind;
use super::plan::Plan;
use super::rows::{Row, Rows};
use super::source::Source;
use super::verdicts::{Verdict, Verdicts};

/// What was written.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Rows in the output.
    pub(crate) rows: u64,
    /// Rows that were left out because their verdict was not asked for.
    pub(crate) left_out: u64,
    /// Rows of the input by verdict, in the order in which the verdicts come up.
    pub(crate) by_verdict: Vec<(String, u64)>,
}

/// Why rows could not be written.
#[derive(Debug)]
pub(crate) enum Unwritten {
    /// The input can't be read, or is not what it was.
    Input(InputError),
    /// The output can't be written to.
    Output(std::io::Error),
}

impl From<std::io::Error> for Unwritten {
    fn from(error: std::io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<InputError> for Unwritten {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}

/// Writes each row of the input whose verdict is accepted (no list accepts all), in order.
pub(crate) fn write(
    source: &Source,
    plan: &Plan,
    verdicts: &Verdicts,
    accept: &[String],
    output: &mut dyn Write,
) -> Result<Written, Unwritten> {
    let with_reason = verdicts.refused() > 0;
    let form = Form::of(plan, with_reason);
    let mut above = source.read()?.take(plan.layout.preamble.bytes);
    if plan.layout.kind != Kind::Lines {
        std::io::copy(&mut above, output)?;
    }
    let mut rows = Rows::new(source, &plan.layout)?;
    let mut written = Written::default();
    let mut line = Vec::new();
    match plan.layout.kind {
        Kind::Csv { header: true, .. } => {
            if let Some(header) = rows.next()? {
                form.header(&header, plan, &mut line);
            }
        }
        Kind::Lines if with_reason => {
            line.extend_from_slice(b"email,result,catch_all,reason\n");
        }
        Kind::Lines => line.extend_from_slice(b"email,result,catch_all\n"),
        Kind::Csv { .. } | Kind::Jsonl => {}
    }
    output.write_all(&line)?;
    while let Some(row) = rows.next()? {
        let verdict = verdict(&row, plan, verdicts)?;
        written.count(&verdict);
        if !accept.is_empty() && !accept.iter().any(|word| word == verdict.word()) {
            written.left_out += 1;
            continue;
        }
        written.rows += 1;
        line.clear();
        form.row(&row, &verdict, &mut line);
        output.write_all(&line)?;
    }
    if matches!(form, Form::Csv { .. }) {
        output.write_all(rows.rest())?;
    }
    Ok(written)
}

fn verdict<'a>(
    row: &Row<'_>,
    plan: &Plan,
    verdicts: &'a Verdicts,
) -> Result<Verdict<'a>, InputError> {
    match row.content.cell() {
        Cell::Blank => Ok(Verdict::NoAddress),
        Cell::Other => Ok(Verdict::NotAnAddress),
        Cell::Address(address) => match plan.addresses.place(&address.text) {
            Some(place) => Ok(verdicts.of(place)),
            None => Err(InputError::at(
                row.line,
                "the file was changed while the run went on",
            )),
        },
    }
}

impl Written {
    fn count(&mut self, verdict: &Verdict<'_>) {
        let word = verdict.word();
        match self.by_verdict.iter_mut().find(|(held, _)| held == word) {
            Some((_, count)) => *count += 1,
            None => self.by_verdict.push((word.to_owned(), 1)),
        }
    }
}

/// How a row is put together. The reason is there where the API refused some address of the input.
enum Form {
    /// Its own bytes, cells to make it as wide as the widest, and ours.
    Csv {
        delimiter: u8,
        width: usize,
        with_reason: bool,
    },
    /// Its own bytes, with ours before the last brace.
    Jsonl {
        names: [String; 2],
        reason: Option<String>,
    },
    /// A record of CSV.
    Lines { with_reason: bool },
}

impl Form {
    fn of(plan: &Plan, with_reason: bool) -> Self {
        match plan.layout.kind {
            Kind::Csv { delimiter, .. } => Self::Csv {
                delimiter,
                width: plan.width,
                with_reason,
            },
            Kind::Jsonl => Self::Jsonl {
                names: plan.names.clone().map(|name| json(&name)),
                reason: with_reason.then(|| json(&plan.reason)),
            },
            Kind::Lines => Self::Lines { with_reason },
        }
    }

    fn header(&self, row: &Row<'_>, plan: &Plan, line: &mut Vec<u8>) {
        if let Self::Csv {
            delimiter,
            width,
            with_reason,
        } = *self
        {
            let [result, catch_all] = &plan.names;
            let ours = [result, catch_all, &plan.reason];
            record(
                row,
                delimiter,
                width,
                &ours.map(String::as_str)[..2 + usize::from(with_reason)],
                line,
            );
        }
    }

    fn row(&self, row: &Row<'_>, verdict: &Verdict<'_>, line: &mut Vec<u8>) {
        let catch_all = match verdict.catch_all() {
            None => "",
            Some(true) => "true",
            Some(false) => "false",
        };
        match self {
            Self::Csv {
                delimiter,
                width,
                with_reason,
            } => {
                let ours = [verdict.word(), catch_all, verdict.reason()];
                let ours = &ours[..2 + usize::from(*with_reason)];
                record(row, *delimiter, *width, ours, line);
            }
            Self::Lines { with_reason } => {
                cell(row.body, b',', line);
                line.push(b',');
                cell(verdict.word().as_bytes(), b',', line);
                line.push(b',');
                line.extend_from_slice(catch_all.as_bytes());
                if *with_reason {
                    line.push(b',');
                    cell(verdict.reason().as_bytes(), b',', line);
                }
                line.push(b'\n');
            }
            Self::Jsonl { names, reason } => {
                let fields = row.body.strip_suffix(b"}").unwrap_or(row.body);
                line.extend_from_slice(fields);
                if fields.trim_ascii() != b"{" {
                    line.push(b',');
                }
                let catch_all = if catch_all.is_empty() {
                    "null"
                } else {
                    catch_all
                };
                let [result_name, catch_all_name] = names;
                let reason = reason.as_ref().map_or_else(String::new, |name| {
                    let value = match verdict.reason() {
                        "" => "null".to_owned(),
                        code => json(code),
                    };
                    format!(",{name}:{value}")
                });
                let ours = format!(
                    "{result_name}:{},{catch_all_name}:{catch_all}{reason}}}",
                    json(verdict.word())
                );
                line.extend_from_slice(ours.as_bytes());
                line.extend_from_slice(row.after);
            }
        }
    }
}

fn record(row: &Row<'_>, delimiter: u8, width: usize, ours: &[&str], line: &mut Vec<u8>) {
    line.extend_from_slice(row.before);
    line.extend_from_slice(row.body);
    let missing = width.saturating_sub(row.width);
    line.extend(std::iter::repeat_n(delimiter, missing));
    for word in ours {
        line.push(delimiter);
        cell(word.as_bytes(), delimiter, line);
    }
    line.extend_from_slice(row.after);
}

/// A cell as CSV has it: quoted where it must be.
fn cell(bytes: &[u8], delimiter: u8, line: &mut Vec<u8>) {
    let special = |byte: &u8| *byte == delimiter || matches!(byte, b'"' | b'\r' | b'\n');
    if !bytes.iter().any(special) {
        return line.extend_from_slice(bytes);
    }
    line.push(b'"');
    for &byte in bytes {
        if byte == b'"' {
            line.push(b'"');
        }
        line.push(byte);
    }
    line.push(b'"');
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::super::detect::{Hints, detect};
    use super::*;

    /// Validates a file: `ada` is deliverable, `cat` risky and a catch-all, `odd` has a word of tomorrow, the rest has none.
    fn validated(name: &str, text: &[u8], accept: &[&str]) -> (Vec<u8>, Written) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        let source = Source::open(&path).unwrap();
        let layout = detect(&source, &Hints::default()).unwrap();
        let plan = Plan::of(&source, layout).unwrap();
        let mut verdicts = Verdicts::new(plan.addresses.len());
        for (user, word, catch_all) in [
            ("ada", "deliverable", false),
            ("cat", "risky", true),
            ("odd", "to,morrow", false),
        ] {
            if let Some(place) = plan.addresses.place(&format!("{user}@example.com")) {
                verdicts.keep(place, word, catch_all);
            }
        }
        let accept: Vec<String> = accept.iter().map(|word| (*word).to_owned()).collect();
        let mut output = Vec::new();
        let written = write(&source, &plan, &verdicts, &accept, &mut output).unwrap();
        (output, written)
    }

    #[track_caller]
    fn is(name: &str, text: &[u8], expected: &[u8]) {
        let (output, _) = validated(name, text, &[]);
        assert_eq!(
            output.escape_ascii().to_string(),
            expected.escape_ascii().to_string()
        );
    }

    #[test]
    fn csv_keeps_its_bytes() {
        is(
            "a.csv",
            b"\xef\xbb\xbfemail;\"na\"\"me\"\r\n\r\nada@example.com;\xff\r\n\"CAT@example.com\";\"x;\r\ny\"\r\n;z\r\n\r\n",
            b"\xef\xbb\xbfemail;\"na\"\"me\";result;catch_all\r\n\r\nada@example.com;\xff;deliverable;false\r\n\"CAT@example.com\";\"x;\r\ny\";risky;true\r\n;z;no_address;\r\n\r\n",
        );
        is(
            "a.csv",
            b"email\nodd@example.com",
            b"email,result,catch_all\nodd@example.com,\"to,morrow\",false",
        );
        is(
            "a.csv",
            b"ada@example.com,1\rnew@example.com\r",
            b"ada@example.com,1,deliverable,false\rnew@example.com,,not_validated,\r",
        );
    }

    #[test]
    fn rows_are_made_equally_wide() {
        is(
            "a.csv",
            b"email,a\nada@example.com\ncat@example.com,1,2,3\nn/a,",
            b"email,a,,,result,catch_all\nada@example.com,,,,deliverable,false\ncat@example.com,1,2,3,risky,true\nn/a,,,,not_an_address,",
        );
    }

    #[test]
    fn json_lines_keep_theirs() {
        is(
            "a",
            b"{\"n\":1.10, \"email\":\"ada@example.com\" }\r\n\n{\"email\":\"cat@example.com\",\"n\":1,\"n\":2}\n{}",
            b"{\"n\":1.10, \"email\":\"ada@example.com\" ,\"result\":\"deliverable\",\"catch_all\":false}\r\n{\"email\":\"cat@example.com\",\"n\":1,\"n\":2,\"result\":\"risky\",\"catch_all\":true}\n{\"result\":\"no_address\",\"catch_all\":null}\n",
        );
        is(
            "a",
            b"{\"email\":\"ada@example.com\",\"result\":1}\n",
            b"{\"email\":\"ada@example.com\",\"result\":1,\"amplemarket_result\":\"deliverable\",\"amplemarket_catch_all\":false}\n",
        );
    }

    #[test]
    fn plain_lines_become_csv() {
        is("a", b" ada@example.com\n\n\"x,y\"\n", b"email,result,catch_all\nada@example.com,deliverable,false\n\"\"\"x,y\"\"\",not_an_address,\n");
    }

    #[test]
    fn what_is_not_accepted_is_left_out_and_counted() {
        let text = b"n,email\n1,ada@example.com\n2,cat@example.com\n3,new@example.com\n4,ADA@example.com\n";
        let (output, written) = validated("a.csv", text, &["deliverable", "not_validated"]);
        let expected = "n,email,result,catch_all\n1,ada@example.com,deliverable,false\n3,new@example.com,not_validated,\n4,ADA@example.com,deliverable,false\n";
        assert_eq!(String::from_utf8(output).unwrap(), expected);
        assert_eq!((written.rows, written.left_out), (3, 1));
        let expected = [("deliverable", 2), ("risky", 1), ("not_validated", 1)];
        assert_eq!(
            written.by_verdict,
            expected.map(|(word, count)| (word.to_owned(), count))
        );
    }

    proptest! {
        #[test]
        fn taking_our_columns_away_gives_the_input_back(rows in proptest::collection::vec("[a-z@\"]{0,6}(;[a-z ]{0,3}){2}", 0..8), end in "\r\n|\n|\r") {
            let quoted = |row: &String| row.replace('"', "\"\"").split(';').map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(";");
            let mut input = format!("email;b;c{end}");
            for row in &rows {
                input.push_str(&quoted(row));
                input.push_str(&end);
            }
            let (output, written) = validated("a.csv", input.as_bytes(), &[]);
            prop_assert_eq!(written.rows, rows.len() as u64);
            let output = String::from_utf8(output).unwrap();
            let back: String = output.split_inclusive(&end).map(|line| {
                let ours = line.rsplitn(3, ';').last().unwrap();
                format!("{ours}{end}")
            }).collect();
            prop_assert_eq!(back, input);
        }
    }
}
