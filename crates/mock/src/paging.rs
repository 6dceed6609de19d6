//! Pages and the links between them.

use std::ops::Range;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;
use specwright_openapi::settings::Pagination;

use crate::api::{Parameter, Place, Route};
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

/// Which page is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Asked<'a> {
    /// The names of the parameters.
    names: Names<'a>,
    size: usize,
    after: Option<&'a str>,
    before: Option<&'a str>,
    /// Everything else in the query, which the links keep.
    others: Vec<(&'a str, &'a str)>,
}

/// The parameters that say which page is asked for, as far as the operation has them.
#[derive(Clone, Copy, Debug)]
struct Names<'a> {
    size: Option<&'a str>,
    after: Option<&'a str>,
    before: Option<&'a str>,
}

/// Whether an operation's lists come in pages by cursor.
pub(crate) fn is_paged(settings: &Pagination, route: &Route) -> bool {
    let names = [&settings.size, &settings.after];
    names
        .into_iter()
        .any(|name| parameter(route, name.as_deref()).is_some())
}

/// A parameter of the query.
fn parameter<'a>(route: &'a Route, name: Option<&str>) -> Option<&'a Parameter> {
    let mut parameters = route.parameters.iter();
    parameters.find(|parameter| parameter.place == Place::Query && Some(&*parameter.name) == name)
}

impl<'a> Asked<'a> {
    /// A size of zero or less, and one that is too large, is made to fit: the document gives no bounds. None, if the operation
    /// has no pages by cursor.
    pub(crate) fn of(
        settings: &'a Pagination,
        route: &Route,
        query: &'a Query,
        usual: usize,
    ) -> Option<Self> {
        if !is_paged(settings, route) {
            return None;
        }
        let size = parameter(route, settings.size.as_deref());
        let most = size
            .and_then(|parameter| parameter.schema.get("maximum"))
            .and_then(Value::as_u64)
            .and_then(|most| usize::try_from(most).ok())
            .unwrap_or(MOST);
        // What a link needs is sent whether or not the operation says that it takes it.
        let names = Names {
            size: settings.size.as_deref().filter(|_| size.is_some()),
            after: settings.after.as_deref(),
            before: settings.before.as_deref(),
        };
        let given = |name: Option<&str>| query.get(name?);
        let size = match given(names.size) {
            Some(text) if text.starts_with('-') => 1,
            Some(text) => text.parse().unwrap_or(most),
            None => usual,
        };
        let known = [names.size, names.after, names.before];
        let others = query
            .pairs()
            .filter(|(name, _)| !known.contains(&Some(name)))
            .collect();
        Some(Self {
            size: size.clamp(1, most.max(1)),
            after: given(names.after),
            before: given(names.before),
            names,
            others,
        })
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

    /// A link to the page before and one to the page after, if there is something to be found at them.
    pub(crate) fn links(
        &self,
        path: &str,
        page: &Range<usize>,
        len: usize,
        cursor: impl Fn(usize) -> String,
    ) -> Vec<(Relation, String)> {
        let mut links = Vec::new();
        if !page.is_empty() {
            let mut add = |relation, parameter: Option<&str>, row| {
                if let Some(parameter) = parameter {
                    let href = self.href(path, Some((parameter, &cursor(row))));
                    links.push((relation, href));
                }
            };
            if page.start > 0 {
                add(Relation::Previous, self.names.before, page.start);
            }
            if page.end < len {
                add(Relation::Next, self.names.after, page.end - 1);
            }
        }
        links
    }

    /// Where this page is.
    pub(crate) fn itself(&self, path: &str) -> String {
        let after = self.names.after.zip(self.after);
        self.href(path, after.or(self.names.before.zip(self.before)))
    }

    fn href(&self, path: &str, cursor: Option<(&str, &str)>) -> String {
        let size = self.size.to_string();
        let size = self.names.size.map(|name| (name, size.as_str()));
        let pairs = size.into_iter().chain(self.others.iter().copied());
        let written = |text| utf8_percent_encode(text, IN_QUERY).to_string();
        let pairs: Vec<String> = pairs
            .chain(cursor)
            .map(|(name, value)| format!("{}={}", written(name), written(value)))
            .collect();
        format!("{path}?{}", pairs.join("&"))
    }
}
