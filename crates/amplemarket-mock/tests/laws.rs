//! What holds whatever is sent and whatever happens.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use std::collections::BTreeSet;

use amplemarket_mock::{Fault, MockServer, Pace, Verdict};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{Answer, send};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

async fn start(server: &MockServer, emails: &[String]) -> Answer {
    let emails: Vec<Value> = emails
        .iter()
        .map(|email| json!({ "email": email }))
        .collect();
    let body = json!({ "emails": emails }).to_string();
    send(server, "POST", "/email-validations", Some(&body)).await
}

/// What can happen to a batch, and to those who ask about it.
#[derive(Clone, Debug)]
enum Action {
    Advance(usize),
    Finish,
    Fail,
    Cancel,
    Look,
    Ledger,
    LoseAnAnswer,
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let action = prop_oneof![
        4 => (0..7_usize).prop_map(Action::Advance),
        1 => Just(Action::Finish),
        1 => Just(Action::Fail),
        1 => Just(Action::Cancel),
        3 => Just(Action::Look),
        2 => Just(Action::Ledger),
        1 => Just(Action::LoseAnAnswer),
    ];
    prop::collection::vec(action, 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// All pages together are the distinct addresses in their order, for every size of page.
    #[test]
    fn pages_lose_nothing_and_repeat_nothing(
        emails in prop::collection::vec("[a-cA-C+&%=]{1,3}@example\\.(com|org)", 0..30),
        size in 1..12_usize,
    ) {
        runtime().block_on(async {
            let server = MockServer::builder().rate_limits(false).start().await.unwrap();
            let started = start(&server, &emails).await;
            prop_assert_eq!(started.status, 202, "{}", started.json());
            let mut target = format!("/email-validations/{}?page[size]={size}", started.at("/id"));
            let mut seen = Vec::new();
            while !target.is_empty() {
                let answer = send(&server, "GET", &target, None).await;
                for row in answer.json()["results"].as_array().unwrap() {
                    seen.push(row["email"].as_str().unwrap().to_owned());
                }
                target = answer.at("/_links/next/href");
            }
            let distinct: BTreeSet<String> = emails.iter().cloned().collect();
            prop_assert_eq!(seen, distinct.into_iter().collect::<Vec<_>>());
            Ok(())
        })?;
    }

    /// Whatever happens and whoever looks, a batch has cost what was worked through, and never more than what it was given.
    #[test]
    fn nothing_is_charged_twice(entries in 0..20_usize, actions in actions()) {
        runtime().block_on(async {
            let server = MockServer::builder().pace(Pace::by_hand()).rate_limits(false).credits(1000).start().await.unwrap();
            let emails: Vec<String> = (0..entries).map(|n| format!("{n}@example.com")).collect();
            let id = start(&server, &emails).await.at("/id");
            let path = format!("/email-validations/{id}");
            let mut most = 0;
            for action in actions {
                match action {
                    Action::Advance(entries) => server.advance(&id, entries).unwrap(),
                    Action::Finish => server.finish(&id).unwrap(),
                    Action::Fail => server.fail(&id).unwrap(),
                    Action::Cancel => drop(send(&server, "PATCH", &path, Some(r#"{"status":"canceled"}"#)).await),
                    Action::Look => drop(send(&server, "GET", &path, None).await),
                    Action::Ledger => drop(server.ledger()),
                    Action::LoseAnAnswer => {
                        server.fault(Fault::status(500).taken());
                        drop(send(&server, "GET", &path, None).await);
                    }
                }
                let ledger = server.ledger();
                let batch = ledger.batch(&id).unwrap();
                prop_assert!(batch.done >= most && batch.done <= entries);
                most = batch.done;
                prop_assert_eq!(ledger.spent_on(&id), batch.done as f64);
                prop_assert_eq!(ledger.left("email"), 1000.0 - batch.done as f64);
            }
            Ok(())
        })?;
    }

    /// No target and no body makes it fall over: there is always an answer, and it is one of the API's.
    #[test]
    fn there_is_always_an_answer(
        method in "GET|POST|PATCH|DELETE",
        path in "/(users|tasks|contacts/[!-~]{0,5}|email-validations|[!-~]{0,9})",
        query in "(page\\[size\\]|page\\[after\\]|status|ids\\[\\])=[!-\"$-~]{0,9}",
        body in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let target = format!("{}?{query}", path.replace(['#', '?', '\\'], "_"));
        runtime().block_on(async {
            let server = MockServer::start().await.unwrap();
            let body = String::from_utf8_lossy(&body);
            let answer = send(&server, &method, &target, Some(&body)).await;
            prop_assert!(answer.status < 500, "{}", answer.status);
            prop_assert!(!answer.bytes.is_empty());
            Ok(())
        })?;
    }

    /// An address has its verdict for good, in upper and lower case.
    #[test]
    fn a_verdict_is_stable(address in "\\PC{0,30}") {
        prop_assert_eq!(Verdict::of(&address), Verdict::of(&address.to_lowercase()));
        let known = ["deliverable", "risky", "undeliverable", "unknown"];
        prop_assert!(known.contains(&Verdict::of(&address).result));
    }
}
