//! Clients of two APIs live in one program: neither's key, limits or error codes reach the other.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use specwright_runtime::{
    Api, Client, ClientBuilder, Error, ErrorShape, Operation, Pagination, RateLimit, RetryPolicy,
    codegen,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

static LIST_PETS: Operation = Operation::new("list_pets", "GET", "/pets")
    .with_safe_to_repeat(true)
    .with_pagination(Pagination::linked("pets", "/_links/next/href"));
static PETS: Api = Api::new("pets", "1.2.3", "https://pets.example.com")
    .user_agent("pets-rust")
    .variables("PETS_API_KEY", "PETS_BASE_URL")
    .operations(&[&LIST_PETS], Some(RateLimit::new(2, 60)))
    .errors(
        ErrorShape::new("/errors", "/code")
            .not_found(&["no_such_pet"])
            .unauthorized(&["bad_key"])
            .insufficient_credits(&["broke"])
            .unknown_fields(codegen::unknown_fields::<PetError>),
    );

static LIST_BOOKS: Operation = Operation::new("list_books", "GET", "/books");
static BOOKS: Api = Api::new("books", "9.0.0", "https://books.example.com")
    .operations(&[&LIST_BOOKS], None)
    .errors(
        ErrorShape::new("/error", "/reason/word")
            .detail("/reason/text")
            .not_found(&["bad_key"])
            .unauthorized(&["broke"])
            .insufficient_credits(&["no_such_pet"]),
    );

/// An error of the one API as its docs know it.
#[derive(Deserialize)]
struct PetError {
    #[serde(rename = "code")]
    _code: String,
}

/// A server on loopback that gives every request the same answer.
struct Server {
    base_url: String,
    received: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn answering(status: u16, body: Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let requests = Arc::clone(&received);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    stream.read_buf(&mut request).await.unwrap();
                }
                let request = String::from_utf8(request).unwrap();
                requests.lock().unwrap().push(request);
                let body = body.to_string();
                let head = format!("content-length: {}\r\nconnection: close", body.len());
                let answer = format!("HTTP/1.1 {status} Said\r\n{head}\r\n\r\n{body}");
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        Self { base_url, received }
    }

    fn received(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }
}

fn builder(api: &'static Api, key: &str, server: &Server) -> ClientBuilder {
    Client::builder(api)
        .api_key(key.to_owned())
        .base_url(&*server.base_url)
        .retry(RetryPolicy::never())
}

/// The clients of both APIs, each for a server of its own.
fn clients(pets: &Server, books: &Server) -> (Client, Client) {
    let pets = builder(&PETS, "key-of-pets", pets);
    let books = builder(&BOOKS, "key-of-books", books);
    (pets.build().unwrap(), books.build().unwrap())
}

#[tokio::test]
async fn each_server_sees_the_key_and_the_name_of_its_own_client() {
    let pets = Server::answering(200, json!({ "pets": [] })).await;
    let books = Server::answering(200, json!({ "books": [] })).await;
    let (pet_client, book_client) = clients(&pets, &books);
    let (listed, other) = tokio::join!(
        pet_client.call(&LIST_PETS).send(),
        book_client.call(&LIST_BOOKS).send()
    );
    assert_eq!(*listed.unwrap(), json!({ "pets": [] }));
    assert_eq!(*other.unwrap(), json!({ "books": [] }));
    for (server, has, has_not) in [
        (&pets, ["Bearer key-of-pets", "pets-rust/1.2.3"], "books"),
        (&books, ["Bearer key-of-books", "books/9.0.0"], "pets"),
    ] {
        let [request] = &server.received()[..] else {
            panic!("{:?}", server.received())
        };
        assert!(has.iter().all(|text| request.contains(text)), "{request}");
        assert!(!request.contains(has_not), "{request}");
    }
}

