//! Several pages at a time, but not too many; and one fetch at a time.

use std::collections::BTreeSet;

use specwright_pipeline::exit::Exit;

use crate::setup::{Store, fetched, pages};
use crate::site::{Reply, Site};
use crate::tree::{Tree, page, published};

#[tokio::test]
async fn never_more_than_eight_pages() {
    let all = pages(60);
    let site = Site::of(&all).await;
    for (number, (path, text)) in all.iter().enumerate() {
        // The first ones are all under way before any of them is done.
        let delay = if number < 8 {
            100
        } else {
            number as u64 * 7 % 11
        };
        site.answer(path, [Reply::page(text.as_str()).after(delay)]);
    }
    let fetch = fetched(&site, &Store::empty()).await.unwrap();
    assert_eq!(site.most_at_once(), 8);
    assert_eq!(fetch.counts.fetched, 60);
    assert_eq!(site.requests().len(), 61);
    let paths = fetch.news.pages.iter().map(|page| page.path.as_str());
    assert!(paths.is_sorted(), "in whatever order they came");
    let fragments = &fetch.news.fragments;
    assert!(fragments.is_sorted_by_key(|fragment| fragment.page.as_str()));
}

#[tokio::test]
async fn only_what_the_index_lists_is_asked_for() {
    let all = pages(5);
    let site = Site::of(&all).await;
    let index = "# Small API\n\n## Docs\n\n- [1](/things/1.md)\n- [3](things/3.md): x\n- [1](/things/1.md#again)\n\n\
                 ## Optional\n\n- [Elsewhere](https://elsewhere.example.com/a.md)\n- [Blog](/blog)\n";
    site.answer("llms.txt", [Reply::page(index)]);
    let fetch = fetched(&site, &Store::empty()).await.unwrap();
    let requests = site.requests();
    let asked: Vec<&str> = requests.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(asked.len(), 3, "{asked:?}");
    let asked: BTreeSet<&str> = asked.into_iter().collect();
    assert_eq!(
        asked,
        BTreeSet::from(["/llms.txt", "/things/1.md", "/things/3.md"])
    );
    assert_eq!(fetch.notes.len(), 2, "{:?}", fetch.notes);
    for request in requests {
        let agent = &request.headers["user-agent"];
        assert!(agent.starts_with("specwright/"), "{agent}");
        assert!(agent.contains("+https://docs.rs/example)"), "{agent}");
    }
}

#[tokio::test]
async fn a_page_without_a_fragment_is_not_kept() {
    let mut all = pages(2);
    all.push(("guides/start.md".to_owned(), "# Start\n".to_owned()));
    let hook = "# Hook\n\n````yaml webhook done\nopenapi: 3.1.0\npaths: {}\n````\n";
    all.push(("guides/hook.md".to_owned(), hook.to_owned()));
    let site = Site::of(&all).await;
    let fetch = fetched(&site, &Store::empty()).await.unwrap();
    assert_eq!(fetch.counts.without_fragment, 2);
    assert_eq!(fetch.news.pages.len(), 2);
    let notes: Vec<&str> = fetch.news.notes.iter().map(|note| &*note.page).collect();
    assert_eq!(notes, ["guides/hook.md"]);
    assert!(fetch.fetched.contains_key("guides/start.md"));
}

#[tokio::test]
async fn a_second_fetch_into_one_tree_does_not_start() {
    let tree = Tree::derived().await;
    let users = page("get", "/users", "List users", "a list of users");
    let mut all = published().to_vec();
    all.push(("api-reference/users/get-users.md", users));
    let site = Site::of(&all).await;
    let slow = Reply::page(all[2].1.as_str()).after(200);
    site.answer(all[2].0, [slow]);

    let arguments = ["--fetch", "--docs", site.address()];
    let second = async {
        while site.requests().is_empty() {
            tokio::task::yield_now().await;
        }
        (tree.regen(&arguments).await, site.requests().len())
    };
    let (first, (second, requests)) = tokio::join!(tree.regen(&arguments), second);
    assert_eq!(second.exit, Exit::CannotTell);
    let said = "another `cargo xtask` is at work in this tree";
    assert!(second.err.contains(said), "{}", second.err);
    assert!(requests < 4, "the second has asked for nothing");
    assert_eq!(first.exit, Exit::Fine, "{}", first.err);
    assert_eq!(tree.pages().len(), 3);
    assert_eq!(tree.regen(&arguments).await.exit, Exit::Fine);
}
