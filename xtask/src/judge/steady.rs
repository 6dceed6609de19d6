//! Steady answers our client from the spec, and holds each request to it more strictly than most servers do.

use serde::Deserialize;

use super::server::Server;
use super::tools::Installed;
use super::verdict::{Finding, Outcome, Row};
use super::{Bench, client, tools};

/// How many answers of each operation it makes up, unless said otherwise.
const TIMES: u32 = 1000;

pub(super) async fn judge(
    bench: &Bench<'_>,
    steady: &Installed,
    times: Option<u32>,
    rows: &mut Vec<Row>,
) -> anyhow::Result<()> {
    client::build(bench).await?;
    let times = times.unwrap_or(TIMES).to_string();
    let made_up = bench.spec.without_examples(&bench.folder)?;
    let what = format!(
        "every operation {times} times, answered by made-up values (no examples, and every field of an answer required); read strictly"
    );
    for (log, spec, options, what, arguments) in [
        (
            "steady",
            &bench.spec.path,
            &[][..],
            "every operation, answered by examples; read strictly",
            &[][..],
        ),
        (
            "steady-made-up",
            &made_up,
            // Another answer each time, with lists of one to three: with a least of none, it makes up none.
            &[
                "--generator-seed=-1",
                "--generator-array-min=1",
                "--generator-array-max=3",
            ],
            &what,
            &["--pages", "0", "--times", &times],
        ),
    ] {
        let log = bench.folder.join(format!("{log}.log"));
        let mut server = Server::start(&log, |port| {
            let mut command = steady.command(&["--host", "127.0.0.1", "--port", port]);
            command.args(["--log-format", "json"]).args(options);
            command.arg(spec);
            command
        })
        .await?;
        let (calls, mut findings) = client::calls(bench, &server.url, arguments).await?;
        findings.extend(complaints(&server.said()?));
        rows.push(Row {
            judge: tools::STEADY.name,
            version: steady.version.clone(),
            what: what.to_owned(),
            calls,
            outcome: Outcome::Found(findings),
        });
    }
    Ok(())
}

/// A line of its log.
#[derive(Deserialize)]
struct Line {
    request: Option<Request>,
    #[serde(default)]
    diagnostics: Vec<Diagnostic>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    method: String,
    path_pattern: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Diagnostic {
    code: String,
    request_path: String,
    message: String,
}

/// What steady says of requests, even of those that it answers. What it says of the spec itself stands in the docs of the
/// vendor, and is not about the client.
fn complaints(log: &str) -> Vec<Finding> {
    let mut complaints: Vec<Finding> = Vec::new();
    let lines = log
        .lines()
        .filter_map(|line| serde_json::from_str::<Line>(line).ok());
    for line in lines {
        let Some(request) = line.request else {
            continue;
        };
        let path = request.path_pattern.unwrap_or_default();
        let place = format!("{} {path}", request.method);
        for said in line.diagnostics {
            let what = format!("{}, {}: {}", said.code, said.request_path, said.message);
            match complaints
                .iter_mut()
                .find(|held| held.what == what && held.place == place)
            {
                Some(held) => held.times += 1,
                None => complaints.push(Finding {
                    place: place.clone(),
                    what,
                    times: 1,
                }),
            }
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_requests_is_a_finding_and_what_is_said_of_the_spec_is_not() {
        let log = r##"Steady - made up
{"type":"startup","diagnostics":[{"code":"E1020","requestPath":"","message":"DELETE has a body"}]}
{"type":"request","request":{"method":"POST","path":"/a/1","pathPattern":"/a/{id}"},"diagnostics":[{"code":"E4001","requestPath":"body.owner","message":"Value-validation format mismatch"}]}
{"type":"request","request":{"method":"POST","path":"/a/2","pathPattern":"/a/{id}"},"diagnostics":[{"code":"E4001","requestPath":"body.owner","message":"Value-validation format mismatch"}]}
{"type":"request","request":{"method":"GET","path":"/a"},"diagnostics":[]}
"##;
        let expected = Finding {
            place: "POST /a/{id}".to_owned(),
            what: "E4001, body.owner: Value-validation format mismatch".to_owned(),
            times: 2,
        };
        assert_eq!(complaints(log), [expected]);
    }
}
