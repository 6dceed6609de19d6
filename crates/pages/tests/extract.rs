//! What is found in pages. Each page in `extract/` has beside it, as `.txt`, what is to be found in it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects by failing"
)]

use std::path::{Path, PathBuf};

use specwright_pages::extract::{Extraction, Fragment, extract};
use specwright_pages::page::{MAX_PAGE_BYTES, Page};

#[test]
fn pages_hold_what_is_said_beside_them() {
    let mut pages = files("md");
    pages.sort();
    assert!(pages.len() > 50, "the pages are gone");
    let mut wrong = Vec::new();
    for path in pages {
        let name = path.file_name().unwrap().to_str().unwrap();
        let expected = expected(&path);
        let found = found(&Page::new(name, std::fs::read(&path).unwrap()));
        if found != expected {
            wrong.push(format!(
                "--- {name}: expected\n{expected}--- found\n{found}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_expectation_is_without_its_page() {
    for path in files("txt") {
        assert!(path.with_extension("md").exists(), "{}", path.display());
    }
}

#[test]
fn the_way_lines_end_makes_no_difference() {
    let page = page("plain.md");
    let text = String::from_utf8(page.bytes.clone()).unwrap();
    for end in ["\r\n", "\r"] {
        let other = Page::new("plain.md", text.replace('\n', end));
        assert_eq!(extract(&other).unwrap(), extract(&page).unwrap(), "{end:?}");
    }
}

#[test]
fn a_byte_order_mark_makes_no_difference() {
    for name in ["plain.md", "reconstructed.md"] {
        let page = page(name);
        let marked = Page::new(name, [b"\xef\xbb\xbf", &page.bytes[..]].concat());
        assert_eq!(extract(&marked).unwrap(), extract(&page).unwrap());
    }
}

#[test]
fn bytes_that_are_no_page_are_refused() {
    refused(
        b"# One\n\ntwo \xff three\n",
        "x.md:3: not UTF-8, so this is no Markdown page; fetch it again",
    );
    refused(
        b"# One\n\n\ntwo \0 three\n",
        "x.md:4: a NUL byte, so this is no Markdown page; fetch it again",
    );
    refused(
        &vec![b'x'; 50_000_000],
        "x.md:1: a page of 50000000 bytes, more than the 4194304 that are read; \
         look at what the site answers for it",
    );
}

#[test]
fn a_page_of_the_largest_size_is_read() {
    let extraction = extract(&Page::new("x.md", vec![b'x'; MAX_PAGE_BYTES])).unwrap();
    assert_eq!(
        extraction.notes[0].to_string(),
        "x.md:1: no fragment on this page"
    );
}

/// What people may rely on in a fragment beyond what the files beside the pages say.
#[test]
fn numbers_dates_and_order_stay_as_written() {
    let body = "openapi: 3.0.1\npaths:\n  /x:\n    get:\n      x-z: 2026-06-03\n      x-a: 1.50\n      \
                x-big: 18446744073709552000\n      x-e: 1e3\n      x-no: no\n      x-octal: 010\n";
    let page = format!("````yaml get /x\n{body}````");
    let Extraction { fragments, .. } = extract(&Page::new("x.md", page)).unwrap();
    let operation = fragments[0].document.pointer("/paths/~1x/get").unwrap();
    let expected = r#"{"x-z":"2026-06-03","x-a":1.5,"x-big":18446744073709552000.0,"x-e":1000.0,"x-no":"no","x-octal":"010"}"#;
    let expected: serde_json::Value = serde_json::from_str(expected).unwrap();
    assert_eq!(operation.to_string(), expected.to_string());
}

#[track_caller]
fn refused(bytes: &[u8], message: &str) {
    let error = extract(&Page::new("x.md", bytes)).unwrap_err();
    assert_eq!(error.to_string(), message);
}

/// A page and what was found in it, one line each.
fn found(page: &Page) -> String {
    match extract(page) {
        Err(error) => format!("error {error}\n"),
        Ok(Extraction { fragments, notes }) => {
            let fragments = fragments.iter().map(described);
            let notes = notes.iter().map(|note| format!("note {note}\n"));
            fragments.chain(notes).collect()
        }
    }
}

fn described(fragment: &Fragment) -> String {
    let Fragment {
        page,
        line,
        method,
        path,
        evidence,
        ..
    } = fragment;
    let source = fragment.source.as_deref().unwrap_or("-");
    let keys: Vec<_> = fragment
        .document
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    let keys = keys.join(" ");
    format!("fragment {page}:{line}: {method} {path}, source {source}, {evidence}, of {keys}\n")
}

fn page(name: &str) -> Page {
    Page::new(name, std::fs::read(folder().join(name)).unwrap())
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
    entries
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/extract")
}
