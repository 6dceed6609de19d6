//! One build of the program serves several checkouts: which of them it works on is known when it runs.

#![allow(
    clippy::unwrap_used,
    reason = "a test says what it expects by failing; clippy knows only functions marked as tests for ones"
)]

#[path = "support/tree.rs"]
#[allow(dead_code, reason = "these tests take what they need of it")]
mod tree;

use std::path::Path;
use std::process::{Command, Output};

use crate::tree::Tree;

/// Runs `regen` in a folder, as a shell does or, where a package is named, as `cargo run` does.
fn regen(folder: &Path, package: Option<&Path>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_specwright"));
    command.arg("regen").current_dir(folder);
    match package {
        Some(package) => command.env("CARGO_MANIFEST_DIR", package),
        None => command.env_remove("CARGO_MANIFEST_DIR"),
    };
    command.output().unwrap()
}

#[track_caller]
fn changes_one_only(output: &Output, changed: &Tree, other: &Tree) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(changed.path().join("spec/openapi.yaml").exists(), "{said}");
    assert_eq!(other.files(), Tree::with_inputs().files());
}

#[test]
fn a_run_works_on_the_tree_of_its_working_directory() {
    let (first, second) = (Tree::with_inputs(), Tree::with_inputs());
    changes_one_only(&regen(first.path(), None), &first, &second);
    let below = first.path().join("spec/pages/api-reference");
    changes_one_only(&regen(&below, None), &first, &second);
}

#[test]
fn a_run_by_cargo_works_on_the_tree_of_the_package_wherever_it_is_started() {
    let (first, second) = (Tree::with_inputs(), Tree::with_inputs());
    let package = second.path().join("xtask");
    let output = regen(first.path(), Some(&package));
    changes_one_only(&output, &second, &first);
}

#[test]
fn a_package_outside_of_any_project_says_nothing() {
    let (first, second) = (Tree::with_inputs(), Tree::with_inputs());
    let elsewhere = tempfile::tempdir().unwrap();
    let output = regen(first.path(), Some(elsewhere.path()));
    changes_one_only(&output, &first, &second);
}

#[test]
fn a_run_outside_of_any_project_says_where_it_looked() {
    let (package, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let output = regen(folder.path(), Some(package.path()));
    assert_eq!(output.status.code(), Some(3));
    let expected = format!(
        "error: no project found: no folder `spec` in {} or above it, nor in {} or above it; run this inside a project\n",
        package.path().display(),
        folder.path().display()
    );
    assert_eq!(String::from_utf8_lossy(&output.stderr), expected);
}
