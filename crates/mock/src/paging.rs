//! Pages and the links between them.

use std::ops::Range;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;
use specwright_openapi::parameter::Location;
use specwright_openapi::settings::Pagination;

use crate::api::{Parameter, Route};
use crate::call::Query;
use crate::links::Relation;

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

/// Whether an operation answers with pages of its list.
pub(crate) fn is_paged(settings: &Pagination, route: &Route) -> bool {
    let by_number = route.paged.as_ref().and_then(|paged| paged.number.as_ref());
    let names = [&settings.size, &settings.after];
    by_number.is_some()
        || names
            .into_iter()
            .any(|name| parameter(route, name.as_deref()).is_some())
}

/// A parameter of the query.
fn parameter<'a>(route: &'a Route, name: Option<&str>) -> Option<&'a Parameter> {
    let mut parameters = route.parameters.iter();
    parameters
        .find(|parameter| parameter.location == Location::Query && Some(&*parameter.name) == name)
}

/// Which page is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Asked<'a> {
    size: usize,
    /// The parameter that says the size, if the operation has one.
    size_name: Option<&'a str>,
    position: Position<'a>,
    /// Everything else in the query, which the links keep.
    others: Vec<(&'a str, &'a str)>,
}

/// Where the page is.
#[derive(Clone, Debug)]
enum Position<'a> {
    /// From 1 on.
    Number { name: &'a str, number: usize },
    /// The names of the parameters, and what is given for them.
    Cursor {
        after_name: Option<&'a str>,
        before_name: Option<&'a str>,
        after: Option<&'a str>,
        before: Option<&'a str>,
    },
}

impl<'a> Asked<'a> {
    /// A size of zero or less, and one that is too large, is made to fit: the document gives no bounds. None, if the operation
    /// has no pages.
    pub(crate) fn of(
        settings: &'a Pagination,
        route: &'a Route,
        query: &'a Query,
        usual: usize,
    ) -> Option<Self> {
        if !is_paged(settings, route) {
            return None;
        }
        let taken = parameter(route, settings.size.as_deref());
        let most = taken
            .and_then(|parameter| parameter.schema.get("maximum"))
            .and_then(Value::as_u64)
            .and_then(|most| usize::try_from(most).ok())
            .unwrap_or(MOST);
        let given = |name: Option<&str>| query.get(name?);
        let size_name = taken.map(|parameter| parameter.name.as_str());
        let size = match given(size_name) {
            Some(text) if text.starts_with('-') => 1,
            Some(text) => text.parse().unwrap_or(most),
            None => usual,
        };
        let number_name = route
            .paged
            .as_ref()
            .and_then(|paged| paged.number.as_deref());
        // What a link by cursor needs is sent whether or not the operation says that it takes it.
        let (after_name, before_name) = (settings.after.as_deref(), settings.before.as_deref());
        let position = match number_name {
            Some(name) => Position::Number {
                name,
                number: given(Some(name)).map_or(1, |text| text.parse().unwrap_or(usize::MAX)),
            },
            None => Position::Cursor {
                after_name,
                before_name,
                after: given(after_name),
                before: given(before_name),
            },
        };
        let known = [size_name, number_name, after_name, before_name];
        let others = query
            .pairs()
            .filter(|(name, _)| !known.contains(&Some(name)));
        Some(Self {
            size: size.clamp(1, most.max(1)),
            size_name,
            position,
            others: others.collect(),
        })
    }

    /// The page, among `len` rows. The closures tell how many rows stand up to and including a cursor, and before one.
    pub(crate) fn page(
        &self,
        len: usize,
        through: impl Fn(&str) -> usize,
        ahead: impl Fn(&str) -> usize,
    ) -> Range<usize> {
        let from = |low: usize, end: usize| low..end.min(low.saturating_add(self.size));
        match self.position {
            Position::Number { number, .. } => {
                let before = number.max(1) - 1;
                from(before.saturating_mul(self.size).min(len), len)
            }
            Position::Cursor { after, before, .. } => {
                let low = after.map_or(0, through).min(len);
                let high = before.map_or(len, ahead).clamp(low, len);
                if after.is_none() && before.is_some() {
                    high.saturating_sub(self.size)..high
                } else {
                    from(low, high)
                }
            }
        }
    }

    /// How many pages there are.
    pub(crate) fn count(&self, len: usize) -> usize {
        len.div_ceil(self.size)
    }

    /// A link to the page before and one to the page after, if there is something to be found at them.
    pub(crate) fn links(
        &self,
        path: &str,
        page: &Range<usize>,
        len: usize,
        cursor: impl Fn(usize) -> String,
    ) -> Vec<(Relation, String)> {
        let mut links = Vec::new();
        if page.is_empty() {
            return links;
        }
        let mut add = |relation, name: Option<&str>, value: String| {
            if let Some(name) = name {
                links.push((relation, self.href(path, Some((name, &value)))));
            }
        };
        match self.position {
            Position::Number { name, number } => {
                if page.start > 0 {
                    add(Relation::Previous, Some(name), (number - 1).to_string());
                }
                if page.end < len {
                    add(Relation::Next, Some(name), (number.max(1) + 1).to_string());
                }
            }
            Position::Cursor {
                after_name,
                before_name,
                ..
            } => {
                if page.start > 0 {
                    add(Relation::Previous, before_name, cursor(page.start));
                }
                if page.end < len {
                    add(Relation::Next, after_name, cursor(page.end - 1));
                }
            }
        }
        links
    }

    /// Where this page is.
    pub(crate) fn itself(&self, path: &str) -> String {
        match self.position {
            Position::Number { name, number } => self.href(path, Some((name, &number.to_string()))),
            Position::Cursor {
                after_name,
                before_name,
                after,
                before,
            } => self.href(path, after_name.zip(after).or(before_name.zip(before))),
        }
    }

    fn href(&self, path: &str, position: Option<(&str, &str)>) -> String {
        let size = self.size.to_string();
        let size = self.size_name.map(|name| (name, size.as_str()));
        let pairs = size.into_iter().chain(self.others.iter().copied());
        let written = |text| utf8_percent_encode(text, IN_QUERY).to_string();
        let pairs: Vec<String> = pairs
            .chain(position)
            .map(|(name, value)| format!("{}={}", written(name), written(value)))
            .collect();
        format!("{path}?{}", pairs.join("&"))
    }
}
