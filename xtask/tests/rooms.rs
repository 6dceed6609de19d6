//! The engine knows no vendor: no `specwright-*` crate depends on one of the vendor's crates or names it in its sources.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use specwright_pipeline::project::Project;

#[test]
fn the_engine_knows_no_vendor() {
    let client = client();
    let (mut engine, mut offenders) = (0, Vec::new());
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        if !name.starts_with("specwright-") {
            continue;
        }
        engine += 1;
        for dependency in package["dependencies"].as_array().unwrap() {
            let on = dependency["name"].as_str().unwrap();
            if on.starts_with(&client) {
                let kind = dependency["kind"].as_str().unwrap_or("normal");
                offenders.push(format!("{name} depends on {on} ({kind})"));
            }
        }
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        for file in sources(&manifest.with_file_name("src")) {
            let text = fs::read_to_string(&file).unwrap();
            for (at, line) in text.lines().enumerate() {
                if line.to_lowercase().contains(&client) {
                    let line = line.trim();
                    offenders.push(format!("{}:{}: {line}", file.display(), at + 1));
                }
            }
        }
    }
    assert!(engine > 0, "there is no crate of the engine");
    assert!(
        offenders.is_empty(),
        "these know of {client}; take it from the settings in spec/vendor.toml, or move it to a crate of {client}'s own:\n{}",
        offenders.join("\n")
    );
}

/// What the vendor's packages are called or begin with, in lower case.
fn client() -> String {
    let settings = Project::new(root()).settings().unwrap();
    settings.packages.client.to_lowercase()
}

fn packages() -> Vec<Value> {
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array_mut().unwrap();
    std::mem::take(packages)
}

/// The Rust files below a folder, in order.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
