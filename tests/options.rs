//! What one call can do beyond what the docs know of it, and how a client reaches the API.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

mod support;

use amplemarket::{CallOptions, Client, Error, RetryPolicy, operations};
use serde_json::json;
use support::faults::success;
use support::{Answer, KEY, Server};

async fn users() -> Server {
    Server::answering(vec![success(&operations::LIST_USERS)]).await
}

#[tokio::test]
async fn a_parameter_of_tomorrow_is_sent_today() {
    for (query, expected) in [
        (
            vec![("include", "signature")],
            "/users?page%5Bsize%5D=2&include=signature",
        ),
        (
            vec![("ids[]", "1"), ("ids[]", "a&b=c d+é")],
            "/users?page%5Bsize%5D=2&ids%5B%5D=1&ids%5B%5D=a%26b%3Dc%20d%2B%C3%A9",
        ),
        (vec![("page[size]", "9")], "/users?page%5Bsize%5D=9"),
        (vec![("", "")], "/users?page%5Bsize%5D=2&="),
        (vec![], "/users?page%5Bsize%5D=2"),
    ] {
        let server = users().await;
        let mut options = CallOptions::new();
        for (name, value) in query {
            options = options.query(name, value);
        }
        let call = server.client().list_users().page_size(2).with(options);
        call.send().await.unwrap();
        assert_eq!(server.only().target, expected);
    }
}

#[tokio::test]
async fn a_list_has_it_on_each_page_once_and_links_stay_as_they_are() {
    let page = |next: serde_json::Value| {
        let links = json!({ "self": { "href": "/users" }, "next": next });
        Answer::json(200, &json!({ "users": [{ "id": "a" }], "_links": links }))
    };
    let server = Server::answering(vec![
        page(json!({ "href": "/users?page[after]=x+y%2F&in+clude=1" })),
        page(json!({ "href": "/users?page[after]=z" })),
        page(json!(null)),
    ])
    .await;
    let options = CallOptions::new()
        .query("in clude", "2")
        .header("x-beta", "1");
    let call = server.client().list_users().with(options);
    assert_eq!(call.stream().collect().await.unwrap().len(), 3);
    let received = server.received();
    let targets: Vec<&str> = received.iter().map(|held| held.target.as_str()).collect();
    assert_eq!(
        targets,
        [
            "/users?in%20clude=2",
            "/users?page[after]=x+y%2F&in%20clude=2",
            "/users?page[after]=z&in%20clude=2",
        ]
    );
    assert!(
        received
            .iter()
            .all(|held| held.header("x-beta") == Some("1"))
    );
}

#[tokio::test]
async fn a_header_is_added_or_takes_the_place_of_another() {
    let server = users().await;
    let options = CallOptions::new()
        .header("X-Beta", "1")
        .header("x-beta", "2")
        .header("accept", "application/vnd.api+json");
    let shown = format!("{:?}", options.clone().header("x-secret", "hunter2"));
    assert!(
        shown.contains("x-secret") && !shown.contains("hunter2"),
        "{shown}"
    );
    server
        .client()
        .list_users()
        .with(options)
        .send()
        .await
        .unwrap();
    let request = server.only();
    let held = |name: &str| -> Vec<String> {
        let headers = request.headers.iter();
        let named = headers.filter(|(held, _)| held == name);
        named.map(|(_, value)| value.clone()).collect()
    };
    assert_eq!(held("x-beta"), ["1", "2"]);
    assert_eq!(held("accept"), ["application/vnd.api+json"]);
    assert_eq!(held("authorization"), [format!("Bearer {KEY}")]);
}

#[tokio::test]
async fn what_is_not_a_calls_to_set_is_refused() {
    let server = users().await;
    for (name, value, says) in [
        (
            "Authorization",
            "Bearer other",
            "the header `authorization` is not a call's to set",
        ),
        ("proxy-authorization", "x", "is not a call's to set"),
        (
            "HOST",
            "evil.example",
            "the header `host` is not a call's to set",
        ),
        ("content-length", "0", "is not a call's to set"),
        ("Transfer-Encoding", "chunked", "is not a call's to set"),
        ("connection", "upgrade", "is not a call's to set"),
        ("x beta", "1", "`x beta` can't be the name of a header"),
        ("", "1", "`` can't be the name of a header"),
        ("a\nhost", "1", "`a\\nhost` can't be the name of a header"),
        (
            "x-beta",
            "hunter2\r\nhost: evil.example",
            "the value of the header `x-beta` can't stand in a header",
        ),
    ] {
        let options = CallOptions::new().header(name, value);
        let call = server.client().list_users().with(options);
        let error = call.send().await.unwrap_err();
        let line = error.to_string();
        assert!(
            line.contains(says) && line.ends_with("; nothing was sent"),
            "{line}"
        );
        assert!(!format!("{line} {error:?}").contains("hunter2"), "{line}");
        assert!(matches!(error, Error::Request(_)));
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_proxy_gets_the_whole_address() {
    let proxy = users().await;
    let through = reqwest::Proxy::all(&proxy.base_url).unwrap();
    let client = Client::builder()
        .api_key(KEY)
        .base_url("http://api.invalid/v1")
        .allow_plain_http(true)
        .proxy(through);
    client.build().unwrap().list_users().send().await.unwrap();
    let request = proxy.only();
    assert_eq!(request.target, "http://api.invalid/v1/users");
    assert_eq!(request.header("host"), Some("api.invalid"));
}

/// A configuration that would follow redirects and go through a proxy: the guards are set after it.
#[tokio::test]
async fn no_configuration_of_http_takes_the_guards_away() {
    let other = users().await;
    for status in [301, 302, 307, 308] {
        let location = format!("location: {}/users\r\n", other.base_url);
        let server = Server::answering(vec![Answer::empty(status, &location)]).await;
        let proxy = other.base_url.clone();
        let client = Client::builder()
            .api_key(KEY)
            .base_url(&server.base_url)
            .retry(RetryPolicy::never())
            .user_agent("my-own/1")
            .configure_http(move |http| {
                http.redirect(reqwest::redirect::Policy::limited(5))
                    .proxy(reqwest::Proxy::all(&proxy).unwrap())
                    .user_agent("another/1")
                    .default_headers(
                        [("x-team".parse().unwrap(), "a".parse().unwrap())]
                            .into_iter()
                            .collect(),
                    )
            });
        let error = client
            .build()
            .unwrap()
            .list_users()
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(server.only().header("user-agent"), Some("my-own/1"));
        assert_eq!(server.only().header("x-team"), Some("a"));
        assert!(server.only().header("authorization").is_some());
    }
    assert_eq!(other.received().len(), 0);
}
