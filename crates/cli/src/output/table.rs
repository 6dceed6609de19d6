//! Columns for people. A list is held until its end, since its columns are as wide as the widest entry.

use std::io::{self, Write};

use serde_json::Value;

use super::columns::Columns;
use super::flat::flat;
use super::grid;
use super::writer::Writer;

pub(super) struct Table {
    columns: Columns,
    rows: Vec<Vec<String>>,
    width: Option<usize>,
    colour: bool,
}

impl Table {
    pub(super) fn new(columns: Columns, width: Option<usize>, colour: bool) -> Self {
        Self {
            columns,
            rows: Vec::new(),
            width,
            colour,
        }
    }
}

impl Writer for Table {
    fn entries(&mut self, _out: &mut dyn Write, entries: &[Value]) -> io::Result<()> {
        if self.rows.is_empty() {
            self.columns.learn(entries);
        }
        let rows = entries.iter().map(|entry| self.columns.row(entry));
        self.rows.extend(rows);
        Ok(())
    }

    fn finish(self: Box<Self>, out: &mut dyn Write) -> io::Result<Vec<String>> {
        if self.rows.is_empty() {
            return Ok(Vec::new());
        }
        let names = self.columns.names();
        let mut left_out = grid::print(out, names, &self.rows, self.width, self.colour)?;
        left_out.extend(self.columns.left_out());
        Ok(left_out)
    }

    fn document(self: Box<Self>, out: &mut dyn Write, value: &Value) -> io::Result<()> {
        let mut cells = flat(value);
        self.columns.keep_chosen(&mut cells);
        grid::pairs(out, &cells, self.colour)
    }
}
