//! Runs that broke off by a fault, and what is done about each.

use amplemarket_mock::Fault;

use crate::api::Api;

const LEADS: &str = "email\nvalid@example.com\nrisky@example.com\nbounce@example.com\n";
const RESULTS: &str = "email,result,catch_all\nvalid@example.com,deliverable,false\nrisky@example.com,risky,false\nbounce@example.com,undeliverable,false\n";
/// What there is of it after a first batch of two.
const PART: &str = "email,result,catch_all\nvalid@example.com,deliverable,false\nrisky@example.com,risky,false\nbounce@example.com,not_validated,\n";
const RUN: [&str; 4] = ["leads.csv", "-o", "out.csv", "--yes"];

fn resume<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&RUN, ["--resume"].as_slice(), more].concat()
}

fn api_with(fault: Fault) -> Api {
    let api = Api::start();
    api.write("leads.csv", LEADS);
    api.server.fault(fault);
    api
}

#[track_caller]
fn is_whole(api: &Api, credits: f64) {
    assert_eq!(api.read("out.csv"), RESULTS);
    assert_eq!(api.spent(), credits);
    assert_eq!(api.files(), ["leads.csv", "out.csv"], "the state is gone");
}

#[test]
fn an_answer_that_stays_away_is_never_guessed_about() {
    let api = api_with(Fault::reset().on("start_email_validation").taken());
    let ended = api.runs(&RUN, 6);
    ended.says(&[
        "it isn't known whether the API took the batch of 3 addresses",
        "--resume --start-again",
        "--resume --batch ID",
    ]);
    assert_eq!(api.batches().len(), 1, "it was sent once");

    api.runs(&RUN, 2)
        .says(&["begun and is not finished", "-o out.csv --yes --resume"]);
    api.runs(&resume(&[]), 1)
        .says(&["it isn't known", "--start-again"]);
    assert_eq!(api.batches().len(), 1);

    let id = api.batches()[0].clone();
    api.runs(&resume(&["--batch", &id]), 0);
    is_whole(&api, 3.0);
}

#[test]
fn a_batch_may_be_sent_again_by_who_says_so() {
    let api = api_with(Fault::reset().on("start_email_validation"));
    api.runs(&RUN, 6);
    api.runs(&resume(&["--start-again"]), 0);
    is_whole(&api, 3.0);
    assert_eq!(api.batches().len(), 1, "the first never arrived");
}

#[test]
fn a_batch_of_other_addresses_is_not_taken_for_ours() {
    let api = api_with(Fault::reset().on("start_email_validation"));
    api.write("others.csv", "email\nother@example.com\n");
    api.runs(&RUN, 6);
    api.runs(&["others.csv", "-o", "others.out", "--yes"], 0);
    let id = api.batches()[0].clone();
    api.runs(&resume(&["--batch", &id]), 1)
        .says(&["is not of the addresses in leads.csv"]);
    // The question is open again.
    api.runs(&resume(&["--start-again"]), 0);
    assert_eq!(api.read("out.csv"), RESULTS);
}

#[track_caller]
fn goes_on_after(fault: Fault, code: i32) {
    let api = api_with(fault);
    api.runs(&RUN, code)
        .says(&["go on where it was, and pay nothing again", "--resume"]);
    assert_eq!(api.files(), ["leads.csv", "out.csv.run.json"]);
    api.server.clear_faults();
    api.runs(&resume(&[]), 0);
    is_whole(&api, 3.0);
    assert_eq!(api.batches().len(), 1);
}

#[test]
fn what_breaks_off_after_the_start_is_gone_on_with() {
    goes_on_after(Fault::status(404).on("get_email_validation").always(), 1);
    goes_on_after(Fault::status(401).on("get_email_validation").always(), 4);
    // The first answer tells that it is done, the second would have been the results.
    goes_on_after(
        Fault::status(400)
            .on("get_email_validation")
            .after(1)
            .always(),
        1,
    );
}

#[track_caller]
fn is_not_started(fault: Fault, code: i32, said: &[&str]) {
    let api = api_with(fault);
    let ended = api.runs(&RUN, code);
    ended.says(said);
    ended.says(&["no batch was started, and nothing was spent"]);
    assert_eq!(api.files(), ["leads.csv"]);
}

#[test]
fn a_refusal_is_a_refusal() {
    let start = |fault: Fault| fault.on("start_email_validation").always();
    is_not_started(start(Fault::status(401)), 4, &[]);
    is_not_started(start(Fault::html(403)), 1, &[]);
}

