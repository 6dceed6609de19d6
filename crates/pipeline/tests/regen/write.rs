//! Writing: what is derived is written once and then left alone.

use specwright_pipeline::exit::Exit;

use crate::tree::{Tree, page, run};

const DERIVED: [&str; 6] = [
    "spec/openapi.yaml",
    "spec/sources.toml",
    "src/generated.rs",
    "tests/generated/bodies.rs",
    "tests/generated/calls.rs",
    "tests/snapshots/api.txt",
];

#[tokio::test]
async fn every_derived_file_is_made_from_the_inputs_alone() {
    let tree = Tree::with_inputs();
    let run = tree.regen(&[]).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    let files = tree.files();
    for path in DERIVED {
        assert!(files.contains_key(path), "{path}");
        assert!(
            run.out.contains(&format!("{path}: written\n")),
            "{}",
            run.out
        );
    }
    assert_eq!(
        files.len(),
        Tree::with_inputs().files().len() + DERIVED.len(),
        "nothing is left lying about"
    );
}

#[tokio::test]
async fn the_report_names_what_was_done() {
    let out = Tree::with_inputs().regen(&[]).await.out;
    for said in [
        "3 pages read: 2 published, 1 reconstructed\n",
        "3 operations\n",
        "  POST    /tasks  add_task  published\n",
        "  GET     /users  ",
        "  reconstructed\n",
        "3 schemas\n",
        "1 action of the overlay applied\n",
        "  $.paths['/tasks'].post (1 place)\n",
        "took ",
    ] {
        assert!(out.contains(said), "{said:?} is not in\n{out}");
    }
}

#[tokio::test]
async fn a_second_run_writes_nothing() {
    let tree = Tree::derived().await;
    let before = tree.files();
    let written = std::fs::metadata(tree.path().join("spec/openapi.yaml"))
        .unwrap()
        .modified()
        .unwrap();
    let run = tree.regen(&[]).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    assert!(!run.out.contains(": written"), "{}", run.out);
    assert_eq!(tree.files(), before);
    assert_eq!(
        std::fs::metadata(tree.path().join("spec/openapi.yaml"))
            .unwrap()
            .modified()
            .unwrap(),
        written
    );
}

#[tokio::test]
async fn a_derived_file_that_is_lost_comes_back_byte_for_byte() {
    let tree = Tree::derived().await;
    let before = tree.files();
    for path in DERIVED {
        tree.remove(path);
        assert_eq!(tree.regen(&[]).await.exit, Exit::Fine, "{path}");
        assert_eq!(tree.files(), before, "{path}");
    }
}

#[tokio::test]
async fn a_derived_file_that_was_edited_is_replaced() {
    let tree = Tree::derived().await;
    let before = tree.files();
    for path in [
        "spec/openapi.yaml",
        "src/generated.rs",
        "tests/snapshots/api.txt",
    ] {
        tree.write(path, "edited by hand\n");
        assert!(
            tree.regen(&[])
                .await
                .out
                .contains(&format!("{path}: written\n")),
            "{path}"
        );
        assert_eq!(tree.files(), before, "{path}");
    }
}

#[tokio::test]
async fn the_docs_address_comes_from_the_settings() {
    let tree = Tree::derived().await;
    let sources = tree.read("spec/sources.toml");
    assert!(sources.contains("https://docs.example.com/"), "{sources}");
    tree.docs_at("https://elsewhere.example.com");
    let run = tree.regen(&["--check"]).await;
    assert_eq!(run.exit, Exit::Stale);
    assert!(run.err.contains("spec/sources.toml: stale"), "{}", run.err);
    assert_eq!(tree.regen(&[]).await.exit, Exit::Fine);
    assert!(
        tree.read("spec/sources.toml")
            .contains("\"https://elsewhere.example.com/\"")
    );
    assert!(tree.read("spec/openapi.yaml").contains(
        "x-specwright-page: https://elsewhere.example.com/api-reference/tasks/get-tasks\n"
    ));
}

