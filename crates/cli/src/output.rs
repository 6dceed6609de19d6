//! What was found, in the format that was asked for.
//!
//! A new format is a [`Format`] with a [`Writer`] of its own.

mod columns;
mod csv;
mod flat;
mod format;
mod grid;
mod json;
mod jsonl;
mod printer;
mod sink;
mod table;
mod writer;
mod yaml;

pub(crate) use columns::Columns;
pub(crate) use format::{Format, ListAnswer};
pub(crate) use printer::Printer;
pub(crate) use sink::Sink;
pub(crate) use writer::Writer;