#[test]
fn a_refused_address_never_stops_a_file() {
    let api = Api::start();
    api.write(
        "leads.csv",
        "email\nvalid@example.com\n\nVALID@example.com\ndots..dots@example.com\nrisky@example.com\n",
    );
    for (batch_size, output) in [("10", "ten.csv"), ("1", "one.csv")] {
        let run = [
            "leads.csv",
            "-o",
            output,
            "--yes",
            "--batch-size",
            batch_size,
        ];
        let ended = api.runs(&run, 3);
        ended.says(&["The API refused 1 address; their rows say refused, and why."]);
        assert_eq!(
            api.read(output),
            "email,result,catch_all,reason\nvalid@example.com,deliverable,false,\n\nVALID@example.com,deliverable,false,\ndots..dots@example.com,refused,,unsupported_value\nrisky@example.com,risky,false,\n"
        );
    }
    assert_eq!(api.spent(), 4.0);
}

#[test]
fn a_list_that_is_refused_whole_is_halved() {
    let whole = |body: &mut serde_json::Value| {
        if let Some(pointer) = body.pointer_mut("/errors/0/source/pointer") {
            *pointer = "/emails".into();
        }
    };
    let refused = Fault::answer(whole).on("start_email_validation").always();
    let api = api_with(refused);
    api.write(
        "leads.csv",
        "email\nvalid@example.com\ndots..dots@example.com\nrisky@example.com\nbounce@example.com\n",
    );
    api.runs(&RUN, 3);
    assert_eq!(
        api.read("out.csv"),
        "email,result,catch_all,reason\nvalid@example.com,deliverable,false,\ndots..dots@example.com,refused,,unsupported_value\nrisky@example.com,risky,false,\nbounce@example.com,undeliverable,false,\n"
    );
    assert_eq!(api.spent(), 3.0);
}

#[test]
fn a_file_of_refused_addresses_alone_comes_to_its_end() {
    let api = Api::start();
    api.write(
        "leads.csv",
        "{\"email\":\"a..b@example.com\",\"reason\":1}\n",
    );
    api.runs(
        &[
            "leads.csv",
            "--yes",
            "-o",
            "out.jsonl",
            "--input-format",
            "jsonl",
        ],
        3,
    );
    assert_eq!(
        api.read("out.jsonl"),
        "{\"email\":\"a..b@example.com\",\"reason\":1,\"result\":\"refused\",\"catch_all\":null,\"amplemarket_reason\":\"unsupported_value\"}\n"
    );
    assert_eq!((api.spent(), api.batches().len()), (0.0, 0));
}

#[test]
fn what_is_finished_is_written_whatever_happens_later() {
    let fault = Fault::status(401).on("start_email_validation");
    let api = api_with(fault.after(1).always());
    let run = [&RUN, ["--batch-size", "2"].as_slice()].concat();
    api.runs(&run, 4).says(&["--resume"]);
    assert_eq!(api.read("out.csv"), PART);
    api.server.clear_faults();
    api.runs(&[&run, ["--resume"].as_slice()].concat(), 0);
    is_whole(&api, 3.0);
}

#[test]
fn a_changed_file_is_resumed_by_address() {
    let api = api_with(Fault::status(404).on("get_email_validation").always());
    api.runs(&RUN, 1).says(&["--resume --start-again"]);
    api.server.clear_faults();
    api.write(
        "leads.csv",
        "name,email\nA,valid@example.com\nN,unknown@example.com\n",
    );
    let unasked = ["leads.csv", "-o", "out.csv", "--resume"];
    api.runs(&unasked, 2)
        .says(&["1 credit would be spent", "nothing was spent"]);
    api.runs(&resume(&[]), 0).says(&[
        "1 address not in the run before",
        "2 addresses of the run before not in the file any more",
    ]);
    assert_eq!(
        api.read("out.csv"),
        "name,email,result,catch_all\nA,valid@example.com,deliverable,false\nN,unknown@example.com,unknown,false\n"
    );
    assert_eq!(api.spent(), 4.0);
    assert_eq!(api.files(), ["leads.csv", "out.csv"]);
}

#[test]
fn a_corrected_address_is_paid_for_alone() {
    let api = Api::start();
    api.write("leads.csv", LEADS.replace("bounce@", "boun..ce@"));
    api.runs(&RUN, 3)
        .says(&["correct it in the file, then:", "-o out.csv --yes --resume"]);
    api.write("leads.csv", LEADS);
    api.runs(&resume(&[]), 0);
    is_whole(&api, 3.0);
}

