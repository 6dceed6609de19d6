//! Text as YAML scalars: which of plain, quoted, literal and folded is used, and where a folded one breaks.

use super::ambiguous::{is_ambiguous, is_old_scalar};

/// The width that folding aims at, blanks of indentation included.
const LINE_WIDTH: usize = 80;
/// However deep the text stands, its lines may be this wide.
const MIN_WIDTH: usize = 40;
/// Blanks a level, as the indentation indicator of a block scalar gives them.
const INDENT_INDICATOR: char = '2';

/// Writes a text as a key: on one line whatever it holds.
pub(super) fn key(text: &str, out: &mut String) {
    match style(text, None) {
        Style::Plain => out.push_str(text),
        Style::Single => single_quoted(text, out),
        Style::Literal | Style::Folded | Style::Double => double_quoted(text, out),
    }
}

/// Writes a text as a value that stands `indent` blanks deep.
pub(super) fn value(text: &str, indent: usize, out: &mut String) {
    let width = LINE_WIDTH.saturating_sub(indent).max(MIN_WIDTH);
    match style(text, Some(width)) {
        Style::Plain => out.push_str(text),
        Style::Single => single_quoted(text, out),
        Style::Double => double_quoted(text, out),
        Style::Literal => {
            out.push('|');
            block(text, text, indent, out);
        }
        Style::Folded => {
            out.push('>');
            block(text, &fold(text, width), indent, out);
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Single,
    Double,
    Literal,
    Folded,
}

/// `width` is what a block scalar may fill; without it the text has to stay on one line.
fn style(text: &str, width: Option<usize>) -> Style {
    if text.is_empty() || is_old_scalar(text) {
        return Style::Single;
    }
    let is_block_break = |c: char| width.is_some() && c == '\n';
    if text.chars().any(|c| !is_printable(c) && !is_block_break(c)) {
        return Style::Double;
    }
    if width.is_some_and(|width| text.split('\n').any(|line| is_foldable(line, width))) {
        return Style::Folded;
    }
    if text.contains('\n') {
        return Style::Literal;
    }
    if is_plain(text) && !is_ambiguous(text) {
        Style::Plain
    } else {
        Style::Single
    }
}

fn is_foldable(line: &str, width: usize) -> bool {
    utf16_len(line) > width && !line.starts_with(' ')
}

/// What js-yaml counts as the length of a text.
fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

fn is_plain(text: &str) -> bool {
    let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) else {
        return false;
    };
    let starts_something = |c| "-?:,[]{}#&*!|=>'\"%@` ".contains(c);
    let mut before = None;
    let is_safe_inside = text.chars().all(|c| {
        let starts_comment = c == '#' && before.is_none_or(|b| b == ' ');
        let ends_key = before == Some(':') && c == ' ';
        before = Some(c);
        !starts_comment && !ends_key
    });
    !starts_something(first) && last != ' ' && last != ':' && is_safe_inside
}

/// What can stand in a YAML text as it is. Tabs and further kinds of line break could, too, but nobody would see them.
fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a1}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
        && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

fn single_quoted(text: &str, out: &mut String) {
    out.push('\'');
    out.push_str(&text.replace('\'', "''"));
    out.push('\'');
}

fn double_quoted(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0' => out.push_str("\\0"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            '\u{1b}' => out.push_str("\\e"),
            '\u{85}' => out.push_str("\\N"),
            '\u{a0}' => out.push_str("\\_"),
            '\u{2028}' => out.push_str("\\L"),
            '\u{2029}' => out.push_str("\\P"),
            c if is_printable(c) => out.push(c),
            c => match u32::from(c) {
                code @ ..=0xff => out.push_str(&format!("\\x{code:02X}")),
                code @ ..=0xffff => out.push_str(&format!("\\u{code:04X}")),
                code => out.push_str(&format!("\\U{code:08X}")),
            },
        }
    }
    out.push('"');
}

/// The rest of a block scalar after `|` or `>`: indicators, then the lines. `text` is what it means, `lines` how it is
/// laid out.
fn block(text: &str, lines: &str, indent: usize, out: &mut String) {
    if text.trim_start_matches('\n').starts_with(' ') {
        out.push(INDENT_INDICATOR);
    }
    match text.strip_suffix('\n') {
        None => out.push('-'),
        Some(rest) if rest.is_empty() || rest.ends_with('\n') => out.push('+'),
        Some(_) => {}
    }
    for line in lines.strip_suffix('\n').unwrap_or(lines).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', indent));
            out.push_str(line);
        }
    }
}

/// Breaks each line at the width. A break of the text's own is doubled, for a single one reads as a blank; but not
/// beside lines that start with a blank, where breaks are kept as they are.
fn fold(text: &str, width: usize) -> String {
    let mut folded = String::new();
    let mut before_is_indented = text.starts_with(['\n', ' ']);
    for (index, line) in text.split('\n').enumerate() {
        let is_indented = line.starts_with(' ');
        if index > 0 {
            folded.push('\n');
        }
        if index > 0 && !line.is_empty() {
            if !before_is_indented && !is_indented {
                folded.push('\n');
            }
            before_is_indented = is_indented;
        }
        fold_line(line, width, &mut folded);
    }
    folded
}

/// Breaks at single blanks only: the break stands for the blank that it replaces.
fn fold_line(line: &str, width: usize, out: &mut String) {
    if line.starts_with(' ') {
        out.push_str(line);
        return;
    }
    let end = Place {
        byte: line.len(),
        column: utf16_len(line),
    };
    let (mut start, mut last) = (Place::default(), Place::default());
    let mut end_line_at = |place: Place, start: &mut Place| {
        out.push_str(&line[start.byte..place.byte]);
        out.push('\n');
        *start = Place {
            byte: place.byte + 1,
            column: place.column + 1,
        };
    };
    for next in single_blanks(line) {
        if next.column - start.column > width {
            end_line_at(if last.byte > start.byte { last } else { next }, &mut start);
        }
        last = next;
    }
    if end.column - start.column > width && last.byte > start.byte {
        end_line_at(last, &mut start);
    }
    out.push_str(&line[start.byte..]);
}

/// A place in a line, in bytes and in what js-yaml counts.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    byte: usize,
    column: usize,
}

/// The blanks that something else than a blank follows.
fn single_blanks(line: &str) -> impl Iterator<Item = Place> {
    let mut column = 0;
    line.char_indices().filter_map(move |(byte, c)| {
        let place = Place { byte, column };
        column += c.len_utf16();
        let is_followed = line[byte + c.len_utf8()..].starts_with(|next| next != ' ');
        (c == ' ' && is_followed).then_some(place)
    })
}
