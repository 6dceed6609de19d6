//! A body comes from where it was said, or from the pipe; none is made up.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::place::{Ended, KEY, Place, ended};

const DOMAINS: &str = r#"{"excluded_domains": [{"domain": "example.com"}]}"#;

fn piped(place: &Place, arguments: &[&str], text: &str) -> Ended {
    let mut command = place.command(arguments);
    command.env("AMPLEMARKET_API_KEY", KEY);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // It may have ended before it read anything.
    let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
    ended(child.wait_with_output().unwrap())
}

/// With this piped in, the operation is sent this body; or nothing is sent, and this is said.
#[track_caller]
fn body(id: &str, arguments: &[&str], text: &str, expected: Result<Value, &str>) {
    let place = Place::new();
    let ended = piped(&place, &[&["api", id], arguments].concat(), text);
    let sent = place.server.received_by(id);
    match expected {
        Ok(body) => {
            assert_eq!(sent.len(), 1, "{}", ended.err);
            assert_eq!(sent[0].json(), body, "{}", ended.err);
        }
        Err(said) => {
            assert_eq!(ended.code, Some(2), "{}", ended.err);
            assert!(ended.err.contains(said), "{}", ended.err);
            assert!(sent.is_empty());
        }
    }
}

#[test]
fn what_is_piped_in_is_the_body_where_nothing_else_is() {
    let whole: Value = serde_json::from_str(DOMAINS).unwrap();
    let id = "create_excluded_domains";
    body(id, &[], DOMAINS, Ok(whole.clone()));
    body(id, &[], &format!("\u{feff}{DOMAINS}\n"), Ok(whole.clone()));
    body(id, &["--json", "-"], DOMAINS, Ok(whole.clone()));
    body(id, &["--json", DOMAINS], "no JSON", Ok(whole));
    body(id, &[], "no JSON", Err("the body is not JSON"));
    body(id, &[], r#"{"domains": []}"#, Err("`domains`"));
    let list = json!({ "type": "email", "owner": "a@example.com", "name": "x", "shared": true,
        "leads": [{ "email": "a@example.com" }] });
    body("create_lead_list", &[], &list.to_string(), Ok(list.clone()));
    let limit = json!({ "daily_email_limit": 30 });
    let flags = &["--id", "7", "--daily-email-limit", "30"];
    body("update_mailbox", flags, DOMAINS, Ok(limit));
}

#[test]
fn no_body_is_made_up() {
    for empty in ["", " \n"] {
        for id in [
            "create_excluded_domains",
            "search_people",
            "create_lead_list",
        ] {
            body(id, &[], empty, Err("takes a body: --json JSON"));
        }
    }
    body("search_people", &["--json", "{}"], "", Ok(json!({})));
    let canceled = json!({ "status": "canceled" });
    let id = "cancel_email_validation";
    body(id, &["--id", "7"], DOMAINS, Ok(canceled));
}

#[test]
fn a_field_of_the_body_does_not_go_into_the_query() {
    let pair = &["--param", "excluded_domains=example.com"];
    let unchecked = &["--param", "excluded-domains=example.com", "--unchecked"];
    for arguments in [&pair[..], unchecked] {
        let place = Place::new();
        let refused = place.run(&[&["api", "create_excluded_domains"], arguments].concat());
        assert_eq!(refused.code, Some(2), "{}", refused.err);
        assert!(
            refused.err.contains("--json '{\"excluded_domains\""),
            "{}",
            refused.err
        );
        assert!(!refused.err.contains("--unchecked"), "{}", refused.err);
        assert!(place.server.received().is_empty());
    }
}
