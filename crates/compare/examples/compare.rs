//! Prints what changed between two OpenAPI documents, YAML or JSON, and exits with 1 if it breaks someone:
//! `cargo run -p specwright-compare --example compare -- old.yaml new.yaml`.

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;
use std::{env, fs, io};

use serde_json::Value;
use specwright_compare::{Level, Options, compare};
use specwright_openapi::document;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let files: Vec<String> = env::args().skip(1).collect();
    let [old, new] = files.as_slice() else {
        return Err("give two files, as in `compare old.yaml new.yaml`".into());
    };
    let findings = compare(&read(old)?, &read(new)?, &Options::default());

    let mut out = io::stdout().lock();
    for finding in &findings {
        writeln!(out, "{finding}")?;
    }
    let mut levels = findings.iter().map(|finding| finding.wire);
    let breaks = levels.any(|level| level == Level::Breaking);
    Ok(ExitCode::from(u8::from(breaks)))
}

fn read(file: &str) -> Result<Value, Box<dyn Error>> {
    let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    Ok(document::read(&text, file)?)
}
