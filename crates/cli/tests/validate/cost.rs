//! Nothing is spent that nobody agreed to.

use crate::api::Api;

const LEADS: &str =
    "name,email\nAda,ada@example.com\nGrace,grace@example.org\nAda again,ADA@example.com\n";

#[track_caller]
fn costs_nothing(arguments: &[&str], code: i32, said: &[&str]) {
    let api = Api::start();
    api.write("leads.csv", LEADS);
    let ended = api.runs(arguments, code);
    ended.says(said);
    assert_eq!(api.batches().len(), 0);
    assert_eq!(api.files(), ["leads.csv"], "nothing stays behind");
}

#[test]
fn a_dry_run_says_what_it_would_cost() {
    costs_nothing(
        &["leads.csv", "-o", "out.csv", "--dry-run"],
        0,
        &["2 addresses to validate", "It takes 2 credits, and "],
    );
}

#[cfg(unix)]
#[test]
fn a_run_to_a_device_does_not_stand_in_the_way_of_another() {
    let api = Api::start();
    api.write("leads.csv", LEADS);
    api.runs(&["leads.csv", "-o", "/dev/full", "--yes"], 1)
        .says(&["/dev/full: can't be written", "--resume"]);
    api.runs(&["leads.csv", "-o", "/dev/null", "--yes"], 0);
    api.runs(&["leads.csv", "--yes"], 0);
}

#[test]
fn without_agreement_nothing_is_sent() {
    costs_nothing(
        &["leads.csv", "-o", "out.csv"],
        2,
        &[
            "error: 2 credits would be spent, and there is nobody to ask",
            "--yes",
            "nothing was spent",
        ],
    );
    costs_nothing(
        &["leads.csv", "-o", "out.csv", "--max-credits", "1"],
        5,
        &["--max-credits allows 1"],
    );
    costs_nothing(
        &["leads.csv", "-o", "out.csv", "--yes", "--max-credits", "1"],
        5,
        &["--max-credits allows 1"],
    );
    costs_nothing(
        &["leads.csv", "-o", "none/out.csv", "--yes"],
        2,
        &["none/out.csv: the folder none is not there"],
    );
    costs_nothing(
        &["leads.csv", "-o", "leads.csv", "--yes"],
        2,
        &["it is the input"],
    );
    costs_nothing(
        &["leads.csv", "-o", "out.csv", "--resume"],
        2,
        &["there is no run to resume"],
    );
    costs_nothing(
        &["leads.csv", "-o", "out.csv", "--yes", "--format", "jsonl"],
        2,
        &["rows come back in the form of the input; --format is not for this command"],
    );
    for name in ["out.jsonl", "out.YAML", "out.ods"] {
        costs_nothing(
            &["leads.csv", "-o", name, "--yes"],
            2,
            &["the rows are CSV", "name a file that ends in .csv"],
        );
    }
    costs_nothing(
        &["leads.csv", "--accept", "deliverible"],
        2,
        &["deliverable"],
    );
}

#[test]
fn what_is_agreed_to_is_spent_once_for_each_address() {
    for arguments in [
        ["--yes"].as_slice(),
        &["--max-credits", "2"],
        &["--yes", "--max-credits", "2"],
    ] {
        let api = Api::start();
        api.write("leads.csv", LEADS);
        let ended = api.runs(&[&["leads.csv", "-o", "out.csv"], arguments].concat(), 0);
        ended.says(&[
            "2 addresses to validate",
            "1 row repeats one",
            "Wrote 3 rows to out.csv",
        ]);
        assert_eq!(api.spent(), 2.0);
        assert_eq!(
            api.files(),
            ["leads.csv", "out.csv"],
            "the state is gone when the run is over"
        );
    }
}

#[test]
fn an_input_without_an_address_costs_nothing_and_needs_nobody_to_agree() {
    let api = Api::start();
    api.write("leads.csv", "email,n\n,1\nn/a,2\n");
    api.runs(&["leads.csv", "-o", "out.csv"], 0);
    assert_eq!(
        api.read("out.csv"),
        "email,n,result,catch_all\n,1,no_address,\nn/a,2,not_an_address,\n"
    );
    assert_eq!(api.batches().len(), 0);
}

#[test]
fn credits_that_do_not_suffice_are_said_and_nothing_stays_behind() {
    let api = Api::with(|builder| builder.credits(1.0));
    api.write("leads.csv", LEADS);
    let ended = api.runs(&["leads.csv", "-o", "out.csv", "--yes"], 5);
    ended.says(&["no batch was started"]);
    assert_eq!(api.spent(), 0.0);
    assert_eq!(api.files(), ["leads.csv"]);
}

#[test]
fn a_second_run_of_the_same_output_waits_for_the_first() {
    let api = Api::by_hand();
    api.write("leads.csv", LEADS);
    let arguments = ["leads.csv", "-o", "out.csv", "--yes"];
    let mut first = api
        .command(&arguments)
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    crate::api::until("the first run starts its batch", || {
        !api.batches().is_empty()
    });
    let second = api.run(&arguments);
    first.kill().unwrap();
    first.wait().unwrap();
    second.says(&["another run is at work"]);
    assert_eq!((second.code, api.batches().len()), (Some(1), 1));
}
