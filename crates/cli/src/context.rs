//! What a verb runs in: the client, the streams, and how the person wants to be talked to.

use std::io::{self, IsTerminal, Write};

use amplemarket::Client;
use anstream::{AutoStream, ColorChoice};

use crate::cli::{Format, Global, When};
use crate::failure::Failure;

/// What a verb runs in. Made once, of the global arguments and the streams that the process was given.
pub(crate) struct Context {
    global: Global,
    /// Whether somebody can be asked a question.
    pub(crate) stdin_is_terminal: bool,
    /// Whether somebody reads the answer as it is.
    pub(crate) stdout_is_terminal: bool,
    /// Whether a progress bar has a place.
    pub(crate) stderr_is_terminal: bool,
}

impl Context {
    pub(crate) fn new(global: Global) -> Self {
        let choice = match global.color {
            When::Auto => ColorChoice::Auto,
            When::Always => ColorChoice::Always,
            When::Never => ColorChoice::Never,
        };
        choice.write_global();
        Self {
            global,
            stdin_is_terminal: io::stdin().is_terminal(),
            stdout_is_terminal: io::stdout().is_terminal(),
            stderr_is_terminal: io::stderr().is_terminal(),
        }
    }

    /// A client with the key, for the base URL; with `--mock`, one for a mock that is started now and lives as long as this.
    pub(crate) async fn client(&self) -> Result<Client, Failure> {
        Ok(Client::from_env()?)
    }

    /// How what was found is to be printed: a table to people, JSON to programs, unless it was said.
    pub(crate) fn format(&self) -> Format {
        self.global.format.unwrap_or(if self.stdout_is_terminal {
            Format::Table
        } else {
            Format::Json
        })
    }

    /// Whether it is a made-up API that is run against: `--mock`.
    pub(crate) fn is_mock(&self) -> bool {
        self.global.mock
    }

    /// Whether nothing but the answer and errors is wanted: `-q`.
    pub(crate) fn is_quiet(&self) -> bool {
        self.global.quiet
    }

    /// Standard output; styles (`anstyle`) written to it are taken out where they are not wanted.
    pub(crate) fn stdout(&self) -> AutoStream<io::Stdout> {
        anstream::stdout()
    }

    /// Standard error, in the same way.
    pub(crate) fn stderr(&self) -> AutoStream<io::Stderr> {
        anstream::stderr()
    }

    /// Says a line on standard error, unless `-q`.
    pub(crate) fn say(&self, line: impl std::fmt::Display) {
        if !self.is_quiet() {
            // Nobody listens there any more; what was asked for still goes to standard output.
            let _ = writeln!(self.stderr(), "{line}");
        }
    }
}
