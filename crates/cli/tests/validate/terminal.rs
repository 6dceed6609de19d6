//! At a terminal: the question, the bar, and Ctrl-C.

use std::process::Command;
use std::time::Duration;

use amplemarket_mock::Fault;
use rexpect::session::PtySession;

use crate::api::{Api, until};

fn at_terminal(command: Command) -> PtySession {
    rexpect::session::spawn_command(command, Some(60_000)).unwrap()
}

#[cfg(feature = "mock")]
fn with_mock(folder: &std::path::Path, pace: &str, more: &[&str]) -> PtySession {
    let rows: String = (0..300)
        .map(|number| format!("lead{number}@example.com\n"))
        .collect();
    std::fs::write(folder.join("leads.csv"), format!("email\n{rows}")).unwrap();
    let mut command = crate::api::bare(folder);
    command
        .env("TERM", "xterm")
        .args([
            "--mock",
            "--mock-pace",
            pace,
            "emails",
            "validate",
            "leads.csv",
            "-o",
            "out.csv",
        ])
        .args(more);
    at_terminal(command)
}

#[track_caller]
fn ends_with(terminal: &PtySession, code: i32) {
    use nix::sys::wait::WaitStatus;
    match terminal.process().wait().unwrap() {
        WaitStatus::Exited(_, found) => assert_eq!(found, code),
        other => panic!("{other:?}"),
    }
}

#[cfg(feature = "mock")]
#[test]
fn it_asks_shows_how_far_it_is_and_draws_a_chart() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = with_mock(folder.path(), "400", &[]);
    terminal.exp_string("300 addresses to validate").unwrap();
    terminal
        .exp_string("Spend 300 made-up credits? [y/N]")
        .unwrap();
    terminal.send_line("y").unwrap();
    terminal.exp_string("Started batch ").unwrap();
    terminal.exp_string("Validating").unwrap();
    terminal.exp_string("estimated").unwrap();
    terminal.exp_string("deliverable").unwrap();
    terminal.exp_string(" %").unwrap();
    terminal.exp_string("Wrote 300 rows to out.csv").unwrap();
    ends_with(&terminal, 0);
}

#[cfg(feature = "mock")]
#[test]
fn anything_but_yes_is_no() {
    for answer in ["n", "", "yess"] {
        let folder = tempfile::tempdir().unwrap();
        let mut terminal = with_mock(folder.path(), "400", &[]);
        terminal.exp_string("[y/N]").unwrap();
        terminal.send_line(answer).unwrap();
        terminal.exp_string("nothing was spent").unwrap();
        ends_with(&terminal, 1);
        assert!(!folder.path().join("out.csv").exists());
    }
}

#[test]
fn ctrl_c_at_the_question_spends_nothing_and_leaves_nothing_behind() {
    let api = Api::start();
    api.write("leads.csv", "email\nvalid@example.com\n");
    let mut terminal = at_terminal(api.command(&["leads.csv", "-o", "out.csv"]));
    terminal.exp_string("[y/N]").unwrap();
    terminal.send_control('c').unwrap();
    terminal.exp_string("nothing was spent").unwrap();
    ends_with(&terminal, 130);
    assert_eq!(
        (api.batches().len(), api.files()),
        (0, vec!["leads.csv".to_owned()])
    );
}

#[cfg(feature = "mock")]
#[test]
fn ctrl_c_asks_and_what_is_finished_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = with_mock(folder.path(), "20", &["--yes"]);
    terminal.exp_string("estimated").unwrap();
    terminal.send_control('c').unwrap();
    terminal.exp_string("Cancel the batch").unwrap();
    terminal.send_line("y").unwrap();
    terminal.exp_string("not_validated").unwrap();
    terminal.exp_string("Canceled: ").unwrap();
    ends_with(&terminal, 3);
    let out = std::fs::read_to_string(folder.path().join("out.csv")).unwrap();
    assert_eq!(out.lines().count(), 301, "every row is there");
}

#[test]
fn a_second_ctrl_c_leaves_the_batch_running() {
    let api = Api::by_hand();
    api.write("leads.csv", "email\nvalid@example.com\n");
    let mut command = api.command(&["leads.csv", "-o", "out.csv", "--yes"]);
    command.env("TERM", "xterm");
    let mut terminal = at_terminal(command);
    terminal.exp_string("Validating").unwrap();
    terminal.send_control('c').unwrap();
    terminal.exp_string("Cancel the batch").unwrap();
    terminal.send_control('c').unwrap();
    terminal.exp_string("goes on at the API").unwrap();
    terminal.exp_string("--resume").unwrap();
    ends_with(&terminal, 130);
    assert!(api.server.received_by("cancel_email_validation").is_empty());
    api.server.finish(&api.batches()[0]).unwrap();
    api.runs(&["leads.csv", "-o", "out.csv", "--yes", "--resume"], 0);
    assert_eq!(api.spent(), 1.0);
}

#[test]
fn before_an_answer_nothing_is_said_of_how_far_it_is() {
    let api = Api::start();
    api.write("leads.csv", "email\nvalid@example.com\n");
    let unanswered = Fault::latency(Duration::from_secs(600)).on("get_email_validation");
    api.server.fault(unanswered.always());
    let mut command = api.command(&["leads.csv", "-o", "out.csv", "--yes"]);
    command.env("TERM", "xterm");
    let mut terminal = at_terminal(command);
    let before = terminal.exp_string("waiting").unwrap();
    terminal.send_control('c').unwrap();
    let after = terminal.exp_string("Cancel the batch").unwrap();
    for unheard in ["queued", "estimated"] {
        assert!(
            !format!("{before}{after}").contains(unheard),
            "{before}{after}"
        );
    }
    terminal.send_control('c').unwrap();
    terminal.exp_string("goes on at the API").unwrap();
    ends_with(&terminal, 130);
}

#[test]
fn who_does_not_cancel_goes_on_waiting() {
    let api = Api::by_hand();
    api.write("leads.csv", "email\nvalid@example.com\n");
    api.write("out.csv", "what was there");
    let mut command = api.command(&["leads.csv", "-o", "out.csv"]);
    command.env("TERM", "xterm");
    let mut terminal = at_terminal(command);
    terminal
        .exp_string("out.csv is there, and will be replaced. Spend 1 credit? [y/N]")
        .unwrap();
    terminal.send_line("yes").unwrap();
    until("the batch is started", || !api.batches().is_empty());
    terminal.exp_string("Validating").unwrap();
    terminal.send_control('c').unwrap();
    terminal.exp_string("Cancel the batch").unwrap();
    api.server.finish(&api.batches()[0]).unwrap();
    terminal.send_line("n").unwrap();
    terminal.exp_string("Wrote 1 row to out.csv").unwrap();
    ends_with(&terminal, 0);
    assert!(api.server.received_by("cancel_email_validation").is_empty());
}
