//! Lists that come in pages, against servers on loopback: all of it in order, or an error, and never elsewhere.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

#[path = "paging/cursors.rs"]
mod cursors;
#[path = "paging/links.rs"]
mod links;
#[path = "paging/lists.rs"]
mod lists;
mod support;

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use amplemarket::types::{User, Users};
use amplemarket::{CallOptions, Client, Error, Items, RetryPolicy};
use futures_core::Stream;
use serde_json::{Value, json};
use support::{Answer, KEY, Received, Server};

const NEXT: &str = "/users?page[size]=2&page[after]=b";

/// A page of users, by their ids, and the link to the next one.
fn page(ids: &[&str], next: Option<&str>) -> Answer {
    Answer::json(200, &page_of(ids, next))
}

fn page_of(ids: &[&str], next: Option<&str>) -> Value {
    let users: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    let mut links = json!({ "self": { "href": "/users" } });
    if let Some(next) = next {
        links["next"] = json!({ "href": next });
    }
    json!({ "users": users, "_links": links })
}

/// A client that tries once and waits for nothing, with a path below the server's address.
fn client_of(server: &Server, below: &str) -> Client {
    let client = Client::builder()
        .api_key(KEY)
        .base_url(format!("{}{below}", server.base_url))
        .retry(RetryPolicy::never())
        .rate_limited(false);
    client.build().unwrap()
}

fn ids(users: Vec<User>) -> Vec<String> {
    users.into_iter().filter_map(|user| user.id).collect()
}

