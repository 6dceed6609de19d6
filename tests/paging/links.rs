//! Where a link may lead: to the API, and nowhere else, as the key goes with it.

use amplemarket::Error;

use crate::support::Server;
use crate::{client_of, drain, page};

#[tokio::test]
async fn a_link_to_the_api_is_followed() {
    for (link, expected) in [
        ("/users?page[after]=x", "/proxy/users?page[after]=x"),
        (
            "/users?page[after]=jörg x#there",
            "/proxy/users?page[after]=j%C3%B6rg%20x",
        ),
        (
            "/users?next=http://{other}/",
            "/proxy/users?next=http://{other}/",
        ),
        (
            "http://{own}/proxy/users?page[after]=x",
            "/proxy/users?page[after]=x",
        ),
        ("HTTP://{own}/proxy/elsewhere", "/proxy/elsewhere"),
        // Relative to the page that has it, as RFC 3986 has it.
        ("?page[after]=x", "/proxy/users?page[after]=x"),
        ("users?page[after]=x#there", "/proxy/users?page[after]=x"),
    ] {
        let case = Case::of(link).await;
        let client = client_of(&case.own, "/proxy");
        let (all, error) = drain(client.list_users().stream()).await;
        assert!(error.is_none(), "{link}: {error:?}");
        assert_eq!(all, ["a", "b"], "{link}");
        assert_eq!(
            case.own.received()[1].target,
            case.filled(expected),
            "{link}"
        );
        assert!(case.other.received().is_empty(), "{link}");
    }
}

#[tokio::test]
async fn a_link_to_elsewhere_is_refused() {
    for link in [
        "http://{other}/users",
        "http://localhost:{port}/users",
        "http://127.0.0.1/users",
        "http://127.0.0.2:{port}/users",
        "https://{own}/users",
        "ftp://{own}/users",
        "//{other}/users",
        // Up, or out of the path that the base URL has.
        "/../elsewhere",
        "/users/%2e%2E/elsewhere",
        "http://{own}/elsewhere",
        "/\\{other}/users",
        "//{own}/users",
        "///{other}/users",
        "http://key@{own}/users",
        "http://:secret@{own}/users",
        "http://key:secret@{own}/users",
        "http://{own}@{other}/users",
        "\\\\{other}\\users",
        "\\/{other}/users",
        "http:\\\\{other}\\users",
        " //{other}/users",
        "\t//{other}/users",
        "\n/users",
        "javascript:alert(1)",
        "data:application/json,{}",
        "file:///etc/passwd",
        "",
        " ",
        "users/../../elsewhere",
        "%2e%2e/elsewhere",
        "#",
        "..",
    ] {
        let case = Case::of(link).await;
        let client = client_of(&case.own, "/proxy");
        let (all, error) = drain(client.list_users().stream()).await;
        assert_eq!(all, ["a"], "{link:?}");
        assert_leads_nowhere(&error.unwrap());
        case.own.only();
        assert!(case.other.received().is_empty(), "{link:?}");
    }
}

#[tokio::test]
async fn a_link_to_another_host_names_both() {
    let case = Case::of("http://{other}/users").await;
    let client = client_of(&case.own, "");
    let (_, error) = drain(client.list_users().stream()).await;
    let error = error.unwrap().to_string();
    let says = case.filled("it leads to {other}, and the base URL is at {own}");
    assert!(error.contains(&says), "{error}");
}

#[tokio::test]
async fn a_relative_link_is_a_cursor_too() {
    let case = Case::of("?page[after]=x").await;
    let mut pages = client_of(&case.own, "/proxy").list_users().pages();
    pages.try_next().await.unwrap().unwrap();
    let cursor = pages.cursor().unwrap();
    let again = client_of(&case.own, "/proxy").list_users().pages();
    again.resume(cursor).try_next().await.unwrap().unwrap();
    assert_eq!(case.own.received()[1].target, "/proxy/users?page[after]=x");
}

#[tokio::test]
async fn a_link_that_looks_like_a_path_stays_with_the_api() {
    for link in [
        "/\\{other}/users",
        "/\t/{other}/users",
        "/\n/{other}/users",
        "/.//{other}/users",
        "/..//{other}/users",
        "/@{other}/users",
        "/:80@{other}/users",
        "http://{own}\\@{other}/users",
    ] {
        for below in ["", "/proxy"] {
            let case = Case::of(link).await;
            let client = client_of(&case.own, below);
            let (all, _) = drain(client.list_users().stream()).await;
            assert_eq!(all.first().unwrap(), "a", "{link:?}");
            assert!(case.other.received().is_empty(), "{link:?}");
        }
    }
}

#[tokio::test]
async fn a_saved_cursor_leads_nowhere_else() {
    for cursor in ["http://{other}/users", "//{other}/users", "", "7"] {
        let case = Case::of("").await;
        let pages = client_of(&case.own, "").list_users().pages();
        let (all, error) = drain(pages.resume(case.filled(cursor)).items()).await;
        assert!(all.is_empty(), "{cursor:?}");
        let error = error.unwrap();
        assert!(matches!(&error, Error::Request(_)), "{cursor:?}: {error}");
        assert!(case.own.received().is_empty(), "{cursor:?}");
        assert!(case.other.received().is_empty(), "{cursor:?}");
    }
}

/// A server whose first page links to somewhere, and another one that must hear nothing of it.
struct Case {
    own: Server,
    other: Server,
}

impl Case {
    async fn of(link: &str) -> Self {
        let other = Server::answering(vec![page(&["z"], None)]).await;
        let (link, at) = (link.to_owned(), other.host().to_owned());
        let mut first = true;
        let own = Server::answering_by(move |request| {
            // The link can hold the server's own address, which is known only when it is up.
            let link = fill(&link, request.header("host").unwrap(), &at);
            let answer = if first {
                page(&["a"], Some(&link))
            } else {
                page(&["b"], None)
            };
            first = false;
            answer
        })
        .await;
        Self { own, other }
    }

    fn filled(&self, text: &str) -> String {
        fill(text, self.own.host(), self.other.host())
    }
}

/// Puts the addresses into a link.
fn fill(text: &str, own: &str, other: &str) -> String {
    let (_, port) = own.split_once(':').unwrap();
    text.replace("{own}", own)
        .replace("{port}", port)
        .replace("{other}", other)
}

#[track_caller]
fn assert_leads_nowhere(error: &Error) {
    let Error::Decode(broken) = error else {
        panic!("{error:?}")
    };
    assert_eq!(broken.path(), "_links.next.href");
    assert!(
        error.to_string().contains("does not lead to the API"),
        "{error}"
    );
}
