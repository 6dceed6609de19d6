//! Lists and what is in them: found by their shape, so that a list of tomorrow behaves like those of today.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use amplemarket::operations::ALL;
use amplemarket_mock::MockServer;
use serde_json::{Value, json};
use support::document::{parameters, resolved, success};
use support::{client, send};

async fn server() -> MockServer {
    MockServer::builder()
        .rate_limits(false)
        .start()
        .await
        .unwrap()
}

fn items(body: &Value) -> &Vec<Value> {
    body.as_object()
        .unwrap()
        .values()
        .find_map(Value::as_array)
        .unwrap()
}

/// Every operation with a page size, whatever it lists: all pages together are one list, and no item comes twice.
#[tokio::test]
async fn each_list_is_whole_over_its_pages() {
    let server = server().await;
    let mut seen = 0;
    for operation in ALL
        .iter()
        .filter(|operation| operation.method == "GET" && !operation.path.contains('{'))
    {
        if !parameters(operation, "query")
            .iter()
            .any(|parameter| parameter["name"] == "page[size]")
        {
            continue;
        }
        seen += 1;
        let user = parameters(operation, "query")
            .iter()
            .any(|parameter| parameter["required"] == true);
        let user = if user {
            "&user_id=019e9a1c-22c9-7e0a-a585-dc7406589a37"
        } else {
            ""
        };
        for (size, pages) in [
            ("", 2),
            ("page[size]=1", 25),
            ("page[size]=10", 3),
            ("page[size]=1000", 1),
        ] {
            let mut target = format!("{}?{size}{user}", operation.path);
            let (mut ids, mut count) = (Vec::new(), 0);
            while !target.is_empty() {
                let answer = send(&server, "GET", &target, None).await;
                ids.extend(
                    items(&answer.json())
                        .iter()
                        .map(|item| item["id"].to_string()),
                );
                count += 1;
                assert_eq!(
                    answer.at("/_links/prev/href").is_empty(),
                    count == 1,
                    "{target}"
                );
                assert!(
                    answer.at("/_links/self/href").contains("page[size]="),
                    "{target}"
                );
                target = answer.at("/_links/next/href");
            }
            ids.sort();
            ids.dedup();
            assert_eq!((count, ids.len()), (pages, 25), "{operation} {size}");
        }
    }
    assert!(seen >= 4, "the spec has lists");
}

#[tokio::test]
async fn the_client_streams_them() {
    let server = MockServer::builder().list_length(50).start().await.unwrap();
    let users = client(&server)
        .list_users()
        .page_size(7)
        .stream()
        .collect()
        .await
        .unwrap();
    assert_eq!(users.len(), 50);
}

#[tokio::test]
async fn a_filter_of_the_name_of_a_field_filters() {
    let server = server().await;
    for (target, count) in [
        ("/users?email=dana.moreau@example.com", 1),
        ("/users?email=DANA.moreau@example.com", 1),
        ("/users?email=nobody@example.com", 0),
        ("/mailboxes?status=inactive", 0),
        (
            "/mailboxes?user_email=dana.moreau@example.com&page[size]=100",
            25,
        ),
        ("/mailboxes?user_email=nobody@example.com", 0),
        ("/sequences?name=SPRING&page[size]=100", 13),
        ("/tasks?user_id=nobody", 0),
    ] {
        let body = send(&server, "GET", target, None).await.json();
        assert_eq!(items(&body).len(), count, "{target}");
        assert!(body["_links"]["next"].is_null() || count == 20, "{target}");
    }
}

/// What can be added to a list and taken from it is so: no list is named here.
#[tokio::test]
async fn what_is_added_is_there_until_it_is_taken_away() {
    let server = server().await;
    let mut seen = 0;
    for operation in ALL.iter().filter(|operation| operation.method == "GET") {
        let of = |method| {
            ALL.iter()
                .find(|other| other.path == operation.path && other.method == method)
        };
        let (Some(post), Some(_)) = (of("POST"), of("DELETE")) else {
            continue;
        };
        seen += 1;
        let schema = support::document::body(post).unwrap();
        let (name, list) = schema["properties"]
            .as_object()
            .unwrap()
            .iter()
            .next()
            .unwrap();
        let (key, _) = list["items"]["properties"]
            .as_object()
            .unwrap()
            .iter()
            .next()
            .unwrap();
        let body = json!({ name: [{ key: "new.example" }] }).to_string();
        let there = async || {
            let body = send(&server, "GET", operation.path, None).await.json();
            let items = body[name].as_array().unwrap().clone();
            let wrong = support::document::strictly(resolved(success(operation).2), &body);
            assert_eq!(wrong, Vec::<String>::new());
            (
                items.len(),
                items
                    .iter()
                    .filter(|item| item[key] == "new.example")
                    .count(),
            )
        };
        let (before, _) = there().await;
        // A second time changes nothing.
        for _ in 0..2 {
            assert_eq!(
                send(&server, "POST", operation.path, Some(&body))
                    .await
                    .status,
                200
            );
            assert_eq!(there().await, (before + 1, 1));
        }
        for _ in 0..2 {
            assert_eq!(
                send(&server, "DELETE", operation.path, Some(&body))
                    .await
                    .status,
                200
            );
            assert_eq!(there().await, (before, 0));
        }
    }
    assert_eq!(seen, 2, "the spec has such lists");
}

