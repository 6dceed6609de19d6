//! Every example on every page reads as its type, and is written again as it stands on the page.
//!
//! In an answer, a field that may be null and is, is the same as one that is absent; in a request it is not.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use specwright_pages::extract::extract;
use specwright_pages::page::Page;
use support::bodies::round_trip;
use support::document::without_nulls;

#[test]
fn each_example_reads_and_is_written_again() {
    let mut tried = 0;
    for fragment in pages()
        .iter()
        .flat_map(|page| extract(page).unwrap().fragments)
    {
        let held = |operation: &&&amplemarket::Operation| {
            operation.method.eq_ignore_ascii_case(fragment.method)
                && operation.path == fragment.path
        };
        let operation = amplemarket::operations::ALL
            .iter()
            .find(held)
            .unwrap_or_else(|| panic!("{}: no such operation", fragment.page));
        for (place, name, example) in
            examples(&fragment.document["paths"][&fragment.path][&fragment.method])
        {
            let about = format!("{}: the example «{name}» of {place}", fragment.page);
            let again = round_trip(operation.id, &place, &example)
                .unwrap_or_else(|| panic!("{about} has no type"));
            if place == "request" {
                assert_eq!(again, Ok(example), "{about}");
            } else {
                assert_eq!(
                    again.as_ref().map(without_nulls),
                    Ok(without_nulls(&example)),
                    "{about}"
                );
            }
            tried += 1;
        }
    }
    assert!(tried >= 30, "only {tried} examples found");
}

/// The examples of an operation: where each stands, its name, and the value.
fn examples(operation: &Value) -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    let answers = operation["responses"].as_object().into_iter().flatten();
    let holders = answers
        .map(|(status, answer)| (status.as_str(), answer))
        .chain([("request", &operation["requestBody"])]);
    for (place, holder) in holders {
        let media = &holder["content"]["application/json"];
        for (name, example) in media["examples"].as_object().into_iter().flatten() {
            found.push((place.to_owned(), name.clone(), example["value"].clone()));
        }
        if let Some(example) = media.get("example") {
            found.push((place.to_owned(), "example".to_owned(), example.clone()));
        }
    }
    found
}

fn pages() -> Vec<Page> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("spec/pages");
    let mut pages = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(&root)
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/");
                pages.push(Page::new(name, fs::read(&path).unwrap()));
            }
        }
    }
    pages
}
