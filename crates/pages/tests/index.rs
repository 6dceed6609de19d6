//! What is read from the index of a docs site.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use specwright_pages::index::{Index, Link};

const BASE: Option<&str> = Some("https://docs.example.com/llms.txt");

#[test]
fn an_index_as_docs_sites_write_it() {
    let index = Index::parse(include_str!("index/site.txt"), BASE).unwrap();
    assert_eq!(index.title, "Example");
    assert_eq!(
        listed(&index.pages),
        "9 Docs: List things (2) <https://docs.example.com/api-reference/things/list-things.md>: Lists them: all of them.\n\
         10 Docs: Get a thing <https://docs.example.com/api-reference/things/get-a-thing.md>\n\
         14 Docs: Deep <https://docs.example.com/deep.md>\n\
         22 Optional: Community [chat] <https://chat.example.net/a_(b)>\n"
    );
    assert_eq!(
        listed(&index.specs),
        "18 OpenAPI Specs: openapi <https://docs.example.com/openapi.json>\n"
    );
    assert_eq!(index.cut, None);
}

#[test]
fn an_index_as_people_write_it() {
    let index = Index::parse(
        include_str!("index/hand.txt"),
        Some("https://example.com/docs/llms.txt?x=1"),
    )
    .unwrap();
    assert_eq!(index.title, "By hand");
    assert_eq!(
        listed(&index.pages),
        "5 : One <https://example.com/docs/one.md>: the first\n\
         6 : Two <https://example.com/two.md>: the second\n\
         7 : Three <https://other.example.com/three.md>\n\
         8 : Four <https://example.com/docs/four.md>\n\
         13 Guides: Five <HTTPS://example.com/five.md>: with a dash\n"
    );
}

#[test]
fn links_stay_as_written_without_a_base() {
    let index = Index::parse("# T\n- [a](/a.md)\n- [b](b.md)\n- [again](/a.md)\n", None).unwrap();
    let urls: Vec<_> = index.pages.iter().map(|link| link.url.as_str()).collect();
    assert_eq!(urls, ["/a.md", "b.md"]);
}

#[test]
fn an_address_that_is_there_twice_is_listed_once() {
    let text = "# T\n## Docs\n- [a](/a.md)\n## Optional\n- [b](https://docs.example.com/a.md)\n";
    let index = Index::parse(text, BASE).unwrap();
    assert_eq!(
        listed(&index.pages),
        "3 Docs: a <https://docs.example.com/a.md>\n"
    );
}

#[test]
fn a_cut_index_is_known_by_its_size() {
    let entry = "- [name](https://docs.example.com/page.md): a description\n";
    let whole = format!("# T\n{}", entry.repeat(99_000 / entry.len()));
    assert_eq!(Index::parse(&whole, BASE).unwrap().cut, None);
    let cut = format!("{whole}{}", entry.repeat(20));
    assert_eq!(
        Index::parse(&cut, BASE).unwrap().cut,
        Some(cut.lines().count())
    );
    // Characters count, not bytes.
    let wide = format!("# T\n{}", "é".repeat(60_000));
    assert_eq!(Index::parse(&wide, BASE).unwrap().cut, None);
}

#[test]
fn a_cut_index_is_known_by_its_note() {
    for note in [
        "> Note: 12 pages were omitted to keep this file small.",
        "This index was truncated at 100,000 characters.",
        "- … and 40 more pages",
        "... and 12 more",
        "*(and 1,200 more)*",
        "There are more pages than fit here.",
    ] {
        let text = format!("# T\n\n## Docs\n- [a](/a.md)\n\n{note}\n");
        assert_eq!(Index::parse(&text, BASE).unwrap().cut, Some(6), "{note}");
    }
    for text in [
        "> Find more pages in the guide",
        "See [the guide](/guide) for more pages.",
        "Use it for 12 more endpoints than before, and for nothing more.",
    ] {
        let index = format!("# T\n{text}\n\n## Docs\n- [a](/a.md)\n");
        assert_eq!(Index::parse(&index, BASE).unwrap().cut, None, "{text}");
    }
    let text =
        "# T\n> Pages for people.\n- [a](/a.md): pages that were dropped\n## Truncated pages\n";
    assert_eq!(
        Index::parse(text, BASE).unwrap().cut,
        None,
        "no note, but a link and a heading"
    );
}

