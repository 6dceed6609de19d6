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
        if !has_repository(root)? {
            bail!(
                "`git:{revision}` needs a git repository, and {} is in none{said}",
                root.display()
            );
        }
        bail!(
            "git knows no revision `{revision}`{said}; {}",
            remedy(root, revision)?
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

fn has_repository(root: &Path) -> anyhow::Result<bool> {
    Ok(git(root, &["rev-parse", "--git-dir"])?.status.success())
}

/// How to come by a revision that is not there. A clone that was made for one build has neither history nor branches.
fn remedy(root: &Path, revision: &str) -> anyhow::Result<String> {
    let remotes = git(root, &["remote"])?;
    let remotes = String::from_utf8_lossy(&remotes.stdout).into_owned();
    let branch = remotes.lines().find_map(|remote| {
        let branch = revision.strip_prefix(remote)?.strip_prefix('/')?;
        Some((remote, branch))
    });
    if let Some((remote, branch)) = branch {
        return Ok(format!(
            "if it is a branch there, run `git fetch {remote} {branch}:refs/remotes/{revision}` first"
        ));
    }
    let shallow = git(root, &["rev-parse", "--is-shallow-repository"])?;
    if shallow.stdout.starts_with(b"true") {
        return Ok("this clone is shallow, run `git fetch --unshallow` first".to_owned());
    }
    Ok("`git log`, `git branch --all` and `git tag` tell which there are".to_owned())
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
