//! Checking: names what is stale, and touches nothing.

use specwright_pipeline::exit::Exit;

use crate::site::Site;
use crate::tree::{Tree, page, published};

#[tokio::test]
async fn an_up_to_date_tree_passes() {
    let tree = Tree::derived().await;
    // What another run has staged at the same time is none of this one's business.
    tree.write("spec/.pages-new/users.md", "half");
    let before = tree.files();
    let run = tree.regen(&["--check"]).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    assert!(run.err.is_empty(), "{}", run.err);
    assert_eq!(tree.files(), before);
}

/// Edits one file, and expects exactly these to be stale.
#[track_caller]
fn stale(err: &str, expected: &[&str]) {
    assert_eq!(err.lines().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn each_stale_file_is_named_with_the_command_that_mends_it() {
    let tree = Tree::derived().await;
    let first_line = |path: &str| tree.read(path).lines().next().unwrap().to_owned();
    tree.write(
        "spec/openapi.yaml",
        &format!("{}\nedited: true\n", first_line("spec/openapi.yaml")),
    );
    tree.write("src/generated.rs", "edited by hand\n");
    tree.remove("tests/snapshots/api.txt");
    let before = tree.files();

    let run = tree.regen(&["--check"]).await;
    assert_eq!(run.exit, Exit::Stale);
    stale(
        &run.err,
        &[
            "spec/openapi.yaml: stale from line 2 on; run `cargo xtask regen`",
            "src/generated.rs: stale from line 1 on; run `cargo xtask regen`",
            "tests/snapshots/api.txt: missing; run `cargo xtask regen`",
        ],
    );
    assert_eq!(tree.files(), before);
}

#[tokio::test]
async fn a_changed_page_makes_what_is_derived_from_it_stale() {
    let tree = Tree::derived().await;
    let page = tree.read("spec/pages/api-reference/tasks/get-tasks.md");
    tree.write(
        "spec/pages/api-reference/tasks/get-tasks.md",
        &page.replace("a list of tasks", "some tasks"),
    );
    let run = tree.regen(&["--check"]).await;
    assert_eq!(run.exit, Exit::Stale, "{}", run.err);
    for path in ["spec/openapi.yaml", "spec/sources.toml"] {
        assert!(
            run.err.contains(&format!("{path}: stale from line ")),
            "{}",
            run.err
        );
    }
}

#[tokio::test]
async fn a_check_against_the_docs_names_pages_too() {
    let tree = Tree::derived().await;
    let before = tree.files();
    let [tasks, _] = published();
    let docs = Site::of(&[
        tasks,
        (
            "api-reference/tasks/add.md",
            page("post", "/tasks", "Create a task", "the task"),
        ),
    ])
    .await;
    let run = tree
        .regen(&["--check", "--fetch", "--docs", docs.address()])
        .await;
    assert_eq!(run.exit, Exit::Stale, "{}", run.err);
    let remedy = format!("run `cargo xtask regen --fetch --docs {}`", docs.address());
    for (path, how) in [
        ("api-reference/tasks/add.md", "missing"),
        (
            "api-reference/tasks/create-task.md",
            "no longer on the docs",
        ),
        ("api-reference/users/ours.md", "no longer on the docs"),
    ] {
        assert!(
            run.err
                .contains(&format!("spec/pages/{path}: {how}; {remedy}\n")),
            "{}",
            run.err
        );
    }
    assert_eq!(tree.files(), before);
}
