//! One JSON document, indented.

use std::io::{self, Write};

use serde_json::Value;

use super::writer::Writer;

pub(super) struct Json {
    begun: bool,
}

impl Json {
    pub(super) fn new() -> Self {
        Self { begun: false }
    }
}

impl Writer for Json {
    fn entries(&mut self, out: &mut dyn Write, entries: &[Value]) -> io::Result<()> {
        for entry in entries {
            out.write_all(if self.begun { b",\n" } else { b"[\n" })?;
            self.begun = true;
            let text = serde_json::to_string_pretty(entry)?;
            let lines: Vec<String> = text.lines().map(|line| format!("  {line}")).collect();
            out.write_all(lines.join("\n").as_bytes())?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>, out: &mut dyn Write) -> io::Result<Vec<String>> {
        out.write_all(if self.begun { b"\n]\n" } else { b"[]\n" })?;
        Ok(Vec::new())
    }

    fn document(self: Box<Self>, out: &mut dyn Write, value: &Value) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, value)?;
        out.write_all(b"\n")
    }
}
