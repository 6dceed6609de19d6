//! A second opinion on the crate's public API, where `cargo-semver-checks` is installed.

use std::process::{Command, Stdio};

use specwright_compare::Level;

use crate::project::Project;
use crate::report::Notice;

/// What `cargo-semver-checks` says of the tree against a commit; nothing where it is not installed, or where the tree
/// cannot be built, as it has no `Cargo.lock`.
///
/// # Errors
/// When the settings, which name the client's package, cannot be read.
pub(super) fn verdict(project: &Project, commit: &str) -> anyhow::Result<Option<Notice>> {
    if !project.root().join("Cargo.lock").is_file() || !is_installed() {
        return Ok(None);
    }
    let package = project.settings()?.packages.client;
    Ok(checked(project, &package, commit))
}

fn checked(project: &Project, package: &str, commit: &str) -> Option<Notice> {
    let output = Command::new("cargo-semver-checks")
        .args(["semver-checks", "check-release", "--package", package])
        // The committed copy of the client is what both would be generated as, and it compiles without the generator.
        .args(["--only-explicit-features", "--features", "rustls"])
        .args(["--color", "never", "--baseline-rev", commit])
        .current_dir(project.root())
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let summary = said
        .lines()
        .rev()
        .find(|line| line.contains("Summary"))
        .unwrap_or("it could not compare the two")
        .trim();
    Some(Notice {
        level: if output.status.success() {
            Level::Info
        } else {
            Level::Warning
        },
        about: "cargo-semver-checks".to_owned(),
        message: summary.to_owned(),
    })
}

fn is_installed() -> bool {
    Command::new("cargo-semver-checks")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