#[tokio::test]
async fn one_of_a_list_is_changed_in_the_list() {
    let server = server().await;
    let client = client(&server);
    let mailboxes = async || {
        client
            .list_mailboxes()
            .send()
            .await
            .unwrap()
            .into_inner()
            .mailboxes
            .unwrap()
    };
    let before = mailboxes().await;
    let id = before[2].id.clone().unwrap();
    let changed = client
        .update_mailbox()
        .id(&id)
        .daily_email_limit(7)
        .send()
        .await
        .unwrap();
    assert_eq!(changed.daily_email_limit, Some(7));
    assert_eq!(
        changed.links.as_ref().unwrap().self_.href,
        format!("/mailboxes/{id}")
    );
    assert_ne!(changed.updated_at, before[2].updated_at);
    let after = mailboxes().await;
    let limits: Vec<_> = after
        .iter()
        .take(4)
        .map(|mailbox| mailbox.daily_email_limit)
        .collect();
    assert_eq!(limits, [Some(50), Some(50), Some(7), Some(50)]);
    let error = client
        .update_mailbox()
        .id("nobody")
        .daily_email_limit(7)
        .send()
        .await
        .unwrap_err();
    assert!(error.is_not_found());
}

#[tokio::test]
async fn what_hangs_on_an_item_is_there_if_the_item_is() {
    let server = server().await;
    let sequences = send(&server, "GET", "/sequences", None).await;
    let body = Some(r#"{"leads":[{"email":"a@example.com"},{"email":"b@example.com"}]}"#);
    for number in [0, 7] {
        let id = sequences.at(&format!("/sequences/{number}/id"));
        let answer = send(&server, "POST", &format!("/sequences/{id}/leads"), body).await;
        assert_eq!(
            (
                answer.status,
                answer.at("/total"),
                answer.at("/total_added_to_sequence")
            ),
            (200, "2".into(), "2".into())
        );
    }
    assert_eq!(
        send(&server, "POST", "/sequences/nobody/leads", body)
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn what_was_sent_is_said_again_where_the_answer_has_it() {
    let server = server().await;
    let call = json!({
        "from": "+1", "to": "+2", "duration": 12, "answered": false, "human": true,
        "task_id": "019e9a1c-20eb-7b42-9fa8-6d481c2630fa", "user_id": "019e9a1c-22c9-7e0a-a585-dc7406589a37"
    });
    let first = send(&server, "POST", "/calls", Some(&call.to_string())).await;
    let second = send(&server, "POST", "/calls", Some(&call.to_string())).await;
    assert_ne!(first.at("/id"), second.at("/id"));
    for (name, value) in call.as_object().unwrap() {
        assert_eq!(&first.json()[name], value, "{name}");
    }
    let searched = send(
        &server,
        "POST",
        "/people/search",
        Some(r#"{"page":3,"page_size":7}"#),
    )
    .await;
    assert_eq!(
        searched.json()["_pagination"],
        json!({ "page": 3, "page_size": 7 })
    );
}

/// Numbers that nobody can read, fields that there are not: an item stays what the document says.
#[tokio::test]
async fn what_an_item_can_not_be_it_does_not_become() {
    let server = server().await;
    let id = send(&server, "GET", "/mailboxes", None)
        .await
        .at("/mailboxes/0/id");
    let target = format!("/mailboxes/{id}");
    for (body, limit) in [
        (r#"{"daily_email_limit":6069889572509034000000000}"#, "50"),
        (
            r#"{"daily_email_limit":7,"nickname":"x","user":{"id":7},"status":"asleep","email":7}"#,
            "7",
        ),
    ] {
        let answer = send(&server, "PATCH", &target, Some(body)).await;
        assert_eq!(
            (answer.status, answer.at("/daily_email_limit").as_str()),
            (200, limit)
        );
        let update = ALL
            .iter()
            .find(|operation| operation.id == "update_mailbox")
            .unwrap();
        let wrong = support::document::strictly(success(update).2, &answer.json());
        assert_eq!(wrong, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_list_that_was_emptied_can_be_filled() {
    let server = server().await;
    let all = send(&server, "GET", "/excluded-domains", None).await.json();
    let domains = |items: &Value| {
        let items = items.as_array().unwrap().iter();
        json!({ "excluded_domains": items.map(|item| json!({ "domain": item["domain"] })).collect::<Vec<_>>() })
    };
    let all = domains(&all["excluded_domains"]).to_string();
    send(&server, "DELETE", "/excluded-domains", Some(&all)).await;
    let empty = send(&server, "GET", "/excluded-domains", None).await;
    assert_eq!(items(&empty.json()).len(), 0);
    let added = domains(&json!([{ "domain": "new.example" }])).to_string();
    send(&server, "POST", "/excluded-domains", Some(&added)).await;
    let filled = send(&server, "GET", "/excluded-domains", None).await;
    assert_eq!(filled.at("/excluded_domains/0/domain"), "new.example");
    assert_eq!(filled.at("/excluded_domains/0/source"), "amplemarket");
}

/// As long as a list of exclusions can be; each of them once.
#[tokio::test]
async fn a_long_list_is_added_and_taken_away() {
    let server = server().await;
    let count = async || {
        let body = send(&server, "GET", "/excluded-domains", None).await.json();
        items(&body).len()
    };
    let before = count().await;
    let domain = |number: usize| json!({ "domain": format!("{}.example", number % 20_000) });
    let all: Vec<Value> = (0..40_000).map(domain).collect();
    let body = json!({ "excluded_domains": all }).to_string();
    assert_eq!(
        send(&server, "POST", "/excluded-domains", Some(&body))
            .await
            .status,
        200
    );
    assert_eq!(count().await, before + 20_000);
    assert_eq!(
        send(&server, "DELETE", "/excluded-domains", Some(&body))
            .await
            .status,
        200
    );
    assert_eq!(count().await, before);
}
