//! What is wrong with the input, and where.

use std::fmt;
use std::io;

use crate::error::CliError;
use crate::exit::Exit;

/// Why the input can't be read as what it is taken for.
#[derive(Debug)]
pub(crate) struct InputError {
    line: Option<u64>,
    what: String,
    hints: Vec<String>,
}

impl InputError {
    /// Something about all of it.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            line: None,
            what: what.into(),
            hints: Vec::new(),
        }
    }

    /// Something in a line, counted from 1.
    pub(crate) fn at(line: u64, what: impl Into<String>) -> Self {
        Self {
            line: Some(line),
            ..Self::new(what)
        }
    }

    /// What to do about it.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same, said of the input by its name.
    pub(crate) fn of(self, input: &str) -> CliError {
        let error = CliError::new(Exit::Usage, format!("{input}: {self}"));
        self.hints.into_iter().fold(error, CliError::hint)
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.what)
    }
}

impl From<io::Error> for InputError {
    fn from(error: io::Error) -> Self {
        Self::new(format!("it can't be read: {error}"))
    }
}
