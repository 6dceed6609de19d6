//! What has to hold for any document, any page, any text.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

#[path = "laws/strategies.rs"]
mod strategies;

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};
use specwright_openapi::document;
use specwright_openapi::operation::operations;
use specwright_openapi::pointer::Pointer;
use specwright_pages::extract::{Fragment, extract};
use specwright_pages::index::Index;
use specwright_pages::merge::{Merger, merge};
use specwright_pages::overlay;
use specwright_pages::page::Page;
use specwright_pages::sources::Sources;
use specwright_pages::split::{SplitOptions, split};
use strategies::{any_api, any_json, any_markdown};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: ProptestConfig::default().cases / 4, ..ProptestConfig::default() })]

    /// Cutting loses nothing but what no operation refers to.
    #[test]
    fn cut_pages_merge_to_the_document(api in any_api()) {
        let fragments = fragments(&split(&api.document, &options()));
        let published = merge(&fragments).unwrap().remove(0);
        prop_assert_eq!(published.document, api.reachable);
        prop_assert_eq!(published.operations.len(), operations(&api.document).len());
    }

    /// Merging forgets nothing that cutting needs, and cutting adds nothing: the pages come out the same.
    #[test]
    fn merged_pages_cut_to_the_same_pages(api in any_api()) {
        // In canonical order, since merging writes path-level keys first.
        let pages = split(&document::canonical(&api.document), &options());
        let published = merge(&fragments(&pages)).unwrap().remove(0);
        prop_assert_eq!(texts(&split(&published.document, &options())), texts(&pages));
    }

    #[test]
    fn the_order_of_pages_does_not_matter(
        (api, shuffled) in any_api().prop_flat_map(|api| {
            let fragments = fragments(&split(&api.document, &options()));
            (Just(api), Just(fragments).prop_shuffle())
        })
    ) {
        let published = merge(&shuffled).unwrap();
        let expected = merge(&fragments(&split(&api.document, &options()))).unwrap();
        // As text, since the order of keys counts too.
        let text = |document: &Value| document::write(document, "");
        prop_assert_eq!(text(&published[0].document), text(&expected[0].document));
        prop_assert_eq!(published, expected);
    }

    /// Whoever takes fragments as they come has the same document, with the same on the same pages.
    #[test]
    fn fragments_that_come_one_by_one_merge_as_all_at_once(
        (api, shuffled) in any_api().prop_flat_map(|api| {
            let fragments = fragments(&split(&api.document, &options()));
            (Just(api), Just(fragments).prop_shuffle())
        })
    ) {
        let mut merger = Merger::default();
        shuffled.iter().for_each(|fragment| merger.add(fragment));
        let published = merger.finish().unwrap().remove(0);
        prop_assert_eq!(&published.document, &api.reachable);
        for (section, components) in api.reachable["components"].as_object().into_iter().flatten() {
            for name in components.as_object().into_iter().flatten().map(|(name, _)| name) {
                let at = Pointer::of(&["components", section, name]);
                let origins: BTreeSet<&str> = published.origins(at.as_str()).map(|origin| origin.page.as_str()).collect();
                let holders = shuffled.iter().filter(|fragment| at.get(&fragment.document).is_some());
                prop_assert_eq!(origins, holders.map(|fragment| fragment.page.as_str()).collect());
            }
        }
        prop_assert_eq!(published.origins("/info/title").count(), shuffled.len());
    }

    #[test]
    fn conflicts_do_not_depend_on_the_order_of_pages(
        (mut fragments, at, order) in any_api().prop_flat_map(|api| {
            let fragments = fragments(&split(&api.document, &options()));
            let count = fragments.len();
            (Just(fragments), 0..count, Just((0..count).collect::<Vec<_>>()).prop_shuffle())
        })
    ) {
        fragments[at].document["info"]["version"] = json!("another");
        let shuffled: Vec<_> = order.into_iter().map(|index| fragments[index].clone()).collect();
        let conflicts = merge(&fragments);
        prop_assert_eq!(conflicts.is_err(), fragments.len() > 1);
        prop_assert_eq!(merge(&shuffled), conflicts);
    }

    #[test]
    fn what_is_written_is_read_back(value in any_json()) {
        let document = json!({ "openapi": "3.0.1", "x-value": value });
        let text = document::write(&document, "Made by a test.\n\nIn two lines.");
        let read = document::read(&text, "x.yaml").unwrap();
        prop_assert_eq!(&read, &document);
        prop_assert_eq!(read.to_string(), document.to_string(), "the order of keys");
        prop_assert_eq!(document::write(&read, "Made by a test.\n\nIn two lines."), text);
        let json = document::read(&document.to_string(), "x.json").unwrap();
        prop_assert_eq!(json, document);
    }

    #[test]
    fn lock_files_are_read_back(api in any_api(), etag in "[ -~\n]{0,12}") {
        let pages = split(&api.document, &options());
        let mut sources = Sources::refresh(&Sources::new("https://example.com/\"x\""), &fragments(&pages), &pages);
        sources.operations[0].etag = Some(etag);
        prop_assert_eq!(Sources::parse(&sources.to_toml(), "x.toml").unwrap(), sources);
    }

    #[test]
    fn nothing_that_a_page_holds_is_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = extract(&Page::new("x.md", bytes));
    }

    #[test]
    fn nothing_that_looks_like_a_page_is_a_panic(text in any_markdown()) {
        if let Ok(extraction) = extract(&Page::new("x.md", text.clone())) {
            let _ = merge(&extraction.fragments);
        }
        let _ = Index::parse(&text, Some("https://example.com/docs/llms.txt"));
        let _ = document::read(&text, "x.yaml");
        let _ = overlay::apply(&json!({}), &text, "x.yaml");
        let _ = Sources::parse(&text, "x.toml");
    }
}

fn fragments(pages: &[Page]) -> Vec<Fragment> {
    pages
        .iter()
        .flat_map(|page| extract(page).unwrap().fragments)
        .collect()
}

/// The texts of pages, in no particular order.
fn texts(pages: &[Page]) -> BTreeSet<String> {
    pages
        .iter()
        .map(|page| String::from_utf8(page.bytes.clone()).unwrap())
        .collect()
}

fn options() -> SplitOptions {
    SplitOptions {
        docs: Some("https://docs.example.com/".to_owned()),
        source: None,
    }
}
