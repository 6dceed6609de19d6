//! Entries of a list, in each form, as they come: only a table is held until its end.

use std::io::{self, Write};

use serde_json::Value;

use super::{flat, table};
use crate::cli::Format;

/// How an answer is written: in what form, and what the place that it goes to can show.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    pub(crate) format: Format,
    /// How many columns the terminal has; nothing where there is none.
    pub(crate) width: Option<usize>,
    pub(crate) colour: bool,
}

/// Writes entries of a list.
pub(crate) struct Rows {
    format: Format,
    columns: Vec<String>,
    /// Whether the columns are those that were asked for, and no others come.
    chosen: bool,
    width: Option<usize>,
    colour: bool,
    begun: bool,
    held: Vec<Vec<String>>,
    left_out: Vec<String>,
}

impl Rows {
    /// With these columns, in this order; with none, those of the entries.
    pub(crate) fn new(form: Form, columns: Vec<String>) -> Self {
        let Form {
            format,
            width,
            colour,
        } = form;
        Self {
            format,
            colour,
            chosen: !columns.is_empty(),
            columns,
            width,
            begun: false,
            held: Vec::new(),
            left_out: Vec::new(),
        }
    }

    /// Has these columns first, whether the first entries have them or not.
    pub(crate) fn expecting(mut self, columns: Vec<String>) -> Self {
        if !self.chosen {
            self.columns = columns;
        }
        self
    }

    /// Writes some entries: those of a page.
    pub(crate) fn page(&mut self, out: &mut dyn Write, entries: &[Value]) -> io::Result<()> {
        if !self.begun {
            self.begin(out, entries)?;
        }
        for (index, entry) in entries.iter().enumerate() {
            let first = !self.begun && index == 0;
            self.entry(out, entry, first)?;
        }
        self.begun |= !entries.is_empty();
        Ok(())
    }

    /// Ends the list; returns the columns that there was no place for.
    pub(crate) fn finish(mut self, out: &mut dyn Write) -> io::Result<Vec<String>> {
        match self.format {
            Format::Json if self.begun => out.write_all(b"\n]\n")?,
            Format::Json => out.write_all(b"[]\n")?,
            Format::Yaml if !self.begun => out.write_all(b"[]\n")?,
            Format::Table if self.begun => {
                let cut = table::print(out, &self.columns, &self.held, self.width, self.colour)?;
                self.left_out.splice(0..0, cut);
            }
            Format::Csv if !self.begun && !self.columns.is_empty() => csv_line(out, &self.columns)?,
            Format::Jsonl | Format::Csv | Format::Yaml | Format::Table => {}
        }
        Ok(self.left_out)
    }

    fn begin(&mut self, out: &mut dyn Write, entries: &[Value]) -> io::Result<()> {
        if !self.chosen {
            for (name, _) in entries.iter().flat_map(flat) {
                if !self.columns.contains(&name) {
                    self.columns.push(name);
                }
            }
        }
        match self.format {
            Format::Csv if !entries.is_empty() => csv_line(out, &self.columns),
            _ => Ok(()),
        }
    }

    fn entry(&mut self, out: &mut dyn Write, entry: &Value, first: bool) -> io::Result<()> {
        match self.format {
            Format::Json => {
                out.write_all(if first { b"[\n" } else { b",\n" })?;
                let text = serde_json::to_string_pretty(entry)?;
                let lines: Vec<String> = text.lines().map(|line| format!("  {line}")).collect();
                out.write_all(lines.join("\n").as_bytes())
            }
            Format::Jsonl => {
                serde_json::to_writer(&mut *out, entry)?;
                out.write_all(b"\n")
            }
            Format::Yaml => yaml(out, &Value::Array(vec![entry.clone()])),
            Format::Csv => {
                let row = self.row(entry);
                csv_line(out, &row)
            }
            Format::Table => {
                let row = self.row(entry);
                self.held.push(row);
                Ok(())
            }
        }
    }

    /// The cells of an entry in the order of the columns. That there is no column for one is remembered.
    fn row(&mut self, entry: &Value) -> Vec<String> {
        let mut row = vec![String::new(); self.columns.len()];
        for (name, cell) in flat(entry) {
            match self.columns.iter().position(|column| *column == name) {
                Some(index) => row[index] = cell,
                None if self.chosen || cell.is_empty() || self.left_out.contains(&name) => {}
                None => self.left_out.push(name),
            }
        }
        row
    }
}

