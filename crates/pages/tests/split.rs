//! Pages as the docs site writes them.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::path::Path;

use serde_json::{Value, json};
use specwright_openapi::document::read;
use specwright_pages::extract::extract;
use specwright_pages::merge::merge;
use specwright_pages::page::Page;
use specwright_pages::split::{SplitOptions, split};

/// The one test that does not take our word for it: the page is the vendor's own.
#[test]
fn a_real_page_comes_out_of_its_own_fragment() {
    const PAGE: &str = "api-reference/email-validation/cancel-batch-of-email-validations.md";
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/pages");
    let page = Page::new(PAGE, std::fs::read(folder.join(PAGE)).unwrap());
    let fragments = extract(&page).unwrap().fragments;
    let options = SplitOptions {
        docs: Some("https://docs.amplemarket.com/".to_owned()),
        source: None,
    };
    let pages = [page];
    assert_eq!(split(&fragments[0].document, &options), pages);
    // Nor does it make a difference to go by way of the published document.
    let published = merge(&fragments).unwrap().remove(0);
    assert_eq!(split(&published.document, &options), pages);
}

#[test]
fn a_page_has_what_its_operation_needs_and_no_more() {
    let pages = split(&document(), &SplitOptions::default());
    let paths: Vec<_> = pages.iter().map(|page| page.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "api-reference/things/list-things.md",
            "api-reference/things/list-things-1.md",
            "api-reference/post-things.md"
        ]
    );
    assert_eq!(
        text(&pages[0]),
        include_str!("split/list-things.md").trim_end()
    );
    assert_eq!(
        text(&pages[2]),
        include_str!("split/post-things.md").trim_end()
    );
}

#[test]
fn the_info_string_names_the_spec_if_asked_to() {
    let options = SplitOptions {
        docs: None,
        source: Some("/openapi.json".to_owned()),
    };
    let page = split(&document(), &options).remove(0);
    assert!(text(&page).contains("\n````yaml /openapi.json get /things\n"));
    assert_eq!(
        extract(&page).unwrap().fragments[0].source.as_deref(),
        Some("/openapi.json")
    );
}

#[test]
fn the_fence_is_longer_than_any_inside() {
    let mut document = document();
    document["info"]["description"] = json!("`````md\ncode\n`````");
    let page = split(&document, &SplitOptions::default()).remove(0);
    assert!(text(&page).contains("\n``````yaml get /things\n"));
    assert_eq!(
        extract(&page).unwrap().fragments[0].document["info"],
        document["info"]
    );
}

fn document() -> Value {
    read(include_str!("split/document.yaml"), "document.yaml").unwrap()
}

fn text(page: &Page) -> &str {
    str::from_utf8(&page.bytes).unwrap()
}
