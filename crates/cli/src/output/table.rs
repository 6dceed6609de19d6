//! Columns for people: as wide as they need to be, cut where the terminal ends.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const HEADER: Style = Style::new().bold();
const NAME: Style = AnsiColor::Cyan.on_default();

/// Between two columns.
const GAP: usize = 2;
/// No column is made narrower than this to let another one in.
const NARROWEST: usize = 8;
/// A column that is wider than this gives way first.
const WIDEST: usize = 60;

/// Prints rows below a header. Given a width, cells are cut and columns at the end left out until it fits; returns the
/// columns that were left out.
pub(crate) fn print<'c>(
    out: &mut dyn Write,
    columns: &'c [String],
    rows: &[Vec<String>],
    width: Option<usize>,
    colour: bool,
) -> io::Result<&'c [String]> {
    let mut widths: Vec<usize> = columns.iter().map(|name| name.width()).collect();
    for row in rows {
        for (held, cell) in widths.iter_mut().zip(row) {
            *held = (*held).max(plain(cell).width());
        }
    }
    let shown = width.map_or(columns.len(), |width| fit(&mut widths, width));
    let (shown, left_out) = columns.split_at(shown);
    let header: Vec<String> = shown.iter().map(|name| name.to_uppercase()).collect();
    let style = if colour { HEADER } else { Style::new() };
    line(out, &header, &widths[..shown.len()], style)?;
    for row in rows {
        line(
            out,
            &row[..shown.len().min(row.len())],
            &widths,
            Style::new(),
        )?;
    }
    Ok(left_out)
}

/// Prints names and values below one another; nothing is cut.
pub(crate) fn pairs(
    out: &mut dyn Write,
    pairs: &[(String, String)],
    colour: bool,
) -> io::Result<()> {
    let style = if colour { NAME } else { Style::new() };
    let widest = pairs.iter().map(|(name, _)| name.width()).max();
    let widest = widest.unwrap_or(0);
    for (name, value) in pairs {
        let pad = " ".repeat(widest - name.width() + GAP);
        let line = format!("{pad}{}", plain(value));
        writeln!(out, "{style}{}{style:#}{}", plain(name), line.trim_end())?;
    }
    Ok(())
}

/// Makes columns narrower, the widest first, and says how many there is room for: at least one.
fn fit(widths: &mut [usize], width: usize) -> usize {
    let total =
        |widths: &[usize]| widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
    let least = |widths: &[usize]| {
        let least: Vec<usize> = widths.iter().map(|held| (*held).min(NARROWEST)).collect();
        total(&least)
    };
    let mut shown = widths.len();
    while shown > 1 && least(&widths[..shown]) > width {
        shown -= 1;
    }
    let widths = &mut widths[..shown];
    for bound in (NARROWEST..=WIDEST).rev() {
        if total(widths) <= width {
            break;
        }
        // All that are wider become as wide as this, from the widest bound down.
        widths
            .iter_mut()
            .for_each(|held| *held = (*held).min(bound));
    }
    shown
}

fn line(out: &mut dyn Write, cells: &[String], widths: &[usize], style: Style) -> io::Result<()> {
    let mut text = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        let cell = cut(&plain(cell), *width);
        text.push_str(&cell);
        text.push_str(&" ".repeat(width - cell.width() + GAP));
    }
    writeln!(out, "{style}{}{style:#}", text.trim_end())
}

/// A text of at most so many columns, with `…` where something is missing.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut taken = 0;
    let mut cut = String::new();
    for letter in text.chars() {
        taken += letter.width().unwrap_or(0);
        if taken + 1 > width {
            break;
        }
        cut.push(letter);
    }
    // A letter of two columns may have left more than its place.
    while cut.width() + 1 > width && cut.pop().is_some() {}
    cut.push('…');
    cut
}

/// A text that can't move the cursor, change colours or begin another line, whatever the API put into it.
fn plain(text: &str) -> String {
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|c| if is_hidden(c) { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn printed(columns: &[&str], rows: &[&[&str]], width: Option<usize>) -> (String, usize) {
        let own =
            |cells: &[&str]| -> Vec<String> { cells.iter().map(|it| (*it).to_owned()).collect() };
        let rows: Vec<Vec<String>> = rows.iter().map(|row| own(row)).collect();
        let mut out = Vec::new();
        let columns = own(columns);
        let left = print(&mut out, &columns, &rows, width, false)
            .unwrap()
            .len();
        (String::from_utf8(out).unwrap(), left)
    }

    #[test]
    fn columns_stand_below_one_another_whatever_the_script() {
        let (text, left) = printed(
            &["id", "name"],
            &[&["1", "名前"], &["22", "Zoë 😀"], &["3", ""]],
            None,
        );
        assert_eq!(text, "ID  NAME\n1   名前\n22  Zoë 😀\n3\n");
        assert_eq!(left, 0);
        let (text, _) = printed(&["name", "id"], &[&["名前", "1"], &["Zoë", "2"]], None);
        assert_eq!(text, "NAME  ID\n名前  1\nZoë   2\n");
    }

    #[test]
    fn what_does_not_fit_is_cut_and_then_left_out() {
        let long = "a-very-long-address@example.com";
        let (text, left) = printed(&["email", "id"], &[&[long, "12"]], Some(20));
        assert_eq!(text, "EMAIL             ID\na-very-long-add…  12\n");
        assert_eq!(left, 0);
        let (text, left) = printed(&["a", "b", "c"], &[&[long, long, long]], Some(20));
        assert_eq!(left, 1);
        assert!(text.lines().all(|line| line.width() <= 20), "{text}");
    }

    #[test]
    fn an_answer_can_not_write_over_the_terminal() {
        let (text, _) = printed(&["a"], &[&["x\u{1b}[2Jy\r\nz\u{9b}\u{202e}"]], None);
        assert_eq!(text, "A\nx [2Jy  z\n");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_terminal(
            rows in prop::collection::vec(prop::collection::vec("\\PC{0,80}", 5), 0..4),
            width in 12_usize..120,
        ) {
            let columns = ["one", "two", "three", "four", "five"].map(str::to_owned);
            let mut out = Vec::new();
            print(&mut out, &columns, &rows, Some(width), false).unwrap();
            let text = String::from_utf8(out).unwrap();
            for line in text.lines() {
                prop_assert!(line.width() <= width, "{} > {}: {:?}", line.width(), width, line);
            }
        }
    }
}
