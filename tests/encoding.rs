//! Any value at all reaches the server as it was given, at its own place and no other, or is refused.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

mod support;

use std::borrow::Cow;

use amplemarket::{Client, Error, RetryPolicy};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use support::{Answer, KEY, Server};
use tokio::runtime::Runtime;

/// A value: any text, and often one that means something in a URL.
fn value() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        ".", "..", "/", "\\", "%", "%2e", "%2F", "%00", "?", "#", "&", "=", "+", " ", ";", ":",
        "@", "//", "[", "]", "\t", "\r\n", "\0", "é", "ﬁ", "\u{202e}", "😀", "a", "7", "{id}",
        "xn--", "&amp;",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(pieces, 0..6).prop_map(|pieces| pieces.concat()),
        "[a-z0-9._%+-]{1,12}@[a-z0-9-]{1,8}\\.[a-z]{2,6}",
    ]
}

/// A server that knows nothing, and a client of it, below a path or not.
struct Place {
    runtime: Runtime,
    server: Server,
    client: Client,
    prefix: &'static str,
}

impl Place {
    fn below(prefix: &'static str) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.unwrap();
        let server = runtime.block_on(Server::answering(vec![Answer::empty(404, "")]));
        let client = Client::builder()
            .api_key(KEY)
            .base_url(format!("{}{prefix}", server.base_url))
            .retry(RetryPolicy::never())
            .rate_limited(false);
        let client = client.build().unwrap();
        Self {
            runtime,
            server,
            client,
            prefix,
        }
    }

    /// The target of the request that a call makes, below the base URL, or why it makes none.
    fn target<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<String, Error> {
        let before = self.server.received().len();
        let Err(error) = self.runtime.block_on(call) else {
            panic!("a server that knows nothing had an answer")
        };
        let received = self.server.received();
        match received.len() - before {
            0 => {
                assert!(matches!(error, Error::Request(_)), "{error:?}");
                Err(error)
            }
            1 => {
                assert!(error.is_not_found(), "{error:?}");
                let target = received.last().unwrap().target.clone();
                Ok(target.strip_prefix(self.prefix).unwrap().to_owned())
            }
            more => panic!("{more} requests"),
        }
    }
}

/// Runs a law for many values against one server, with and without a path in its base URL.
fn holds_for(law: impl Fn(&Place, String)) {
    for prefix in ["", "/proxy/v1"] {
        let place = Place::below(prefix);
        TestRunner::default()
            .run(&value(), |value| {
                law(&place, value);
                Ok(())
            })
            .unwrap();
    }
}

/// The segments of a path, decoded as a server does it: split first.
fn segments(path: &str) -> Vec<Cow<'_, str>> {
    let decode = |segment| percent_decode_str(segment).decode_utf8().unwrap();
    path.split('/').skip(1).map(decode).collect()
}

#[track_caller]
fn assert_path(target: Result<String, Error>, given: &str, around: [&[&str]; 2]) {
    let is_nothing = matches!(given, "" | "." | "..");
    match target {
        Err(error) => assert!(is_nothing, "{given:?} was refused: {error}"),
        Ok(target) => {
            let [before, after] = around;
            let expected = [before, &[given], after].concat();
            assert_eq!(segments(&target), expected, "{given:?}: {target}");
            assert!(!is_nothing, "{given:?} was sent: {target}");
            assert!(
                target.is_ascii() && !target.contains(['?', '#', ' ']),
                "{target}"
            );
        }
    }
}

#[test]
fn an_id_arrives_as_it_was_given() {
    holds_for(|place, id| {
        let call = place.client.get_contact().id(&id);
        assert_path(place.target(call.send()), &id, [&["contacts"], &[]]);
    });
}

#[test]
fn an_id_in_the_middle_of_a_path_arrives_as_it_was_given() {
    holds_for(|place, id| {
        let call = place.client.get_call_recording().id(&id);
        assert_path(place.target(call.send()), &id, [&["calls"], &["recording"]]);
    });
}

#[test]
fn an_address_in_a_path_arrives_as_it_was_given() {
    holds_for(|place, email| {
        let call = place.client.get_contact_by_email().email(&email);
        assert_path(
            place.target(call.send()),
            &email,
            [&["contacts", "email"], &[]],
        );
    });
}

#[test]
fn a_cursor_arrives_as_it_was_given() {
    holds_for(|place, cursor| {
        let call = place.client.list_users().page_size(3).page_after(&cursor);
        let target = place.target(call.page_before(&cursor).send()).unwrap();
        let (path, query) = target.split_once('?').unwrap();
        assert_eq!(path, "/users");
        assert!(
            target.is_ascii() && !target.contains(['#', ' ']),
            "{target}"
        );
        let mut pairs: Vec<(String, String)> =
            reqwest::Url::parse(&format!("http://localhost/?{query}"))
                .unwrap()
                .query_pairs()
                .into_owned()
                .collect();
        pairs.sort();
        let expected = [
            ("page[after]", &*cursor),
            ("page[before]", &*cursor),
            ("page[size]", "3"),
        ];
        assert_eq!(
            pairs,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    });
}

#[test]
fn an_address_in_a_body_arrives_as_it_was_given() {
    holds_for(|place, email| {
        let validated = amplemarket::types::StartEmailValidationEmail::from(email.as_str());
        let call = place.client.start_email_validation().emails([validated]);
        if email.trim().is_empty() {
            let error = place.target(call.send()).unwrap_err();
            assert!(error.to_string().contains("is blank"), "{error}");
            return;
        }
        assert_eq!(place.target(call.send()).unwrap(), "/email-validations");
        let body = place.server.received().last().unwrap().json();
        assert_eq!(body, serde_json::json!({ "emails": [{ "email": email }] }));
    });
}

#[test]
fn what_is_longer_than_any_address_can_be_is_refused() {
    let place = Place::below("");
    for length in [70_000, 1_000_000] {
        let long = "é".repeat(length);
        let by_path = place.target(place.client.get_contact().id(&long).send());
        let by_query = place.target(place.client.list_users().page_after(&long).send());
        for error in [by_path.unwrap_err(), by_query.unwrap_err()] {
            assert!(error.to_string().len() < 500, "{error}");
            assert_eq!(error.attempts(), 0, "{error}");
        }
    }
}
