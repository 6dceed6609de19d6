//! What this process's terminal can show.

use std::env;
use std::io::{self, IsTerminal};

/// Whether levels are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Colour {
    /// For a terminal.
    On,
    /// For everything else.
    #[default]
    Off,
}

impl Colour {
    /// On where somebody watches stdout on a terminal that knows colours, and does not mind them.
    pub fn of_this_terminal() -> Self {
        if can_draw(&io::stdout()) && !is_set("NO_COLOR") {
            Self::On
        } else {
            Self::Off
        }
    }
}

/// Whether a fetch shows how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Progress {
    /// It shows nothing: whoever handed it a writer does not expect it to write elsewhere.
    #[default]
    Hidden,
    /// A bar on this process's stderr, gone when the fetch is.
    Bar,
}

impl Progress {
    /// A bar where somebody watches stderr on a terminal that can draw one; nothing elsewhere.
    #[must_use]
    pub fn of_this_terminal() -> Self {
        if can_draw(&io::stderr()) && !is_set("CI") && !is_set("NO_COLOR") {
            Self::Bar
        } else {
            Self::Hidden
        }
    }
}

fn can_draw(to: &impl IsTerminal) -> bool {
    to.is_terminal() && env::var_os("TERM").is_none_or(|terminal| terminal != "dumb")
}

fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}
