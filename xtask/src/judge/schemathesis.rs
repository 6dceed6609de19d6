//! Schemathesis asks our mock whatever the spec allows, and what it forbids, and looks at each answer.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context as _, bail};
use serde::Deserialize;
use specwright_pipeline::project::VENDOR;

use super::group::Group;
use super::server::Server;
use super::tools::Installed;
use super::verdict::{Finding, Outcome, Row};
use super::{Bench, client, tools};

/// How many requests of each operation it makes up, unless said otherwise.
const TIMES: u32 = 100;

pub(super) async fn judge(
    bench: &Bench<'_>,
    schemathesis: &Installed,
    times: Option<u32>,
    rows: &mut Vec<Row>,
) -> anyhow::Result<()> {
    // The program is the mock's package itself.
    let Some(mock) = &bench.settings.packages.mock else {
        bail!("there is no mock to judge; name its package in {VENDOR}, as `packages.mock`");
    };
    let program = ["--package", mock.as_str()];
    client::built(bench, &program).await?;
    let log = bench.folder.join("mock.log");
    let server = Server::start(&log, |port| {
        let mut command = bench.cargo(&["run", "--quiet", "--locked"]);
        // One key, so that another is refused; and no waiting, so that what is asked is also answered.
        command
            .args(program)
            .args(["--", "--port", port, "--key", KEY]);
        command.arg("--no-rate-limits");
        command
    })
    .await?;
    let times = times.unwrap_or(TIMES).to_string();
    let report = bench.folder.join("schemathesis.json");
    let spec = document(bench, &program).await?;
    let mut run = schemathesis.command(&["run", "--no-color", "--url", &server.url]);
    run.arg(&spec)
        .args(["--header", &format!("Authorization: Bearer {KEY}")])
        .args(["--max-examples", &times])
        .args(["--report", "json", "--report-json-path"])
        .arg(&report)
        // It keeps what it has found beside itself.
        .current_dir(&bench.folder)
        .stderr(Stdio::piped());
    let output = Group::output(&mut run).await?;
    let said = String::from_utf8_lossy(&output.stdout);
    let told = bench.folder.join("schemathesis.log");
    std::fs::write(&told, said.as_bytes())
        .with_context(|| format!("writing {}", told.display()))?;
    let text = match (output.status.code(), std::fs::read_to_string(&report)) {
        (Some(0 | 1), Ok(text)) => text,
        _ => bail!(
            "it ended with {} and no report: {}{}",
            output.status,
            said.trim(),
            String::from_utf8_lossy(&output.stderr).trim()
        ),
    };
    let (calls, findings) = read(&text)?;
    rows.push(Row {
        judge: tools::SCHEMATHESIS.name,
        version: schemathesis.version.clone(),
        what: format!("the mock, asked {times} times an operation and in sequences; all checks"),
        calls,
        outcome: Outcome::Found(findings),
    });
    Ok(())
}

/// The spec as the mock answers by it, printed by the mock: the docs name few refusals, and here each operation lists those that
/// it gives. Any other status is a finding.
async fn document(bench: &Bench<'_>, program: &[&str]) -> anyhow::Result<PathBuf> {
    let mut print = bench.cargo(&["run", "--quiet", "--locked"]);
    print.args(program).args(["--", "--print-document"]);
    let output = Group::output(print.stderr(Stdio::piped())).await?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("the mock does not print its document: {}", said.trim());
    }
    let path = bench.folder.join("with-refusals.json");
    std::fs::write(&path, &output.stdout).with_context(|| format!("writing {}", path.display()))?;
    Ok(path)
}

/// The one key that the mock takes.
const KEY: &str = "made-up";

/// What it reports of a run.
#[derive(Deserialize)]
struct Report {
    complete: bool,
    stop_reason: String,
    operations: Operations,
    test_cases: TestCases,
    failures: Vec<Failure>,
    errors: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Operations {
    total: u64,
    tested: u64,
}

#[derive(Deserialize)]
struct TestCases {
    generated: u64,
}

#[derive(Deserialize)]
struct Failure {
    code: String,
    title: String,
    count: u64,
    operations: Vec<String>,
}

/// How many requests there were, and what was found.
fn read(text: &str) -> anyhow::Result<(u64, Vec<Finding>)> {
    let report: Report =
        serde_json::from_str(text).context("its report is not in the form that is known")?;
    let Operations { total, tested } = report.operations;
    if !report.complete || tested < total {
        bail!(
            "it tested {tested} of {total} operations, and stopped: {}",
            report.stop_reason
        );
    }
    if let Some(error) = report.errors.first() {
        bail!(
            "{} errors of its own; the first: {error}",
            report.errors.len()
        );
    }
    let findings = report.failures.into_iter().map(|failure| Finding {
        place: failure.operations.join(", "),
        what: format!("{}: {}", failure.code, failure.title),
        times: failure.count,
    });
    Ok((report.test_cases.generated, findings.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_report_is_read_or_refused() {
        let report = |complete: bool, tested: u64, errors: &[&str]| {
            let report = json!({
                "complete": complete,
                "stop_reason": "interrupted",
                "operations": { "total": 2, "tested": tested },
                "test_cases": { "generated": 9 },
                "failures": [{ "code": "ST103", "title": "Undocumented status code", "count": 3, "operations": ["GET /a", "GET /b"] }],
                "errors": errors,
            });
            read(&report.to_string())
        };
        let (calls, findings) = report(true, 2, &[]).unwrap();
        assert_eq!(calls, 9);
        assert_eq!(
            findings,
            [Finding {
                place: "GET /a, GET /b".to_owned(),
                what: "ST103: Undocumented status code".to_owned(),
                times: 3
            }]
        );
        for (complete, tested, errors, expected) in [
            (
                false,
                2,
                &[][..],
                "2 of 2 operations, and stopped: interrupted",
            ),
            (true, 1, &[], "1 of 2 operations"),
            (
                true,
                2,
                &["boom"],
                "1 errors of its own; the first: \"boom\"",
            ),
        ] {
            let error = report(complete, tested, errors).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        assert!(read("{}").is_err());
    }
}
