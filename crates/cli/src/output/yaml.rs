//! One YAML document.

use std::io::{self, Write};

use serde_json::Value;

use super::writer::Writer;

pub(super) struct Yaml {
    begun: bool,
}

impl Yaml {
    pub(super) fn new() -> Self {
        Self { begun: false }
    }
}

impl Writer for Yaml {
    fn entries(&mut self, out: &mut dyn Write, entries: &[Value]) -> io::Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        self.begun = true;
        // Sequences of a block that follow one another are one.
        write(out, &entries)
    }

    fn finish(self: Box<Self>, out: &mut dyn Write) -> io::Result<Vec<String>> {
        if !self.begun {
            out.write_all(b"[]\n")?;
        }
        Ok(Vec::new())
    }

    fn document(self: Box<Self>, out: &mut dyn Write, value: &Value) -> io::Result<()> {
        write(out, value)
    }
}

fn write(out: &mut dyn Write, value: &impl serde::Serialize) -> io::Result<()> {
    let text = serde_yaml::to_string(value).map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}
