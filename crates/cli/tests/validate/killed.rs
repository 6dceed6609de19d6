//! Runs that are killed, interrupted or told to end: nothing is paid twice, and nothing is missing.

use std::process::{Child, Stdio};

use amplemarket_mock::{Fault, Verdict};

use crate::api::{Api, Ended, until};

/// So many leads; the verdict of each is the mock's.
fn leads(count: usize) -> String {
    let rows = (0..count).map(|number| format!("{number},lead{number}@example.com\n"));
    format!("n,email\n{}", rows.collect::<String>())
}

const RUN: [&str; 6] = ["leads.csv", "-o", "out.csv", "--yes", "--batch-size", "150"];

fn begin(api: &Api) -> Child {
    api.write("leads.csv", leads(400));
    api.command(&RUN)
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn signal(child: &Child, signal: nix::sys::signal::Signal) {
    use nix::unistd::Pid;
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap());
    nix::sys::signal::kill(pid, signal).unwrap();
}

fn ended(child: Child) -> Ended {
    child.wait_with_output().unwrap().into()
}

/// The batch with this number is known by its id to whoever reads the state.
fn is_remembered(api: &Api, number: usize) -> bool {
    let state = std::fs::read_to_string(api.path("out.csv.run.json")).unwrap_or_default();
    api.batches()
        .get(number)
        .is_some_and(|id| state.contains(id.as_str()))
}

/// Goes on, with every batch done at once; all rows are there, each paid for once.
#[track_caller]
fn goes_on(api: &Api) {
    let resumed = [&RUN, ["--resume"].as_slice()].concat();
    let mut child = api
        .command(&resumed)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until("the resumed run ends", || {
        for id in api.batches() {
            api.server.finish(&id).unwrap();
        }
        child.try_wait().unwrap().is_some()
    });
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut expected = "n,email,result,catch_all\n".to_owned();
    for number in 0..400 {
        let address = format!("lead{number}@example.com");
        let verdict = Verdict::of(&address);
        expected.push_str(&format!(
            "{number},{address},{},{}\n",
            verdict.result, verdict.catch_all
        ));
    }
    assert_eq!(api.read("out.csv"), expected);
    assert_eq!(api.files(), ["leads.csv", "out.csv"]);
    let ledger = api.server.ledger();
    let entries: Vec<usize> = ledger.batches().iter().map(|batch| batch.entries).collect();
    assert_eq!(entries, [150, 150, 100], "no batch was started twice");
    assert_eq!(ledger.spent("email"), 400.0);
}

#[test]
fn killed_in_any_batch_it_goes_on() {
    for batch in 0..3 {
        let api = Api::by_hand();
        let mut child = begin(&api);
        for before in 0..batch {
            until("a batch is started", || is_remembered(&api, before));
            api.server.finish(&api.batches()[before]).unwrap();
        }
        until("the batch is started", || is_remembered(&api, batch));
        child.kill().unwrap();
        child.wait().unwrap();
        goes_on(&api);
    }
}

#[test]
fn killed_while_results_come_in_it_goes_on() {
    let api = Api::by_hand();
    let answers = std::time::Duration::from_secs(3600);
    // Queued, then completed; then come the results, a page of which stays away.
    api.server
        .fault(Fault::latency(answers).on("get_email_validation").after(2));
    let mut child = begin(&api);
    until("the batch is started", || is_remembered(&api, 0));
    api.server.finish(&api.batches()[0]).unwrap();
    until("results are asked for", || api.server.faults_left() == 0);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        !api.path("out.csv").exists(),
        "an output is there whole or not at all"
    );
    api.server.clear_faults();
    goes_on(&api);
}

#[test]
fn told_to_end_it_leaves_the_batch_running_and_says_how_to_go_on() {
    use nix::sys::signal::Signal::{SIGHUP, SIGINT, SIGTERM};
    for (kind, code) in [(SIGHUP, 129), (SIGINT, 130), (SIGTERM, 143)] {
        let api = Api::by_hand();
        let child = begin(&api);
        until("the batch is started", || is_remembered(&api, 0));
        until("it is waited for", || {
            !api.server.received_by("get_email_validation").is_empty()
        });
        signal(&child, kind);
        let ended = ended(child);
        assert_eq!(ended.code, Some(code), "{}", ended.err);
        let id = api.batches()[0].clone();
        ended.says(&[
            &id,
            "goes on at the API",
            "amplemarket emails validate leads.csv -o out.csv --yes --batch-size 150 --resume",
        ]);
        assert!(api.server.received_by("cancel_email_validation").is_empty());
        goes_on(&api);
    }
}

#[test]
fn a_batch_that_was_canceled_elsewhere_is_a_part() {
    let api = Api::by_hand();
    api.write("leads.csv", "email\nvalid@example.com\nrisky@example.com\n");
    // The answer says that half of it was done when somebody canceled it.
    let canceled = |body: &mut serde_json::Value| body["status"] = "canceled".into();
    api.server
        .fault(Fault::answer(canceled).on("get_email_validation").always());
    let ended = api.runs(&["leads.csv", "-o", "out.csv", "--yes"], 3);
    ended.says(&["Canceled: 2 of 2 addresses were not validated"]);
    assert_eq!(
        api.read("out.csv"),
        "email,result,catch_all\nvalid@example.com,not_validated,\nrisky@example.com,not_validated,\n"
    );
}

#[test]
fn a_batch_that_failed_is_started_again_by_who_says_so() {
    let api = Api::by_hand();
    let mut child = begin(&api);
    until("the batch is started", || is_remembered(&api, 0));
    child.kill().unwrap();
    child.wait().unwrap();
    api.server.fail(&api.batches()[0]).unwrap();
    let resumed = [&RUN, ["--resume"].as_slice()].concat();
    api.runs(&resumed, 1)
        .says(&["failed at the API", "--resume --start-again"]);
    api.runs(&resumed, 1)
        .says(&["failed at the API", "--resume --start-again"]);
    assert_eq!(api.batches().len(), 1);
}
