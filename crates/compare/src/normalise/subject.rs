//! What is compared as one schema: one object of the document, or several that hold together.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use serde_json::{Map, Value};

use super::schema::group;
use crate::source::{Source, address, is_reference};

/// A schema to be compared. Properties that several parts of an `allOf` declare are one schema that stands in several
/// places; two subjects are the same when they stand in the same places.
#[derive(Clone)]
pub(crate) enum Subject<'a> {
    One(&'a Value),
    All(Rc<[Piece<'a>]>),
}

/// One of the objects that hold together.
#[derive(Clone, Copy)]
pub(crate) struct Piece<'a> {
    pub(crate) node: &'a Value,
    pub(crate) keep: Keep<'a>,
    /// Whether null is taken whatever it says, since an alternative beside it says so.
    pub(crate) null: bool,
}

/// Which keywords of an object count.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Keep<'a> {
    Everything,
    /// Those of one group: what merging cannot express stays apart.
    Only(&'a str),
    /// Its own, without what references and lists of schemas lead to.
    Own,
}

impl<'a> Piece<'a> {
    pub(crate) fn whole(node: &'a Value) -> Piece<'a> {
        Piece {
            node,
            keep: Keep::Everything,
            null: false,
        }
    }

    pub(crate) fn only(node: &'a Value, group: &'a str) -> Piece<'a> {
        Piece {
            keep: Keep::Only(group),
            ..Piece::whole(node)
        }
    }

    /// Whether a keyword counts.
    pub(super) fn has(&self, key: &str) -> bool {
        match self.keep {
            Keep::Everything => true,
            Keep::Only(one) => group(key) == one,
            Keep::Own => !matches!(key, "$ref" | "allOf" | "anyOf" | "oneOf"),
        }
    }

    fn value(&self) -> Cow<'a, Value> {
        match (self.keep, self.node) {
            (Keep::Everything, node) => Cow::Borrowed(node),
            (_, Value::Object(map)) => {
                let kept = map.iter().filter(|(key, _)| self.has(key));
                let kept = kept.map(|(key, value)| (key.clone(), value.clone()));
                Cow::Owned(Value::Object(kept.collect::<Map<_, _>>()))
            }
            (_, node) => Cow::Borrowed(node),
        }
    }

    fn identity(&self) -> (usize, Keep<'a>, bool) {
        (address(self.node), self.keep, self.null)
    }
}

impl<'a> Subject<'a> {
    /// Several objects that hold together; bare references by what they lead to, and each once.
    pub(crate) fn all(
        source: &Source<'a>,
        pieces: impl IntoIterator<Item = Piece<'a>>,
    ) -> Subject<'a> {
        let mut kept: Vec<Piece<'a>> = Vec::new();
        let mut first = None;
        for mut piece in pieces {
            first = first.or(Some(piece.node));
            piece.node = source.follow(piece.node);
            if kept
                .iter()
                .all(|known| known.identity() != piece.identity())
            {
                kept.push(piece);
            }
        }
        match (kept.as_slice(), first) {
            ([only], Some(node)) if only.keep == Keep::Everything && !only.null => {
                Subject::One(node)
            }
            _ => Subject::All(kept.into()),
        }
    }

    pub(crate) fn pieces(&self) -> Cow<'_, [Piece<'a>]> {
        match self {
            Subject::One(node) => Cow::Owned(vec![Piece::whole(node)]),
            Subject::All(pieces) => Cow::Borrowed(pieces),
        }
    }

    /// The first of the places where it stands.
    pub(crate) fn node(&self) -> &'a Value {
        match self {
            Subject::One(node) => node,
            Subject::All(pieces) => pieces.first().map_or(&Value::Null, |piece| piece.node),
        }
    }

    /// As it is told: as the document writes it, or as the `allOf` of what holds together.
    pub(crate) fn value(&self) -> Cow<'a, Value> {
        match self {
            Subject::One(node) => Cow::Borrowed(node),
            Subject::All(pieces) => match &**pieces {
                [only] => only.value(),
                pieces => {
                    let parts = pieces.iter().map(|piece| piece.value().into_owned());
                    Cow::Owned(serde_json::json!({"allOf": parts.collect::<Vec<_>>()}))
                }
            },
        }
    }

    /// Whether it is a reference and nothing else.
    pub(crate) fn is_reference(&self) -> bool {
        matches!(self, Subject::One(node) if is_reference(node))
    }
}

impl<'a> From<&'a Value> for Subject<'a> {
    fn from(node: &'a Value) -> Subject<'a> {
        Subject::One(node)
    }
}

impl PartialEq for Subject<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Subject::One(a), Subject::One(b)) => address(a) == address(b),
            (Subject::All(a), Subject::All(b)) => {
                let identities = |pieces: &[Piece<'_>]| -> Vec<_> {
                    pieces.iter().map(|piece| piece.identity().0).collect()
                };
                a.len() == b.len()
                    && identities(a) == identities(b)
                    && (a.iter().zip(b.iter())).all(|(a, b)| (a.keep, a.null) == (b.keep, b.null))
            }
            _ => false,
        }
    }
}

impl Eq for Subject<'_> {}

impl Hash for Subject<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Subject::One(node) => address(node).hash(state),
            Subject::All(pieces) => {
                for piece in pieces.iter() {
                    piece.identity().hash(state);
                }
            }
        }
    }
}
