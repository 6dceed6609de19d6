//! Columns for people: as wide as they need to be, cut where the terminal ends.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use specwright_runtime::terminal::sanitize;

const HEADER: Style = Style::new().bold();
const NAME: Style = AnsiColor::Cyan.on_default();

/// Between two columns.
const GAP: usize = 2;
/// No column is made narrower than this to let another one in.
const NARROWEST: usize = 8;
/// A column that is wider than this gives way first.
const WIDEST: usize = 60;

/// Prints rows below a header. Given a width, cells are cut and columns left out from the end on until it fits, but for
/// the first column and `id`: those are what the next command is given, so they stay whole even where the line is then
/// too long. Returns the columns that were left out.
pub(crate) fn print(
    out: &mut dyn Write,
    columns: &[String],
    rows: &[Vec<String>],
    width: Option<usize>,
    colour: bool,
) -> io::Result<Vec<String>> {
    let mut widths: Vec<usize> = columns.iter().map(|name| sanitize(name).width()).collect();
    for row in rows {
        for (held, cell) in widths.iter_mut().zip(row) {
            *held = (*held).max(sanitize(cell).width());
        }
    }
    let mut fitted: Vec<Column> = widths
        .into_iter()
        .enumerate()
        .map(|(index, width)| Column {
            index,
            width,
            whole: index == 0 || columns[index] == "id",
        })
        .collect();
    if let Some(width) = width {
        fit(&mut fitted, width);
    }
    let style = if colour { HEADER } else { Style::new() };
    let header: Vec<String> = columns.iter().map(|name| name.to_uppercase()).collect();
    line(out, &header, &fitted, style)?;
    for row in rows {
        line(out, row, &fitted, Style::new())?;
    }
    let is_shown = |index: usize| fitted.iter().any(|it| it.index == index);
    let left_out = columns.iter().enumerate();
    let left_out = left_out.filter(|(index, _)| !is_shown(*index));
    Ok(left_out.map(|(_, name)| name.clone()).collect())
}

/// Prints names and values below one another; nothing is cut.
pub(crate) fn pairs(
    out: &mut dyn Write,
    pairs: &[(String, String)],
    colour: bool,
) -> io::Result<()> {
    let style = if colour { NAME } else { Style::new() };
    let names: Vec<String> = pairs.iter().map(|(name, _)| sanitize(name)).collect();
    let widest = names.iter().map(|name| name.width()).max().unwrap_or(0);
    for (name, (_, value)) in names.iter().zip(pairs) {
        let pad = " ".repeat(widest - name.width() + GAP);
        let line = format!("{pad}{}", sanitize(value));
        writeln!(out, "{style}{name}{style:#}{}", line.trim_end())?;
    }
    Ok(())
}

/// A column that is shown: which it is, and how wide.
#[derive(Clone, Copy)]
struct Column {
    index: usize,
    width: usize,
    /// Whether it is never cut, nor left out.
    whole: bool,
}

impl Column {
    fn bounded(self, bound: usize) -> usize {
        match self.whole {
            true => self.width,
            false => self.width.min(bound),
        }
    }
}

/// Leaves out columns, the last first, until the others can be made narrow enough; then makes them so, the widest first.
fn fit(columns: &mut Vec<Column>, width: usize) {
    let total = |columns: &[Column], bound: usize| {
        let widths: usize = columns.iter().map(|it| it.bounded(bound)).sum();
        widths + GAP * columns.len().saturating_sub(1)
    };
    while total(columns, NARROWEST) > width
        && let Some(last) = columns.iter().rposition(|it| !it.whole)
    {
        columns.remove(last);
    }
    if total(columns, usize::MAX) <= width {
        return;
    }
    // All that are wider become as wide as this, from the widest bound down.
    let mut bounds = (NARROWEST..=WIDEST).rev();
    let bound = bounds.find(|bound| total(columns, *bound) <= width);
    for column in columns {
        column.width = column.bounded(bound.unwrap_or(NARROWEST));
    }
}

fn line(out: &mut dyn Write, cells: &[String], columns: &[Column], style: Style) -> io::Result<()> {
    let mut text = String::new();
    for column in columns {
        let cell = cells.get(column.index).map(String::as_str);
        let cell = cut(&sanitize(cell.unwrap_or_default()), column.width);
        text.push_str(&cell);
        text.push_str(&" ".repeat(column.width - cell.width() + GAP));
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
        let (text, left) = printed(&["n", "email", "x"], &[&["1", long, "12"]], Some(23));
        assert_eq!(text, "N  EMAIL             X\n1  a-very-long-add…  12\n");
        assert_eq!(left, 0);
        let (text, left) = printed(&["a", "b", "c"], &[&["1", long, long]], Some(20));
        assert_eq!(left, 1);
        assert!(text.lines().all(|line| line.width() <= 20), "{text}");
    }

    /// However narrow the terminal, these are whole, and so many columns are left out.
    #[track_caller]
    fn whole(columns: &[&str], row: &[&str], width: usize, whole: &[&str], left_out: usize) {
        let (text, left) = printed(columns, &[row], Some(width));
        for cell in whole {
            assert!(text.contains(cell), "{cell} at {width}: {text}");
        }
        assert_eq!(left, left_out, "{text}");
    }

    #[test]
    fn what_has_to_be_typed_is_never_cut() {
        let id = "019e9a1c-22c9-7e0a-a585-dc7406589a37";
        let name = "cancel_company_enrichment";
        whole(&["operation", "calls"], &[name, id], 40, &[name], 0);
        whole(&["operation", "calls"], &[name, id], 30, &[name], 1);
        whole(&["operation", "calls"], &[name, id], 10, &[name], 1);
        whole(&["name", "text", "id"], &[name, id, id], 75, &[name, id], 0);
        whole(
            &["name", "text", "id"],
            &["Ada", name, id],
            42,
            &["Ada", id],
            1,
        );
        whole(
            &["name", "id", "text"],
            &["Ada", id, name],
            20,
            &["Ada", id],
            1,
        );
    }

    #[test]
    fn an_answer_can_not_write_over_the_terminal() {
        let (text, _) = printed(&["a"], &[&["x\u{1b}[2Jy\r\nz\u{9b}\u{202e}"]], None);
        assert_eq!(text, "A\nx\\u{1b}[2Jy  z\\u{9b}\\u{202e}\n");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_terminal(
            rows in prop::collection::vec(prop::collection::vec("\\PC{0,80}", 5), 0..4),
            width in 12_usize..120,
        ) {
            // The first is never cut; it is not what this is about.
            let rows: Vec<Vec<String>> = rows
                .into_iter()
                .map(|mut row| {
                    row[0].clear();
                    row
                })
                .collect();
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