/// Every input that cannot be used stops the run before anything is written.
#[tokio::test]
async fn bad_inputs_change_nothing() {
    let conflicting = page("get", "/users", "List users", "a list of users")
        .replace("version: v1", "version: v2");
    let other_spec = page("get", "/things", "Things", "things").replace("Small API", "Another API");
    let stale_overlay = Tree::with_inputs()
        .read("spec/overlay.yaml")
        .replace("$.paths['/tasks']", "$.paths['/gone']");
    let overlay = |update: &str| {
        let overlay = Tree::with_inputs().read("spec/overlay.yaml");
        overlay.replace("operationId: add_task", update)
    };
    let unknown_on_a_page = page("get", "/users", "List users", "a list of users").replace(
        "summary: List users",
        "x-specwright-page: https://docs.example.com/\n      x-specwright-pages: 1",
    );
    for (path, text, said) in [
        (
            "spec/pages/api-reference/users/ours.md",
            unknown_on_a_page.as_str(),
            "spec/pages/api-reference/users/ours.md:20: #/paths/~1users/get/x-specwright-pages: there is no such key",
        ),
        (
            "spec/overlay.yaml",
            &overlay("operationId: add_task\n      x-specwright-nmae: Task"),
            "spec/overlay.yaml:10: #/actions/0/update/x-specwright-nmae: there is no such key",
        ),
        (
            "spec/overlay.yaml",
            &overlay("x-specwright-safe-to-repeat: maybe"),
            "spec/overlay.yaml:9: #/actions/0/update/x-specwright-safe-to-repeat: expected",
        ),
        (
            "spec/overlay.yaml",
            &overlay("x-specwright-name: Task"),
            "spec/openapi.yaml: #/paths/~1tasks/post/x-specwright-name: this key is read on a schema only",
        ),
        (
            "spec/pages/api-reference/bad.md",
            "## OpenAPI\n\n````yaml get /bad\nopenapi: 3.0.1\n",
            "api-reference/bad.md:3: ",
        ),
        (
            "spec/pages/api-reference/users/ours.md",
            conflicting.as_str(),
            "api-reference/users/ours.md",
        ),
        (
            "spec/pages/api-reference/users/ours.md",
            other_spec.as_str(),
            "the pages come from 2 specs",
        ),
        (
            "spec/overlay.yaml",
            stale_overlay.as_str(),
            "$.paths['/gone'].post",
        ),
        ("spec/sources.toml", "docs = ", "spec/sources.toml:1"),
        ("spec/vendor.toml", "docs = 1\n", "spec/vendor.toml:1: "),
    ] {
        let tree = Tree::derived().await;
        tree.write(path, text);
        let before = tree.files();
        for arguments in [&[][..], &["--check"]] {
            let run = tree.regen(arguments).await;
            assert_eq!(run.exit, Exit::CannotTell, "{path}: {}", run.err);
            assert!(
                run.err.starts_with("error: nothing was written"),
                "{}",
                run.err
            );
            assert!(run.err.contains(said), "{said:?} is not in\n{}", run.err);
            assert_eq!(tree.files(), before, "{path}");
        }
    }
}

#[tokio::test]
async fn a_missing_overlay_is_not_taken_for_no_corrections() {
    let tree = Tree::derived().await;
    tree.remove("spec/overlay.yaml");
    let run = tree.regen(&[]).await;
    assert_eq!(run.exit, Exit::CannotTell);
    assert!(
        run.err.contains("spec/overlay.yaml is missing"),
        "{}",
        run.err
    );
}

#[tokio::test]
async fn no_pages_is_not_taken_for_an_api_without_operations() {
    let tree = Tree::derived().await;
    std::fs::remove_dir_all(tree.path().join("spec/pages")).unwrap();
    let run = tree.regen(&[]).await;
    assert_eq!(run.exit, Exit::CannotTell);
    assert!(
        run.err.contains("holds no page with a fragment"),
        "{}",
        run.err
    );
}

#[tokio::test]
async fn pages_that_a_killed_fetch_left_aside_are_taken_back() {
    let tree = Tree::derived().await;
    let before = tree.files();
    std::fs::rename(
        tree.path().join("spec/pages"),
        tree.path().join("spec/.pages-old"),
    )
    .unwrap();
    let run = tree.regen(&["--check"]).await;
    assert_eq!(run.exit, Exit::CannotTell, "{}", run.err);
    let said =
        "a run that was killed has left spec/pages in spec/.pages-old; run `cargo xtask regen`";
    assert!(run.err.contains(said), "{}", run.err);

    let run = tree.regen(&[]).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    assert_eq!(tree.files(), before);
}

#[tokio::test]
async fn mistaken_arguments_are_told_from_other_failures() {
    for arguments in [
        &["xtask"][..],
        &["xtask", "regenerate"],
        &["xtask", "regen", "--write"],
        &["xtask", "regen", "--docs", "https://docs.example.com"],
        &[
            "xtask",
            "regen",
            "--fetch",
            "--docs",
            "http://docs.example.com",
        ],
        &[
            "xtask",
            "regen",
            "--fetch",
            "--docs",
            "ftp://docs.example.com",
        ],
        &[
            "xtask",
            "regen",
            "--fetch",
            "--docs",
            "https://me:secret@docs.example.com",
        ],
    ] {
        let run = run(arguments.iter().copied()).await;
        assert_eq!(run.exit, Exit::Usage, "{arguments:?}: {}", run.err);
        assert!(run.out.is_empty() && !run.err.is_empty(), "{arguments:?}");
    }
    let help = run(["xtask", "regen", "--help"]).await;
    assert_eq!(help.exit, Exit::Fine);
    assert!(
        help.out.contains("--fetch") && !help.out.contains("--root"),
        "{}",
        help.out
    );
}
