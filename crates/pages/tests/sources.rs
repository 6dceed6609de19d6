//! The lock file: its text, what a run without the network keeps of it, and what it says on operations.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use serde_json::json;
use specwright_pages::extract::{Fragment, extract};
use specwright_pages::page::{Evidence, Page};
use specwright_pages::sources::{Fetched, Source, Sources, annotate, digest};

#[test]
fn the_text_is_stable_and_sorted() {
    let text = fetched().to_toml();
    assert_eq!(
        text,
        "# Where each operation of openapi.yaml comes from.\n\
         # A lock file: made by `regen`, not to be edited. A fetch asks by digest and etag for what is new.\n\
         \n\
         docs = \"https://docs.example.com/\"\n\
         \n\
         [[operation]]\n\
         method = \"get\"\n\
         path = \"/a\"\n\
         page = \"api/a.md\"\n\
         digest = \"sha256:8ff1ca05432315c283c07a45ad69ee08bd16dcf0d9ac9cb66229cb95d4235350\"\n\
         etag = 'W/\"1\"'\n\
         last-modified = \"Wed, 03 Jun 2026 10:00:00 GMT\"\n\
         fetched = \"2026-06-04\"\n\
         evidence = \"published\"\n\
         \n\
         [[operation]]\n\
         method = \"get\"\n\
         path = \"/b\"\n\
         page = \"api/b.md\"\n\
         digest = \"sha256:9cefac02546a6cc04b76e33045f9684c9d900bfe66028b30e8b138ac78eec86b\"\n\
         evidence = \"reconstructed\"\n"
    );
    assert_eq!(Sources::parse(&text, "sources.toml").unwrap(), fetched());
}

#[test]
fn what_the_server_said_is_kept_while_the_page_is_the_same() {
    let pages = pages();
    let again = Sources::refresh(&fetched(), &fragments(&pages), &pages);
    assert_eq!(again, fetched());
}

#[test]
fn what_the_server_said_is_dropped_with_the_page_it_was_said_of() {
    let mut pages = pages();
    pages[1].bytes.push(b'\n');
    let changed = Sources::refresh(&fetched(), &fragments(&pages), &pages);
    let source = changed.find("get", "/a").unwrap();
    assert_eq!(
        (&source.etag, &source.last_modified, &source.fetched),
        (&None, &None, &None)
    );
    assert_eq!(source.digest, digest(&pages[1].bytes));
}

#[test]
fn evidence_is_taken_from_the_page_each_time() {
    let mut pages = pages();
    pages[0].bytes.drain(.."<!-- reconstructed -->\n".len());
    let changed = Sources::refresh(&fetched(), &fragments(&pages), &pages);
    assert_eq!(
        changed.find("get", "/b").unwrap().evidence,
        Evidence::Published
    );
}

#[test]
fn operations_that_went_are_forgotten() {
    let pages = &pages()[..1];
    let left = Sources::refresh(&fetched(), &fragments(pages), pages);
    assert!(left.find("get", "/a").is_none());
    assert!(left.find("get", "/b").is_some());
}

#[test]
fn digests_are_of_the_bytes() {
    assert_eq!(
        digest(b"abc"),
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

#[test]
fn operations_say_where_they_came_from() {
    let mut document = json!({ "paths": { "/a": { "parameters": [], "get": { "summary": "x" } }, "/b": { "get": {} } } });
    annotate(&mut document, &fetched()).unwrap();
    let expected = json!({
        "paths": {
            "/a": {
                "parameters": [],
                "get": { "summary": "x", "x-specwright-page": "https://docs.example.com/api/a", "x-specwright-evidence": "published" },
            },
            "/b": { "get": { "x-specwright-page": "https://docs.example.com/api/b", "x-specwright-evidence": "reconstructed" } },
        }
    });
    assert_eq!(document, expected);
    annotate(&mut document, &fetched()).unwrap();
    assert_eq!(document, expected, "a second time");
}

#[test]
fn an_operation_without_a_page_is_an_error() {
    let mut document = json!({ "paths": { "/c": { "get": {} } } });
    assert_eq!(
        annotate(&mut document, &fetched()).unwrap_err().to_string(),
        "GET /c is on no page; an overlay corrects what pages say, take out what adds it"
    );
}

#[test]
fn lock_files_that_are_refused() {
    refused(
        "docs = ",
        1,
        "string values must be quoted, expected literal string",
    );
    refused(
        "docs = 1\n",
        1,
        "invalid type: integer `1`, expected a string",
    );
    refused("# x\n", 1, "missing field `docs`");
    refused(
        "docs = \"x\"\n\nmore = 1\n",
        3,
        "unknown field `more`, expected one of `docs`, `overlay`, `operation`",
    );
    refused(
        "docs = \"x\"\n[[operation]]\nmethod = \"get\"\n",
        2,
        "missing field `path`",
    );
    let operation = "[[operation]]\nmethod = \"get\"\npath = \"/a\"\npage = \"a.md\"\ndigest = \"sha256:0\"\nevidence = ";
    refused(
        &format!("docs = \"x\"\n{operation}\"rumour\"\n"),
        7,
        "unknown variant `rumour`, expected `published` or `reconstructed`",
    );
    refused(
        &format!("docs = \"x\"\n{operation}\"published\"\n{operation}\"published\"\n"),
        1,
        "GET /a is there twice",
    );
}

#[track_caller]
fn refused(text: &str, line: usize, message: &str) {
    let error = Sources::parse(text, "sources.toml").unwrap_err();
    let advice = "this file is made by `regen`, delete it and run that";
    assert_eq!(
        error.to_string(),
        format!("sources.toml:{line}: {message}; {advice}")
    );
}

#[test]
fn what_another_site_said_is_dropped() {
    let sources = fetched();
    assert_eq!(sources.clone().at("https://docs.example.com/"), sources);
    let moved = sources.clone().at("https://elsewhere.example.com/");
    assert_eq!(moved.docs, "https://elsewhere.example.com/");
    for (moved, before) in moved.operations.iter().zip(&sources.operations) {
        let expected = Source {
            etag: None,
            last_modified: None,
            ..before.clone()
        };
        assert_eq!(*moved, expected);
    }
}

/// A lock file of two operations, one of which was fetched.
fn fetched() -> Sources {
    let pages = pages();
    let mut sources = Sources::refresh(
        &Sources::new("https://docs.example.com/"),
        &fragments(&pages),
        &pages,
    );
    let said = Fetched {
        etag: Some("W/\"1\"".to_owned()),
        last_modified: Some("Wed, 03 Jun 2026 10:00:00 GMT".to_owned()),
        date: "2026-06-04".to_owned(),
    };
    sources.record("api/a.md", &said);
    sources
}

fn pages() -> Vec<Page> {
    let page = |path: &str| {
        format!("````yaml get {path}\nopenapi: 3.0.1\npaths:\n  {path}:\n    get: {{}}\n````\n")
    };
    vec![
        Page::new(
            "api/b.md",
            format!("<!-- reconstructed -->\n{}", page("/b")),
        ),
        Page::new("api/a.md", page("/a")),
    ]
}

fn fragments(pages: &[Page]) -> Vec<Fragment> {
    pages
        .iter()
        .flat_map(|page| extract(page).unwrap().fragments)
        .collect()
}
