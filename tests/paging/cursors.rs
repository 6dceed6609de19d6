//! A list that is left and taken up again loses no page, and one that is not whole says so.

use amplemarket::Error;
use serde_json::json;

use crate::support::{Answer, Server};
use crate::{NEXT, client_of, drain, give_up, ids, numbered, page};

#[tokio::test]
async fn a_page_that_was_given_up_is_still_the_next_one() {
    let server = Server::answering_by(numbered(3)).await;
    let mut pages = server.client().list_users().pages();
    pages.try_next().await.unwrap();
    let saved = pages.cursor();
    give_up(pages.try_next()).await;
    assert_eq!(pages.cursor(), saved);
}

#[tokio::test]
async fn a_page_that_could_not_be_had_is_where_to_go_on() {
    let failing = vec![
        page(&["a"], Some(NEXT)),
        Answer::empty(500, ""),
        page(&["b"], None),
    ];
    let server = Server::answering(failing).await;
    let mut pages = server.client().list_users().pages();
    pages.try_next().await.unwrap();
    pages.try_next().await.unwrap_err();
    let saved = pages.cursor().unwrap();
    assert_eq!(saved, NEXT);
    let rest = server.client().list_users().pages().resume(saved);
    let (all, error) = drain(rest.items()).await;
    assert!(error.is_none());
    assert_eq!(all, ["b"]);
}

#[tokio::test]
async fn what_is_under_way_gives_way_to_where_to_resume() {
    let server = Server::answering_by(numbered(3)).await;
    let mut pages = server.client().list_users().pages();
    give_up(pages.try_next()).await;
    let (all, error) = drain(pages.resume("/users?page[after]=2").items()).await;
    assert!(error.is_none());
    assert_eq!(all, ["2", "3"]);
}

#[tokio::test]
async fn a_page_without_its_list_is_no_end() {
    for body in [
        json!({}),
        json!({ "message": "maintenance" }),
        json!({ "users": null }),
        json!({ "_links": { "self": { "href": "/" } } }),
    ] {
        let server =
            Server::answering(vec![page(&["a"], Some(NEXT)), Answer::json(200, &body)]).await;
        let (all, error) = drain(server.client().list_users().stream()).await;
        assert_eq!(all, ["a"]);
        let error = error.unwrap().to_string();
        assert!(
            error.ends_with("can't be read at `users`: the list is not there"),
            "{body}: {error}"
        );
    }
}

#[tokio::test]
async fn a_saved_cursor_that_leads_elsewhere_sends_nothing() {
    let server = Server::answering(vec![page(&["a"], None)]).await;
    for cursor in [
        "http://evil.example/",
        "//evil.example/users",
        "/users/../account-info",
        "/\\evil.example",
        "\u{0}",
    ] {
        let mut pages = server.client().list_users().pages().resume(cursor);
        let error = pages.try_next().await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{cursor:?}: {error}");
        assert_eq!(error.attempts(), 0);
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn items_are_taken_up_again_without_a_loss() {
    let server = Server::answering(vec![
        page(&["a", "b"], Some(NEXT)),
        page(&["c", "d"], None),
        page(&["c", "d"], None),
    ])
    .await;
    let client = client_of(&server, "");
    let mut items = client.list_users().stream();
    let mut cursors = Vec::new();
    for _ in 0..4 {
        items.try_next().await.unwrap().unwrap();
        cursors.push(items.cursor());
    }
    let next = || Some(NEXT.to_owned());
    assert_eq!(cursors, [None, next(), next(), None]);
    let again = client.list_users().pages().resume(NEXT.to_owned()).items();
    assert_eq!(ids(again.collect().await.unwrap()), ["c", "d"]);
}

#[test]
fn lists_are_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<amplemarket::Pages<amplemarket::types::Users>>();
    shared::<amplemarket::Items<amplemarket::types::Users>>();
}
