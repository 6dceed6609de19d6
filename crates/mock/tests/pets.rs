//! An API that says everything in other words: errors, links, how far a batch is, what is charged.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use serde_json::{Value, json};
use specwright_mock::{
    DocumentError, MockServer, MockServerBuilder, Outcome, Pace, StartError, with_refusals,
};
use support::{send, send_as};

const DOCUMENT: &str = include_str!("pets/document.yaml");

const PETS: &str = r#"{"pets":[{"name":"Rex"},{"name":"Tom"},{"name":"Ada"}]}"#;

fn pets() -> MockServerBuilder {
    MockServer::of(DOCUMENT).pace(Pace::by_hand())
}

#[tokio::test]
async fn errors_are_written_as_the_settings_say() {
    let server = pets().api_key("right").credits(1).start().await.unwrap();
    let key = ("authorization", "Bearer right");
    let json = ("content-type", "application/json");
    let refused = async |method: &str, target: &str, headers: &[(&str, &str)], body: &str| {
        let answer = send_as(&server, method, target, headers, body.as_bytes()).await;
        (answer.status, answer.json())
    };
    let said = |kind: Value, message: &str, field: Option<&str>| {
        let mut problem = json!({ "message": message, "severity": 3 });
        if !kind.is_null() {
            problem["kind"] = json!({ "code": kind });
        }
        if let Some(field) = field {
            problem["field"] = json!(field);
        }
        json!({ "api": "pets", "problems": [problem] })
    };
    for (method, target, headers, body, status, expected) in [
        (
            "GET",
            "/pets",
            &[][..],
            "",
            401,
            said(
                json!("bad_key"),
                "There is no bearer token in the request.",
                Some("Authorization"),
            ),
        ),
        (
            "GET",
            "/pets/missing",
            &[key],
            "",
            404,
            said(json!("no_such_pet"), "Could not find it.", None),
        ),
        (
            "POST",
            "/checks",
            &[key, json],
            "{}",
            400,
            said(
                json!("missing_field"),
                "Missing field for request: pets",
                Some("/pets"),
            ),
        ),
        (
            "POST",
            "/checks",
            &[key, json],
            PETS,
            402,
            said(
                json!("no_credit"),
                "This needs 3 vet credits and 1 are left.",
                None,
            ),
        ),
        // The document has no code for this one, and no other place for a status.
        (
            "PUT",
            "/pets",
            &[key],
            "",
            405,
            said(Value::Null, "This path takes GET and nothing else.", None),
        ),
    ] {
        assert_eq!(
            refused(method, target, headers, body).await,
            (status, expected),
            "{method} {target}"
        );
    }
}

