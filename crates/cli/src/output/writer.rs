//! What a format has to do.

use std::io::{self, Write};

use serde_json::Value;

/// Writes what was found in one format.
pub(crate) trait Writer {
    /// Writes some entries of a list, as they come.
    fn entries(&mut self, out: &mut dyn Write, entries: &[Value]) -> io::Result<()>;

    /// Ends the list; returns the columns that there was no place for.
    fn finish(self: Box<Self>, out: &mut dyn Write) -> io::Result<Vec<String>>;

    /// Writes one value that is not a list.
    fn document(self: Box<Self>, out: &mut dyn Write, value: &Value) -> io::Result<()>;
}
