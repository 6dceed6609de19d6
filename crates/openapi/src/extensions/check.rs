//! Keys that nobody reads, found before they are missed.

use serde_json::Value;

use super::error::{ExtensionError, ExtensionErrorKind, Place};
use super::key::{
    CREDITS, EVIDENCE, MAX_ITEMS, NAME, PAGE, PAGING, RATE_LIMIT, SAFE_TO_REPEAT, THROUGHPUT,
};
use super::value;
use crate::keyword::{Keys, each_keyword};
use crate::operation::METHODS;
use crate::pointer::{Pointer, keys};
use crate::settings::{self, Settings};

/// What is wrong with the keys of a document, in the order of the document: keys that there are none of, keys in places where
/// they are not read, and values of another form. The settings themselves are read by [`Settings::of`].
#[must_use]
pub fn document_problems(document: &Value, settings: &Settings) -> Vec<ExtensionError> {
    problems(document, "", settings, |at, place| match place_of(at) {
        Place::Document | Place::Operation if place == Place::DocumentOrOperation => true,
        here => here == place,
    })
}

/// What stands at a pointer into a document, as far as keys are concerned.
fn place_of(at: &str) -> Place {
    match keys(at).collect::<Vec<_>>().as_slice() {
        [] => Place::Document,
        [paths, _, method] if paths == "paths" && METHODS.contains(&method.as_ref()) => {
            Place::Operation
        }
        _ => Place::Schema,
    }
}

/// What is wrong with the keys that an overlay sets, in the order of its actions. Each action writes whole values, and where they
/// come to stand is seen in the document.
#[must_use]
pub fn overlay_problems(overlay: &Value, settings: &Settings) -> Vec<ExtensionError> {
    let actions = overlay.get("actions").and_then(Value::as_array);
    let actions = actions.into_iter().flatten().enumerate();
    let updates = actions.filter_map(|(index, action)| Some((index, action.get("update")?)));
    let found = updates.flat_map(|(index, update)| {
        let at = format!("/actions/{index}/update");
        problems(update, &at, settings, |_, _| true)
    });
    found.collect()
}

fn problems(
    value: &Value,
    at: &str,
    settings: &Settings,
    is_right: impl Fn(&str, Place) -> bool,
) -> Vec<ExtensionError> {
    let mut problems = Vec::new();
    let mut at = at.to_owned();
    each_keyword(value, Keys::Keywords, &mut at, &mut |at, key, value| {
        if !key.starts_with(settings::KEY) {
            return;
        }
        let pointer = Pointer::trusted(at).join(key);
        let read = match known(key) {
            None => Err(ExtensionError::new(pointer, ExtensionErrorKind::Unknown)),
            Some((place, _)) if !is_right(at, place) => {
                let kind = ExtensionErrorKind::Misplaced(place);
                Err(ExtensionError::new(pointer, kind))
            }
            Some((_, check)) => check(value, &pointer, settings),
        };
        problems.extend(read.err());
    });
    problems
}

type Check = fn(&Value, &Pointer, &Settings) -> Result<(), ExtensionError>;

/// What a key is written on and how its value is checked, if there is such a key.
fn known(key: &str) -> Option<(Place, Check)> {
    let known: (Place, Check) = match key {
        settings::KEY => (Place::Document, |_, _, _| Ok(())),
        NAME => (Place::Schema, |value, at, _| {
            value::text(value, at).map(drop)
        }),
        RATE_LIMIT => (Place::DocumentOrOperation, |value, at, _| {
            value::rate_limit(value, at).map(drop)
        }),
        CREDITS => (Place::Operation, |value, at, settings| {
            value::charges(value, at, &settings.credits).map(drop)
        }),
        MAX_ITEMS => (Place::Operation, |value, at, _| {
            value::max_items(value, at).map(drop)
        }),
        THROUGHPUT => (Place::Operation, |value, at, _| {
            value::throughput(value, at).map(drop)
        }),
        SAFE_TO_REPEAT => (Place::Operation, |value, at, _| {
            value::boolean(value, at).map(drop)
        }),
        PAGING => (Place::Operation, |value, at, _| {
            value::paging(value, at).map(drop)
        }),
        PAGE => (Place::Operation, |value, at, _| {
            value::text(value, at).map(drop)
        }),
        EVIDENCE => (Place::Operation, |value, at, _| {
            value::evidence(value, at).map(drop)
        }),
        _ => return None,
    };
    Some(known)
}