#[tokio::test]
async fn a_batch_says_how_far_it_is_in_the_documents_words() {
    let server = pets().start().await.unwrap();
    let words = async |end: &str| {
        let id = send(&server, "POST", "/checks", Some(PETS)).await.at("/id");
        let path = format!("/checks/{id}");
        let mut words = vec![send(&server, "GET", &path, None).await.at("/status")];
        server.advance(&id, 1).unwrap();
        words.push(send(&server, "GET", &path, None).await.at("/status"));
        match end {
            "finish" => server.finish(&id).unwrap(),
            "fail" => server.fail(&id).unwrap(),
            _ => {
                let stopped = send(&server, "PATCH", &path, Some(r#"{"status":"stopped"}"#)).await;
                assert_eq!(stopped.status, 200);
            }
        }
        let answer = send(&server, "GET", &path, None).await;
        words.push(answer.at("/status"));
        let ledger = server.ledger();
        assert_eq!(ledger.batch(&id).unwrap().status, answer.at("/status"));
        (words.join(" "), answer.json()["problems"].clone())
    };
    assert_eq!(
        words("finish").await,
        ("waiting checking checked".to_owned(), Value::Null)
    );
    assert_eq!(
        words("stop").await,
        ("waiting checking stopped".to_owned(), Value::Null)
    );
    let problem = json!({ "message": "Something went wrong.", "severity": 3 });
    assert_eq!(
        words("fail").await,
        ("waiting checking broken".to_owned(), json!([problem]))
    );
}

#[tokio::test]
async fn links_stand_where_the_settings_say() {
    let server = pets().list_length(5).start().await.unwrap();
    let mut target = "/pets?limit=2".to_owned();
    let mut seen = Vec::new();
    loop {
        let answer = send(&server, "GET", &target, None).await;
        let body = answer.json();
        seen.push((
            body["pets"].as_array().unwrap().len(),
            body["paging"]["prev_url"].is_string(),
        ));
        let next = &body["paging"]["next_url"];
        let Some(next) = next.as_str() else {
            assert_eq!(
                next,
                &Value::Null,
                "there is none, and the document wants it"
            );
            break;
        };
        assert!(next.starts_with("/pets?limit=2&from="), "{next}");
        target = next.to_owned();
    }
    assert_eq!(seen, [(2, false), (2, true), (1, true)]);

    let id = send(&server, "POST", "/checks", Some(PETS)).await.at("/id");
    server.finish(&id).unwrap();
    let target = format!("/checks/{id}?limit=2");
    let first = send(&server, "GET", &target, None).await;
    assert_eq!(first.at("/findings/1/name"), "Rex");
    let second = send(&server, "GET", &first.at("/paging/next_url"), None).await;
    assert_eq!(second.at("/findings/0/name"), "Tom");
    assert_eq!(second.json()["paging"]["next_url"], Value::Null);
}

#[tokio::test]
async fn pages_can_have_numbers() {
    let server = pets().list_length(5).start().await.unwrap();
    let mut ids = Vec::new();
    for (query, count) in [
        ("", 2),
        ("&page=1", 2),
        ("&page=2", 2),
        ("&page=3", 1),
        ("&page=4", 0),
    ] {
        let answer = send(&server, "GET", &format!("/vets?limit=2{query}"), None).await;
        let body = answer.json();
        let vets = body["vets"].as_array().unwrap();
        assert_eq!(
            (vets.len(), &body["about"]["pages"]),
            (count, &json!(3)),
            "{query}"
        );
        ids.extend(vets.iter().map(|vet| vet["id"].to_string()));
    }
    assert_eq!(
        ids[..2],
        ids[2..4],
        "the first page is the one without a number"
    );
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 5);
}

#[tokio::test]
async fn of_a_body_that_is_not_json_the_type_is_checked() {
    let server = pets().start().await.unwrap();
    let put = async |media_type: &str, body: &[u8]| {
        let headers = [
            ("authorization", "Bearer any"),
            ("content-type", media_type),
        ];
        send_as(&server, "PUT", "/logo", &headers, body)
            .await
            .status
    };
    assert_eq!(put("image/png", b"\x89PNG").await, 204);
    assert_eq!(put("text/plain", b"Rex").await, 415);
    assert_eq!(put("image/png", b"").await, 400);
}

#[tokio::test]
async fn outcomes_decide_what_comes_out_and_what_it_costs() {
    let rule = |entry: &Value| match entry["name"].as_str() {
        Some("Tom") => Outcome::found()
            .field("species", "cat")
            .field("healthy", "what a boolean can't be")
            .field("owner", "what the document does not name"),
        Some("Rex") => Outcome::found()
            .field("species", "dog")
            .field("healthy", true),
        _ => Outcome::nothing(),
    };
    let server = pets()
        .outcome(rule)
        .credits_of("chip", 20)
        .start()
        .await
        .unwrap();
    let id = send(&server, "POST", "/checks", Some(PETS)).await.at("/id");
    server.finish(&id).unwrap();
    let answer = send(&server, "GET", &format!("/checks/{id}"), None).await;
    assert_eq!(
        answer.json()["findings"][1],
        json!({ "name": "Rex", "species": "dog", "healthy": true })
    );
    assert_eq!(answer.at("/findings/2/species"), "cat");
    assert!(answer.json()["findings"][2]["healthy"].is_boolean());
    assert_eq!(answer.json()["findings"][2].get("owner"), None);
    let ledger = server.ledger();
    // Each is checked, and two of them are found.
    assert_eq!((ledger.spent("vet"), ledger.spent("chip")), (3.0, 4.0));
    assert_eq!(
        (ledger.left("vet"), ledger.left("chip")),
        (f64::INFINITY, 16.0)
    );
}

#[tokio::test]
async fn credits_of_a_kind_that_there_is_not_are_refused() {
    let error = pets().credits_of("email", 1).start().await.unwrap_err();
    assert!(
        matches!(&error, StartError::Credits { kind: Some(kind), known } if kind == "email" && known == &["vet", "chip"]),
        "{error}"
    );
    let none = DOCUMENT.replace("kinds: [vet, chip]", "kinds: []");
    // Without kinds, nothing can be charged either.
    let none = none.replace("x-specwright-credits", "x-credits");
    let error = MockServer::of(none).credits(1).start().await.unwrap_err();
    assert!(
        matches!(&error, StartError::Credits { kind: None, .. }),
        "{error}"
    );
}

/// An error schema that was renamed in the document is not ignored.
#[tokio::test]
async fn a_setting_that_names_what_is_not_there_is_an_error() {
    for (from, to, setting, component) in [
        ("body: Problems", "body: Errors", "errors.body", "Errors"),
        (
            "    Problem:\n",
            "    Trouble:\n",
            "errors.schema",
            "Problem",
        ),
    ] {
        let renamed = DOCUMENT.replace(from, to);
        let of_start = MockServer::of(&*renamed).start().await.unwrap_err();
        let StartError::Document(of_start) = of_start else {
            unreachable!("{of_start}");
        };
        for error in [of_start, with_refusals(&renamed).unwrap_err()] {
            assert!(
                matches!(&error, DocumentError::Component { setting: s, component: c } if *s == setting && c == component),
                "{error}"
            );
            let text = error.to_string();
            assert!(text.contains(setting) && text.contains(component), "{text}");
        }
    }
}

#[tokio::test]
async fn keys_that_are_not_as_they_should_be_are_errors() {
    for (from, to, pointer, expected) in [
        (
            "x-specwright-credits:",
            "x-specwright-prices:",
            "#/paths/~1checks/post/x-specwright-prices",
            "no such key",
        ),
        (
            "kind: chip",
            "kind: email",
            "#/paths/~1checks/post/x-specwright-credits/1/kind",
            "one of `vet`, `chip`",
        ),
        (
            "items: /findings",
            "items: /results",
            "#/paths/~1checks~1{id}/get/x-specwright-paging",
            "a list of the answer",
        ),
    ] {
        let changed = DOCUMENT.replace(from, to);
        let of_start = MockServer::of(&*changed).start().await.unwrap_err();
        let StartError::Document(of_start) = of_start else {
            unreachable!("{of_start}");
        };
        for error in [of_start, with_refusals(&changed).unwrap_err()] {
            let DocumentError::Extensions(errors) = &error else {
                unreachable!("{error}");
            };
            assert_eq!(errors[0].pointer.to_string(), pointer);
            assert!(error.to_string().contains(expected), "{error}");
        }
    }
}

#[tokio::test]
async fn a_document_without_settings_is_an_error() {
    let (before, rest) = DOCUMENT.split_once("x-specwright:").unwrap();
    let (_, after) = rest.split_once("paths:").unwrap();
    let error = MockServer::of(format!("{before}paths:{after}"))
        .start()
        .await;
    let error = error.unwrap_err();
    assert!(
        matches!(&error, StartError::Document(DocumentError::Settings(_))),
        "{error}"
    );
    let twice = DOCUMENT.replace("info:", "openapi: 3.0.1\ninfo:");
    let error = MockServer::of(twice).start().await.unwrap_err();
    assert!(
        matches!(&error, StartError::Document(DocumentError::Read(error)) if error.line == 3),
        "{error}"
    );
}