#[test]
fn a_cut_index_is_known_by_its_last_entry() {
    let entry = "- [b [c]](https://docs.example.com/b_(c).md)";
    let numbered = "12. [b](</b.md> \"B\")";
    let whole_up_to_here = |at: usize, entry: &str| at == 0 || at == entry.len();
    for entry in [entry, numbered] {
        for at in 0..=entry.len() {
            for end in ["", "\n", "\n\n"] {
                let text = format!("# T\n\n## Docs\n- [a](/a.md)\n{}{end}", &entry[..at]);
                let cut = (!whole_up_to_here(at, entry)).then_some(5);
                assert_eq!(Index::parse(&text, BASE).unwrap().cut, cut, "{text:?}");
            }
        }
    }
    for last in ["##", "- A point", "1)"] {
        let text = format!("# T\n- [a](/a.md)\n{last}\n");
        assert_eq!(Index::parse(&text, BASE).unwrap().cut, Some(3), "{last}");
    }
    for last in [
        "---",
        "* * *\n\nBuilt by hand",
        "**Built** by hand",
        "Version 12",
    ] {
        let text = format!("# T\n- [a](/a.md)\n- A point\n{last}\n");
        assert_eq!(Index::parse(&text, BASE).unwrap().cut, None, "{last}");
    }
}

#[test]
fn lists_of_any_kind() {
    let text = "# T\n1. [a](/a.md)\n 2) [b](/b.md): two\n* [c](/c.md)\n+ [d](/d.md)\n3.[e](/e.md)\n4 [f](/f.md)\n";
    let index = Index::parse(text, None).unwrap();
    let urls: Vec<_> = index.pages.iter().map(|link| link.url.as_str()).collect();
    assert_eq!(urls, ["/a.md", "/b.md", "/c.md", "/d.md", "/e.md"]);
    assert_eq!(index.pages[1].description.as_deref(), Some("two"));
}

#[test]
fn links_in_the_text_list_nothing() {
    let text = "# T\n> See [a [b]](/a.md) and [c](c.md \"C\"), not [d] (/d.md).\n\n| [e](/e.md) | f |\n- [g](/g.md): as [h](/h.md)\n";
    let index = Index::parse(text, BASE).unwrap();
    assert_eq!(
        listed(&index.mentions),
        "2 : a [b] <https://docs.example.com/a.md>\n\
         2 : c <https://docs.example.com/c.md>\n\
         4 : e <https://docs.example.com/e.md>\n"
    );
    assert_eq!(
        listed(&index.pages),
        "5 : g <https://docs.example.com/g.md>: as [h](/h.md)\n"
    );
}

#[test]
fn what_is_no_index_is_refused() {
    let html = "llms.txt:1: HTML where the index was due; look whether the address of the docs site is right";
    let title = "llms.txt:1: no `# Title` line, so this is no index; look whether the address of the docs site is right";
    refused("\n<!DOCTYPE html>\n<html></html>", html);
    refused("\u{feff}<html></html>", html);
    refused("", title);
    refused("Not Found", title);
    refused("{\"error\": 404}", title);
    refused("## Docs\n- [a](/a.md)\n", title);
    refused("#Docs\n", title);
}

#[test]
fn line_ends_and_a_byte_order_mark_make_no_difference() {
    let text = include_str!("index/site.txt");
    let index = Index::parse(text, BASE).unwrap();
    assert_eq!(
        Index::parse(&text.replace('\n', "\r\n"), BASE).unwrap(),
        index
    );
    assert_eq!(
        Index::parse(&format!("\u{feff}{text}"), BASE).unwrap(),
        index
    );
}

fn listed(links: &[Link]) -> String {
    let line = |link: &Link| {
        let Link {
            line, name, url, ..
        } = link;
        let section = link.section.as_deref().unwrap_or_default();
        let description = link
            .description
            .iter()
            .map(|text| format!(": {text}"))
            .collect::<String>();
        format!("{line} {section}: {name} <{url}>{description}\n")
    };
    links.iter().map(line).collect()
}

#[track_caller]
fn refused(text: &str, message: &str) {
    assert_eq!(Index::parse(text, BASE).unwrap_err().to_string(), message);
}
