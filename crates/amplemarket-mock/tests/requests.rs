//! What is refused, in which words; what is let through although it is strange.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use amplemarket_mock::MockServer;
use serde_json::json;
use support::{KEY, send, send_as};

/// A request, and what comes of it: status, code (or title, where the docs have no code), place.
struct Case(
    &'static str,
    &'static str,
    Option<&'static str>,
    u16,
    &'static str,
    &'static str,
);

const TASKS: &str = "/tasks?user_id=019e9a1c-22c9-7e0a-a585-dc7406589a37";

#[tokio::test]
async fn requests() {
    let bad = "unsupported_value";
    let cases = [
        // Bodies
        Case(
            "POST",
            "/email-validations",
            Some("{}"),
            400,
            "missing_field",
            "pointer /emails",
        ),
        Case(
            "POST",
            "/email-validations",
            Some(r#"{"emails":["a@b.example"]}"#),
            400,
            bad,
            "pointer /emails/0",
        ),
        Case(
            "POST",
            "/email-validations",
            Some(r#"{"emails":[{"email":"a@b.example"},{}]}"#),
            400,
            "missing_field",
            "pointer /emails/1/email",
        ),
        Case(
            "POST",
            "/email-validations",
            Some(r#"{"emails":[{"email":"no address"}]}"#),
            400,
            bad,
            "pointer /emails/0/email",
        ),
        // By the letter of `format: email`, an address is ASCII.
        Case(
            "POST",
            "/email-validations",
            Some(r#"{"emails":[{"email":"é@b.example"}]}"#),
            400,
            bad,
            "pointer /emails/0/email",
        ),
        Case(
            "POST",
            "/email-validations",
            Some(r#"{"emails":[{"email":"a@b.example","x":1}]}"#),
            400,
            bad,
            "pointer /emails/0/x",
        ),
        Case(
            "POST",
            "/email-validations",
            Some(r#"{"emails":[]}"#),
            202,
            "",
            "",
        ),
        Case(
            "POST",
            "/lead-lists",
            Some(r#"{"shared":true,"owner":"a@b.example","leads":[],"type":"person"}"#),
            400,
            bad,
            "pointer /type",
        ),
        Case(
            "POST",
            "/lead-lists",
            Some(r#"{"shared":"yes","owner":"a@b.example","leads":[],"type":"email"}"#),
            400,
            bad,
            "pointer /shared",
        ),
        Case(
            "POST",
            "/people/search",
            Some(r#"{"page":"2"}"#),
            400,
            bad,
            "pointer /page",
        ),
        Case(
            "POST",
            "/people/search",
            Some(r#"{"person_titles":["CEO"]}"#),
            200,
            "",
            "",
        ),
        // Queries
        Case(
            "GET",
            "/users?page[size]=rubbish",
            None,
            400,
            bad,
            "parameter page[size]",
        ),
        Case(
            "GET",
            "/users?page[size]=",
            None,
            400,
            bad,
            "parameter page[size]",
        ),
        Case(
            "GET",
            "/users?page[size]=1.5",
            None,
            400,
            bad,
            "parameter page[size]",
        ),
        Case(
            "GET",
            "/users?page[size]=1&page[size]=2",
            None,
            400,
            bad,
            "parameter page[size]",
        ),
        Case("GET", "/users?page[size]=0", None, 200, "", ""),
        Case("GET", "/users?page[size]=-3", None, 200, "", ""),
        Case(
            "GET",
            "/users?page[size]=99999999999999999999999999",
            None,
            200,
            "",
            "",
        ),
        Case("GET", "/users?page%5Bsize%5D=2", None, 200, "", ""),
        Case(
            "GET",
            "/users?status=%zz",
            None,
            400,
            bad,
            "parameter status",
        ),
        Case(
            "GET",
            "/users?status=%ff",
            None,
            400,
            bad,
            "parameter status",
        ),
        Case("GET", "/users?status=%00", None, 200, "", ""),
        Case("GET", "/users?nobody=knows&&=&x", None, 200, "", ""),
        Case(
            "GET",
            "/mailboxes?status=asleep",
            None,
            400,
            bad,
            "parameter status",
        ),
        Case("GET", "/contacts?ids[]=1&ids[]=2", None, 200, "", ""),
        Case(
            "GET",
            "/tasks",
            None,
            400,
            "missing_field",
            "parameter user_id",
        ),
        Case("GET", TASKS, None, 200, "", ""),
        Case(
            "GET",
            "/tasks?user_id=1&automatic=perhaps",
            None,
            400,
            bad,
            "parameter automatic",
        ),
        Case(
            "GET",
            "/tasks?user_id=1&contact_local_time_to=24",
            None,
            400,
            bad,
            "parameter contact_local_time_to",
        ),
        // Paths
        Case("GET", "/", None, 404, "not_found", ""),
        Case("GET", "/users/", None, 404, "not_found", ""),
        Case("GET", "//users", None, 404, "not_found", ""),
        Case("GET", "/users/%zz", None, 404, "not_found", ""),
        Case("GET", "/contacts/%00", None, 404, "not_found", ""),
        Case(
            "GET",
            "/contacts/00000000-0000-0000-0000-000000000000",
            None,
            404,
            "not_found",
            "",
        ),
        Case("GET", "/contacts/a%2Fb", None, 200, "", ""),
        Case("GET", "/%63alls/dispositions", None, 200, "", ""),
        Case(
            "PATCH",
            "/companies/enrichment-requests/seven",
            Some(r#"{"status":"canceled"}"#),
            404,
            "not_found",
            "",
        ),
        Case(
            "PATCH",
            "/companies/enrichment-requests/7",
            Some(r#"{"status":"canceled"}"#),
            200,
            "",
            "",
        ),
    ];
    let server = MockServer::builder()
        .rate_limits(false)
        .start()
        .await
        .unwrap();
    for Case(method, target, body, status, code, place) in cases {
        let answer = send(&server, method, target, body).await;
        let found = (answer.status, answer.problem());
        assert_eq!(
            found,
            (status, (code.to_owned(), place.to_owned())),
            "{method} {target} {body:?}"
        );
    }
}

/// The one page of the vendor's that is held whole has these words.
#[tokio::test]
async fn the_words_of_the_docs() {
    let server = MockServer::start().await.unwrap();
    let started = send(
        &server,
        "POST",
        "/email-validations",
        Some(r#"{"emails":[]}"#),
    )
    .await;
    let path = format!("/email-validations/{}", started.at("/id"));
    let missing = json!({
        "_errors": [{
            "code": "missing_field",
            "title": "Missing Field",
            "detail": "Missing field for request: status",
            "source": { "pointer": "/status" }
        }],
        "_links": { "self": { "href": path } },
        "object": "error"
    });
    let unsupported = json!({
        "_errors": [{
            "code": "unsupported_value",
            "title": "Unsupported Value",
            "detail": "You used status 'error' when only 'canceled' is accepted.",
            "source": { "pointer": "/status" }
        }],
        "_links": { "self": { "href": path } },
        "object": "error"
    });
    let not_found = json!({
        "_errors": [{ "code": "not_found", "title": "Not Found", "detail": "Could not find email validation." }],
        "object": "error"
    });
    let elsewhere = "/email-validations/019e8e97-214c-782c-bf1a-5f04ef81ddd1";
    for (path, body, expected) in [
        (&*path, Some("{}"), &missing),
        (&*path, None, &missing),
        (&*path, Some(r#"{"status":"error"}"#), &unsupported),
        (elsewhere, Some(r#"{"status":"canceled"}"#), &not_found),
    ] {
        assert_eq!(&send(&server, "PATCH", path, body).await.json(), expected);
    }
    let emails = vec![json!({ "email": "a@example.com" }); 100_001];
    let many = send(
        &server,
        "POST",
        "/email-validations",
        Some(&json!({ "emails": emails }).to_string()),
    )
    .await;
    assert_eq!(
        many.at("/_errors/0/detail"),
        "Number of emails exceeds 100000 limit"
    );
    assert_eq!(
        many.problem(),
        ("unsupported_value".to_owned(), "pointer /emails".to_owned())
    );
}

#[tokio::test]
async fn too_much_is_too_much() {
    let server = MockServer::builder().max_body(1000).start().await.unwrap();
    let within = format!(r#"{{"emails":[]}}{}"#, " ".repeat(1000 - 13));
    assert_eq!(
        send(&server, "POST", "/email-validations", Some(&within))
            .await
            .status,
        202
    );
    let beyond = send(
        &server,
        "POST",
        "/email-validations",
        Some(&format!("{within} ")),
    )
    .await;
    assert_eq!(
        (beyond.status, &*beyond.problem().0),
        (413, "content_too_large")
    );
    assert_eq!(server.received().last().unwrap().body.len(), 0);
}

#[tokio::test]
async fn json_by_any_of_its_names() {
    let server = MockServer::start().await.unwrap();
    let key = format!("bearer {KEY}");
    for media_type in [
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/vnd.amp+json",
    ] {
        let headers = [("authorization", &*key), ("content-type", media_type)];
        let answer = send_as(
            &server,
            "POST",
            "/email-validations",
            &headers,
            br#"{"emails":[]}"#,
        )
        .await;
        assert_eq!(answer.status, 202, "{media_type}");
    }
}

#[tokio::test]
async fn no_more_errors_than_anybody_reads() {
    let server = MockServer::start().await.unwrap();
    let body = json!({ "emails": vec![json!({}); 1000] }).to_string();
    let answer = send(&server, "POST", "/email-validations", Some(&body)).await;
    assert_eq!(answer.json()["_errors"].as_array().unwrap().len(), 20);
}
