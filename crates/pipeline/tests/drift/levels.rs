//! What counts, and how the run ends.

use specwright_pipeline::exit::Exit;

use crate::setup::{CREATE, Folder, Held, OWNER_REQUIRED, pages};
use crate::site::Site;
use crate::tree::page;

#[tokio::test]
async fn docs_that_say_what_is_held_are_one_line() {
    let held = Held::new().await;
    held.tree
        .write("spec/pages/api-reference/users/ours.md", &pages()[2].1);
    held.tree.regen(&[]).await;
    let held = held.settled();
    let site = Folder::same();
    for arguments in [&[][..], &["--fail-on", "any"]] {
        let run = held.drift(&site, arguments).await;
        assert_eq!(run.exit, Exit::Fine, "{}{}", run.out, run.err);
        let expected = format!(
            "no drift: 3 operations, {} says what spec/pages does, 3 pages listed: 3 fetched, 0 unchanged, 0 without a fragment, 0 failed\n",
            site.path().display()
        );
        assert_eq!(run.out, expected);
        assert!(run.err.is_empty(), "{}", run.err);
    }
}

#[tokio::test]
async fn a_site_on_the_network_is_judged_in_the_same_way() {
    let held = Held::new().await;
    let docs = Site::of(&pages()).await;
    let run = held.drift_at(docs.address(), &["--fail-on", "any"]).await;
    assert_eq!(run.exit, Exit::Fine, "{}{}", run.out, run.err);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    assert!(
        run.out
            .starts_with("no drift: 3 operations, http://127.0.0.1:"),
        "{}",
        run.out
    );
    assert_eq!(held.tree.files(), held.files);
}

#[tokio::test]
async fn one_request_field_made_required_is_one_breaking_finding() {
    let held = Held::new().await;
    let site = Folder::same();
    site.edit(CREATE, OWNER_REQUIRED.0, OWNER_REQUIRED.1);
    let run = held.drift(&site, &[]).await;
    assert_eq!(run.exit, Exit::Drift, "{}{}", run.out, run.err);
    assert_eq!(run.out.matches("  breaking: ").count(), 1, "{}", run.out);
    for said in [
        "  breaking: POST /tasks, request body",
        "rule request-property-became-required, wire breaking, compile breaking, fingerprint ",
        "      reaches POST /tasks\n",
        "      page https://docs.example.com/api-reference/tasks/create-task\n",
        "total: 1 breaking, 0 warning, 0 info, 0 docs only; the crate would need a new minor version after 0.1.0\n",
    ] {
        assert!(run.out.contains(said), "{said:?} is not in\n{}", run.out);
    }
    let report = held.report(&site).await;
    assert_eq!(report["verdict"], "breaking");
    assert_eq!(report["findings"].as_array().unwrap().len(), 1);
    let file = &report["findings"][0]["pages"][0]["file"];
    assert_eq!(file, "spec/pages/api-reference/tasks/create-task.md");
}

#[tokio::test]
async fn examples_made_anew_are_one_line() {
    let held = Held::new().await;
    let site = Folder::same();
    site.edit(CREATE, "01890a5d-one", "01890a5e-two");
    let run = held.drift(&site, &[]).await;
    assert_eq!(run.exit, Exit::Fine, "{}{}", run.out, run.err);
    assert_eq!(run.out.matches("docs only: ").count(), 1, "{}", run.out);
    assert!(!run.out.contains("      rule "), "{}", run.out);
    assert_eq!(held.report(&site).await["verdict"], "docs-only");

    let told = held.drift(&site, &["--verbose"]).await;
    assert!(told.out.contains("rule example-changed"), "{}", told.out);
    assert_eq!(
        held.drift(&site, &["--fail-on", "any"]).await.exit,
        Exit::Drift
    );
}

#[tokio::test]
async fn the_level_to_fail_on() {
    let held = Held::new().await;
    let (breaking, compatible) = (Folder::same(), Folder::same());
    breaking.edit(CREATE, OWNER_REQUIRED.0, OWNER_REQUIRED.1);
    compatible.page(
        "api-reference/tasks/count.md",
        &page("get", "/tasks/count", "Count tasks", "the count"),
    );
    for (site, level, exit) in [
        (&breaking, "breaking", Exit::Drift),
        (&breaking, "any", Exit::Drift),
        (&breaking, "never", Exit::Fine),
        (&compatible, "breaking", Exit::Fine),
        (&compatible, "any", Exit::Drift),
        (&compatible, "never", Exit::Fine),
    ] {
        let run = held.drift(site, &["--fail-on", level]).await;
        assert_eq!(run.exit, exit, "{level}: {}{}", run.out, run.err);
    }
    assert_eq!(held.report(&compatible).await["bump"]["level"], "patch");
}
