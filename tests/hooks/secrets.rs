//! A server that gives back the key in every place that it has finds that nothing shows it.

use amplemarket::{Response, Unknown};
use serde_json::Value;

use super::*;
use crate::support::traces::Traces;

/// Keeps all that hooks are shown.
#[derive(Clone, Default)]
struct Shown(Arc<Mutex<String>>);

impl Shown {
    fn add(&self, text: &str) {
        self.0.lock().unwrap().push_str(text);
    }
}

impl Hook for Shown {
    fn before(&self, attempt: &Attempt<'_>, request: &mut Request) -> Result<(), Refusal> {
        self.add(&format!("{attempt:?} {request:?}"));
        Ok(())
    }

    fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
        self.add(&format!("{attempt:?} {outcome:?}"));
    }
}

fn all_of(error: &Error) -> String {
    let mut text = format!(
        "{error} {error:?} {:?} {:?} {:?}",
        error.errors(),
        error.body(),
        error.request_id()
    );
    if let Error::Api(error) = error {
        text.push_str(&format!("{:?} {}", error.headers(), error.body()));
    }
    if let Error::Decode(error) = error {
        text.push_str(&format!("{} {}", error.path(), error.body()));
    }
    text.push_str(&format!("{:?} {:?}", error.headers(), error.operation()));
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(&format!("{error} {error:?}"));
        cause = error.source();
    }
    text
}

fn echoes() -> Vec<Reply> {
    let bearer = format!("Bearer {KEY}");
    let named = |name: &str, value: Value| json!({ "users": [{ name: value }], "_links": { "self": { "href": "/" } } });
    let error = json!({ "object": "error", "_errors": [{ "code": KEY, "title": KEY, "detail": bearer, "source": { "pointer": KEY, "parameter": KEY } }] });
    let headers = format!(
        "x-echo: {bearer}\r\nx-request-id: {KEY}\r\nretry-after: {KEY}\r\nlocation: /{KEY}\r\n"
    );
    let broken = format!("HTTP/1.1 200 OK\r\n{KEY}: ");
    vec![
        Answer::text(401, &format!("text/{KEY}"), &bearer).into(),
        Answer::json(401, &error).into(),
        Answer::json(400, &json!({ KEY: bearer })).into(),
        Answer::empty(403, &headers).into(),
        Answer::empty(302, &headers).into(),
        Answer::text(200, "application/json", &bearer).into(),
        Answer::json(200, &json!({ "users": bearer })).into(),
        Answer::json(200, &json!({ "users": [KEY] })).into(),
        Answer::json(200, &named(KEY, json!(1))).into(),
        Answer::json(200, &named("of_tomorrow", json!(KEY))).into(),
        Answer::json(200, &named("id", json!([KEY]))).into(),
        Answer::empty(403, &format!("{KEY}: 1\r\nx-{KEY}-y: 2\r\n")).into(),
        Answer::empty(200, &format!("{KEY}: 1\r\n")).into(),
        Answer::raw(&broken).into(),
        Answer::raw(&format!("HTTP/1.1 {KEY}\r\n\r\n")).into(),
        Answer::raw(&format!("{KEY}\r\n\r\n")).into(),
        Reply::Close,
    ]
}

#[tokio::test(start_paused = true)]
async fn the_key_is_shown_nowhere() {
    for strict in [false, true] {
        for (index, reply) in echoes().into_iter().enumerate() {
            let (traces, shown) = (Traces::default(), Shown::default());
            let _guard = traces.keep();
            let server = FaultyServer::replying(vec![reply]).await;
            let unknown = shown.clone();
            let builder = server.builder().hook(shown.clone()).strict(strict);
            let builder =
                builder.on_unknown(move |it: &Unknown| unknown.add(&format!("{it} {it:?}")));
            shown.add(&format!("{builder:?}"));
            let client = builder.build().unwrap();
            let call = client.list_users();
            shown.add(&format!("{client:?} {call:?} {:?}", call.clone().stream()));
            match call.send().await {
                Err(error) => shown.add(&all_of(&error)),
                // The body is what the API gave; the rest of the answer is ours.
                Ok(answer) => shown.add(&format!(
                    "{:?} {}",
                    answer.headers(),
                    Response::status(&answer)
                )),
            }
            if let Err(error) = client.list_users().stream().collect().await {
                shown.add(&all_of(&error));
            }
            let shown = shown.0.lock().unwrap().clone();
            assert!(shown.contains("list_users"), "{shown}");
            assert!(!shown.contains(KEY), "{index} strict {strict}: {shown}");
            let told = traces.text();
            assert!(!told.contains(KEY), "{index} strict {strict}: {told}");
        }
    }
}

/// JSON may write a key that has a slash in several ways, and an address in another.
#[tokio::test(start_paused = true)]
async fn no_other_way_to_write_the_key_shows_it() {
    const KEY: &str = "sk/made+up/0123456789==";
    let in_json = |key: &str| {
        format!(
            r#"{{"object":"error","_errors":[{{"code":"{key}","title":"{key}","detail":"x {key}"}}]}}"#
        )
    };
    let escaped = KEY.replace('/', "\\/");
    let spelled: String = KEY
        .chars()
        .map(|c| format!("\\u{:04x}", c as u32))
        .collect();
    let in_list = |key: &str| format!(r#"{{"users":"{key}"}}"#);
    let page = "<a href=\"/?key=sk%2Fmade%2Bup%2F0123456789%3D%3D\">".to_owned();
    for (status, body) in [
        (401, in_json(&escaped)),
        (401, in_json(&spelled)),
        (401, page.clone()),
        (200, in_list(&escaped)),
        (200, in_list(&spelled)),
        (200, page),
    ] {
        let answer = Answer::text(status, "text/plain", &body);
        let server = FaultyServer::replying(vec![answer.into()]).await;
        let client = server.builder().api_key(KEY).build().unwrap();
        let shown = all_of(&client.list_users().send().await.unwrap_err());
        for written in [KEY, "sk\\/made", "made%2Bup", "made+up"] {
            assert!(!shown.contains(written), "{status} {body}: {shown}");
        }
    }
}
