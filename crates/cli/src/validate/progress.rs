//! How far a run is, for someone who watches: a bar on a terminal, lines now and then elsewhere.

use std::env;
use std::io;
use std::time::{Duration, Instant};

use amplemarket::operations;
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::estimate::{Estimate, Pace};
use super::humanize::{number, time};
use crate::context::Context;

/// How often it is drawn anew.
pub(crate) const TICK: Duration = Duration::from_millis(100);

/// Shows how far a run is.
pub(crate) struct Progress<'a> {
    context: &'a Context,
    form: Form,
    styled: bool,
    unicode: bool,
}

enum Form {
    Silent,
    Lines(Rhythm),
    Bar(Box<Bar>),
}

/// Lines come less and less often.
struct Rhythm {
    next: Instant,
    pause: Duration,
}

struct Bar {
    bar: ProgressBar,
    /// The columns that all but the bar itself takes, at its longest.
    beside: usize,
    phase: Phase,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Waiting,
    Fetching,
}

impl<'a> Progress<'a> {
    /// What suits the place that standard error goes to, for a run of so many addresses.
    pub(crate) fn new(context: &'a Context, total: u64) -> Self {
        let is_dumb = env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        let form = if context.is_quiet() {
            Form::Silent
        } else if context.stderr_is_terminal && !is_dumb {
            Form::Bar(Box::new(Bar {
                bar: ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::hidden()),
                beside: 59 + 2 * number(total).len(),
                phase: Phase::Waiting,
            }))
        } else {
            Form::Lines(Rhythm::new())
        };
        Self {
            context,
            form,
            styled: context.stderr_has_colour(),
            unicode: is_utf8(|name| env::var(name).ok()),
        }
    }

    /// Whether blocks and the like can be shown.
    pub(crate) fn is_unicode(&self) -> bool {
        self.unicode
    }

    /// The API works on a batch; this is where that may be.
    pub(crate) fn waiting(&mut self, estimate: &Estimate, pace: &Pace, status: &str) {
        let left = match estimate.left {
            Some(left) => format!("{} left", time(left)),
            None => "longer than reckoned".to_owned(),
        };
        match &mut self.form {
            Form::Silent => {}
            Form::Lines(rhythm) => {
                if rhythm.is_time() {
                    self.context.say(format_args!(
                        "{status}: about {} % done, {left} (estimated from {})",
                        estimate.percent(),
                        pace.source()
                    ));
                }
            }
            Form::Bar(bar) => {
                bar.phase(Phase::Waiting, self.styled, self.unicode);
                bar.bar.set_length(estimate.total);
                bar.bar.set_position(estimate.done);
                let (about, dot) = if self.unicode {
                    ("≈", "·")
                } else {
                    "~-".split_at(1)
                };
                bar.bar.set_message(format!(
                    "{about} {}/{} {dot} {} {dot} {left}, estimated",
                    number(estimate.done),
                    number(estimate.total),
                    pace.rate(),
                ));
                bar.bar.tick();
            }
        }
    }

    /// The API works on a batch, and nothing says how fast.
    pub(crate) fn waiting_blindly(&mut self, status: &str) {
        match &mut self.form {
            Form::Silent => {}
            Form::Lines(rhythm) => {
                if rhythm.is_time() {
                    self.context.say(format_args!(
                        "{status}: how far it is, the API does not tell"
                    ));
                }
            }
            Form::Bar(bar) => {
                bar.phase(Phase::Waiting, self.styled, self.unicode);
                bar.bar.set_message(status.to_owned());
                bar.bar.tick();
            }
        }
    }

    /// The API was asked, and has not answered for so long.
    pub(crate) fn unanswered(&mut self, silence: Duration) {
        let said = silent_for(silence);
        match &mut self.form {
            Form::Silent => {}
            Form::Lines(rhythm) => {
                if rhythm.is_time() {
                    self.context.say(said);
                }
            }
            Form::Bar(bar) => {
                bar.phase(Phase::Waiting, self.styled, self.unicode);
                bar.bar.set_message(said);
                bar.bar.tick();
            }
        }
    }

    /// Results come in; so many of so many are there, the last of them for so long.
    pub(crate) fn fetching(&mut self, done: u64, total: u64, since: Duration) {
        match &mut self.form {
            Form::Silent => {}
            Form::Lines(rhythm) => {
                if rhythm.is_time() {
                    self.context.say(format_args!(
                        "{} of {} results fetched",
                        number(done),
                        number(total)
                    ));
                }
            }
            Form::Bar(bar) => {
                bar.phase(Phase::Fetching, self.styled, self.unicode);
                bar.bar.set_length(total);
                bar.bar.set_position(done);
                let limit = operations::RATE_LIMIT.filter(|_| since > Duration::from_secs(2));
                let waits = limit.map_or_else(String::new, |limit| {
                    let (requests, per) = (number(limit.requests), time(limit.per));
                    format!(", waiting: {requests} requests in {per}")
                });
                bar.bar
                    .set_message(format!("{}/{}{waits}", number(done), number(total)));
                bar.bar.tick();
            }
        }
    }

    /// Says a line, above the bar where there is one.
    pub(crate) fn say(&self, line: impl std::fmt::Display) {
        match &self.form {
            Form::Bar(bar) => bar.bar.suspend(|| self.context.say(line)),
            Form::Silent | Form::Lines(_) => self.context.say(line),
        }
    }

    /// Takes the bar away; it is there again at the next news.
    pub(crate) fn clear(&mut self) {
        if let Form::Bar(bar) = &mut self.form {
            bar.bar.finish_and_clear();
            bar.bar = ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::hidden());
        }
    }
}