/// All that a list gives: its items, and the error at its end if there is one. After either there is nothing more.
async fn drain(mut items: Items<Users>) -> (Vec<String>, Option<Error>) {
    let mut all = Vec::new();
    let error = loop {
        match items.try_next().await {
            Ok(Some(user)) => all.push(user),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
        assert!(all.len() < 100, "the list has no end");
    };
    for _ in 0..2 {
        assert!(matches!(items.try_next().await, Ok(None)));
    }
    (ids(all), error)
}

#[tokio::test]
async fn all_items_come_in_order() {
    for (below, prefix) in [
        ("", ""),
        ("/", ""),
        ("/proxy/v1", "/proxy/v1"),
        ("/proxy/", "/proxy"),
    ] {
        let server = Server::answering(vec![
            page(&["a", "b"], Some(NEXT)),
            page(&["c"], Some("/users?page[after]=x+y%2F%26")),
            page(&[], Some("/users?page[after]=d@example.com")),
            page(&["d", "a"], None),
        ])
        .await;
        let client = client_of(&server, below);
        let (all, error) = drain(client.list_users().page_size(2).stream()).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(all, ["a", "b", "c", "d", "a"]);

        let expected = [
            "/users?page%5Bsize%5D=2",
            NEXT,
            "/users?page[after]=x+y%2F%26",
            "/users?page[after]=d@example.com",
        ];
        let received = server.received();
        let targets: Vec<&str> = received.iter().map(|held| held.target.as_str()).collect();
        assert_eq!(targets, expected.map(|target| format!("{prefix}{target}")));
        for request in received {
            let bearer = format!("Bearer {KEY}");
            assert_eq!(request.method, "GET");
            assert_eq!(request.header("authorization"), Some(&*bearer));
            assert_eq!(request.header("accept"), Some("application/json"));
        }
    }
}

#[tokio::test]
async fn a_list_ends_where_no_link_goes_on() {
    for links in [
        json!(null),
        json!({ "self": { "href": "/users" }, "next": null }),
    ] {
        let body = json!({ "users": [{ "id": "a" }], "_links": links });
        let server = Server::answering(vec![Answer::json(200, &body)]).await;
        let all = client_of(&server, "").list_users().stream().collect().await;
        assert_eq!(ids(all.unwrap()), ["a"], "{links}");
        server.only();
    }
}

#[tokio::test]
async fn a_list_of_any_operation_ends_with_a_link_or_an_error() {
    let links = |next: Value| json!({ "self": { "href": "/users" }, "next": next });
    for (links, at) in [
        (json!(null), None),
        (json!({}), None),
        (links(json!(null)), None),
        (links(json!({ "href": null })), None),
        (json!("x"), Some("_links")),
        (links(json!("/users?page[after]=z")), Some("_links.next")),
        (links(json!({ "url": "/users" })), Some("_links.next")),
        (links(json!([{ "href": "/users" }])), Some("_links.next")),
        (links(json!({ "href": 5 })), Some("_links.next.href")),
        (
            links(json!({ "href": ["/users"] })),
            Some("_links.next.href"),
        ),
    ] {
        let body = json!({ "users": [{ "id": "a" }], "_links": links });
        let server = Server::answering(vec![Answer::json(200, &body)]).await;
        let call = client_of(&server, "").call(&amplemarket::operations::LIST_USERS);
        let all = call.pages().items().collect().await;
        match (all, at) {
            (Ok(all), None) => assert_eq!(all.len(), 1, "{links}"),
            (Err(Error::Decode(error)), Some(at)) => assert_eq!(error.path(), at, "{links}"),
            (all, _) => panic!("{links}: {all:?}"),
        }
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_ignored() {
    let body = format!("\u{feff}{}", page_of(&["a"], None));
    let server = Server::answering(vec![Answer::text(200, "application/json", &body)]).await;
    let all = client_of(&server, "").list_users().stream().collect().await;
    assert_eq!(ids(all.unwrap()), ["a"]);
}

#[tokio::test]
async fn a_list_that_goes_round_is_an_error() {
    let circle = |request: &Received| match request.target.rsplit('=').next().unwrap() {
        "self" => page(&["self"], Some("/users?page[after]=self")),
        "1" => page(&["1"], Some("/users?page[after]=2")),
        "2" => page(&["2"], Some("/users?page[after]=3")),
        _ => page(&["3"], Some("/users?page[after]=1")),
    };
    for (first, most) in [("self", 2), ("1", 8), ("start", 8)] {
        let server = Server::answering_by(circle).await;
        let call = client_of(&server, "").list_users().page_after(first);
        let (all, error) = drain(call.clone().stream()).await;
        let error = error.unwrap();
        assert!(error.to_string().contains("leads back"), "{error}");
        assert!(all.len() <= most, "{first}: {all:?}");
        assert_eq!(server.received().len(), all.len(), "{first}");
        assert!(call.stream().collect().await.is_err(), "{first}");
    }
}

#[tokio::test]
async fn an_error_ends_the_list_as_an_error() {
    let other = Server::answering(vec![page(&["z"], None)]).await;
    let elsewhere = format!("location: {}/users\r\n", other.base_url);
    let broken = json!({ "users": [{ "id": "c" }, { "id": 7 }] });
    let half =
        json!({ "users": [{ "id": "c" }], "_links": { "self": { "href": "/" }, "next": {} } });
    for (answer, says) in [
        (
            Answer::json(500, &json!({})),
            "answered 500 Internal Server Error",
        ),
        (
            Answer::empty(429, "retry-after: 1\r\n"),
            "answered 429 Too Many Requests",
        ),
        (Answer::empty(302, &elsewhere), "answered 302 Found"),
        (Answer::empty(204, ""), "the body is empty"),
        (page(&["c", "d"], None).cut(1), "the body broke off"),
        (Answer::raw(""), "had no answer"),
        (
            Answer::text(200, "text/html", "<html>"),
            "can't be read at `.`: expected value at line 1 column 1; it is text/html: <html>",
        ),
        (Answer::json(200, &json!([])), "can't be read at `.`"),
        (Answer::json(200, &broken), "can't be read at `users[1].id`"),
        (Answer::json(200, &half), "can't be read at `_links.next`"),
    ] {
        let good = page(&["a", "b"], Some(NEXT));
        let in_turn = || vec![good.clone(), answer.clone(), good.clone()];

        let server = Server::answering(in_turn()).await;
        let (all, error) = drain(client_of(&server, "").list_users().stream()).await;
        let error = error.unwrap_or_else(|| panic!("a short list: {says}"));
        assert_eq!(all, ["a", "b"], "{says}");
        assert_eq!(error.operation().unwrap().id, "list_users", "{says}");
        assert!(error.to_string().contains(says), "{error}");
        assert_eq!(server.received().len(), 2, "asked for more after: {says}");

        let server = Server::answering(in_turn()).await;
        let mut pages = client_of(&server, "").list_users().pages();
        assert!(pages.try_next().await.unwrap().is_some());
        assert!(
            pages
                .try_next()
                .await
                .unwrap_err()
                .to_string()
                .contains(says)
        );
        assert!(pages.try_next().await.unwrap().is_none());

        let server = Server::answering(in_turn()).await;
        let whole = client_of(&server, "").list_users().stream().collect().await;
        assert!(whole.unwrap_err().to_string().contains(says));
    }
    assert!(other.received().is_empty());
}

#[tokio::test]
async fn a_page_that_comes_at_the_second_try_is_no_gap() {
    let at_once = RetryPolicy::new().backoff(Duration::ZERO, Duration::ZERO);
    let again = CallOptions::new().retry(at_once);
    let server = Server::answering(vec![
        page(&["a", "b"], Some(NEXT)),
        Answer::empty(503, ""),
        page(&["c", "d"], None).cut(1),
        page(&["c", "d"], None),
    ])
    .await;
    let call = client_of(&server, "").list_users().with(again);
    let (all, error) = drain(call.stream()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(all, ["a", "b", "c", "d"]);
    let received = server.received();
    let targets: Vec<&str> = received.iter().map(|held| held.target.as_str()).collect();
    assert_eq!(targets, ["/users", NEXT, NEXT, NEXT]);
}

#[tokio::test]
async fn a_list_that_does_not_begin_is_an_error() {
    let server = Server::answering(vec![Answer::empty(401, "")]).await;
    let (all, error) = drain(client_of(&server, "").list_users().stream()).await;
    assert_eq!(
        (all.len(), error.unwrap().status().unwrap().as_u16()),
        (0, 401)
    );
    server.only();

    let mut unsendable = client_of(&server, "").list_tasks().stream();
    let error = unsendable.try_next().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "list_tasks: `user_id` is required; nothing was sent"
    );
    assert!(unsendable.try_next().await.unwrap().is_none());
    server.only();
}

/// Pages `0` to `last`, of one user each.
fn numbered(last: usize) -> impl FnMut(&Received) -> Answer + Send + 'static {
    move |request| {
        let number = number(request);
        let next = format!("/users?page[size]=1&page[after]={}", number + 1);
        let next = (number < last).then_some(next.as_str());
        page(&[&number.to_string()], next)
    }
}

/// The number of the page that is asked for: what the target ends with.
fn number(request: &Received) -> usize {
    let (_, number) = request.target.rsplit_once('=').unwrap_or_default();
    number.parse().unwrap_or(0)
}

#[tokio::test]
async fn a_list_is_taken_up_again_where_it_was_left() {
    let server = Server::answering_by(numbered(4)).await;
    let mut pages = client_of(&server, "").list_users().pages();
    assert_eq!(pages.cursor(), None, "before the first page");
    let mut cursors = Vec::new();
    while pages.try_next().await.unwrap().is_some() {
        cursors.extend(pages.cursor());
    }
    assert_eq!(pages.cursor(), None, "after the last page");
    assert_eq!(cursors.len(), 4);

    for (before, cursor) in cursors.iter().enumerate() {
        // Another process, with the same API behind another address.
        let server = Server::answering_by(numbered(4)).await;
        let pages = client_of(&server, "/proxy").list_users().pages();
        let pages = pages.resume(cursor);
        assert_eq!(pages.cursor().as_ref(), Some(cursor));
        let (rest, error) = drain(pages.items()).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(rest, ["1", "2", "3", "4"][before..]);
        assert_eq!(server.received().len(), rest.len());
        assert_eq!(server.received()[0].target, format!("/proxy{cursor}"));
    }
}

#[tokio::test]
async fn waiting_for_a_page_can_be_given_up_and_taken_up() {
    let server = Server::answering_by(numbered(2)).await;
    let mut items = client_of(&server, "").list_users().stream();
    for expected in ["0", "1", "2"] {
        give_up(items.try_next()).await;
        give_up(items.try_next()).await;
        let user = items.try_next().await.unwrap().unwrap();
        assert_eq!(user.id.as_deref(), Some(expected));
    }
    assert!(items.try_next().await.unwrap().is_none());
    assert_eq!(server.received().len(), 3, "each page is asked for once");
}

/// Starts to wait, and stops before the answer can be there: the server has had no turn yet.
async fn give_up(wait: impl Future) {
    let mut wait = pin!(wait);
    let first = poll_fn(|context| Poll::Ready(wait.as_mut().poll(context).is_pending()));
    assert!(first.await, "it came at once");
}

#[tokio::test]
async fn pages_are_asked_for_when_they_are_wanted() {
    let server = Server::answering_by(numbered(9)).await;
    let mut items = client_of(&server, "").list_users().stream();
    assert!(server.received().is_empty());
    for wanted in 1..=3 {
        items.try_next().await.unwrap().unwrap();
        assert_eq!(server.received().len(), wanted);
    }
    drop(items);
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn a_thousand_pages_of_a_hundred_are_all_there() {
    const PAGES: usize = 1000;
    let server = Server::answering_by(|request| {
        let number = number(request);
        let held: Vec<String> = (0..100)
            .map(|item| (number * 100 + item).to_string())
            .collect();
        let held: Vec<&str> = held.iter().map(String::as_str).collect();
        let next = format!("/users?page[after]={}", number + 1);
        page(&held, (number + 1 < PAGES).then_some(&next))
    })
    .await;
    let all = client_of(&server, "").list_users().stream().collect().await;
    let all = ids(all.unwrap());
    assert_eq!(all.len(), PAGES * 100);
    for (expected, id) in all.iter().enumerate() {
        assert_eq!(*id, expected.to_string());
    }
    assert_eq!(server.received().len(), PAGES);
}

#[tokio::test]
async fn lists_are_streams() {
    async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
        poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
    }
    let server = Server::answering_by(numbered(1)).await;
    let call = client_of(&server, "").list_users();
    let (mut items, mut pages) = (call.clone().stream(), call.pages());
    // A task takes what can be sent to another thread.
    let counted = tokio::spawn(async move {
        let mut counted = (0, 0);
        while let Some(user) = next(&mut items).await {
            counted.0 += usize::from(user.unwrap().id.is_some());
        }
        while let Some(page) = next(&mut pages).await {
            counted.1 += page.unwrap().users.map_or(0, |users| users.len());
        }
        assert!(next(&mut items).await.is_none() && next(&mut pages).await.is_none());
        counted
    });
    assert_eq!(counted.await.unwrap(), (2, 2));
}
