//! What `tracing` hears of a call: OpenTelemetry's names for HTTP clients, and nothing that is anybody's.

use super::*;
use crate::support::traces::{Trace, Traces};

const ID: &str = "019e8e97-214c-782c-bf1a-5f04ef81ddd1";

fn fields(span: &Trace) -> Vec<(&str, &str)> {
    span.fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn each_attempt_is_a_span_by_the_names_of_opentelemetry() {
    let traces = Traces::default();
    let _guard = traces.keep();
    let server = FaultyServer::replying(vec![
        Answer::empty(503, "").into(),
        Reply::Silence,
        success(&operations::CANCEL_EMAIL_VALIDATION).into(),
    ])
    .await;
    let client = server
        .builder()
        .attempt_timeout(Duration::from_secs(60))
        .build()
        .unwrap();
    client
        .cancel_email_validation()
        .id(ID)
        .send()
        .await
        .unwrap();

    let port = server.base_url.rsplit_once(':').unwrap().1;
    let spans = traces.spans();
    for (resent, (span, came_of_it)) in spans
        .iter()
        .zip([
            vec![("http.response.status_code", "503"), ("error.type", "503")],
            vec![("error.type", "timeout")],
            vec![("http.response.status_code", "200")],
        ])
        .enumerate()
    {
        assert_eq!(span.name, "HTTP");
        let resent = resent.to_string();
        let mut expected = vec![
            ("client", "amplemarket"),
            ("otel.name", "PATCH /email-validations/{id}"),
            ("otel.kind", "client"),
            ("http.request.method", "PATCH"),
            ("url.template", "/email-validations/{id}"),
            ("server.address", "127.0.0.1"),
            ("server.port", port),
            ("http.request.resend_count", &resent),
        ];
        expected.extend(came_of_it);
        assert_eq!(fields(span), expected);
    }
    assert_eq!(spans.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_span_says_in_one_word_what_went_wrong() {
    let not_json = Answer::text(200, "text/html", "<html>");
    for (reply, status, expected) in [
        (Answer::empty(404, "").into(), Some("404"), "404"),
        (Answer::empty(429, "").into(), Some("429"), "429"),
        (Reply::Silence, None, "timeout"),
        (Reply::Close, None, "transport"),
        (Reply::Reset, None, "transport"),
        (
            success(&operations::LIST_USERS).cut(1).into(),
            Some("200"),
            "transport",
        ),
    ] {
        let traces = Traces::default();
        let _guard = traces.keep();
        let server = FaultyServer::replying(vec![reply]).await;
        let builder = server.builder().attempt_timeout(Duration::from_secs(60));
        let client = builder
            .retry(amplemarket::RetryPolicy::never())
            .build()
            .unwrap();
        list(&client).await.unwrap_err();
        let spans = traces.spans();
        assert_eq!(spans.len(), 1, "{spans:?}");
        assert_eq!(spans[0].field("error.type"), Some(expected));
        assert_eq!(spans[0].field("http.response.status_code"), status);
    }
    let traces = Traces::default();
    let _guard = traces.keep();
    let server = FaultyServer::replying(vec![not_json.into()]).await;
    list(&server.client()).await.unwrap_err();
    assert_eq!(
        traces.spans()[0].field("http.response.status_code"),
        Some("200")
    );
}

#[tokio::test(start_paused = true)]
async fn no_field_is_anybodys() {
    let traces = Traces::default();
    let _guard = traces.keep();
    let private = json!({ "id": "id-of-ada", "email": "ada@example.com", "name": "Ada Lovelace", "of_tomorrow": "ada@example.com" });
    let list = json!({ "users": [private], "_links": { "self": { "href": "/" }, "next": { "href": "/users?page[after]=cursor-of-ada" } } });
    let last = json!({ "users": [private], "_links": { "self": { "href": "/" } } });
    let mut replies = vec![
        Reply::from(Answer::json(200, &list)),
        Answer::json(200, &last).into(),
    ];
    for (status, body) in [
        (404, &private),
        (400, &list),
        (200, &private),
        (500, &private),
    ] {
        replies.push(Answer::json(status, body).into());
    }
    replies.push(Reply::Close);
    let server = FaultyServer::replying(replies).await;
    let client = server.client();
    client
        .list_users()
        .page_after("cursor-of-ada")
        .stream()
        .collect()
        .await
        .unwrap();
    for _ in 0..5 {
        let _ = client
            .get_contact_by_email()
            .email("ada@example.com")
            .send()
            .await;
        let _ = client.get_contact().id("id-of-ada").send().await;
        let _ = client
            .list_users()
            .page_before("cursor-of-ada")
            .send()
            .await;
    }
    assert!(traces.spans().len() >= 17);
    let mut told = String::new();
    for trace in traces.spans().into_iter().chain(traces.events()) {
        told.push_str(&format!("{trace:?}\n"));
    }
    assert!(told.contains("users[].of_tomorrow"), "{told}");
    for private in [
        "ada",
        "Ada",
        "Lovelace",
        "cursor",
        "page",
        "127.0.0.1:",
        KEY,
    ] {
        assert!(!told.contains(private), "{private}: {told}");
    }
    // Other crates may tell where a connection goes, not what is on it.
    let told = traces.text();
    for private in ["id-of-ada", "ada@", "ada%40", "Lovelace", KEY] {
        assert!(!told.contains(private), "{private}: {told}");
    }
}
