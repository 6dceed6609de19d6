//! The spec at revisions, and what became of the crate's items since.

use std::path::Path;
use std::process::Command;

use specwright_pipeline::exit::Exit;

use crate::tree::{Run, Tree, run};

/// A repository with one commit: a tree with every derived file in place.
async fn repository() -> Tree {
    let tree = Tree::derived().await;
    git(&tree, &["init", "--quiet", "--initial-branch", "main"]);
    git(&tree, &["add", "--all"]);
    commit(&tree);
    tree
}

fn commit(tree: &Tree) {
    git(
        tree,
        &[
            "-c",
            "user.name=Nobody",
            "-c",
            "user.email=nobody@example.com",
            "-c",
            "commit.gpgsign=false",
            "commit",
            "--quiet",
            "--all",
            "--message",
            "A state",
        ],
    );
}

#[track_caller]
fn git(tree: &Tree, arguments: &[&str]) {
    let output = Command::new("git")
        .arg("-C")
        .arg(tree.path())
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Takes an operation out of the tree, and what follows from that.
async fn drop_users(tree: &Tree) {
    tree.remove("spec/pages/api-reference/users/ours.md");
    assert_eq!(tree.regen(&[]).await.exit, Exit::Fine);
}

async fn diff(tree: &Tree, arguments: &[&str]) -> Run {
    let root = tree.path().to_str().unwrap();
    run(["xtask", "--root", root, "diff"]
        .into_iter()
        .chain(arguments.iter().copied()))
    .await
}

#[tokio::test]
async fn a_revision_and_the_working_tree() {
    let tree = repository().await;
    let spec = tree.path().join("spec/openapi.yaml");
    let spec = spec.to_str().unwrap();
    let same = diff(&tree, &["git:main", spec]).await;
    assert_eq!(same.exit, Exit::Fine, "{}{}", same.out, same.err);
    assert_eq!(same.out.lines().count(), 1, "{}", same.out);

    drop_users(&tree).await;
    let run = diff(&tree, &["git:HEAD", spec]).await;
    assert_eq!(run.exit, Exit::Drift, "{}{}", run.out, run.err);
    for said in [
        "  breaking: GET /users: the operation was removed\n",
        "public items of the crate: ",
        "  - pub ",
    ] {
        assert!(run.out.contains(said), "{said:?} is not in\n{}", run.out);
    }

    // The other way around only the old side is a file that can be annotated.
    let back = diff(&tree, &[spec, "git:HEAD", "--format", "github"]).await;
    let said = "::notice file=spec/openapi.yaml,title=endpoint-added::GET /users: ";
    assert!(back.out.contains(said), "{}{}", back.out, back.err);
}

#[tokio::test]
async fn two_revisions_and_a_path() {
    let tree = repository().await;
    drop_users(&tree).await;
    commit(&tree);
    let run = diff(&tree, &["git:HEAD~1", "git:HEAD", "--format", "json"]).await;
    assert_eq!(run.exit, Exit::Drift, "{}{}", run.out, run.err);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["old"]["operations"], 3);
    assert_eq!(report["new"]["operations"], 2);
    assert!(!report["surface"]["gone"].as_array().unwrap().is_empty());
    assert!(schema().is_valid(&report), "{}", run.out);

    let back = diff(&tree, &["git:HEAD", "git:HEAD~1:spec/openapi.yaml"]).await;
    assert_eq!(
        back.exit,
        Exit::Fine,
        "what comes breaks nobody: {}",
        back.out
    );
    assert!(back.out.contains(" 0 gone, 0 changed, "), "{}", back.out);
}

