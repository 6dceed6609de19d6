//! Drift of what was published, told apart from corrections of what was reconstructed; and what becomes of our overlay.

use specwright_pipeline::exit::Exit;

use crate::setup::{CREATE, Folder, Held, USERS};

#[tokio::test]
async fn what_was_reconstructed_is_corrected() {
    let held = Held::new().await;
    let site = Folder::same();
    site.edit(USERS, "          type: string", "          type: integer");
    let run = held.drift(&site, &[]).await;
    assert_eq!(
        run.exit,
        Exit::Drift,
        "a correction has the level it has: {}{}",
        run.out,
        run.err
    );
    assert!(
        run.out
            .contains("\nThe docs correct what we reconstructed: breaking (1)\n"),
        "{}",
        run.out
    );
    assert!(!run.out.contains("\nBreaking ("), "{}", run.out);
    let noted = held.drift(&site, &["--format", "github"]).await.out;
    assert!(
        noted.contains("; the docs correct what we reconstructed%0A"),
        "{noted}"
    );
    let report = held.report(&site).await;
    assert_eq!(report["findings"][0]["standing"], "corrects");
    assert_eq!(report["totals"]["corrections"], 1);
}

#[tokio::test]
async fn an_operation_that_did_not_come() {
    let held = Held::new().await;
    for (path, standing, heading) in [
        (CREATE, "drifted", "\nBreaking (2)\n"),
        (
            USERS,
            "corrects",
            "\nThe docs correct what we reconstructed: breaking (2)\n",
        ),
    ] {
        let site = Folder::same();
        site.remove(path);
        let run = held.drift(&site, &[]).await;
        assert_eq!(run.exit, Exit::Drift, "{}{}", run.out, run.err);
        assert!(run.out.contains(heading), "{}", run.out);
        let report = held.report(&site).await;
        let findings = report["findings"].as_array().unwrap();
        let removed: Vec<_> = findings
            .iter()
            .filter(|it| {
                it["rule"] == "api-removed-without-deprecation"
                    || it["rule"] == "api-path-removed-without-deprecation"
            })
            .collect();
        assert_eq!(removed.len(), 1, "{}", run.out);
        assert_eq!(removed[0]["standing"], standing);
        assert_eq!(removed[0]["pages"][0]["file"], format!("spec/pages/{path}"));
    }
}

#[tokio::test]
async fn corrections_of_ours_that_the_docs_make_needless() {
    let held = Held::new().await;
    let named = Folder::same();
    named.edit(
        CREATE,
        "      summary: Create a task\n",
        "      summary: Create a task\n      operationId: add_task\n",
    );
    let gone = Folder::same();
    gone.remove(CREATE);
    for (site, said) in [
        (
            &named,
            "warning: spec/overlay.yaml: line 6: «The docs do not name the operation; it can go when they do.» changes nothing any more, the docs say so themselves: delete it\n",
        ),
        (
            &gone,
            "» matches nothing any more: delete it, or mend its target\n",
        ),
    ] {
        let run = held.drift(site, &[]).await;
        assert!(run.out.contains(said), "{said:?} is not in\n{}", run.out);
    }
    let run = held.drift(&Folder::same(), &["--verbose"]).await;
    assert!(
        run.out.contains("overlay: 1 of 1 actions still apply\n"),
        "{}",
        run.out
    );
}

#[tokio::test]
async fn pages_that_the_docs_have_and_we_made_up_are_told_of() {
    let held = Held::new().await;
    let site = Folder::same();
    let run = held.drift(&site, &[]).await;
    let said = "; 1 operation that we reconstructed has a page now, `cargo xtask drift --accept` takes it\n";
    assert_eq!(run.exit, Exit::Fine, "{}{}", run.out, run.err);
    assert!(run.out.ends_with(said), "{}", run.out);
    let report = held.report(&site).await;
    let expected = serde_json::json!({ "published": 2, "reconstructed": 1, "published_now": 1 });
    assert_eq!(report["evidence"], expected);
    let verbose = held.drift(&site, &["--verbose"]).await;
    let said =
        "evidence: 2 published, 1 reconstructed; 1 operation that we reconstructed has a page now";
    assert!(verbose.out.contains(said), "{}", verbose.out);

    let docs = site.path().to_str().unwrap();
    assert_eq!(held.drift_at(docs, &["--accept"]).await.exit, Exit::Fine);
    let run = held.drift_at(docs, &["--verbose"]).await;
    assert!(!run.out.contains("evidence"), "{}", run.out);
}
