//! A report on some operations.

use specwright_pipeline::exit::Exit;

use crate::setup::{CREATE, Folder, Held, OWNER_REQUIRED, USERS, pages};

#[tokio::test]
async fn findings_of_other_operations_are_left_out() {
    let held = Held::new().await;
    let site = Folder::same();
    site.edit(CREATE, OWNER_REQUIRED.0, OWNER_REQUIRED.1);
    site.edit(USERS, "          type: string", "          type: integer");
    for (only, exit, findings) in [
        (&["--only", "POST:/tasks"][..], Exit::Drift, 1),
        (&["--only", "get:/users"], Exit::Drift, 1),
        (&["--only", "GET:/tasks"], Exit::Fine, 0),
        (
            &["--only", "POST:/tasks", "--only", "GET:/users"],
            Exit::Drift,
            2,
        ),
    ] {
        let run = held.drift(&site, only).await;
        assert_eq!(run.exit, exit, "{only:?}: {}{}", run.out, run.err);
        assert_eq!(
            run.out.matches("      rule ").count(),
            findings,
            "{}",
            run.out
        );
    }
}

#[tokio::test]
async fn mistaken_arguments() {
    let held = Held::new().await;
    let site = Folder::same();
    for arguments in [
        &["--only", "POST:/nowhere"][..],
        &["--only", "POST /tasks"],
        &["--only", "POST:/tasks", "--accept"],
        &["--fail-on", "sometimes"],
        &["--format", "yaml"],
        &["--out", "a", "--out", "b", "--format", "json"],
    ] {
        let run = held.drift(&site, arguments).await;
        assert_eq!(run.exit, Exit::Usage, "{arguments:?}: {}", run.out);
        assert!(run.out.is_empty() && !run.err.is_empty(), "{arguments:?}");
    }
}

#[tokio::test]
async fn the_report_says_that_it_is_narrowed() {
    let held = Held::new().await;
    let site = Folder::same();
    site.edit(CREATE, OWNER_REQUIRED.0, OWNER_REQUIRED.1);
    let silent = held.drift(&site, &["--only", "get:/tasks"]).await;
    let expected = "no drift: GET:/tasks, ";
    assert!(silent.out.starts_with(expected), "{}", silent.out);
    assert_eq!(silent.out.lines().count(), 1, "{}", silent.out);

    let told = held.drift(&site, &["--only", "POST:/tasks"]).await;
    let expected = "only: POST:/tasks; nothing is said of other operations\n";
    assert!(told.out.contains(expected), "{}", told.out);
}

#[tokio::test]
async fn what_is_about_the_whole_document_is_about_every_operation() {
    let held = Held::new().await;
    let site = Folder::same();
    for (path, _) in pages() {
        site.edit(path, "https://api.example.com", "https://eu.example.com");
    }
    let run = held.drift(&site, &["--only", "GET:/users"]).await;
    assert!(run.out.contains("rule api-server-url-"), "{}", run.out);
}
