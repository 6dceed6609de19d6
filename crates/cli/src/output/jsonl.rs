//! A JSON document a line.

use std::io::{self, Write};

use serde_json::Value;

use super::writer::Writer;

pub(super) struct Jsonl;

impl Writer for Jsonl {
    fn entries(&mut self, out: &mut dyn Write, entries: &[Value]) -> io::Result<()> {
        entries.iter().try_for_each(|entry| line(out, entry))
    }

    fn finish(self: Box<Self>, _out: &mut dyn Write) -> io::Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn document(self: Box<Self>, out: &mut dyn Write, value: &Value) -> io::Result<()> {
        line(out, value)
    }
}

fn line(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