impl Rhythm {
    const FIRST: Duration = Duration::from_secs(5);
    const LONGEST: Duration = Duration::from_secs(300);

    fn new() -> Self {
        Self {
            next: Instant::now() + Self::FIRST,
            pause: Self::FIRST,
        }
    }

    fn is_time(&mut self) -> bool {
        let now = Instant::now();
        if now < self.next {
            return false;
        }
        self.pause = self.pause.mul_f64(1.5).min(Self::LONGEST);
        self.next = now + self.pause;
        true
    }
}

impl Bar {
    fn phase(&mut self, phase: Phase, styled: bool, unicode: bool) {
        let is_new = self.bar.is_hidden();
        if is_new || self.phase != phase {
            self.phase = phase;
            let width = terminal_size::terminal_size_of(io::stderr())
                .map_or(80, |(width, _)| usize::from(width.0));
            self.bar.set_style(style(
                phase,
                width.saturating_sub(self.beside),
                styled,
                unicode,
            ));
        }
        if is_new {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

/// An answer takes its time; only a longer silence is worth a word.
fn silent_for(silence: Duration) -> String {
    match silence.as_secs() {
        0..5 => "waiting".to_owned(),
        _ => format!("waiting: no answer since {}, trying again", time(silence)),
    }
}

fn style(phase: Phase, left: usize, styled: bool, unicode: bool) -> ProgressStyle {
    let paint = if styled {
        AnsiColor::Cyan.on_default()
    } else {
        Style::new()
    };
    let width = left.clamp(6, 30);
    let verb = match phase {
        Phase::Waiting => "Validating",
        Phase::Fetching => "Fetching results",
    };
    let template =
        format!("{paint}{{spinner}}{paint:#} {verb}  {paint}{{bar:{width}}}{paint:#}  {{msg}}");
    let style =
        ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    if unicode {
        style.progress_chars("█▉▊▋▌▍▎▏ ").tick_chars("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ ")
    } else {
        style.progress_chars("#- ").tick_chars("|/-\\ ")
    }
}

/// Whether the terminal is one for UTF-8, as its locale says. Where none is set, as on Windows and in many containers, the
/// fonts of today are trusted.
fn is_utf8(variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()));
    set.is_none_or(|locale| {
        let locale = locale.to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn utf8(variables: &[(&str, &str)], expected: bool) {
        let found = is_utf8(|name| {
            variables
                .iter()
                .find(|(held, _)| *held == name)
                .map(|(_, value)| (*value).to_owned())
        });
        assert_eq!(found, expected, "{variables:?}");
    }

    #[test]
    fn the_locale_says_whether_blocks_can_be_shown() {
        utf8(&[], true);
        utf8(&[("LANG", "en_US.UTF-8")], true);
        utf8(&[("LANG", "C.utf8")], true);
        utf8(&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")], false);
        utf8(&[("LC_ALL", ""), ("LC_CTYPE", "de_DE.ISO-8859-1")], false);
        utf8(&[("LANG", "POSIX")], false);
    }

    #[test]
    fn a_silence_is_said_once_it_is_one() {
        assert_eq!(silent_for(Duration::from_millis(4_900)), "waiting");
        assert_eq!(
            silent_for(Duration::from_secs(125)),
            "waiting: no answer since 2 min 5 s, trying again"
        );
    }

    #[test]
    fn every_style_is_a_template_that_can_be_drawn() {
        for phase in [Phase::Waiting, Phase::Fetching] {
            for (styled, unicode) in [(true, true), (false, false)] {
                let paint = style(phase, 20, styled, unicode);
                let bar = ProgressBar::with_draw_target(Some(2), ProgressDrawTarget::hidden())
                    .with_style(paint);
                bar.set_position(1);
                bar.tick();
            }
        }
    }
}
