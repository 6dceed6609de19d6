//! Reading the tables.

use super::{Direction, Line, Origin, Place, Position, Rule};
use crate::walk::{How, Kind};
use crate::{Class, Level};

const KEYWORDS: &str = include_str!("keywords.txt");
const OBJECTS: &str = include_str!("objects.txt");

/// The columns of levels in the table of keywords, and what rules start with there.
const PLACES: [(&str, Place); 9] = [
    ("request-parameter", Place::Parameter),
    ("request-parameter-property", Place::ParameterProperty),
    ("request-body", Place::RequestBody),
    ("request-property", Place::RequestProperty),
    ("response-body", Place::ResponseBody),
    ("response-property", Place::ResponseProperty),
    ("response-header", Place::ResponseHeader),
    ("request-read-only-property", Place::RequestReadOnly),
    ("response-write-only-property", Place::ResponseWriteOnly),
];

/// The sections of the other table that are objects.
const KINDS: [(&str, Kind); 18] = [
    ("Document", Kind::Document),
    ("Info", Kind::Info),
    ("Tag", Kind::Tag),
    ("Example", Kind::Example),
    ("Server", Kind::Server),
    ("ServerVariable", Kind::ServerVariable),
    ("PathItem", Kind::PathItem),
    ("Operation", Kind::Operation),
    ("Parameter", Kind::Parameter),
    ("RequestBody", Kind::RequestBody),
    ("Response", Kind::Response),
    ("Header", Kind::Header),
    ("Encoding", Kind::Encoding),
    ("SecurityScheme", Kind::SecurityScheme),
    ("Flows", Kind::Flows),
    ("Flow", Kind::Flow),
    ("Link", Kind::Link),
    ("Callback", Kind::Callback),
];

/// The other sections.
const SECTIONS: [(&str, Position); 7] = [
    ("Operation reversed", Position::Reversed(Kind::Operation)),
    (
        "RequestBody reversed",
        Position::Reversed(Kind::RequestBody),
    ),
    ("Response reversed", Position::Reversed(Kind::Response)),
    ("MediaType request", Position::Media(Direction::Request)),
    ("MediaType response", Position::Media(Direction::Response)),
    ("MediaType parameter", Position::Media(Direction::Parameter)),
    (
        "request-header-property",
        Position::Schema(Place::HeaderProperty),
    ),
];

/// The lines of both tables, those of objects first. A line that cannot be read is left out; a test sees to it that
/// there is none.
pub(super) fn lines() -> impl Iterator<Item = Line> {
    objects().flatten().chain(keywords().flatten().flatten())
}

/// For each line of the table of keywords, a line for each place that it has a level for.
fn keywords() -> impl Iterator<Item = Option<Vec<Line>>> {
    KEYWORDS.lines().filter(|line| is_row(line)).map(|line| {
        let [field, how, case, end, wire, compile] = columns(line)?;
        let [sends, reads] = letters(compile)?;
        let left_out = "ii".get(wire.len().checked_sub(PLACES.len() - 2)?..)?;
        let mut found = Vec::new();
        for ((start, place), letter) in PLACES.into_iter().zip(wire.chars().chain(left_out.chars()))
        {
            let Some(mark) = mark(letter) else { continue };
            let compile = match place {
                // A response's headers are in nobody's code.
                Place::ResponseHeader => Level::Info,
                Place::ResponseBody | Place::ResponseProperty | Place::ResponseWriteOnly => {
                    self::mark(reads)?.level
                }
                _ => self::mark(sends)?.level,
            };
            let rule = mark.rule(format!("{start}-{end}"), compile);
            found.push(row(Some(Position::Schema(place)), field, how, case, rule)?);
        }
        Some(found)
    })
}

fn objects() -> impl Iterator<Item = Option<Line>> {
    let mut section = None;
    OBJECTS.lines().filter_map(move |line| {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            section = Some(name);
            return None;
        }
        is_row(line).then(|| {
            let [field, how, case, id, levels] = columns(line)?;
            let [wire, compile] = letters(levels)?;
            let rule = mark(wire)?.rule(id.to_owned(), mark(compile)?.level);
            let position = match section? {
                "everywhere" | "nowhere" => None,
                name => Some(position(name)?),
            };
            row(position, field, how, case, rule)
        })
    })
}

fn position(section: &str) -> Option<Position> {
    fn find<T: Copy>(names: &[(&str, T)], name: &str) -> Option<T> {
        names
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, found)| *found)
    }
    find(&KINDS, section)
        .map(Position::Object)
        .or_else(|| find(&PLACES, section).map(Position::Schema))
        .or_else(|| find(&SECTIONS, section))
}

fn row(
    position: Option<Position>,
    field: &'static str,
    how: &str,
    case: &'static str,
    rule: Rule,
) -> Option<Line> {
    let how: &[How] = match how {
        "added" => &[How::Added],
        "removed" => &[How::Removed],
        "rose" => &[How::Increased],
        "fell" => &[How::Decreased],
        "changed" => &[How::Changed, How::Increased, How::Decreased],
        "any" => &[
            How::Added,
            How::Removed,
            How::Changed,
            How::Increased,
            How::Decreased,
        ],
        _ => return None,
    };
    let (field, member) = match field.strip_suffix("[]") {
        Some(field) => (field, true),
        None => (field, false),
    };
    let case = if case == "-" { "" } else { case };
    Some(Line {
        position,
        field,
        member,
        how,
        case,
        rule,
    })
}

/// What one letter says.
struct Mark {
    level: Level,
    class: Class,
    origin: Origin,
}

fn mark(letter: char) -> Option<Mark> {
    let origin = match letter {
        '1'..='3' | 'A'..='Z' => Origin::Oasdiff,
        _ => Origin::Own,
    };
    let (level, class) = match letter.to_ascii_lowercase() {
        'e' | '3' => (Level::Breaking, Class::Contract),
        'w' | '2' => (Level::Warning, Class::Contract),
        'i' | '1' => (Level::Info, Class::Contract),
        'd' => (Level::Info, Class::Docs),
        _ => return None,
    };
    Some(Mark {
        level,
        class,
        origin,
    })
}

impl Mark {
    fn rule(self, id: String, compile: Level) -> Rule {
        Rule {
            id,
            wire: self.level,
            compile,
            class: self.class,
            origin: self.origin,
        }
    }
}

fn is_row(line: &str) -> bool {
    !line.is_empty() && !line.starts_with('#') && !line.starts_with('[')
}

fn columns<const N: usize>(line: &'static str) -> Option<[&'static str; N]> {
    line.split_whitespace().collect::<Vec<_>>().try_into().ok()
}

fn letters(text: &str) -> Option<[char; 2]> {
    text.chars().collect::<Vec<_>>().try_into().ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_line_is_read() {
        let unread = super::keywords().filter(Option::is_none).count();
        assert_eq!(
            (unread, super::objects().filter(Option::is_none).count()),
            (0, 0)
        );
    }

    /// A line that another one always comes before would say something that is never so.
    #[test]
    fn no_line_is_hidden() {
        let lines: Vec<_> = super::lines().filter(|line| line.field != "-").collect();
        for (at, line) in lines.iter().enumerate() {
            let hides = |other: &&super::Line| {
                (other.position, other.field, other.member, other.case)
                    == (line.position, line.field, line.member, line.case)
                    && line.how.iter().all(|how| other.how.contains(how))
            };
            let other = lines[..at].iter().find(hides);
            assert!(
                other.is_none(),
                "{} is hidden by {}",
                line.rule.id,
                other.map_or("", |other| &other.rule.id)
            );
        }
    }
}
