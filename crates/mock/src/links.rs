//! The links in an answer: to itself, to the page before and to the page after.

use serde_json::{Value, json};
use specwright_openapi::schema::is_nullable;
use specwright_openapi::settings::Pagination;

use crate::pointer;
use crate::schema::Components;

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// What it stands in.
    Itself,
    Previous,
    Next,
}

/// Where links stand. The settings name the place of the link to the next page; the others stand beside it.
#[derive(Debug)]
pub(crate) struct Links(Vec<Place>);

#[derive(Debug)]
struct Place {
    relation: Relation,
    /// Where the link is, with what is around its address.
    link: String,
    /// Where its address is.
    address: String,
}

impl Links {
    pub(crate) fn of(settings: &Pagination) -> Self {
        Self::beside(settings.next.as_deref().unwrap_or_default()).unwrap_or(Self(Vec::new()))
    }

    /// Of `/_links/next/href`, the key `next` tells this link from others; of `/paging/next_url`, a part of `next_url` does.
    fn beside(next: &str) -> Option<Self> {
        let at = next.rfind("next")?;
        let end = next.get(at..)?.find('/').map_or(next.len(), |end| at + end);
        let (link, address) = next.split_at_checked(end)?;
        let (before, after) = (link.get(..at)?, link.get(at + "next".len()..)?);
        let place = |(relation, word)| Place {
            relation,
            link: format!("{before}{word}{after}"),
            address: format!("{before}{word}{after}{address}"),
        };
        let words = [
            (Relation::Itself, "self"),
            (Relation::Previous, "prev"),
            (Relation::Previous, "previous"),
            (Relation::Next, "next"),
        ];
        Some(Self(words.map(place).into()))
    }

    /// Where the address of a link can stand, as JSON pointers.
    pub(crate) fn addresses(&self, relation: Relation) -> impl Iterator<Item = &str> {
        let places = self
            .0
            .iter()
            .filter(move |place| place.relation == relation);
        places.map(|place| place.address.as_str())
    }

    /// Replaces the links in a body by these, as far as the schema names places for them. A place that is left over is null, if
    /// it can be, or is not there.
    pub(crate) fn write(
        &self,
        components: &Components,
        schema: &Value,
        body: &mut Value,
        links: &[(Relation, String)],
    ) {
        for place in &self.0 {
            let Some(link) = components.at(schema, &place.link) else {
                continue;
            };
            let given = links
                .iter()
                .find(|(relation, _)| *relation == place.relation);
            match given {
                Some((_, href)) => {
                    pointer::set(body, &place.address, json!(href));
                }
                None if is_nullable(link) => {
                    pointer::set(body, &place.link, Value::Null);
                }
                None => pointer::remove(body, &place.link),
            }
        }
    }
}
