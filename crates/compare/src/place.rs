//! Where a difference stands, for people and for fingerprints.

use std::rc::Rc;

use serde_json::Value;

use super::normalise::{MediaName, Template};
use super::source::{Segment, Source, address, get};
use super::walk::{Change, How, Site};

/// Names places.
pub(super) struct Places<'s, 'a> {
    old: &'s Source<'a>,
    new: &'s Source<'a>,
}

/// A step of the way to a place.
enum Step {
    /// What it is called, and what it is called where names may change.
    Named(String, String),
    /// What says nothing to people.
    Silent(String),
}

impl<'s, 'a> Places<'s, 'a> {
    pub(super) fn new(old: &'s Source<'a>, new: &'s Source<'a>) -> Places<'s, 'a> {
        Places { old, new }
    }

    /// The place in words.
    pub(super) fn words(&self, change: &Change<'_>, sites: Option<&Rc<Site<'a>>>) -> String {
        let named: Vec<_> = (self.steps(change, sites).into_iter())
            .filter_map(|step| match step {
                Step::Named(words, _) => Some(words),
                Step::Silent(_) => None,
            })
            .collect();
        if named.is_empty() {
            "document".to_owned()
        } else {
            named.join(", ")
        }
    }

    /// The place as long as it is the same place: it does not depend on the order of lists nor on what changes names.
    pub(super) fn location(&self, change: &Change<'_>, sites: Option<&Rc<Site<'a>>>) -> String {
        let mut location = String::new();
        for step in self.steps(change, sites) {
            let (Step::Named(_, key) | Step::Silent(key)) = step;
            location.push_str(&key);
            location.push('/');
        }
        location.push_str(change.field);
        location.push('/');
        location.push_str(change.entry.as_deref().unwrap_or_default());
        location
    }

