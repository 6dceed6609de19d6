//! How far a fetch is, for someone who watches.

use std::env;
use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

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
        let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        if io::stderr().is_terminal() && !is_dumb && !is_set("CI") && !is_set("NO_COLOR") {
            Self::Bar
        } else {
            Self::Hidden
        }
    }

    /// A line that says that the index is awaited, to become a bar when it is there.
    pub(super) fn start(self) -> ProgressBar {
        let target = match self {
            Self::Hidden => ProgressDrawTarget::hidden(),
            Self::Bar => ProgressDrawTarget::stderr(),
        };
        let bar = ProgressBar::with_draw_target(None, target)
            .with_style(style("{spinner} the index, {elapsed} {msg}"))
            .with_finish(ProgressFinish::AndClear);
        if self == Self::Bar {
            bar.enable_steady_tick(TICK);
        }
        bar
    }
}

/// How often a bar is drawn while nothing comes.
const TICK: Duration = Duration::from_millis(200);

/// Has the bar count so many pages.
pub(super) fn count(bar: &ProgressBar, pages: usize) {
    bar.set_length(pages as u64);
    bar.set_style(style("{bar:40} {pos}/{len} pages, {elapsed} {msg}"));
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