#[tokio::test]
async fn a_crate_that_breaks_by_itself_is_told_as_loudly() {
    let tree = repository().await;
    let listing = tree.read("tests/snapshots/api.txt");
    let (method, _) = listing
        .lines()
        .filter_map(|line| Some((line, line.find("pub fn ")?)))
        .next()
        .unwrap();
    let listing_now = listing.replace(&format!("{method}\n"), "");
    tree.write("tests/snapshots/api.txt", &listing_now);
    let spec = tree.path().join("spec/openapi.yaml");
    let at = ["git:HEAD", spec.to_str().unwrap(), "--format"];

    let run = diff(&tree, &[&at[..], &["json"]].concat()).await;
    assert_eq!(run.exit, Exit::Drift, "{}{}", run.out, run.err);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["verdict"], "breaking");
    assert_eq!(report["findings"].as_array().unwrap().len(), 0);

    let run = diff(&tree, &[&at[..], &["github"]].concat()).await;
    let lines: Vec<&str> = run.out.lines().collect();
    assert!(
        lines[0].starts_with("::notice title=total::"),
        "{}",
        run.out
    );
    let said = "::error title=public surface::public items of the crate: 1 gone, 0 changed, 0 new; 1 breaking code that compiles against it";
    assert_eq!(lines[1..], [said]);
}

fn schema() -> jsonschema::Validator {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join("docs/drift-report.schema.json")).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

#[tokio::test]
async fn a_revision_without_a_listing() {
    let tree = repository().await;
    git(
        &tree,
        &["rm", "--quiet", "--cached", "tests/snapshots/api.txt"],
    );
    commit_index(&tree);
    let spec = tree.path().join("spec/openapi.yaml");
    let run = diff(&tree, &["git:HEAD", spec.to_str().unwrap()]).await;
    assert!(
        run.out
            .contains("warning: tests/snapshots/api.txt: one side has no listing"),
        "{}{}",
        run.out,
        run.err
    );
}

fn commit_index(tree: &Tree) {
    git(
        tree,
        &[
            "-c",
            "user.name=Nobody",
            "-c",
            "user.email=nobody@example.com",
            "-c",
            "commit.gpgsign=false",
            "commit",
            "--quiet",
            "--message",
            "Less",
        ],
    );
}

#[tokio::test]
async fn how_to_come_by_a_revision() {
    let lone = Tree::derived().await;
    refused(&lone, "git:main", "needs a git repository, and ").await;

    let tree = repository().await;
    refused(&tree, "git:nowhere", "`git branch --all`").await;
    drop_users(&tree).await;
    commit(&tree);
    git(
        &tree,
        &["remote", "add", "origin", "https://localhost/nowhere"],
    );
    let fetch = "run `git fetch origin some/branch:refs/remotes/origin/some/branch` first";
    refused(&tree, "git:origin/some/branch", fetch).await;

    // As a build sees it that was given one commit and nothing else.
    let from = format!("file://{}", tree.path().display());
    let clone = Tree::with_inputs();
    git(
        &clone,
        &["clone", "--quiet", "--depth", "1", &from, "clone"],
    );
    let root = clone.path().join("clone");
    let run = run([
        "xtask",
        "--root",
        root.to_str().unwrap(),
        "diff",
        "git:HEAD~1",
        "git:HEAD",
    ])
    .await;
    assert_eq!(run.exit, Exit::CannotTell, "{}", run.out);
    assert!(run.err.contains("`git fetch --unshallow`"), "{}", run.err);
}

async fn refused(tree: &Tree, old: &str, said: &str) {
    let run = diff(tree, &[old, "git:HEAD"]).await;
    assert_eq!(run.exit, Exit::CannotTell, "{old}: {}", run.out);
    assert!(
        run.out.is_empty() && run.err.contains(said),
        "{said:?} is not in\n{}",
        run.err
    );
}

#[tokio::test]
async fn what_git_does_not_have() {
    let tree = repository().await;
    for (old, said) in [
        ("git:nowhere", "git knows no revision `nowhere`"),
        ("git:--all", "git knows no revision `--all`"),
        ("git:HEAD:gone.yaml", "there is no file gone.yaml at HEAD"),
        ("git:HEAD:spec/pages", "there is no file spec/pages at HEAD"),
        ("git:HEAD:spec/overlay.yaml", "no OpenAPI document"),
    ] {
        refused(&tree, old, said).await;
    }
}
