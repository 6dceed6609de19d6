//! How far a fetch is, for someone who watches.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

use crate::terminal::Progress;

/// A line that says that the index is awaited, to become a bar when it is there.
pub(super) fn start(progress: Progress) -> ProgressBar {
    let target = match progress {
        Progress::Hidden => ProgressDrawTarget::hidden(),
        Progress::Bar => ProgressDrawTarget::stderr(),
    };
    let bar = ProgressBar::with_draw_target(None, target)
        .with_style(style("{spinner} the index, {elapsed} {msg}"))
        .with_finish(ProgressFinish::AndClear);
    if progress == Progress::Bar {
        bar.enable_steady_tick(TICK);
    }
    bar
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
