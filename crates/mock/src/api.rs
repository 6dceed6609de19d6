//! The document, as the mock answers by it: which paths there are, and what each operation takes and gives.

mod read;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use specwright_openapi::extensions::{Extensions, RateLimit};
use specwright_openapi::operation::OperationKey;
use specwright_openapi::parameter::Location;
use specwright_openapi::settings::Settings;

use crate::error_format::ErrorFormat;
use crate::links::Links;
use crate::schema::{Checker, Components};

/// A document that was read.
#[derive(Debug)]
pub(crate) struct Api {
    /// The most specific first.
    paths: Vec<Path>,
    pub(crate) components: Arc<Components>,
    /// For all operations without a limit of their own, taken together.
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) errors: ErrorFormat,
    /// Where answers have links.
    pub(crate) links: Links,
    /// What is known of the vendor.
    pub(crate) settings: Settings,
}

#[derive(Debug)]
struct Path {
    segments: Vec<Segment>,
    /// By method, in upper case.
    routes: BTreeMap<String, Arc<Route>>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    // In this order: what is spelled out goes before what takes anything.
    Literal(String),
    Parameter(String),
}

/// One operation: what it takes and what it gives.
#[derive(Debug)]
pub(crate) struct Route {
    /// The name by which tests know the operation.
    pub(crate) id: String,
    pub(crate) key: OperationKey,
    /// Whether a bearer token is asked for.
    pub(crate) secured: bool,
    /// Those in the path, the query and the headers.
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) success: Success,
    /// Whether and how its answers are pages of a list.
    pub(crate) paged: Option<Paged>,
    pub(crate) extensions: Extensions,
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) location: Location,
    pub(crate) required: bool,
    pub(crate) schema: Value,
    pub(crate) checker: Checker,
}

/// What an operation takes as its body.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) required: bool,
    pub(crate) media_types: Vec<String>,
    pub(crate) schema: Value,
    pub(crate) checker: Checker,
}

/// How an operation answers when all is well.
#[derive(Debug)]
pub(crate) struct Success {
    pub(crate) status: u16,
    /// None where there is no content.
    pub(crate) media_type: Option<String>,
    pub(crate) schema: Value,
    pub(crate) checker: Checker,
    /// Those that conform to the schema.
    pub(crate) examples: Vec<Value>,
}

/// How the answers of an operation are pages of a list.
#[derive(Debug)]
pub(crate) struct Paged {
    /// The property of the answer that holds the items.
    pub(crate) items: String,
    /// The schema of one item.
    pub(crate) item: Value,
    /// The parameter of the query that takes the number of a page, where pages have numbers.
    pub(crate) number: Option<String>,
}

/// What a path and a method lead to.
#[derive(Debug)]
pub(crate) enum Found {
    Route(Arc<Route>, BTreeMap<String, String>),
    /// The path is there and the method is not; these are.
    OtherMethods(Vec<String>),
    Nothing,
}

/// Tells the name of an operation by its method, in upper case, and its path.
pub(crate) type Names = fn(method: &str, path: &str) -> Option<&'static str>;

impl Api {
    /// All operations.
    pub(crate) fn routes(&self) -> impl Iterator<Item = &Arc<Route>> {
        self.paths.iter().flat_map(|path| path.routes.values())
    }

    /// What answers at a path that is already split and decoded.
    pub(crate) fn find(&self, method: &str, path: &[String]) -> Found {
        let mut others = Vec::new();
        for candidate in &self.paths {
            let Some(taken) = candidate.take(path) else {
                continue;
            };
            if let Some(route) = candidate.routes.get(method) {
                return Found::Route(Arc::clone(route), taken);
            }
            others.extend(candidate.routes.keys().cloned());
        }
        others.sort();
        others.dedup();
        if others.is_empty() {
            Found::Nothing
        } else {
            Found::OtherMethods(others)
        }
    }
}

impl Path {
    fn take(&self, path: &[String]) -> Option<BTreeMap<String, String>> {
        if path.len() != self.segments.len() {
            return None;
        }
        let mut taken = BTreeMap::new();
        for (segment, given) in self.segments.iter().zip(path) {
            match segment {
                Segment::Literal(literal) if literal == given => {}
                Segment::Parameter(name) if !given.is_empty() => {
                    taken.insert(name.clone(), given.clone());
                }
                _ => return None,
            }
        }
        Some(taken)
    }
}