#[tokio::test]
async fn a_link_to_the_other_api_is_not_followed() {
    let books = Server::answering(200, json!({ "books": [] })).await;
    let elsewhere = format!("{}/books", books.base_url);
    let page = json!({ "pets": [1], "_links": { "next": { "href": elsewhere } } });
    let pets = Server::answering(200, page).await;
    let (pet_client, _) = clients(&pets, &books);
    let mut pages = pet_client.call(&LIST_PETS).pages();
    assert!(pages.try_next().await.unwrap().is_some());
    assert!(matches!(pages.try_next().await, Err(Error::Decode(_))));
    assert!(books.received().is_empty());
}

#[tokio::test]
async fn one_api_that_has_had_enough_holds_back_no_call_of_the_other() {
    let pets = Server::answering(200, json!({})).await;
    let books = Server::answering(200, json!({})).await;
    let (pet_client, book_client) = clients(&pets, &books);
    let options = || specwright_runtime::CallOptions::new().deadline(Duration::from_secs(5));
    for turn in 0..4 {
        let listed = pet_client.call(&LIST_PETS).with(options()).send().await;
        match listed {
            Ok(_) => assert!(turn < 2),
            Err(error) => assert!(turn >= 2 && error.is_rate_limited(), "{error}"),
        }
        let other = book_client.call(&LIST_BOOKS).with(options()).send().await;
        other.unwrap();
    }
    assert_eq!((pets.received().len(), books.received().len()), (2, 4));
}

/// What an error says of itself: not found, unauthorized, insufficient credits.
fn says(error: &Error) -> [bool; 3] {
    [
        error.is_not_found(),
        error.is_unauthorized(),
        error.is_insufficient_credits(),
    ]
}

#[tokio::test]
async fn a_code_means_what_it_means_to_its_own_api() {
    for (code, to_pets, to_books) in [
        ("no_such_pet", [true, false, false], [false, false, true]),
        ("bad_key", [false, true, false], [true, false, false]),
        ("broke", [false, false, true], [false, true, false]),
        ("of_tomorrow", [false; 3], [false; 3]),
    ] {
        let pets = Server::answering(400, json!({ "errors": [{ "code": code }] })).await;
        let reason = json!({ "word": code, "text": "No." });
        let books = Server::answering(400, json!({ "error": { "reason": reason } })).await;
        let (pet_client, book_client) = clients(&pets, &books);
        let error = pet_client.call(&LIST_PETS).send().await.unwrap_err();
        assert_eq!(says(&error), to_pets, "{error}");
        assert_eq!(error.errors()[0].code.as_deref(), Some(code));
        let error = book_client.call(&LIST_BOOKS).send().await.unwrap_err();
        assert_eq!(says(&error), to_books, "{error}");
        assert_eq!(
            error.to_string(),
            format!("list_books: GET /books answered 400 Bad Request: {code}: No.")
        );
    }
}

#[tokio::test]
async fn an_error_of_the_one_is_not_read_as_one_of_the_other() {
    let body = json!({ "errors": [{ "code": "no_such_pet", "hue": 1 }] });
    let pets = Server::answering(400, body.clone()).await;
    let books = Server::answering(400, body).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = |name: &'static str| {
        let told = Arc::clone(&told);
        move |unknown: &specwright_runtime::Unknown| {
            told.lock().unwrap().push(format!("{name}: {unknown}"));
        }
    };
    let pet_client = builder(&PETS, "a", &pets).on_unknown(telling("pets"));
    let book_client = builder(&BOOKS, "b", &books).on_unknown(telling("books"));
    let (pet_client, book_client) = (pet_client.build().unwrap(), book_client.build().unwrap());

    let error = pet_client.call(&LIST_PETS).send().await.unwrap_err();
    assert!(error.is_not_found() && error.errors().len() == 1);
    let error = book_client.call(&LIST_BOOKS).send().await.unwrap_err();
    assert!(error.errors().is_empty() && says(&error) == [false; 3]);
    assert_eq!(
        *told.lock().unwrap(),
        ["pets: list_pets: the docs do not name the field `errors[].hue`"]
    );
}
