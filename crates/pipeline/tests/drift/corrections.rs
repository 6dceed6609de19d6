//! What a change of the docs is to the crate, where our corrections have the last word.

use serde_json::Value;
use specwright_pipeline::exit::Exit;

use crate::setup::{CREATE, Folder, Held};

/// The one finding about the name of `POST /tasks`, after an edit of its page.
async fn named(overlay: &str, edit: (&str, &str)) -> Value {
    let held = Held::new().await;
    if !overlay.is_empty() {
        let all = held.tree.read("spec/overlay.yaml") + overlay;
        held.tree.write("spec/overlay.yaml", &all);
    }
    let held = held.settled();
    let site = Folder::same();
    site.edit(CREATE, edit.0, edit.1);
    let report = held.report(&site).await;
    let mut findings = report["findings"].as_array().unwrap().iter();
    let found = findings.find(|finding| finding["class"] == "contract");
    found.cloned().unwrap_or(Value::Null)
}

const SUMMARY: &str = "      summary: Create a task\n";

#[tokio::test]
async fn docs_that_say_as_we_did_break_nobody() {
    let ours = format!("{SUMMARY}      operationId: add_task\n");
    let finding = named("", (SUMMARY, &ours)).await;
    assert_eq!(finding["rule"], "api-operation-id-added", "{finding}");
    assert_eq!(finding["compile"], "info", "{finding}");
}

#[tokio::test]
async fn docs_that_say_otherwise_where_we_have_the_last_word_break_nobody() {
    let theirs = format!("{SUMMARY}      operationId: make_task\n");
    let finding = named("", (SUMMARY, &theirs)).await;
    assert_eq!(finding["compile"], "info", "{finding}");
}

#[tokio::test]
async fn docs_that_say_otherwise_where_we_say_nothing_break_somebody() {
    // A correction of the same operation that has nothing to do with it.
    let other = "  - target: $.paths['/tasks'].post\n    description: A limit.\n    update:\n      x-specwright-rate-limit: {requests: 1, per: minute}\n";
    let renamed = ("                owner:\n", "                owned_by:\n");
    let finding = named(other, renamed).await;
    assert_eq!(finding["compile"], "breaking", "{finding}");
}

#[tokio::test]
async fn an_overlay_that_cannot_be_read_is_not_taken_for_none() {
    let held = Held::new().await;
    held.tree.write("spec/overlay.yaml", "actions: [\n");
    let run = held.settled().drift(&Folder::same(), &[]).await;
    assert_eq!(run.exit, Exit::CannotTell, "{}", run.out);
    assert_eq!(run.out, "");
    assert!(run.err.contains("spec/overlay.yaml:2"), "{}", run.err);
}
