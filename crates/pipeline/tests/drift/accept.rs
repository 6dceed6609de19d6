//! Taking what was found.

use serde_json::Value;
use specwright_pipeline::exit::Exit;

use crate::setup::{CREATE, Folder, Held, OWNER_REQUIRED, USERS, pages};

#[tokio::test]
async fn pages_derived_files_and_changelog_are_taken_together() {
    let held = Held::new().await;
    let site = Folder::same();
    site.edit(CREATE, OWNER_REQUIRED.0, OWNER_REQUIRED.1);
    site.edit(CREATE, "01890a5d-one", "01890a5e-two");
    let run = held
        .drift_at(site.path().to_str().unwrap(), &["--accept"])
        .await;
    assert_eq!(run.exit, Exit::Fine, "{}{}", run.out, run.err);
    let read = |path: &str| std::fs::read_to_string(site.path().join(path)).unwrap();
    for path in [CREATE, USERS] {
        assert_eq!(held.tree.read(&format!("spec/pages/{path}")), read(path));
    }
    assert_eq!(held.tree.regen(&["--check"]).await.exit, Exit::Fine);
    assert_eq!(
        held.tree.read("CHANGELOG.md"),
        "# Changelog\n\n## Unreleased\n\n- The first.\n\nThe docs have changed, and the crate with them:\n\n\
         - `POST /tasks, request body, application/json`: field owner became required (breaking)\n\
         - Prose and examples: 1 changed\n\n## 0.1.0\n\n- Old.\n"
    );

    let files = held.tree.files();
    let again = held
        .drift_at(
            site.path().to_str().unwrap(),
            &["--accept", "--fail-on", "any"],
        )
        .await;
    assert_eq!(again.exit, Exit::Fine, "{}{}", again.out, again.err);
    assert_eq!(
        held.tree.files(),
        files,
        "a second time there is nothing to take"
    );
}

#[tokio::test]
async fn what_cannot_be_derived_is_not_taken() {
    let held = Held::new().await;
    let site = Folder::same();
    site.remove(CREATE);
    let run = held.drift(&site, &["--accept"]).await;
    assert_eq!(run.exit, Exit::CannotTell, "{}{}", run.out, run.err);
    assert!(
        run.err.starts_with("error: nothing was written"),
        "{}",
        run.err
    );
    assert!(
        run.err.contains("delete me"),
        "the correction has nothing to correct: {}",
        run.err
    );
}

#[tokio::test]
async fn a_changelog_is_begun_where_there_is_none() {
    let held = Held::new().await;
    held.tree.remove("CHANGELOG.md");
    let site = Folder::same();
    site.edit(CREATE, "01890a5d-one", "01890a5e-two");
    let run = held
        .drift_at(site.path().to_str().unwrap(), &["--accept"])
        .await;
    assert_eq!(run.exit, Exit::Fine, "{}{}", run.out, run.err);
    assert_eq!(
        held.tree.read("CHANGELOG.md"),
        "# Changelog\n\n## Unreleased\n\nThe docs have changed, and the crate with them:\n\n- Prose and examples: 1 changed\n"
    );
}

#[tokio::test]
async fn what_cannot_be_taken_is_not_reported() {
    let held = Held::new().await;
    let site = Folder::same();
    // The correction of `add_task` is about a page that went.
    site.remove(CREATE);
    site.page(USERS, &pages()[2].1.replace("a list of users", "all users"));
    let run = held.drift(&site, &["--accept"]).await;
    assert_eq!(run.exit, Exit::CannotTell, "{}", run.err);
    assert_eq!(run.out, "");
}

#[tokio::test]
async fn what_is_ignored_is_taken_with_the_rest_and_said_so() {
    let held = Held::new().await;
    let site = Folder::same();
    site.edit(CREATE, OWNER_REQUIRED.0, OWNER_REQUIRED.1);
    let report = held.report(&site).await;
    let fingerprint = report["findings"][0]["fingerprint"].as_str().unwrap();
    let list = format!(
        "[[ignore]]\nfingerprint = \"{fingerprint}\"\nreason = \"They will take it back\"\nexpires = 2999-12-31\n"
    );
    held.tree.write("spec/drift-ignore.toml", &list);
    let docs = site.path().to_str().unwrap();
    let run = held.drift_at(docs, &["--accept", "--format", "json"]).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    let report = run
        .out
        .lines()
        .take_while(|line| !line.starts_with("spec/"));
    let report: Value = serde_json::from_str(&report.collect::<String>()).unwrap();
    assert_eq!(report["verdict"], "breaking");
    assert_eq!(report["bump"]["level"], "minor", "{report}");
    let said = report["notices"].to_string();
    assert!(
        said.contains("(They will take it back) is taken with the rest: delete it"),
        "{said}"
    );
    let changelog = held.tree.read("CHANGELOG.md");
    assert!(
        changelog.contains("owner became required (breaking)"),
        "{changelog}"
    );
}

/// Pages are moved last: a run that was killed has entered what it found, and nobody has taken it yet.
#[tokio::test]
async fn what_a_killed_run_has_entered_is_not_entered_again() {
    let held = Held::new().await;
    let site = Folder::same();
    site.edit(CREATE, OWNER_REQUIRED.0, OWNER_REQUIRED.1);
    let docs = site.path().to_str().unwrap();
    let run = held.drift_at(docs, &["--accept"]).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    let whole = held.tree.files();

    for (path, bytes) in &held.files {
        if path.starts_with("spec/pages/") {
            held.tree.write(path, std::str::from_utf8(bytes).unwrap());
        }
    }
    let run = held.drift_at(docs, &[]).await;
    assert_eq!(run.exit, Exit::Drift, "{}{}", run.out, run.err);
    let run = held.drift_at(docs, &["--accept"]).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    assert_eq!(held.tree.files(), whole);
}

#[tokio::test]
async fn an_operation_that_is_said_to_be_gone_is_removed_and_noted() {
    let held = Held::new().await;
    let site = Folder::same();
    let (path, text) = &pages()[0];
    let (prose, _) = text.split_once("## OpenAPI").unwrap();
    site.page(path, prose);
    let docs = site.path().to_str().unwrap();
    let run = held.drift(&site, &[]).await;
    assert_eq!(run.exit, Exit::CannotTell, "{}", run.out);
    assert!(run.err.contains("`--gone GET:/tasks`"), "{}", run.err);

    let gone = ["--gone", "GET:/tasks"];
    let run = held.drift(&site, &gone).await;
    assert_eq!(run.exit, Exit::Drift, "{}", run.err);
    assert!(
        run.out.contains("GET /tasks: the operation was removed"),
        "{}",
        run.out
    );
    let run = held
        .drift_at(docs, &[&gone[..], &["--accept"]].concat())
        .await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    let changelog = held.tree.read("CHANGELOG.md");
    assert!(
        changelog.contains("the operation was removed (breaking)"),
        "{changelog}"
    );
}
