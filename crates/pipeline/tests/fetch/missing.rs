//! Operations that are held and did not come, where it may well be that they are there all the same.

use specwright_pipeline::fetch::{Docs, fetch};

use crate::setup::{Store, fetched, hurried, pages, refused};
use crate::site::{Reply, Site, index};
use crate::tree::page;

const OLD: &str = "# Old\n\n````yaml get /things/1\npaths:\n  path: /things/1\n  method: get\n  request: {}\n````\n";

/// What may come in place of a page, and what is said of it.
fn instead(text: &str) -> [(String, &'static str); 8] {
    let (prose, _) = text.split_once("````").unwrap();
    [
        (String::new(), "an empty file"),
        ("\n \n".to_owned(), "an empty file"),
        ("{\"error\": \"busy\"}".to_owned(), "JSON"),
        (
            "Service temporarily unavailable".to_owned(),
            "plain text without a heading",
        ),
        (prose.to_owned(), "ends its `## OpenAPI` without a fence"),
        (prose[..15].to_owned(), "a page without a fence"),
        (
            text.replace("````", "~~"),
            "ends its `## OpenAPI` without a fence",
        ),
        (OLD.to_owned(), "line 3: a block in the old format"),
    ]
}

const MISSED: &str = "1 page that the docs still name did not bring the operation that is held, and no other page did";

#[tokio::test]
async fn a_page_that_comes_without_its_fragment() {
    let all = pages(3);
    let (path, text) = &all[1];
    // Whether the lock file knows the page or not.
    let mut touched = Store::of(&all, None, None);
    touched.write(path, format!("{text}\n").as_bytes());
    for store in [Store::of(&all, None, None), touched] {
        let site = Site::of(&all).await;
        let place = format!("\nllms.txt:6: {}{path}: ", site.address());
        for (text, said) in instead(text) {
            site.answer(path, Reply::page(text));
            let way_out = "run this again with `--gone GET:/things/1`";
            refused(&site, &store, &[MISSED, way_out, &place, said]).await;
        }
    }
}

#[tokio::test]
async fn the_same_in_a_folder() {
    let all = pages(3);
    let store = Store::of(&all, None, None);
    for has_index in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let file = folder.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        };
        for (path, text) in &all {
            write(path, text);
        }
        if has_index {
            let links: Vec<&str> = all.iter().map(|(path, _)| &**path).collect();
            write("llms.txt", &index(&links));
        }
        let docs = Docs::Folder(folder.path().to_owned());
        fetch(&docs, &store.held(), "example", &hurried())
            .await
            .unwrap();
        for (text, said) in instead(&all[1].1) {
            write(&all[1].0, &text);
            let error = fetch(&docs, &store.held(), "example", &hurried())
                .await
                .unwrap_err();
            let error = format!("{error:#}");
            let place = if has_index { "llms.txt:6: " } else { "" };
            let named = format!("\n{place}things/1.md: ");
            for words in [MISSED, &named, said] {
                assert!(error.contains(words), "{words:?} is not in\n{error}");
            }
        }
    }
}

#[tokio::test]
async fn fences_that_are_gone_from_many_pages() {
    let all = pages(30);
    let site = Site::of(&all).await;
    for (path, _) in &all[..14] {
        site.answer(path, Reply::page("# A thing\n"));
    }
    let said = ["14 pages that the docs still name", "\nand 6 more"];
    refused(&site, &Store::of(&all, None, None), &said).await;
}

#[tokio::test]
async fn an_operation_that_came_on_another_page_is_not_missed() {
    let all = pages(3);
    let site = Site::of(&all).await;
    site.answer(&all[1].0, Reply::page("# This has moved\n"));
    let renamed = page("get", "/things/{id}", "A thing", "the thing");
    let mut held = all.clone();
    held[1].1 = renamed.replace("{id}", "{thing}");
    site.answer("elsewhere.md", Reply::page(renamed));
    let links = [
        "/things/0.md",
        "/things/1.md",
        "/things/2.md",
        "/elsewhere.md",
    ];
    site.index(&links);
    let fetch = fetched(&site, &Store::of(&held, None, None)).await.unwrap();
    assert_eq!(fetch.counts.without_fragment, 1);
}

#[tokio::test]
async fn an_operation_whose_page_is_not_listed_any_more_is_gone() {
    let all = pages(3);
    let site = Site::of(&all[..2]).await;
    let fetch = fetched(&site, &Store::of(&all, None, None)).await.unwrap();
    assert_eq!(fetch.same.len(), 2);
}

