//! What pages give together. Each file in `merge/` holds pages, one behind another, and has beside it, as `.txt`, what
//! they merge to or why they do not.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects by failing"
)]

use std::path::{Path, PathBuf};

use serde_json::Value;
use specwright_openapi::operation;
use specwright_pages::extract::{Fragment, extract};
use specwright_pages::merge::{Published, merge};
use specwright_pages::page::Page;

#[test]
fn pages_merge_to_what_is_said_beside_them() {
    let cases = files("md");
    assert!(cases.len() > 30, "the cases are gone");
    let mut wrong = Vec::new();
    for path in cases {
        let expected = expected(&path);
        let merged = merged(&fragments(&path));
        if merged != expected {
            let name = path.file_name().unwrap().display();
            wrong.push(format!(
                "--- {name}: expected\n{expected}--- merged\n{merged}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_expectation_is_without_its_pages() {
    for path in files("txt") {
        assert!(path.with_extension("md").exists(), "{}", path.display());
    }
}

/// What a conflict says in its parts is what programs go by.
#[test]
fn a_conflict_names_both_pages_and_the_pointer() {
    let error = merge(&fragments(&folder().join("component-differs.md"))).unwrap_err();
    let [conflict] = &error.conflicts[..] else {
        panic!("{error}");
    };
    assert_eq!(conflict.page, "c.md");
    assert_eq!(conflict.other(), Some("a.md"));
    assert_eq!(
        conflict.pointer,
        "/components/schemas/Thing/properties/id/type"
    );
}

#[test]
fn each_operation_has_its_page() {
    let published = merge(&fragments(&folder().join("three-pages.md")))
        .unwrap()
        .remove(0);
    let operations = published.operations.iter();
    let pages =
        operations.map(|(key, origin)| format!("{} {} {}", key.method, key.path, origin.page));
    assert_eq!(
        pages.collect::<Vec<_>>(),
        [
            "get /things a.md",
            "post /things b.md",
            "get /things/{id} c.md"
        ]
    );
}

fn merged(fragments: &[Fragment]) -> String {
    match merge(fragments) {
        Err(error) => format!("{error}\n"),
        Ok(published) => published.iter().map(described).collect(),
    }
}

fn described(published: &Published) -> String {
    let Published {
        source,
        document,
        operations,
        ..
    } = published;
    let keys = |value: Option<&Value>| match value.and_then(Value::as_object) {
        Some(map) => map.keys().map(String::as_str).collect::<Vec<_>>().join(" "),
        None => String::new(),
    };
    let mut text = format!(
        "source {}: {}\n",
        source.as_deref().unwrap_or("-"),
        keys(Some(document))
    );
    for (key, origin) in operations {
        assert!(
            operation::operations(document)
                .iter()
                .any(|o| o.path == key.path && o.method == key.method)
        );
        text.push_str(&format!(
            "  {} {} of {}\n",
            key.method, key.path, origin.page
        ));
    }
    for (section, components) in document["components"].as_object().unwrap() {
        text.push_str(&format!("  {section}: {}\n", keys(Some(components))));
    }
    if let Some(webhooks) = document.get("webhooks") {
        text.push_str(&format!("  webhooks: {}\n", keys(Some(webhooks))));
    }
    text
}

/// The fragments of all pages in a file; `=== path` begins a page.
fn fragments(path: &Path) -> Vec<Fragment> {
    let text = std::fs::read_to_string(path).unwrap();
    let pages = text.split("=== ").skip(1).map(|page| {
        let (path, text) = page.split_once('\n').unwrap();
        Page::new(path, text)
    });
    pages
        .flat_map(|page| extract(&page).unwrap().fragments)
        .collect()
}

/// What is said beside a case; never nothing, so that a case without it fails.
fn expected(path: &Path) -> String {
    let expected = std::fs::read_to_string(path.with_extension("txt"));
    expected.unwrap_or_else(|error| format!("{error}\n"))
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
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/merge")
}
