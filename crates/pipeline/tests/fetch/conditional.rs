//! What has not changed since it was fetched need not come again.

use specwright_pages::sources::Sources;
use specwright_pipeline::exit::Exit;

use crate::setup::{Store, fetched, pages};
use crate::site::{Reply, Site};
use crate::tree::{Tree, page, published};

const DATE: &str = "Wed, 03 Jun 2026 10:00:00 GMT";

/// The conditions under which a page was asked for: ETag and date.
fn conditions(site: &Site, path: &str) -> (Option<String>, Option<String>) {
    let path = format!("/{path}");
    let requests = site.requests();
    let request = requests.iter().rfind(|one| one.path == path).unwrap();
    let header = |name: &str| request.headers.get(name).cloned();
    (header("if-none-match"), header("if-modified-since"))
}

#[tokio::test]
async fn pages_that_are_unchanged_are_those_that_are_held() {
    let all = pages(3);
    let mut store = Store::of(&all, Some("\"one\""), Some(DATE));
    let site = Site::of(&all).await;
    store.sources.docs = site.address().to_owned();
    let newer = all[2].1.replace("A thing", "Another thing");
    for (path, text) in &all[..2] {
        site.answer(path, [Reply::page(text.as_str()).tagged("\"one\"")]);
    }
    site.answer(&all[2].0, [Reply::page(newer.as_str()).tagged("\"two\"")]);

    let fetch = fetched(&site, &store).await.unwrap();
    let counts = fetch.counts;
    assert_eq!((counts.listed, counts.unchanged, counts.fetched), (3, 2, 1));
    assert!(!fetch.is_held(&store.pages));
    assert!(fetch.same.iter().eq([&all[0].0, &all[1].0]));
    assert_eq!(fetch.news.pages.len(), 1);
    assert_eq!(fetch.news.pages[0].bytes, newer.as_bytes());
    let together = fetch.pages(&store.pages).unwrap();
    let bytes = together.pages.iter().map(|page| page.bytes.as_slice());
    let expected = [&all[0].1, &all[1].1, &newer];
    assert!(bytes.eq(expected.map(|text| text.as_bytes())));
    assert!(
        together
            .fragments
            .is_sorted_by_key(|fragment| fragment.page.as_str())
    );
    assert_eq!(together.fragments.len(), 3);
    for (path, _) in &all {
        let asked = conditions(&site, path);
        assert_eq!(asked, (Some("\"one\"".into()), Some(DATE.into())), "{path}");
    }
    // The 304 says nothing of the date, so that of before stays; the new page has none.
    let first = &fetch.fetched[&all[0].0];
    assert_eq!(first.etag.as_deref(), Some("\"one\""));
    assert_eq!(first.last_modified.as_deref(), Some(DATE));
    let third = &fetch.fetched[&all[2].0];
    assert_eq!(third.etag.as_deref(), Some("\"two\""));
    assert_eq!(third.last_modified, None);
}

#[tokio::test]
async fn a_page_that_somebody_has_touched_is_asked_for_whole() {
    let all = pages(2);
    let mut store = Store::of(&all, Some("\"one\""), None);
    store.write(&all[0].0, format!("{}\n", all[0].1).as_bytes());
    let site = Site::of(&all).await;
    store.sources.docs = site.address().to_owned();
    for (path, text) in &all {
        site.answer(path, [Reply::page(text.as_str()).tagged("\"one\"")]);
    }
    let fetch = fetched(&site, &store).await.unwrap();
    assert_eq!(conditions(&site, &all[0].0), (None, None));
    assert_eq!(conditions(&site, &all[1].0).0.as_deref(), Some("\"one\""));
    assert_eq!(fetch.news.pages[0].bytes, all[0].1.as_bytes());
}

#[tokio::test]
async fn what_a_site_says_is_believed_of_itself_only() {
    let all = pages(1);
    let path = &all[0].0;
    for (etag, date) in [
        (Some("\"one\""), None),
        (None, Some(DATE)),
        (Some("\"one\""), Some(DATE)),
    ] {
        let mut store = Store::of(&all, etag, date);
        let site = Site::of(&all).await;
        let mut reply = Reply::page(all[0].1.as_str());
        for (name, value) in [("ETag", etag), ("Last-Modified", date)] {
            reply = value
                .into_iter()
                .fold(reply, |reply, value| reply.header(name, value));
        }
        site.answer(path, [reply]);

        // Another site is not asked by it, and what that one says is not kept.
        let fetch = fetched(&site, &store).await.unwrap();
        assert_eq!(conditions(&site, path), (None, None));
        let said = &fetch.fetched[path];
        assert_eq!((&said.etag, &said.last_modified), (&None, &None));
        assert!(fetch.is_held(&store.pages), "its digest tells");

        store.sources.docs = site.address().to_owned();
        let fetch = fetched(&site, &store).await.unwrap();
        let expected = (etag.map(str::to_owned), date.map(str::to_owned));
        assert_eq!(conditions(&site, path), expected);
        let said = fetch.fetched[path].clone();
        assert_eq!((said.etag, said.last_modified), expected);

        site.answer(path, [Reply::status(304)]);
        let fetch = fetched(&site, &store).await.unwrap();
        assert_eq!(fetch.counts.unchanged, 1);
        assert!(fetch.is_held(&store.pages));
    }
}

#[tokio::test]
async fn a_fetch_that_brings_nothing_new_writes_nothing() {
    let tree = Tree::derived().await;
    let users = page("get", "/users", "List users", "a list of users");
    let mut all = published().to_vec();
    all.push(("api-reference/users/get-users.md", users));
    let site = Site::of(&all).await;
    for (path, text) in &all {
        site.answer(path, [Reply::page(text.as_str()).tagged("W/\"t-1\"")]);
    }
    tree.docs_at(site.address());
    let run = tree.regen(&["--fetch"]).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    let (after, sent) = (tree.files(), site.sent());
    let sources = Sources::parse(&tree.read("spec/sources.toml"), "sources").unwrap();
    let etags = sources.operations.iter().map(|one| one.etag.as_deref());
    assert!(etags.eq([Some("W/\"t-1\""); 3]), "{sources:?}");

    let run = tree.regen(&["--fetch"]).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    let said = "3 pages listed: 0 came, 3 unchanged since the last fetch; 0 requests made again\n";
    assert!(run.out.contains(said), "{}", run.out);
    assert!(tree.files() == after);
    let index = site.sent() - sent;
    assert!(index < 200, "{index} bytes are more than the index has");
}
