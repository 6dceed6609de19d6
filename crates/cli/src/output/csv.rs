//! Comma-separated values with a header.

use std::io::{self, Write};

use serde_json::Value;

use super::columns::Columns;
use super::writer::Writer;

pub(super) struct Csv {
    columns: Columns,
    begun: bool,
}

impl Csv {
    pub(super) fn new(mut columns: Columns) -> Self {
        columns.begin_with_expected();
        Self {
            columns,
            begun: false,
        }
    }
}

impl Writer for Csv {
    fn entries(&mut self, out: &mut dyn Write, entries: &[Value]) -> io::Result<()> {
        if !self.begun && !entries.is_empty() {
            self.begun = true;
            self.columns.learn(entries);
            line(out, self.columns.names())?;
        }
        entries
            .iter()
            .try_for_each(|entry| line(out, &self.columns.row(entry)))
    }

    fn finish(self: Box<Self>, out: &mut dyn Write) -> io::Result<Vec<String>> {
        if !self.begun && !self.columns.names().is_empty() {
            line(out, self.columns.names())?;
        }
        Ok(self.columns.left_out())
    }

    fn document(mut self: Box<Self>, out: &mut dyn Write, value: &Value) -> io::Result<()> {
        self.entries(out, std::slice::from_ref(value))?;
        self.finish(out).map(|_| ())
    }
}

fn line(out: &mut dyn Write, cells: &[String]) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(cells).map_err(io::Error::other)?;
    let line = writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))?;
    out.write_all(&line)
}
