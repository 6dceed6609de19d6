//! How the input is to be read: the kind of file, and the column of its addresses.

use clap::ValueEnum;

use super::column::Column;
use super::preamble::Preamble;

/// How the input is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) kind: Kind,
    pub(crate) column: Column,
    /// What stands above the header and the rows.
    pub(crate) preamble: Preamble,
}

/// What the rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Records of cells; the first may name the columns.
    Csv { delimiter: u8, header: bool },
    /// A JSON object a line.
    Jsonl,
    /// An address a line.
    Lines,
}

/// The kinds of file, as they are named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    /// Cells between commas, semicolons, tabs or bars
    Csv,
    /// A JSON object a line
    Jsonl,
    /// An address a line
    Lines,
}

impl Kind {
    /// What the rows are written as, which is what they were.
    pub(crate) fn written_as(self) -> InputFormat {
        match self {
            Self::Csv { .. } | Self::Lines => InputFormat::Csv,
            Self::Jsonl => InputFormat::Jsonl,
        }
    }
}