#[test]
fn an_id_is_looked_up_before_it_is_recorded() {
    let api = api_with(Fault::reset().on("start_email_validation").taken());
    api.runs(&RUN, 6);
    let state = api.read("out.csv.run.json");
    let wrong = "019e8e97-214c-782c-bf1a-5f04ef81ddd1";
    api.runs(&resume(&["--batch", wrong]), 1)
        .says(&["is not taken for one of this run", "--resume --batch ID"]);
    assert_eq!(api.read("out.csv.run.json"), state);
    let id = api.batches()[0].clone();
    api.runs(&resume(&["--batch", &id]), 0);
    is_whole(&api, 3.0);
}

#[test]
fn a_batch_that_the_api_no_longer_knows_is_sent_again_by_who_says_so() {
    let api = api_with(Fault::status(404).on("get_email_validation").always());
    api.runs(&RUN, 1);
    api.server.clear_faults();
    api.server
        .fault(Fault::status(404).on("get_email_validation"));
    api.runs(&resume(&["--start-again"]), 0);
    is_whole(&api, 6.0);
}

#[test]
fn what_a_canceled_batch_did_not_come_to_is_taken_up_by_resume_alone() {
    let canceled = |body: &mut serde_json::Value| {
        body["status"] = "canceled".into();
        body["results"] = serde_json::json!([]);
    };
    let api = api_with(Fault::answer(canceled).on("get_email_validation").always());
    api.runs(&RUN, 3)
        .says(&["To validate the rest:", "-o out.csv --yes --resume"]);
    api.server.clear_faults();
    // By now the API has all verdicts of the batch that said it was canceled: nothing is paid for twice.
    api.runs(&resume(&[]), 0);
    is_whole(&api, 3.0);
    assert_eq!(api.batches().len(), 1);
}

#[cfg(unix)]
#[test]
fn the_state_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let api = api_with(Fault::status(404).on("get_email_validation").always());
    api.runs(&RUN, 1);
    let mode = std::fs::metadata(api.path("out.csv.run.json")).unwrap();
    assert_eq!(mode.permissions().mode() & 0o777, 0o600);
}

#[test]
fn several_batches_are_worked_through_one_after_the_other() {
    let api = Api::start();
    api.write("leads.csv", LEADS);
    api.runs(&[&RUN, ["--batch-size", "2"].as_slice()].concat(), 0)
        .says(&["Started batch 1 of 2, ", "Started batch 2 of 2, "]);
    is_whole(&api, 3.0);
    let entries: Vec<usize> = api
        .server
        .ledger()
        .batches()
        .iter()
        .map(|batch| batch.entries)
        .collect();
    assert_eq!(entries, [2, 1]);
}

#[test]
fn a_later_batch_that_is_refused_loses_nothing_of_those_before() {
    let api = Api::with(|builder| builder.credits(2.0));
    api.write("leads.csv", LEADS);
    let run = [&RUN, ["--batch-size", "2"].as_slice()].concat();
    api.runs(&run, 5).says(&[
        "1 of 3 addresses were not validated yet",
        "the credits ran out after 1 of 2 batches",
        "get more credits in Amplemarket, then go on",
        "-o out.csv --yes --batch-size 2 --resume",
    ]);
    assert_eq!(api.files(), ["leads.csv", "out.csv", "out.csv.run.json"]);
    assert_eq!(api.read("out.csv"), PART);
    let again = [&run, ["--resume"].as_slice()].concat();
    api.runs(&again, 5);
    assert_eq!((api.read("out.csv").as_str(), api.spent()), (PART, 2.0));
    api.runs(&[&again, ["--max-credits", "0"].as_slice()].concat(), 5)
        .says(&["it takes 1 credit, and --max-credits allows 0"]);
}

#[test]
fn after_more_credits_only_the_rest_is_paid_for() {
    let refused = Fault::status(402).on("start_email_validation");
    let api = api_with(refused.after(1).always());
    let run = [&RUN, ["--batch-size", "2"].as_slice()].concat();
    api.runs(&run, 5);
    assert_eq!(api.read("out.csv"), PART);
    api.server.clear_faults();
    api.runs(&run, 2).says(&["begun and is not finished"]);
    api.runs(&[&run, ["--resume"].as_slice()].concat(), 0);
    is_whole(&api, 3.0);
}

#[test]
fn what_tomorrow_brings_is_let_through() {
    let odd = |body: &mut serde_json::Value| {
        for result in body["results"].as_array_mut().into_iter().flatten() {
            result["result"] = "role_account".into();
            result["new"] = 1.into();
        }
    };
    let api = api_with(Fault::answer(odd).on("get_email_validation").always());
    let ended = api.runs(&RUN, 0);
    ended.says(&["role_account", "100.0 %"]);
    assert!(
        api.read("out.csv")
            .contains("valid@example.com,role_account,false\n")
    );
}
