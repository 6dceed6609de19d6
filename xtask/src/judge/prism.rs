//! Prism answers our client from the spec: by the pages' examples, and by answers that it makes up from the schemas.

use super::server::Server;
use super::tools::Installed;
use super::verdict::{Finding, Outcome, Row};
use super::{Bench, client, tools};

/// How many answers of each operation it makes up, unless said otherwise.
const TIMES: u32 = 1000;

pub(super) async fn judge(
    bench: &Bench<'_>,
    prism: &Installed,
    times: Option<u32>,
    rows: &mut Vec<Row>,
) -> anyhow::Result<()> {
    client::build(bench).await?;
    let times = times.unwrap_or(TIMES).to_string();
    let dynamic = [
        "--prefer",
        "dynamic=true",
        "--pages",
        "0",
        "--times",
        &times,
    ];

    let mut server = start(bench, prism, "prism", &[NAMED_ONLY]).await?;
    for (what, arguments) in [
        (
            "every operation, answered by examples; read strictly",
            &[][..],
        ),
        ("every error that the docs name", &["--errors"]),
        (
            &format!(
                "every operation {times} times, answered by made-up values (Prefer: dynamic=true); read strictly"
            ),
            &dynamic,
        ),
    ] {
        rows.push(row(bench, prism, &mut server, what, arguments).await?);
    }
    drop(server);

    // By JSON Schema, an object may have more than is named, and Prism makes use of it.
    let mut server = start(bench, prism, "prism-more", &[]).await?;
    let what = format!(
        "the same {times} times, with fields that the spec does not name; read as in production"
    );
    let arguments = [&dynamic[..], &["--tolerant"]].concat();
    rows.push(row(bench, prism, &mut server, &what, &arguments).await?);
    Ok(())
}

/// Keeps Prism from making up fields beyond those that a schema names, which a strict client has to refuse.
const NAMED_ONLY: &str = "--json-schema-faker-fillProperties=false";

async fn start(
    bench: &Bench<'_>,
    prism: &Installed,
    log: &str,
    options: &[&str],
) -> anyhow::Result<Server> {
    let log = bench.folder.join(format!("{log}.log"));
    Server::start(&log, |port| {
        let mut command = prism.command(&["mock", "--host", "127.0.0.1", "--port", port]);
        // It tells of each request that is not as the spec has it, even where it answers.
        command.args(["--verboseLevel", "warn"]).args(options);
        command.arg(&bench.spec.path);
        command
    })
    .await
}

async fn row(
    bench: &Bench<'_>,
    prism: &Installed,
    server: &mut Server,
    what: &str,
    arguments: &[&str],
) -> anyhow::Result<Row> {
    let (calls, mut findings) = client::calls(bench, &server.url, arguments).await?;
    findings.extend(complaints(&server.said()?));
    Ok(Row {
        judge: tools::PRISM.name,
        version: prism.version.clone(),
        what: what.to_owned(),
        calls,
        outcome: Outcome::Found(findings),
    })
}

/// What Prism says of requests that are not as the spec has them.
fn complaints(log: &str) -> Vec<Finding> {
    let mut complaints: Vec<Finding> = Vec::new();
    for line in log.lines() {
        let Some((_, said)) = line.split_once("[VALIDATOR]") else {
            continue;
        };
        let what: Vec<&str> = said.split_whitespace().collect();
        let what = what.join(" ");
        match complaints.iter_mut().find(|held| held.what == what) {
            Some(held) => held.times += 1,
            None => complaints.push(Finding {
                place: "its log".to_owned(),
                what,
                times: 1,
            }),
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_told_once_with_how_often() {
        let log = "[9:40:02 AM] ›     [VALIDATOR] ✖  error     Request body property owner must match format \"email\"
[9:40:02 AM] › [HTTP SERVER] post /lead-lists ✖  error     Request terminated with error
[9:40:02 AM] ›     [VALIDATOR] ✖  error     Request body property owner must match format \"email\"
";
        let found = complaints(log);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].times, 2);
        assert_eq!(
            found[0].what,
            "✖ error Request body property owner must match format \"email\""
        );
    }
}
