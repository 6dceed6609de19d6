//! What a difference means: which rule names it, by where it stands and what happened.
//!
//! The rules are data: `rules/keywords.txt` has those of schemas, where one line serves every place in which a schema
//! can stand, and `rules/objects.txt` those of everything else. Both say how to read them.

mod table;

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::walk::{How, Kind};
use super::{Class, Level};

/// The rule of a difference that no other rule names. It counts as breaking, since nobody has looked at it.
pub const UNJUDGED: &str = "unjudged";

/// A rule: a name for one kind of difference, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// Its name, which stays: people list it in settings.
    pub id: String,
    /// For a deployed client or server, unless circumstances say otherwise.
    pub wire: Level,
    /// For code that compiles against a client generated from the document.
    pub compile: Level,
    /// Whether it is about the contract.
    pub class: Class,
    /// Whose name it is.
    pub origin: Origin,
}

/// Whose name a rule has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// oasdiff's, so that what its users know holds here.
    Oasdiff,
    /// Ours, where oasdiff sees nothing.
    Own,
}

/// Every rule, in the order of the names.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    TABLE.rules.values()
}

/// Where a difference stands, as the rules see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Position {
    Schema(Place),
    /// A media type, by the side that sends the body.
    Media(Direction),
    Object(Kind),
    /// In a webhook or callback. What is not special there is as anywhere else.
    Reversed(Kind),
}

/// The places of schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place {
    Parameter,
    ParameterProperty,
    RequestBody,
    RequestProperty,
    ResponseBody,
    ResponseProperty,
    ResponseHeader,
    /// In what a client sends, something that only the server may write.
    RequestReadOnly,
    /// In what the server sends, something that only a client may write.
    ResponseWriteOnly,
    /// A property of a header that a client sends. It shares the column of other parameters.
    HeaderProperty,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Direction {
    Request,
    Response,
    Parameter,
}

/// A difference, as the rules see it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Query<'a> {
    pub(super) position: Position,
    pub(super) field: &'a str,
    /// Whether a member of a collection differs, rather than the field as a whole.
    pub(super) member: bool,
    pub(super) how: How,
    pub(super) case: &'a str,
}

/// The rule of a difference.
pub(super) fn find(query: Query<'_>) -> &'static Rule {
    let look_up = |query: &Query<'_>| {
        let lines = [query.field, "*"].map(|field| TABLE.lines.get(field));
        lines
            .into_iter()
            .flatten()
            .flatten()
            .find(|line| line.matches(query))
            .map(|line| &line.rule)
    };
    let found = look_up(&query).or_else(|| match query.position {
        Position::Schema(Place::HeaderProperty) => look_up(&Query {
            position: Position::Schema(Place::ParameterProperty),
            ..query
        }),
        Position::Reversed(kind) => look_up(&Query {
            position: Position::Object(kind),
            ..query
        }),
        _ => None,
    });
    found.unwrap_or_else(|| named(UNJUDGED))
}

/// The rule of this name; that of what nobody judged where there is none.
pub(super) fn named(id: &str) -> &'static Rule {
    TABLE.rules.get(id).unwrap_or(&FALLBACK)
}

struct Table {
    rules: BTreeMap<String, Rule>,
    /// By field, those that ask for more before those that take anything.
    lines: HashMap<&'static str, Vec<Line>>,
}

/// One line of the tables.
struct Line {
    /// Nowhere means everywhere.
    position: Option<Position>,
    field: &'static str,
    member: bool,
    how: &'static [How],
    /// The empty case is any.
    case: &'static str,
    /// Its level may be another one than that of the rule's own line.
    rule: Rule,
}

static FALLBACK: LazyLock<Rule> = LazyLock::new(|| Rule {
    id: UNJUDGED.to_owned(),
    wire: Level::Breaking,
    compile: Level::Breaking,
    class: Class::Contract,
    origin: Origin::Own,
});

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        rules: BTreeMap::new(),
        lines: HashMap::new(),
    };
    table.rules.insert(UNJUDGED.to_owned(), FALLBACK.clone());
    for line in table::lines() {
        table
            .rules
            .entry(line.rule.id.clone())
            .or_insert_with(|| line.rule.clone());
        table.lines.entry(line.field).or_default().push(line);
    }
    for lines in table.lines.values_mut() {
        lines.sort_by_key(|line| (line.case.is_empty(), line.position.is_none()));
    }
    table
});

impl Line {
    fn matches(&self, query: &Query<'_>) -> bool {
        self.position
            .is_none_or(|position| position == query.position)
            && self.member == query.member
            && self.how.contains(&query.how)
            && (self.case.is_empty() || self.case == query.case)
    }
}