/// Writes one answer that is no list.
pub(crate) fn document(
    out: &mut dyn Write,
    form: Form,
    value: &Value,
    columns: Vec<String>,
) -> io::Result<()> {
    match form.format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, value)?;
            out.write_all(b"\n")
        }
        Format::Jsonl => {
            serde_json::to_writer(&mut *out, value)?;
            out.write_all(b"\n")
        }
        Format::Yaml => yaml(out, value),
        Format::Table => {
            let mut cells = flat(value);
            if !columns.is_empty() {
                cells.retain(|(name, _)| columns.contains(name));
            }
            table::pairs(out, &cells, form.colour)
        }
        Format::Csv => {
            let mut rows = Rows::new(form, columns);
            rows.page(out, std::slice::from_ref(value))?;
            rows.finish(out).map(|_| ())
        }
    }
}

fn yaml(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    let text = serde_yaml::to_string(value).map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

fn csv_line(out: &mut dyn Write, cells: &[String]) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells).map_err(io::Error::other)?;
    let line = writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))?;
    out.write_all(&line)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(format: Format, columns: &[&str], pages: &[Value]) -> (String, Vec<String>) {
        let columns = columns.iter().map(|it| (*it).to_owned()).collect();
        let mut rows = Rows::new(plain(format), columns);
        let mut out = Vec::new();
        for page in pages {
            rows.page(&mut out, page.as_array().unwrap()).unwrap();
        }
        let left_out = rows.finish(&mut out).unwrap();
        (String::from_utf8(out).unwrap(), left_out)
    }

    fn plain(format: Format) -> Form {
        Form {
            format,
            width: None,
            colour: false,
        }
    }

    fn pages() -> [Value; 3] {
        [
            json!([{ "id": 1, "user": { "name": "A, \"B\"" } }, { "id": 2 }]),
            json!([]),
            json!([{ "id": 3, "new": true }]),
        ]
    }

    #[test]
    fn each_form_holds_the_entries_of_all_pages() {
        let all = json!([{ "id": 1, "user": { "name": "A, \"B\"" } }, { "id": 2 }, { "id": 3, "new": true }]);
        let (text, _) = written(Format::Json, &[], &pages());
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), all);
        assert_eq!(
            text,
            format!("{}\n", serde_json::to_string_pretty(&all).unwrap())
        );
        let (text, _) = written(Format::Jsonl, &[], &pages());
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(Value::Array(lines), all);
        let (text, _) = written(Format::Yaml, &[], &pages());
        assert_eq!(serde_yaml::from_str::<Value>(&text).unwrap(), all);
        let (text, left_out) = written(Format::Csv, &[], &pages());
        assert_eq!(text, "id,user.name\n1,\"A, \"\"B\"\"\"\n2,\n3,\n");
        assert_eq!(
            left_out,
            ["new"],
            "a field that came after the header was written is told"
        );
        let (text, _) = written(Format::Table, &[], &pages());
        assert_eq!(text, "ID  USER.NAME\n1   A, \"B\"\n2\n3\n");
    }

    #[test]
    fn chosen_columns_are_all_there_is() {
        let (text, left_out) = written(Format::Csv, &["new", "id"], &pages());
        assert_eq!(text, "new,id\n,1\n,2\ntrue,3\n");
        assert!(left_out.is_empty());
    }

    #[test]
    fn no_entries_are_an_empty_list_in_each_form() {
        for (format, expected) in [
            (Format::Json, "[]\n"),
            (Format::Jsonl, ""),
            (Format::Yaml, "[]\n"),
            (Format::Csv, ""),
            (Format::Table, ""),
        ] {
            assert_eq!(written(format, &[], &[json!([])]).0, expected, "{format:?}");
            assert_eq!(written(format, &[], &[]).0, expected, "{format:?}");
        }
        assert_eq!(written(Format::Csv, &["id"], &[json!([])]).0, "id\n");
    }

    #[test]
    fn an_answer_that_is_no_list_is_one_document() {
        let value = json!({ "id": 1, "user": { "name": "Ada" } });
        for (format, expected) in [
            (
                Format::Json,
                "{\n  \"id\": 1,\n  \"user\": {\n    \"name\": \"Ada\"\n  }\n}\n",
            ),
            (Format::Jsonl, "{\"id\":1,\"user\":{\"name\":\"Ada\"}}\n"),
            (Format::Yaml, "id: 1\nuser:\n  name: Ada\n"),
            (Format::Csv, "id,user.name\n1,Ada\n"),
            (Format::Table, "id         1\nuser.name  Ada\n"),
        ] {
            let mut out = Vec::new();
            document(&mut out, plain(format), &value, Vec::new()).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected, "{format:?}");
        }
    }
}
