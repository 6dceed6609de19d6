//! Docs in a folder: with an index that is there and is binding, or without one.

use std::fs;

use specwright_pipeline::exit::Exit;
use tempfile::TempDir;

use crate::site::index;
use crate::tree::{Tree, page, published};

const USERS: &str = "api-reference/users/get-users.md";

/// A folder with the whole small API in it and no index.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let users = (
        USERS,
        page("get", "/users", "List users", "a list of users"),
    );
    for (path, text) in published().into_iter().chain([users]) {
        put(&folder, path, &text);
    }
    put(&folder, "notes.txt", "not a page");
    folder
}

fn put(folder: &TempDir, path: &str, text: &str) {
    let file = folder.path().join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

#[tokio::test]
async fn without_an_index_every_page_in_it_is_taken() {
    let (tree, folder) = (Tree::derived().await, folder());
    let run = tree
        .regen(&["--fetch", "--docs", folder.path().to_str().unwrap()])
        .await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    assert_eq!(
        tree.pages(),
        [
            "api-reference/tasks/create-task.md",
            "api-reference/tasks/get-tasks.md",
            USERS
        ]
    );
}

#[tokio::test]
async fn an_index_says_which_pages_are_taken() {
    let (tree, folder) = (Tree::derived().await, folder());
    put(
        &folder,
        "api-reference/old.md",
        &page("get", "/old", "Old", "old"),
    );
    for site in ["", "https://docs.example.com"] {
        let mut links: Vec<String> = published()
            .iter()
            .map(|(path, _)| format!("{site}/{path}"))
            .collect();
        links.push("https://elsewhere.example.com/README.md".to_owned());
        put(&folder, "llms.txt", &index(&links));
        let run = tree
            .regen(&["--fetch", "--docs", folder.path().to_str().unwrap()])
            .await;
        assert_eq!(run.exit, Exit::Fine, "{site:?}: {}", run.err);
        assert_eq!(
            tree.pages(),
            [
                "api-reference/tasks/create-task.md",
                "api-reference/tasks/get-tasks.md"
            ]
        );
    }
}

/// Expects a fetch from the folder to change nothing and to say why.
async fn refused(folder: &TempDir, said: &str) {
    let tree = Tree::derived().await;
    let before = tree.files();
    let run = tree
        .regen(&["--fetch", "--docs", folder.path().to_str().unwrap()])
        .await;
    assert_eq!(run.exit, Exit::CannotTell, "{}{}", run.out, run.err);
    assert!(run.err.contains(said), "{said:?} is not in\n{}", run.err);
    assert_eq!(tree.files(), before);
}

#[tokio::test]
async fn an_index_is_binding() {
    let folder = folder();
    put(
        &folder,
        "llms.txt",
        &index(&[
            "/api-reference/tasks/get-tasks.md",
            "/api-reference/missing.md",
        ]),
    );
    refused(
        &folder,
        "lists api-reference/missing.md and the folder does not have it",
    )
    .await;
}

#[tokio::test]
async fn an_index_cannot_lead_out_of_the_folder() {
    let folder = folder();
    put(
        &folder,
        "llms.txt",
        &index(&["/api-reference/tasks/get-tasks.md", "/../outside.md"]),
    );
    refused(&folder, "climbs with `..`").await;
}

#[cfg(unix)]
#[tokio::test]
async fn symbolic_links_do_not_lead_out_of_the_folder() {
    let (inside, outside) = (folder(), folder());
    std::os::unix::fs::symlink(outside.path().join(USERS), inside.path().join("linked.md"))
        .unwrap();
    refused(&inside, "linked.md: a symbolic link that leads out of").await;

    let inside = folder_linking_to(&outside);
    let tree = Tree::derived().await;
    let run = tree
        .regen(&["--fetch", "--docs", inside.path().to_str().unwrap()])
        .await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    assert_eq!(tree.pages().len(), 3, "the linked folder is not entered");
}

#[cfg(unix)]
fn folder_linking_to(outside: &TempDir) -> TempDir {
    let inside = folder();
    std::os::unix::fs::symlink(outside.path(), inside.path().join("linked")).unwrap();
    inside
}

#[tokio::test]
async fn a_page_that_is_too_large() {
    let folder = folder();
    put(
        &folder,
        "large.md",
        &"a".repeat(specwright_pages::page::MAX_PAGE_BYTES + 1),
    );
    refused(&folder, "large.md: ").await;
}

#[tokio::test]
async fn an_empty_folder() {
    refused(&tempfile::tempdir().unwrap(), "carries a fragment").await;
}

#[tokio::test]
async fn a_folder_that_is_not_there() {
    let tree = Tree::derived().await;
    let run = tree.regen(&["--fetch", "--docs", "/no/such/folder"]).await;
    assert_eq!(run.exit, Exit::CannotTell);
    assert!(
        run.err.contains("/no/such/folder: no such folder"),
        "{}",
        run.err
    );
}
