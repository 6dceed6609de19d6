//! Lists by number.

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::operation::{NumberPlace, Pagination};
use crate::pets::{self, LIST_PETS};

#[derive(Deserialize, Serialize)]
struct Numbered {
    items: Vec<u64>,
    total: Option<u64>,
    /// What a server may give back of the request.
    page: u64,
}

impl Page for Numbered {
    type Item = u64;

    fn total_pages(&self) -> Option<u64> {
        self.total
    }

    fn len(&self) -> usize {
        self.items.len()
    }

    fn into_items(self) -> Vec<u64> {
        self.items
    }
}

/// Answers with what it makes of the number of the page that is asked for.
async fn serving(answer: fn(u64) -> Value) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                stream.read_buf(&mut request).await.unwrap();
            }
            let request = String::from_utf8(request).unwrap();
            let target = request.split(' ').nth(1).unwrap();
            let number = target.rsplit('=').next().unwrap();
            let body = answer(number.parse().unwrap()).to_string();
            let head = format!("content-length: {}\r\nconnection: close", body.len());
            let answer = format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n{body}");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    let client = pets::builder().base_url(base_url);
    client.build().unwrap()
}

fn list(client: &Client) -> Pages<Numbered> {
    let asking = client.clone();
    let request = move |number: u64| {
        let mut url = asking.url(&LIST_PETS, &[])?;
        url.set_query(Some(&format!("page={number}")));
        Ok(Request::new(reqwest::Method::GET, url))
    };
    Pages::numbered(client.clone(), &LIST_PETS, CallOptions::new(), request)
}

async fn drain(pages: Pages<Numbered>) -> (Vec<u64>, Option<String>) {
    let (mut items, mut all) = (pages.items(), Vec::new());
    loop {
        match items.try_next().await {
            Ok(Some(item)) => all.push(item),
            Ok(None) => return (all, None),
            Err(error) => return (all, Some(error.to_string())),
        }
        assert!(all.len() < 100, "the list has no end");
    }
}

#[tokio::test]
async fn pages_are_counted_to_their_total_or_to_an_empty_one() {
    let totalled = serving(|page| json!({ "items": [page, 7], "total": 3, "page": page })).await;
    let (all, error) = drain(list(&totalled)).await;
    assert_eq!((all, error), (vec![1, 7, 2, 7, 3, 7], None));
    let (all, _) = drain(list(&totalled).resume("3")).await;
    assert_eq!(all, [3, 7]);

    let open = |page| match page {
        1..4 => json!({ "items": [page], "page": page }),
        _ => json!({ "items": [], "page": page }),
    };
    let (all, error) = drain(list(&serving(open).await)).await;
    assert_eq!((all, error), (vec![1, 2, 3], None));
}

#[tokio::test]
async fn a_server_that_ignores_the_number_is_an_error_and_no_circle() {
    for (answer, before) in [
        (
            (|_| json!({ "items": [1, 2], "page": 1 })) as fn(u64) -> Value,
            vec![1, 2],
        ),
        // It gives the number back, and goes by it no further.
        (|page| json!({ "items": [1, 2], "page": page }), vec![1, 2]),
        // A total makes the end, not the pages.
        (
            |page| json!({ "items": [1, 2], "total": 4, "page": page }),
            vec![1, 2],
        ),
        // The last page comes again where there is none.
        (
            |page| json!({ "items": [page.min(3)], "page": page }),
            vec![1, 2, 3],
        ),
    ] {
        let (all, error) = drain(list(&serving(answer).await)).await;
        assert_eq!(all, before);
        let error = error.unwrap();
        assert!(error.contains("once more: the API has not gone"), "{error}");
    }
}

/// A call that is put together at run time reads its pages where the operation table says.
#[tokio::test]
async fn a_call_of_any_operation_is_paged_by_the_table() {
    static LISTED: Operation = Operation::new("list_pets", "GET", "/pets").with_pagination(
        Pagination::numbered("items", "page", NumberPlace::Query, Some("/paging/total")),
    );
    let counted = |page| {
        let items = json!([page, 7]);
        json!({ "tags": [0], "items": items, "paging": { "total": 2.5 } })
    };
    let client = serving(counted).await;
    // What the number was set to before does not count.
    let pages = client.call(&LISTED).query("page", "9").pages();
    let all = pages.items().collect().await.unwrap();
    assert_eq!(all, [1, 7, 2, 7, 3, 7].map(Value::from));

    let missing = serving(|_| json!({ "tags": [0] })).await;
    let error = missing.call(&LISTED).pages().try_next().await.unwrap_err();
    assert!(
        error.to_string().contains("the list is not there"),
        "{error}"
    );

    let unlisted = missing.call(&LIST_PETS).pages().try_next().await;
    let error = unlisted.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert!(
        error
            .to_string()
            .contains("not describe its answer as a page"),
        "{error}"
    );
}
