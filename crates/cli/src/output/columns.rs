//! The columns of a table or of CSV.

use serde_json::Value;

use super::flat::flat;

/// Those that were asked for, or else those of the first entries.
#[derive(Default)]
pub(crate) struct Columns {
    names: Vec<String>,
    /// Whether they are those that were asked for, and no others come.
    chosen: bool,
    /// Those that the docs let one expect, whether the first entries have them or not.
    expected: Vec<String>,
    /// Those that came when the header was written already.
    left_out: Vec<String>,
}

impl Columns {
    /// These, in this order; with none, those of the entries.
    pub(crate) fn new(names: Vec<String>) -> Self {
        Self {
            chosen: !names.is_empty(),
            names,
            ..Self::default()
        }
    }

    /// The docs let one expect these: what programs read has them whatever the first entries hold.
    pub(crate) fn expecting(self, expected: Vec<String>) -> Self {
        Self { expected, ..self }
    }

    /// Begins with those that are expected, unless others were asked for.
    pub(super) fn begin_with_expected(&mut self) {
        if !self.chosen {
            self.names = std::mem::take(&mut self.expected);
        }
    }

    /// Adds those of the first entries, unless others were asked for.
    pub(super) fn learn(&mut self, entries: &[Value]) {
        if self.chosen {
            return;
        }
        for (name, _) in entries.iter().flat_map(flat) {
            if !self.names.contains(&name) {
                self.names.push(name);
            }
        }
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Keeps of one value's fields what was asked for.
    pub(super) fn keep_chosen(&self, cells: &mut Vec<(String, String)>) {
        if self.chosen {
            cells.retain(|(name, _)| self.names.contains(name));
        }
    }

    /// The cells of an entry in the order of the columns. That there is no column for one is remembered.
    pub(super) fn row(&mut self, entry: &Value) -> Vec<String> {
        let mut row = vec![String::new(); self.names.len()];
        for (name, cell) in flat(entry) {
            match self.names.iter().position(|column| *column == name) {
                Some(index) => row[index] = cell,
                None if self.chosen || cell.is_empty() || self.left_out.contains(&name) => {}
                None => self.left_out.push(name),
            }
        }
        row
    }

    /// The names of what there was no column for.
    pub(super) fn left_out(self) -> Vec<String> {
        self.left_out
    }
}
