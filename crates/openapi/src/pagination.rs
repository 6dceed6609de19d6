//! Lists that come in pages: found by rule in the document, or named by the overlay.
//!
//! A `GET` is paged by links if its answer has the link that the settings' `pagination.next` points at. Any operation is paged by
//! number if it takes the number of a page, an integer called as the settings' `pagination.page` says: in the query; or in
//! the body, if the answer has what `pagination.total-pages` points into, or the overlay names the list. Elsewhere such a number may
//! be something to store.
//!
//! The list that is paged is the one list of the answer. Properties whose names begin with `pagination.meta-prefix` are about
//! the answer and not part of it. Where there are several, `x-specwright-paging: { items: /name }` says which.

use serde_json::Value;

use crate::extensions::{ExtensionError, ExtensionErrorKind, Extensions, PAGING};
use crate::operation::Operation;
use crate::parameter::Location;
use crate::pointer::keys;
use crate::schema::{has_type, is_list, path, properties, property, property_at, underlying};
use crate::settings;

/// Whether and how the answers of an operation are pages of a list.
#[derive(Clone, Debug, PartialEq)]
pub enum Paging<'a> {
    /// They are not.
    None,
    /// They say how the next page is found, and not which of several lists is paged: these.
    Ambiguous(Vec<&'a str>),
    /// They are.
    Paged(Pagination<'a>),
}

impl<'a> Paging<'a> {
    /// How they are paged, if they are.
    #[must_use]
    pub fn paged(self) -> Option<Pagination<'a>> {
        match self {
            Self::Paged(pagination) => Some(pagination),
            Self::None | Self::Ambiguous(_) => None,
        }
    }
}

/// How the answers of an operation are pages of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Pagination<'a> {
    /// The schema of the answer. It may be a reference.
    pub answer: &'a Value,
    /// The property of the answer that holds the items.
    pub items: &'a str,
    /// The schema of one item, if the document has one. It may be a reference.
    pub item: Option<&'a Value>,
    /// How the next page is found.
    pub next: Next<'a>,
}

/// How the next page is found.
#[derive(Clone, Debug, PartialEq)]
pub enum Next<'a> {
    /// By the link that the answer has at a JSON pointer.
    Link {
        /// The pointer into the answer.
        pointer: &'a str,
    },
    /// By its number, from 1 on.
    Number {
        /// The parameter, or the property of the body, that takes the number.
        name: &'a str,
        /// Where it is sent.
        place: NumberPlace,
        /// Where the answer has the number of pages, as a JSON pointer, if it has it.
        total_pages: Option<&'a str>,
    },
}

/// Where the number of a page is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberPlace {
    /// In the query.
    Query,
    /// In the JSON body.
    Body,
}

impl<'a> Operation<'a> {
    /// Whether and how the answers of the operation are pages of a list.
    ///
    /// # Errors
    /// When `x-specwright-paging` says what the document does not have.
    pub fn paging(
        &self,
        extensions: &Extensions,
        settings: &'a settings::Pagination,
    ) -> Result<Paging<'a>, ExtensionError> {
        let named = extensions.paging.as_deref();
        let contradicted = |what: &str| {
            let kind = ExtensionErrorKind::Contradicted(what.to_owned());
            Err(ExtensionError::new(self.pointer().join(PAGING), kind))
        };
        let success = self.success();
        let answer = success.and_then(|success| success.json_schema());
        let lists = answer.map_or_else(Vec::new, |answer| self.lists(answer, settings));
        let items = match named {
            Some(name) => match lists.iter().find(|list| **list == name) {
                Some(list) => Some(*list),
                None => {
                    return contradicted(
                        "`items` must point at a list of the answer, as `/results` does",
                    );
                }
            },
            None => lists.first().copied().filter(|_| lists.len() == 1),
        };
        let next = answer.and_then(|answer| {
            let by_link = self.next_link(answer, settings);
            by_link.or_else(|| self.next_number(answer, settings, named.is_some()))
        });
        match (answer, items, next) {
            (Some(answer), Some(items), Some(next)) => Ok(Paging::Paged(Pagination {
                answer,
                items,
                item: property(self.document, answer, items)
                    .and_then(|list| underlying(self.document, list.schema).get("items")),
                next,
            })),
            (_, _, None) if named.is_some() => contradicted(
                "neither a link in the answer nor a page number in the request leads to the next page",
            ),
            (_, None, Some(_)) if lists.len() > 1 => Ok(Paging::Ambiguous(lists)),
            _ => Ok(Paging::None),
        }
    }

    fn next_link(&self, answer: &'a Value, settings: &'a settings::Pagination) -> Option<Next<'a>> {
        let pointer = settings.next.as_deref().filter(|_| self.method == "get")?;
        path(self.document, answer, pointer)?;
        Some(Next::Link { pointer })
    }

    fn next_number(
        &self,
        answer: &'a Value,
        settings: &'a settings::Pagination,
        is_named: bool,
    ) -> Option<Next<'a>> {
        let name = settings.page.as_deref()?;
        let total_pages = settings.total_pages.as_deref();
        let speaks_of_pages = || {
            let first = total_pages.and_then(|pointer| keys(pointer).next())?;
            property(self.document, answer, &first)
        };
        let place = if self.takes_number_in_query(name) {
            NumberPlace::Query
        } else if self.takes_number_in_body(name) && (is_named || speaks_of_pages().is_some()) {
            NumberPlace::Body
        } else {
            return None;
        };
        let is_count = |pointer: &&str| {
            let total = property_at(self.document, answer, pointer);
            total.is_some_and(|total| {
                let total = underlying(self.document, total.schema);
                has_type(total, "integer") || has_type(total, "number")
            })
        };
        Some(Next::Number {
            name,
            place,
            total_pages: total_pages.filter(is_count),
        })
    }

    fn takes_number_in_query(&self, name: &str) -> bool {
        let parameters = self.parameters();
        let mut taken = parameters
            .iter()
            .filter(|parameter| parameter.name == name && parameter.location == Location::Query);
        taken.any(|parameter| {
            let schema = parameter
                .schema
                .map(|schema| underlying(self.document, schema));
            schema.is_some_and(|schema| has_type(schema, "integer"))
        })
    }

    fn takes_number_in_body(&self, name: &str) -> bool {
        let body = self.body().and_then(|body| body.json_schema());
        let number = body.and_then(|body| property(self.document, body, name));
        number.is_some_and(|number| has_type(underlying(self.document, number.schema), "integer"))
    }

    /// The properties of an answer that are lists, without those that are about the answer itself.
    #[must_use]
    pub fn lists(&self, answer: &'a Value, settings: &settings::Pagination) -> Vec<&'a str> {
        let prefix = settings
            .meta_prefix
            .as_deref()
            .filter(|prefix| !prefix.is_empty());
        let is_meta = |name: &str| prefix.is_some_and(|prefix| name.starts_with(prefix));
        let properties = properties(self.document, answer).into_iter();
        properties
            .filter(|property| !is_meta(property.name) && is_list(self.document, property.schema))
            .map(|property| property.name)
            .collect()
    }
}
