//! Every operation whose answer is a page of a list: its items come, those of one page after those of the other.

use std::collections::BTreeSet;
use std::path::Path;
use std::pin::Pin;

use amplemarket::operations::ALL;
use amplemarket::{Client, Error, Items, Page};
use serde::Serialize;
use serde_json::{Value, json};

use crate::support::document::{answers, spec, without_nulls};
use crate::support::{Answer, Server};

/// All items of a list, encoded again.
type All = Pin<Box<dyn Future<Output = Result<Vec<Value>, Error>>>>;

fn all<T: Page<Item: Serialize>>(items: Items<T>) -> All {
    Box::pin(async move {
        let items = items.collect().await?;
        let encoded = items.iter().map(|item| serde_json::to_value(item).unwrap());
        Ok(encoded.collect())
    })
}

/// An operation, and how all of its list is asked for.
type List = (&'static str, fn(&Client) -> All);

const LISTS: &[List] = &[
    ("get_email_validation", |client| {
        all(client.get_email_validation().id("019e9a1c").stream())
    }),
    ("list_excluded_domains", |client| {
        all(client.list_excluded_domains().stream())
    }),
    ("list_excluded_emails", |client| {
        all(client.list_excluded_emails().stream())
    }),
    ("list_mailboxes", |client| {
        all(client.list_mailboxes().stream())
    }),
    ("list_sequences", |client| {
        all(client.list_sequences().stream())
    }),
    ("list_tasks", |client| {
        all(client.list_tasks().user_id("019e9a1c").stream())
    }),
    ("list_users", |client| all(client.list_users().stream())),
];

#[tokio::test]
async fn each_list_gives_the_items_of_all_its_pages() {
    let spec = spec();
    for (id, call) in LISTS {
        let operation = ALL.iter().find(|operation| operation.id == *id).unwrap();
        let (items, mut page) = answers(&spec, operation)
            .into_iter()
            .filter(|(status, _)| *status == 200)
            .map(|(_, page)| (list(&page).to_vec(), page))
            .max_by_key(|(items, _)| items.len())
            .unwrap();
        assert!(!items.is_empty(), "{id}: no example has an item");

        let next = format!(
            "{}?page[after]=x",
            operation.path.replace("{id}", "019e9a1c")
        );
        page["_links"]["next"] = json!({ "href": next });
        let first = Answer::json(200, &page);
        page["_links"]["next"] = Value::Null;
        let server = Server::answering(vec![first, Answer::json(200, &page)]).await;

        let given = call(&server.client()).await.unwrap();
        let expected = [&items[..], &items[..]].concat();
        let expected: Vec<Value> = expected.iter().map(without_nulls).collect();
        assert_eq!(given, expected, "{id}");
        assert_eq!(server.received()[1].target, next);
    }
}

#[test]
fn each_call_that_streams_is_tried() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/api.txt");
    let surface = std::fs::read_to_string(path).unwrap();
    let streams: BTreeSet<&str> = surface
        .lines()
        .filter_map(|line| line.strip_prefix("pub fn amplemarket::builder::"))
        .filter_map(|line| line.split_once("::stream(self)"))
        .map(|(builder, _)| builder)
        .collect();
    let tried: BTreeSet<String> = LISTS.iter().map(|(id, _)| builder(id)).collect();
    assert!(
        tried.iter().map(String::as_str).eq(streams.iter().copied()),
        "{tried:?} are tried of {streams:?}"
    );
}

/// The name of the builder of an operation: `ListUsers` of `list_users`.
fn builder(id: &str) -> String {
    let words = id.split('_').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    });
    words.collect()
}

/// The one list that a page holds.
fn list(page: &Value) -> &[Value] {
    let lists: Vec<&Vec<Value>> = page
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| !name.starts_with('_'))
        .filter_map(|(_, value)| value.as_array())
        .collect();
    assert_eq!(lists.len(), 1, "{page}");
    lists[0]
}
