//! The summary by verdict, as bars.

use anstyle::{AnsiColor, Style};

use super::humanize::number;
use super::verdicts::KNOWN;
use specwright_runtime::terminal::sanitize;

/// How a chart is drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Canvas {
    /// The bar of all that there is, in characters.
    pub(crate) width: usize,
    /// Whether blocks can be shown; `#` stands for them otherwise.
    pub(crate) unicode: bool,
}

/// A line for each verdict: its name, how often it was given, its share of all, and a bar as long as that is.
pub(crate) fn chart(by_verdict: &[(String, u64)], canvas: Canvas) -> String {
    let mut counts: Vec<&(String, u64)> = by_verdict.iter().collect();
    counts.sort_by_key(|(word, _)| rank(word));
    let all: u64 = counts.iter().map(|(_, count)| count).sum();
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let word_width = counts
        .iter()
        .map(|(word, _)| word.chars().count())
        .max()
        .unwrap_or(0);
    let count_width = number(most).len();
    let mut text = String::new();
    for (word, count) in counts {
        let style = style(word);
        let share = percentage(*count, all);
        let bar = bar(*count, all, canvas);
        let word = sanitize(word);
        text.push_str(&format!(
            "  {style}{word:<word_width$}{style:#}  {count:>count_width$}  {share:>6}  {style}{bar}{style:#}\n",
            count = number(*count),
        ));
    }
    text
}

/// The API's own words first, the best of them at the top; then what it said that the docs do not know; then ours.
fn rank(word: &str) -> usize {
    let known = KNOWN.iter().position(|held| *held == word);
    let ours = super::verdicts::OURS.iter().position(|held| *held == word);
    match (known, ours) {
        (Some(place), _) => place,
        (None, None) => KNOWN.len(),
        (None, Some(place)) => KNOWN.len() + 1 + place,
    }
}

fn style(word: &str) -> Style {
    let color = match word {
        "deliverable" => AnsiColor::Green,
        "risky" => AnsiColor::Yellow,
        "undeliverable" => AnsiColor::Red,
        "unknown" => AnsiColor::Blue,
        _ => AnsiColor::BrightBlack,
    };
    color.on_default()
}

fn percentage(count: u64, all: u64) -> String {
    match (count, all) {
        (_, 0) => "0.0 %".to_owned(),
        (count, all) => {
            let share = 100.0 * count as f64 / all as f64;
            // What is there is not shown as nothing, nor a part as the whole.
            match share {
                share if count > 0 && share < 0.1 => "<0.1 %".to_owned(),
                share if count < all && share > 99.9 => "99.9 %".to_owned(),
                share => format!("{share:.1} %"),
            }
        }
    }
}

/// As much of the width as the count is of all, in eighths of a character where there are such.
fn bar(count: u64, all: u64, canvas: Canvas) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if count == 0 || all == 0 {
        return String::new();
    }
    let share = count as f64 / all as f64;
    if canvas.unicode {
        let eighths = ((share * canvas.width as f64 * 8.0).round() as usize).max(1);
        format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
    } else {
        "#".repeat(((share * canvas.width as f64).round() as usize).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(by_verdict: &[(&str, u64)], unicode: bool, expected: &[&str]) {
        let counts: Vec<(String, u64)> = by_verdict
            .iter()
            .map(|(word, count)| ((*word).to_owned(), *count))
            .collect();
        let drawn = chart(&counts, Canvas { width: 8, unicode });
        let plain = anstream::adapter::strip_str(&drawn).to_string();
        assert_eq!(
            plain.lines().map(str::trim_end).collect::<Vec<_>>(),
            expected
        );
    }

    #[test]
    fn bars_are_as_long_as_their_shares() {
        is(
            &[
                ("no_address", 1),
                ("unknown", 0),
                ("risky", 530),
                ("tomorrow", 7),
                ("deliverable", 1060),
            ],
            true,
            &[
                "  deliverable  1,060  66.3 %  █████▎",
                "  risky          530  33.2 %  ██▋",
                "  unknown          0   0.0 %",
                "  tomorrow         7   0.4 %  ▏",
                "  no_address       1  <0.1 %  ▏",
            ],
        );
        is(
            &[("deliverable", 9), ("risky", 3)],
            false,
            &[
                "  deliverable  9  75.0 %  ######",
                "  risky        3  25.0 %  ##",
            ],
        );
        is(&[("risky", 3)], true, &["  risky  3  100.0 %  ████████"]);
        is(&[], true, &[]);
        is(
            &[("deliverable", 99_999), ("risky", 1)],
            true,
            &[
                "  deliverable  99,999  99.9 %  ████████",
                "  risky             1  <0.1 %  ▏",
            ],
        );
    }
}
