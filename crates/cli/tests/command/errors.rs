//! What goes wrong is said with what to do next, and ends with the exit code that scripts are promised.

use amplemarket_mock::Fault;

use crate::place::{Place, ended};

/// A call that meets a fault ends with a code, and says these things.
#[track_caller]
fn met(fault: Fault, arguments: &[&str], code: i32, said: &[&str]) {
    let place = Place::new();
    place.server.fault(fault.always());
    let ended = place.run(arguments);
    assert_eq!(ended.code, Some(code), "{}", ended.err);
    assert!(ended.out.is_empty(), "{:?}", ended.out);
    assert!(ended.err.starts_with("error: "), "{}", ended.err);
    for part in said {
        assert!(ended.err.contains(part), "{part}: {}", ended.err);
    }
}

#[test]
fn each_kind_of_failure_has_its_code_and_its_advice() {
    let list = &["api", "list_users"];
    let body = r#"{"emails": [{"email": "ada@example.com"}]}"#;
    let paid = &["api", "start_email_validation", "--json", body, "--yes"];
    met(Fault::status(402), paid, 5, &["402", "get more credits"]);
    met(Fault::status(404), list, 1, &["404", "right id"]);
    met(Fault::status(503), paid, 6, &["503", "try again later"]);
    met(Fault::html(502), paid, 6, &["text/html"]);
    met(Fault::reset(), paid, 6, &["look before it is sent again"]);
}

#[test]
fn a_key_that_is_not_taken_and_no_key_are_told_apart() {
    let place = Place::new();
    let mut other = place.command(&["api", "list_users"]);
    let refused = ended(
        other
            .env("AMPLEMARKET_API_KEY", "another")
            .output()
            .unwrap(),
    );
    assert_eq!(refused.code, Some(4));
    assert!(
        refused.err.contains("amplemarket whoami"),
        "{}",
        refused.err
    );
    let none = ended(place.command(&["api", "list_users"]).output().unwrap());
    assert_eq!(none.code, Some(4));
    assert!(none.err.contains("there is no API key"), "{}", none.err);
    let place = Place::with(|builder| builder.credits(0));
    let body = r#"{"emails": [{"email": "ada@example.com"}]}"#;
    let out = place.run(&["api", "start_email_validation", "--json", body, "--yes"]);
    assert_eq!(out.code, Some(5), "{}", out.err);
}

#[test]
fn an_answer_that_can_not_be_read_is_told_from_one_that_did_not_come() {
    let place = Place::new();
    let id = place.batch();
    let other = Fault::answer(|answer| *answer = serde_json::json!({ "id": 7 }));
    place.server.fault(other.always());
    let status = place.run(&["emails", "status", &id]);
    assert_eq!(status.code, Some(1));
    for part in ["can't be read at `id`", "is there a newer one?"] {
        assert!(status.err.contains(part), "{}", status.err);
    }
}

#[test]
fn credits_are_not_spent_without_a_yes() {
    let place = Place::new();
    let body = r#"{"emails": [{"email": "ada@example.com"}]}"#;
    let asked = place.run(&["api", "start_email_validation", "--json", body]);
    assert_eq!(asked.code, Some(2));
    assert!(asked.err.contains("up to 1 email credit"), "{}", asked.err);
    assert!(place.server.received().is_empty());
}

#[test]
fn no_certificates_and_no_server_are_said() {
    let place = Place::new();
    let mut https = place.command(&["whoami", "--base-url", "https://127.0.0.1:1"]);
    let https = ended(
        https
            .env("AMPLEMARKET_API_KEY", "another")
            .output()
            .unwrap(),
    );
    assert_eq!(https.code, Some(1), "{}", https.err);
    assert!(https.err.contains("CA certificates"), "{}", https.err);
    let nobody = place.run(&["whoami", "--base-url", "http://127.0.0.1:1"]);
    assert_eq!(nobody.code, Some(6), "{}", nobody.err);
    assert!(nobody.err.contains("nothing was sent"), "{}", nobody.err);
}

/// A base URL that can't be used, and what is said of it.
#[track_caller]
fn base_url(url: &str, said: &[&str]) {
    let place = Place::new();
    let as_argument = place.run(&["--base-url", url, "whoami"]);
    let mut command = place.command(&["whoami"]);
    command.env("AMPLEMARKET_API_KEY", "made-up");
    let as_variable = ended(command.env("AMPLEMARKET_BASE_URL", url).output().unwrap());
    for (refused, from) in [
        (as_argument, "it is from --base-url"),
        (as_variable, "variable AMPLEMARKET_BASE_URL"),
    ] {
        assert_eq!(refused.code, Some(2), "{}", refused.err);
        for part in said.iter().chain(&[from]) {
            assert!(refused.err.contains(part), "{part}: {}", refused.err);
        }
        assert!(!refused.err.contains("allow_plain_http"), "{}", refused.err);
    }
}

#[test]
fn a_base_url_that_can_not_be_used_is_said_in_words_of_the_command() {
    let scheme = "start it with https://; plain http only on loopback";
    base_url(
        "http://example.com",
        &["could be read on the way\n", scheme],
    );
    base_url("example.com", &["does not begin with https://", scheme]);
    base_url("example.com:80", &["does not begin with https://", scheme]);
    base_url("ftp://localhost", &["must begin with https://", scheme]);
    base_url("https://localhost?a=b", &["only a path may follow"]);
}

#[test]
fn what_is_said_in_detail_does_not_show_the_key() {
    let place = Place::new();
    let said = place.run(&["-vv", "api", "list_users", "--status", "active"]);
    assert_eq!(said.code, Some(0));
    assert!(said.err.contains("> GET http://127.0.0.1"), "{}", said.err);
    assert!(said.err.contains("< list_users 200 OK"), "{}", said.err);
}
