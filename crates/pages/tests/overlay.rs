//! What overlays do. Each overlay in `overlay/` is applied to `overlay/document.yaml` and has beside it, as `.txt`, what
//! comes of it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects by failing"
)]

use std::path::{Path, PathBuf};

use serde_json::Value;
use specwright_openapi::document;
use specwright_pages::overlay::{State, apply, attempt};

#[test]
fn overlays_do_what_is_said_beside_them() {
    let mut overlays = files("yaml");
    overlays.retain(|path| !path.ends_with("document.yaml"));
    assert!(overlays.len() > 20, "the overlays are gone");
    let document = read_document();
    let mut wrong = Vec::new();
    for path in overlays {
        let expected = std::fs::read_to_string(path.with_extension("txt"));
        let expected = expected.unwrap_or_else(|error| format!("{error}\n"));
        let name = path.file_name().unwrap().to_str().unwrap();
        let result = applied(&document, &std::fs::read_to_string(&path).unwrap(), name);
        if result != expected {
            wrong.push(format!(
                "--- {name}: expected\n{expected}--- result\n{result}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_expectation_is_without_its_overlay() {
    for path in files("txt") {
        assert!(path.with_extension("yaml").exists(), "{}", path.display());
    }
}

#[test]
fn states_are_told_without_failing() {
    let overlay = std::fs::read_to_string(folder().join("all-stale-ones-at-once.yaml")).unwrap();
    let attempted = attempt(&read_document(), &overlay, "overlay.yaml").unwrap();
    let states: Vec<_> = attempted
        .states
        .into_iter()
        .map(|tried| tried.state)
        .collect();
    assert_eq!(
        states,
        [
            State::MatchesNothing,
            State::NoOp,
            State::Applies,
            State::MatchesNothing
        ]
    );
}

#[test]
fn states_of_what_cannot_be_applied_are_an_error() {
    let overlay = std::fs::read_to_string(folder().join("no-path.yaml")).unwrap();
    let error = attempt(&read_document(), &overlay, "overlay.yaml").unwrap_err();
    assert!(
        error.to_string().starts_with("overlay.yaml:6: actions[0]"),
        "{error}"
    );
}

/// Nothing in an overlay may disturb the order of what it leaves alone.
#[test]
fn the_order_of_keys_stays() {
    let overlay = std::fs::read_to_string(folder().join("remove-keeps-the-order.yaml")).unwrap();
    let overlaid = apply(&read_document(), &overlay, "overlay.yaml").unwrap();
    let thing = &overlaid.document["components"]["schemas"]["Thing"];
    let keys = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(keys(thing), "type description required properties");
    assert_eq!(keys(&thing["properties"]), "name note");
}

/// What was applied, and the lines that are new or gone in the document.
fn applied(document: &Value, overlay: &str, name: &str) -> String {
    let overlaid = match apply(document, overlay, name) {
        Ok(overlaid) => overlaid,
        Err(error) => return format!("{error}\n"),
    };
    let mut text = String::new();
    for action in overlaid.actions {
        let line = action.line.map_or("?".to_owned(), |line| line.to_string());
        text.push_str(&format!(
            "line {line}: {} in {} places\n",
            action.target, action.matched
        ));
    }
    let (before, after) = (
        document::write(document, ""),
        document::write(&overlaid.document, ""),
    );
    let before: Vec<_> = before.lines().collect();
    let after: Vec<_> = after.lines().collect();
    let gone = before
        .iter()
        .filter(|line| !after.contains(line))
        .map(|line| format!("- {line}\n"));
    let new = after
        .iter()
        .filter(|line| !before.contains(line))
        .map(|line| format!("+ {line}\n"));
    text.extend(gone.chain(new));
    text
}

fn read_document() -> Value {
    let text = std::fs::read_to_string(folder().join("document.yaml")).unwrap();
    document::read(&text, "document.yaml").unwrap()
}

fn files(extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    files.sort();
    files
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/overlay")
}
