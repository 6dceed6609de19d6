//! Files as they were, from git.

use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Context, bail};

/// The commit that a revision names.
///
/// # Errors
/// When there is no git, no repository, or no such revision.
pub(super) fn commit(root: &Path, revision: &str) -> anyhow::Result<String> {
    let wanted = format!("{revision}^{{commit}}");
    let output = git(
        root,
        &[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &wanted,
        ],
    )?;
    if !output.status.success() {
        let said = said(&output);
        bail!(
            "git knows no revision `{revision}`{said}; in a shallow clone, run `git fetch --unshallow` first"
        );
    }
    let text = String::from_utf8(output.stdout)?;
    // With `--end-of-options` some versions of git repeat that word before the answer.
    let commit = text.lines().last().unwrap_or_default();
    Ok(commit.to_owned())
}

/// A file below the root at a commit; nothing where the commit does not have it.
///
/// # Errors
/// When git cannot be asked, or the file is not text.
pub(super) fn show(root: &Path, commit: &str, path: &str) -> anyhow::Result<Option<String>> {
    let object = format!("{commit}:./{path}");
    // `cat-file` gives the bytes, where `show` would apply the filters and settings of whoever runs it.
    let output = git(root, &["cat-file", "blob", &object])?;
    if !output.status.success() {
        return Ok(None);
    }
    let text = String::from_utf8(output.stdout)
        .with_context(|| format!("{path} at {commit} is not UTF-8"))?;
    Ok(Some(text))
}

fn git(root: &Path, arguments: &[&str]) -> anyhow::Result<Output> {
    Command::new("git")
        .arg("-C")
        .arg(root)
        .args(arguments)
        .output()
        .context("running git; `git:REV` needs it on the PATH")
}

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    match text.lines().next() {
        Some(line) => format!(" ({line})"),
        None => String::new(),
    }
}
