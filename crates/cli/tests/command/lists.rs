//! Lists page by themselves, batches are looked after, and answers reach files whole.

use std::fs;
use std::io::Read;
use std::process::Stdio;

use amplemarket_mock::{Fault, Pace};

use crate::place::{KEY, Place, ended};

#[test]
fn a_list_is_a_page_or_all_of_it_or_so_many() {
    let place = Place::new();
    let lines = |arguments: &[&str]| {
        let ended = place.run(&[&["api", "list_users", "--format", "jsonl"], arguments].concat());
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        (ended.text().lines().count(), ended.err)
    };
    let (page, hint) = lines(&[]);
    assert_eq!(page, 20);
    assert!(hint.contains("--all"), "{hint}");
    assert_eq!(lines(&["-q"]), (20, String::new()));
    for (arguments, expected) in [
        (&["--all"][..], 25),
        (&["--limit", "0"], 0),
        (&["--limit", "3"], 3),
        (&["--limit", "22"], 22),
        (&["--limit", "99"], 25),
        (&["--param", "page[size]=2", "--limit", "5"], 5),
        (&["--param", "page_size=2", "--all"], 25),
    ] {
        assert_eq!(lines(arguments).0, expected, "{arguments:?}");
    }
}

#[test]
fn a_list_that_breaks_off_leaves_no_file() {
    let place = Place::new();
    let whole = place.run(&["api", "list_users", "--all", "-o", "users.csv"]);
    assert_eq!(whole.code, Some(0), "{}", whole.err);
    let path = place.home.path().join("users.csv");
    let held = fs::read_to_string(&path).unwrap();
    assert_eq!(held.lines().count(), 26);
    assert!(held.starts_with("id,name,email"), "{held}");
    place.server.fault(Fault::status(500).after(1).always());
    let broken = place.run(&["api", "list_users", "--all", "-o", "users.csv"]);
    assert_eq!(broken.code, Some(6), "{}", broken.err);
    assert_eq!(fs::read_to_string(&path).unwrap(), held);
    assert_eq!(fs::read_dir(place.home.path()).unwrap().count(), 1);
}

#[test]
fn a_recording_is_the_same_in_a_file_and_in_a_pipe() {
    let place = Place::new();
    let piped = place.run(&["api", "get_call_recording", "--id", "7"]);
    assert_eq!(piped.code, Some(0), "{}", piped.err);
    assert!(!piped.out.is_empty());
    let filed = place.run(&["api", "get_call_recording", "--id", "7", "-o", "call.mp3"]);
    assert_eq!(filed.code, Some(0), "{}", filed.err);
    assert!(filed.out.is_empty());
    assert_eq!(
        fs::read(place.home.path().join("call.mp3")).unwrap(),
        piped.out
    );
}

#[test]
fn a_batch_is_looked_after_by_its_id() {
    let place = Place::new();
    let id = place.batch();
    let status = place.run(&["emails", "status", &id]);
    assert_eq!(status.code, Some(0), "{}", status.err);
    assert_eq!(status.json()["status"], "completed");
    let results = place.run(&["emails", "results", &id, "--format", "csv"]);
    assert_eq!(results.code, Some(0), "{}", results.err);
    let expected = "email,result,catch_all\nrisky@example.com,risky,false\nvalid@example.com,deliverable,false\n";
    assert_eq!(results.text(), expected);

    let place = Place::with(|builder| builder.pace(Pace::by_hand()));
    let id = place.batch();
    place.server.advance(&id, 1).unwrap();
    assert_eq!(place.run(&["emails", "results", &id]).code, Some(3));
    assert_eq!(
        place.run(&["emails", "cancel", &id]).code,
        Some(2),
        "nobody to ask"
    );
    let canceled = place.run(&["emails", "cancel", &id, "--yes"]);
    assert_eq!(canceled.code, Some(0), "{}", canceled.err);
    assert_eq!(canceled.json()["status"], "canceled");
    assert_eq!(place.run(&["emails", "status", &id]).code, Some(3));
    let part = place.run(&["emails", "results", &id, "--format", "jsonl"]);
    assert_eq!(
        (part.code, part.text().lines().count()),
        (Some(3), 1),
        "{}",
        part.err
    );
    let failed = place.batch();
    place.server.fail(&failed).unwrap();
    assert_eq!(place.run(&["emails", "status", &failed]).code, Some(1));
}

#[test]
fn what_is_said_of_an_answer_stands_below_it() {
    let place = Place::with(|builder| builder.pace(Pace::by_hand()));
    let id = place.batch();
    let path = place.home.path().join("said");
    let both = fs::File::create(&path).unwrap();
    let arguments = ["api", "get_email_validation", "--id", &id];
    let mut command = place.command(&[&arguments[..], &["--format", "table"]].concat());
    command.env("AMPLEMARKET_API_KEY", KEY);
    command.stdout(both.try_clone().unwrap()).stderr(both);
    assert!(command.status().unwrap().success());
    let said = fs::read_to_string(&path).unwrap();
    assert!(said.starts_with("id "), "{said}");
    assert!(said.ends_with("no results\n"), "{said}");
}

#[test]
fn a_reader_that_has_enough_is_no_failure() {
    let place = Place::new();
    for arguments in [&["completions", "bash"][..], &["api", "--list"], &["man"]] {
        let mut command = place.command(arguments);
        command.env("AMPLEMARKET_API_KEY", KEY);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut out = child.stdout.take().unwrap();
        out.read_exact(&mut [0]).unwrap();
        drop(out);
        let ended = ended(child.wait_with_output().unwrap());
        assert_eq!(
            (ended.code, ended.err.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}

#[test]
fn every_operation_can_be_called() {
    let place = Place::with(|builder| builder.rate_limits(false));
    for operation in amplemarket::operations::ALL {
        let help = place.run(&["api", operation.id, "--help"]);
        assert_eq!(help.code, Some(0), "{}", help.err);
        assert!(
            help.text().contains(&operation.to_string()),
            "{}",
            help.text()
        );
    }
    let bodies = [
        ("cancel_company_enrichment", &["--id", "7"][..]),
        ("get_contact_by_email", &["--email", "a+b@example.com"]),
        (
            "create_excluded_domains",
            &[
                "--json",
                r#"{"excluded_domains": [{"domain": "example.com"}]}"#,
            ],
        ),
        (
            "update_mailbox",
            &["--id", "7", "--daily-email-limit", "30"],
        ),
        (
            "search_people",
            &["--page", "1", "--json", r#"{"person_titles": ["CEO"]}"#],
        ),
        (
            "add_leads_to_sequence",
            &[
                "--id",
                "7",
                "--json",
                r#"{"leads": [{"email": "a@example.com"}]}"#,
            ],
        ),
    ];
    for (id, arguments) in bodies {
        let ended = place.run(&[&["api", id], arguments].concat());
        let sent = place.server.received_by(id);
        assert_eq!(sent.len(), 1, "{id}: {}", ended.err);
        // What the mock does not know is not there; all else it takes.
        assert!(matches!(ended.code, Some(0 | 1)), "{id}: {}", ended.err);
        assert!(
            ended.code == Some(0) || ended.err.contains("404"),
            "{id}: {}",
            ended.err
        );
    }
}
