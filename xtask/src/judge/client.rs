//! Our side of a judgement: the typed client calls every operation, in a program of its own.
//!
//! This crate makes the client's source, so it can't depend on the client.

use std::process::Stdio;

use anyhow::{Context as _, bail};
use serde::Deserialize;

use super::verdict::Finding;
use super::{Bench, group::Group};

/// The program that calls every operation, as cargo knows it: an example of the client's package.
fn program<'a>(bench: &'a Bench<'_>) -> [&'a str; 4] {
    let package = &bench.settings.packages.client;
    ["--package", package, "--example", "every_operation"]
}

/// Builds the program, so that no server waits for the compiler.
pub(super) async fn build(bench: &Bench<'_>) -> anyhow::Result<()> {
    built(bench, &program(bench)).await
}

/// Builds something of this tree, with what cargo says of it on stderr.
pub(super) async fn built(bench: &Bench<'_>, what: &[&str]) -> anyhow::Result<()> {
    let mut build = bench.cargo(&["build", "--locked"]);
    let output = Group::output(build.args(what)).await?;
    if !output.status.success() {
        bail!("`cargo build {}` failed", what.join(" "));
    }
    Ok(())
}

/// Calls every operation of a server, and tells how many calls there were and what was wrong with them.
pub(super) async fn calls(
    bench: &Bench<'_>,
    url: &str,
    arguments: &[&str],
) -> anyhow::Result<(u64, Vec<Finding>)> {
    let mut run = bench.cargo(&["run", "--quiet", "--locked"]);
    run.args(program(bench)).args(["--", url]).args(arguments);
    let output = Group::output(run.stderr(Stdio::piped())).await?;
    // 0 and 1 are its answers.
    if !matches!(output.status.code(), Some(0 | 1)) {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("the client ended with {}: {}", output.status, said.trim());
    }
    let told = read(&String::from_utf8_lossy(&output.stdout))?;
    if told.0 == 0 && output.status.success() {
        bail!("the client made no call at all");
    }
    if told.1.is_empty() && !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("the client failed: {}", said.trim());
    }
    Ok(told)
}

/// One line of what the program prints: what came of an operation.
#[derive(Deserialize)]
struct Line {
    operation: String,
    calls: u64,
    findings: Vec<Said>,
    /// How many calls failed, those included that are not among the findings any more.
    failed: u64,
}

#[derive(Deserialize)]
struct Said {
    what: String,
    times: u64,
}

fn read(text: &str) -> anyhow::Result<(u64, Vec<Finding>)> {
    let (mut calls, mut findings) = (0, Vec::new());
    for line in text.lines() {
        let line: Line = serde_json::from_str(line)
            .with_context(|| format!("the client printed what is no verdict: {line}"))?;
        calls += line.calls;
        let told: u64 = line.findings.iter().map(|said| said.times).sum();
        findings.extend(line.findings.into_iter().map(|said| Finding {
            place: line.operation.clone(),
            what: said.what,
            times: said.times,
        }));
        if line.failed > told {
            findings.push(Finding {
                place: line.operation,
                what: "and others like these".to_owned(),
                times: line.failed - told,
            });
        }
    }
    Ok((calls, findings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_finding_of_each_operation_is_told() {
        let (calls, findings) = read(
            "{\"operation\":\"a\",\"calls\":7,\"failed\":5,\"findings\":[{\"what\":\"x\",\"times\":2},{\"what\":\"y\",\"times\":1}]}\n{\"operation\":\"b\",\"calls\":3,\"failed\":0,\"findings\":[]}\n",
        )
        .unwrap();
        assert_eq!(calls, 10);
        let told: Vec<_> = findings
            .iter()
            .map(|finding| (finding.place.as_str(), finding.what.as_str(), finding.times))
            .collect();
        assert_eq!(
            told,
            [
                ("a", "x", 2),
                ("a", "y", 1),
                ("a", "and others like these", 2)
            ]
        );
        let error = read("thread panicked").unwrap_err();
        assert!(error.to_string().contains("thread panicked"), "{error}");
    }
}