    /// The way to the object in which the difference stands: in the old document, or to what would hold it there.
    /// The new one's places may move with every change.
    fn steps(&self, change: &Change<'_>, sites: Option<&Rc<Site<'a>>>) -> Vec<Step> {
        if change.field == "operation" {
            return match change.old.value {
                Some(_) => self.describe(self.old, &self.old.path(change.old.at)),
                None => self.describe(self.new, &self.new.path(change.new.at)),
            };
        }
        if let Some(site) = change.site {
            return self.describe(self.old, &self.old.path(site));
        }
        let mut path = self.old.path(change.old.at);
        // The words after the place tell of the last steps: a value's own key, and that of the collection it is in.
        if change.old.value.is_some() && !is_whole(change) {
            path.pop();
        }
        if change.entry.is_some()
            && path
                .last()
                .is_some_and(|(_, segment)| is_key(segment, change.field))
        {
            path.pop();
        }
        // What stands in a component that the new document does not refer to here is told by the reference to it.
        for site in sites.into_iter().flat_map(|sites| sites.all()) {
            let holds = |(parent, _): &(&'a Value, _)| address(parent) == address(site.component);
            if let Some(at) = path.iter().position(holds) {
                path.splice(..at, self.old.path(site.reference));
            }
        }
        self.describe(self.old, &path)
    }

    fn describe(&self, source: &Source<'a>, path: &[(&'a Value, Segment<'a>)]) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut above: Option<&str> = None;
        let mut rest = path;
        while let [(parent, segment), tail @ ..] = rest {
            rest = tail;
            let step = match (*segment, above) {
                (Segment::Key(path), Some("paths")) => match tail {
                    [(_, Segment::Key(method)), after @ ..] if is_method(method) => {
                        rest = after;
                        above = None;
                        let method = method.to_ascii_uppercase();
                        let shape = Template::new(path).shape;
                        steps.push(named(
                            format!("{method} {path}"),
                            format!("{method} {shape}"),
                        ));
                        continue;
                    }
                    _ => named(format!("path {path}"), Template::new(path).shape),
                },
                (Segment::Key(key), Some(above)) if describes_members(above) => member(above, key),
                (Segment::Key(key), _) => keyword(key),
                (Segment::Index(index), above) => {
                    let item = parent.as_array().and_then(|items| items.get(index));
                    item_step(source, above.unwrap_or_default(), index, item, parent)
                }
            };
            above = match (*segment, above) {
                (Segment::Key(_), Some(above)) if describes_members(above) || above == "paths" => {
                    None
                }
                (Segment::Key(key), _) => Some(key),
                (Segment::Index(_), _) => None,
            };
            steps.push(step);
        }
        steps
    }
}

/// Collections whose keys are names.
pub(super) fn describes_members(collection: &str) -> bool {
    matches!(
        collection,
        "properties"
            | "patternProperties"
            | "dependentSchemas"
            | "$defs"
            | "definitions"
            | "responses"
            | "content"
            | "headers"
            | "callbacks"
            | "webhooks"
            | "schemas"
            | "parameters"
            | "requestBodies"
            | "securitySchemes"
            | "examples"
            | "links"
            | "pathItems"
            | "mapping"
            | "scopes"
            | "variables"
            | "encoding"
    )
}

fn member(collection: &str, name: &str) -> Step {
    let what = match collection {
        "properties" => "field",
        "patternProperties" => "fields like",
        "dependentSchemas" => "with field",
        "responses" => "response",
        "content" => {
            let name = MediaName::new(name).to_string();
            return named(name.clone(), name);
        }
        "headers" => return named(format!("header {name}"), name.to_ascii_lowercase()),
        "callbacks" => "callback",
        "webhooks" => "webhook",
        "schemas" | "$defs" | "definitions" => "schema",
        "parameters" => "parameter",
        "requestBodies" => "request body",
        "securitySchemes" => "security scheme",
        "examples" => "example",
        "links" => "link",
        "pathItems" => "path item",
        "encoding" => "encoding of",
        other => other,
    };
    named(format!("{what} {name}"), name.to_owned())
}

fn keyword(key: &str) -> Step {
    let words = match key {
        "requestBody" => "request body",
        "items" => "items",
        "additionalProperties" => "further fields",
        "info" => "document",
        "not"
        | "if"
        | "then"
        | "else"
        | "contains"
        | "propertyNames"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "contentSchema"
        | "flows" => key,
        _ => return Step::Silent(key.to_owned()),
    };
    named(words.to_owned(), key.to_owned())
}

/// An item of a list by what makes it itself.
fn item_step<'a>(
    source: &Source<'a>,
    list: &str,
    index: usize,
    item: Option<&'a Value>,
    siblings: &Value,
) -> Step {
    let text = |item: &'a Value, key: &str| get(item, key).and_then(Value::as_str);
    let component =
        |item: &'a Value| text(item, "$ref").and_then(|reference| reference.rsplit('/').next());
    match (list, item) {
        ("parameters", Some(item)) => {
            let item = source.follow(item);
            let (place, name) = (
                text(item, "in").unwrap_or_default(),
                text(item, "name").unwrap_or_default(),
            );
            let key = match place {
                // Where it stands in the path is told by the path; its name may change.
                "path" => format!("path parameter {index}"),
                "header" => format!("header {}", name.to_ascii_lowercase()),
                _ => format!("{place} {name}"),
            };
            named(format!("{place} parameter {name}"), key)
        }
        ("allOf" | "anyOf" | "oneOf" | "prefixItems", Some(item)) => {
            match component(item).or_else(|| text(item, "title")) {
                Some(name) => named(format!("alternative {name}"), name.to_owned()),
                None if of_one(item, siblings) => Step::Silent(index.to_string()),
                None => named(format!("alternative {}", index + 1), index.to_string()),
            }
        }
        ("tags", Some(item)) => match text(item, "name") {
            Some(name) => named(format!("tag {name}"), name.to_owned()),
            None => Step::Silent(String::new()),
        },
        ("servers", Some(item)) => {
            let url = text(item, "url").unwrap_or_default();
            named(format!("server {url}"), String::new())
        }
        _ => Step::Silent(String::new()),
    }
}

/// Whether the other alternatives only say that there may be none.
fn of_one(item: &Value, siblings: &Value) -> bool {
    let is_null = |other: &Value| get(other, "type").is_some_and(|name| name == "null");
    let others = siblings
        .as_array()
        .into_iter()
        .flatten()
        .filter(|other| address(other) != address(item));
    others.into_iter().all(is_null)
}

fn named(words: String, key: String) -> Step {
    Step::Named(words, key)
}

/// Whether a difference is told by the two schemas as they are, rather than by one of their keywords.
fn is_whole(change: &Change<'_>) -> bool {
    let schema = change
        .old
        .value
        .as_ref()
        .is_some_and(|value| value.is_object());
    change.how == How::Changed && schema && matches!(change.field, "type" | "oneOf")
}

fn is_key(segment: &Segment<'_>, key: &str) -> bool {
    matches!(segment, Segment::Key(known) if *known == key)
}

fn is_method(key: &str) -> bool {
    matches!(
        key,
        "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query"
    )
}
