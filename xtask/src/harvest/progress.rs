//! How far a harvest is, for someone who watches.

use std::env;
use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

/// Whether a harvest shows how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Progress {
    /// It shows nothing: whoever handed it a writer does not expect it to write elsewhere.
    #[default]
    Hidden,
    /// A bar on this process's stderr, gone when the harvest is.
    Bar,
}

impl Progress {
    /// A bar where somebody watches stderr on a terminal that can draw one; nothing elsewhere.
    #[must_use]
    pub fn of_this_terminal() -> Self {
        let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        if io::stderr().is_terminal() && !is_dumb && !is_set("CI") && !is_set("NO_COLOR") {
            Self::Bar
        } else {
            Self::Hidden
        }
    }

    pub(super) fn start(self, pages: usize) -> ProgressBar {
        let target = match self {
            Self::Hidden => ProgressDrawTarget::hidden(),
            Self::Bar => ProgressDrawTarget::stderr(),
        };
        let style = ProgressStyle::with_template("{bar:40} {pos}/{len} pages, {elapsed}");
        ProgressBar::with_draw_target(Some(pages as u64), target)
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
            .with_finish(ProgressFinish::AndClear)
    }
}
