//! Pages and the links between them.

use std::ops::Range;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::api::{Place, Route};
use crate::call::Query;

const SIZE: &str = "page[size]";
const AFTER: &str = "page[after]";
const BEFORE: &str = "page[before]";

/// Larger pages than this are not given, whatever is asked for.
const MOST: usize = 100;

/// Brackets and the at sign stand as they are, as in the docs; what would end a value, or be read as something else, does not.
const IN_QUERY: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'>')
    .add(b'\\');

/// Which page is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Asked<'a> {
    size: usize,
    after: Option<&'a str>,
    before: Option<&'a str>,
    /// Everything else in the query, which the links keep.
    others: Vec<(&'a str, &'a str)>,
}

impl<'a> Asked<'a> {
    /// A size of zero or less, and one that is too large, is made to fit: the document gives no bounds.
    pub(crate) fn of(route: &Route, query: &'a Query, usual: usize) -> Self {
        let most = route
            .parameters
            .iter()
            .find(|parameter| parameter.name == SIZE)
            .and_then(|parameter| parameter.schema.get("maximum"))
            .and_then(Value::as_u64)
            .and_then(|most| usize::try_from(most).ok())
            .unwrap_or(MOST);
        let size = match query.get(SIZE) {
            Some(text) if text.starts_with('-') => 1,
            Some(text) => text.parse().unwrap_or(most),
            None => usual,
        };
        let others = query
            .pairs()
            .filter(|(name, _)| ![SIZE, AFTER, BEFORE].contains(name))
            .collect();
        Self {
            size: size.clamp(1, most.max(1)),
            after: query.get(AFTER),
            before: query.get(BEFORE),
            others,
        }
    }

    /// The page, among `len` rows. The closures tell how many rows stand up to and including a cursor, and before one.
    pub(crate) fn page(
        &self,
        len: usize,
        through: impl Fn(&str) -> usize,
        ahead: impl Fn(&str) -> usize,
    ) -> Range<usize> {
        let low = self.after.map_or(0, through).min(len);
        let high = self.before.map_or(len, ahead).clamp(low, len);
        if self.after.is_none() && self.before.is_some() {
            high.saturating_sub(self.size)..high
        } else {
            low..high.min(low.saturating_add(self.size))
        }
    }

    /// `next` and `prev` are there if there is something to be found at them.
    pub(crate) fn links(
        &self,
        path: &str,
        itself: String,
        page: &Range<usize>,
        len: usize,
        cursor: impl Fn(usize) -> String,
    ) -> Value {
        let mut links = Map::new();
        links.insert("self".to_owned(), json!({ "href": itself }));
        if !page.is_empty() {
            let mut add = |name: &str, parameter, row| {
                let href = self.href(path, Some((parameter, &cursor(row))));
                links.insert(name.to_owned(), json!({ "href": href }));
            };
            if page.start > 0 {
                add("prev", BEFORE, page.start);
            }
            if page.end < len {
                add("next", AFTER, page.end - 1);
            }
        }
        Value::Object(links)
    }

    /// Where this page is.
    pub(crate) fn itself(&self, path: &str) -> String {
        let cursor = self.after.map(|after| (AFTER, after));
        self.href(path, cursor.or(self.before.map(|before| (BEFORE, before))))
    }

    fn href(&self, path: &str, cursor: Option<(&str, &str)>) -> String {
        let size = self.size.to_string();
        let mut pairs = vec![(SIZE, size.as_str())];
        pairs.extend(&self.others);
        pairs.extend(cursor);
        let written = |text| utf8_percent_encode(text, IN_QUERY).to_string();
        let pairs: Vec<String> = pairs
            .into_iter()
            .map(|(name, value)| format!("{}={}", written(name), written(value)))
            .collect();
        format!("{path}?{}", pairs.join("&"))
    }
}

/// Whether an operation's lists come in pages by cursor.
pub(crate) fn is_paged(route: &Route) -> bool {
    route
        .parameters
        .iter()
        .any(|parameter| parameter.place == Place::Query && parameter.name == SIZE)
}
