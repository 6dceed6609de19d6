//! What was paid for is in the caller's hands, whatever the answer lacks.

use std::sync::{Arc, Mutex};

use super::*;

/// A client, strict or not, and what it was told of.
fn told(server: &Server, strict: bool) -> (amplemarket::Client, Arc<Mutex<Vec<String>>>) {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&lines);
    let client = amplemarket::Client::builder()
        .api_key(support::KEY)
        .base_url(&server.base_url)
        .strict(strict)
        .on_unknown(move |unknown| kept.lock().unwrap().push(unknown.to_string()))
        .build()
        .unwrap();
    (client, lines)
}

#[tokio::test]
async fn the_id_is_enough() {
    for (lacking, id, says) in [
        ("results", json!(ID), "not as the docs say at `results`"),
        ("_links", json!(ID), "not as the docs say at `_links`"),
        ("status", json!(ID), "not as the docs say at `status`"),
        ("", json!("batch-7"), "not as the docs say at `id`"),
        ("", json!(7), "not as the docs say at `id`"),
    ] {
        let mut body = batch("queued", &[]);
        body["id"] = id.clone();
        body.as_object_mut().unwrap().remove(lacking);
        for strict in [false, true] {
            let server = Server::answering(vec![Answer::json(202, &body)]).await;
            let (client, lines) = told(&server, strict);
            let call = client.validate_emails(["ada@example.com"]);
            let run = call.start().await.unwrap();
            assert_eq!(run.id(), id.as_str().unwrap_or("7"), "{says}");
            let lines = lines.lock().unwrap();
            assert!(lines.len() == 1 && lines[0].contains(says), "{lines:?}");
            server.only();
        }
    }
}

#[tokio::test]
async fn an_answer_without_an_id_is_an_error_that_is_not_sent_again() {
    for answer in [
        Answer::json(202, &json!({ "status": "queued" })),
        Answer::json(202, &json!({ "id": null })),
        Answer::json(202, &json!({ "id": " " })),
        Answer::json(202, &json!([ID])),
        Answer::text(202, "text/html", "<html>"),
        Answer::empty(202, ""),
    ] {
        let server = Server::answering(vec![answer]).await;
        let call = server.client().validate_emails(["ada@example.com"]);
        let error = call.start().await.unwrap_err();
        assert!(
            matches!(&error, Error::Decode(error) if error.id().is_none()),
            "{error:?}"
        );
        server.only();
    }
}

#[tokio::test]
async fn an_error_has_the_id_that_could_be_read() {
    let body = json!({ "id": ID, "status": "queued" });
    let server = Server::answering(vec![Answer::json(202, &body)]).await;
    let call = server.client().start_email_validation();
    let call = call.emails([amplemarket::types::StartEmailValidationEmail::from(
        "ada@example.com",
    )]);
    let error = call.send().await.unwrap_err();
    assert!(
        matches!(&error, Error::Decode(error) if error.id() == Some(ID)),
        "{error:?}"
    );
}

#[tokio::test]
async fn no_call_is_sent_that_holds_too_much_or_nothing() {
    use amplemarket::operations::START_EMAIL_VALIDATION;
    use amplemarket::types::StartEmailValidationEmail;

    let server = Server::answering(vec![Answer::json(202, &batch("queued", &[]))]).await;
    let client = server.client();
    let typed = |emails: Vec<&str>| {
        let emails = emails.into_iter().map(StartEmailValidationEmail::from);
        client.start_email_validation().emails(emails)
    };
    let many = vec!["a@example.com"; ValidateEmails::MAX_EMAILS + 1];
    let entries: Vec<Value> = many.iter().map(|email| json!({ "email": email })).collect();
    let any = client
        .call(&START_EMAIL_VALIDATION)
        .body(json!({ "emails": entries }));
    let too_many = "100001 entries in `/emails` are more than the 100000 that one call takes";
    for (error, says) in [
        (typed(many.clone()).start().await.unwrap_err(), too_many),
        (typed(many).send().await.unwrap_err(), too_many),
        (any.send().await.unwrap_err(), too_many),
        (
            typed(vec!["a@x.example", ""]).start().await.unwrap_err(),
            "entry 1 of `/emails` is blank",
        ),
        (
            typed(vec![" \t"]).send().await.unwrap_err(),
            "entry 0 of `/emails` is blank",
        ),
    ] {
        assert!(matches!(&error, Error::Request(_)), "{error:?}");
        assert_eq!(
            error.to_string(),
            format!("start_email_validation: {says}; nothing was sent")
        );
    }
    assert!(server.received().is_empty());
}