#[tokio::test]
async fn a_link_that_is_passed_over_and_means_a_page_that_is_held() {
    let all = pages(3);
    let store = Store::of(&all, None, None);
    let site = Site::of(&all).await;
    let local = site.address().replace("127.0.0.1", "localhost");
    for (link, because) in [
        (
            "https://elsewhere.example.com/things/1.md".to_owned(),
            "it leads to another site",
        ),
        (format!("{local}things/1.md"), "it leads to another site"),
        ("/things/1".to_owned(), "it is not a page in raw form (.md)"),
    ] {
        site.index(&["/things/0.md", &*link, "/things/2.md"]);
        let place = format!("\nllms.txt:6: {link}: the link is passed over: {because}");
        refused(&site, &store, &[MISSED, &place]).await;

        site.index(&["/things/0.md", &*link, "/things/1.md", "/things/2.md"]);
        fetched(&site, &store).await.unwrap();
    }
    let text = index(&["/things/0.md", "/things/2.md"]);
    let text = format!("{text}\nSee [the other](/things/1.md) as well.\n");
    site.answer("llms.txt", Reply::page(text));
    let said = "\nllms.txt:8: /things/1.md: the link is passed over: it stands in the text";
    refused(&site, &store, &[MISSED, said]).await;
}

#[tokio::test]
async fn a_page_that_the_site_leads_away_from() {
    let all = pages(3);
    let store = Store::of(&all, None, None);
    let site = Site::of(&all).await;
    site.answer(&all[1].0, Reply::redirect("/moved.md"));
    let to = format!("{}moved.md", site.address());

    site.answer("moved.md", Reply::page(&*all[1].1));
    let fetch = fetched(&site, &store).await.unwrap();
    assert!(fetch.is_held(&store.pages));
    let note = format!(
        "llms.txt:6: {}{} leads to {to}, and what is there is taken",
        site.address(),
        all[1].0
    );
    assert_eq!(fetch.notes, [note]);

    site.answer("moved.md", Reply::page("# Log in\n\nPlease log in.\n"));
    let said = format!("a page without a fence, from {to}");
    refused(&site, &store, &[MISSED, &said]).await;

    let other = page("get", "/others", "Others", "the other");
    site.answer("moved.md", Reply::page(other));
    let said = format!("the page of another operation, from {to}");
    refused(&site, &store, &[MISSED, &said]).await;
}

/// A fetch lets all that we made up go, whatever stands at its address.
#[tokio::test]
async fn a_page_that_we_made_up_is_not_missed_where_the_docs_have_another() {
    let all = pages(3);
    let (path, text) = &all[1];
    let mut store = Store::of(&all, None, None);
    store.write(path, format!("<!-- reconstructed -->\n{text}").as_bytes());
    let site = Site::of(&all).await;
    site.answer(path, Reply::page("# A guide\n\nWithout a fragment.\n"));
    let fetch = fetched(&site, &store).await.unwrap();
    assert_eq!(fetch.counts.without_fragment, 1);

    // What is no page is a fault all the same.
    site.answer(path, Reply::page(""));
    refused(&site, &store, &[MISSED, "an empty file"]).await;
}

#[tokio::test]
async fn what_somebody_says_is_gone_is_not_missed() {
    let all = pages(3);
    let mut store = Store::of(&all, None, None);
    let site = Site::of(&all).await;
    site.answer(&all[1].0, Reply::page("# No fence\n"));
    store.gone = vec!["get:/things/2".parse().unwrap()];
    refused(&site, &store, &[MISSED]).await;
    store.gone = vec!["GET:/things/1".parse().unwrap()];
    let fetch = fetched(&site, &store).await.unwrap();
    assert_eq!(fetch.same.len(), 2);

    // Of nine, four are not half; of seven they are.
    let store = |gone: &[usize]| {
        let mut store = Store::of(&pages(9), None, None);
        let gone = gone.iter().map(|it| format!("GET:/things/{it}"));
        store.gone = gone.map(|it| it.parse().unwrap()).collect();
        store
    };
    let site = Site::of(&pages(4)).await;
    refused(&site, &store(&[]), &["fewer than half of the 9"]).await;
    fetched(&site, &store(&[7, 8])).await.unwrap();
}
