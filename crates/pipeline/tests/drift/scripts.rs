//! What the nightly job makes of a look at the docs: its verdict, its reason, and the one issue.

use std::fs;
use std::path::Path;

use crate::runner::{Runner, ends, obeys_nothing, put};

#[test]
fn the_look_has_a_verdict_or_fails() {
    for (code, found, ending, verdict) in [
        ("0", "same", 0, Some("same")),
        ("0", "docs-only", 0, Some("docs-only")),
        ("0", "compatible", 0, Some("compatible")),
        ("1", "breaking", 0, Some("breaking")),
        ("3", "", 0, Some("unknown")),
        ("2", "", 2, None),
        ("101", "", 101, None),
        ("0", "$(harm)", 70, None),
    ] {
        let runner = Runner::new();
        let output = runner.run("look", "mkdir report", &[("CODE", code), ("FOUND", found)]);
        ends(&output, ending);
        let said = fs::read_to_string(runner.path("output")).unwrap_or_default();
        let expected = verdict.map(|verdict| format!("verdict={verdict}\n"));
        assert!(said.starts_with(&expected.unwrap_or_default()), "{said}");
        assert_eq!(said.is_empty(), verdict.is_none(), "{said}");
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(told.contains("| ::error::harm\n"), "{told}");
        obeys_nothing(&told);
        let summary = fs::read_to_string(runner.path("summary")).unwrap_or_default();
        assert_eq!(
            summary,
            match verdict {
                None => "",
                Some("unknown") =>
                    "There is no telling what the docs say:\n\n    error: there is no telling\n    ::error::harm\n",
                Some(_) => "# Drift\n",
            }
        );
    }
}

#[test]
fn what_somebody_ignores_is_not_proposed() {
    for (found, matters, proposable) in [
        ("compatible", "0", "yes"),
        ("compatible", "1", "no"),
        ("breaking", "0", "no"),
        ("same", "0", "no"),
        ("docs-only", "0", "no"),
    ] {
        let runner = Runner::new();
        let set = [("FOUND", found), ("MATTERS", matters)];
        ends(&runner.run("look", "mkdir report", &set), 0);
        let said = fs::read_to_string(runner.path("output")).unwrap();
        assert_eq!(said, format!("verdict={found}\nproposable={proposable}\n"));
    }
}

#[test]
fn a_reason_is_told_where_it_is_seen() {
    let runner = Runner::new();
    put(
        &runner,
        "report/reason.txt",
        "error: 100%\r\n##[x]\n  because: %0A::error::b\n",
    );
    let output = runner.run("cannot-tell", "exit 1", &[]);
    ends(&output, 1);
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "::error title=cannot tell::There is no telling what the docs say.%0Aerror: 100%25%0D%0A##[x]%0A  because: %250A::error::b\n"
    );
}

#[test]
fn there_is_one_issue_while_there_is_drift() {
    let list = "gh issue list --app github-actions --state open --limit 200 --json number,title --jq map(select(.title == env.TITLE)) | .[0].number // empty\n";
    let body = "    # Drift\n    \n    The whole report is an artifact of https://ci.example/1\n";
    let create = format!(
        "gh issue create --title drift: the docs and spec/pages differ --body-file report/drift.md\n{body}"
    );
    let edit = format!("gh issue edit 7 --body-file report/drift.md\n{body}");
    let close = "gh issue close 7 --comment No drift any more: https://ci.example/1\n";
    for (verdict, found, asked) in [
        ("breaking", "", create.as_str()),
        ("compatible", "", &create),
        ("breaking", "7", &edit),
        ("compatible", "7", &edit),
        ("same", "7", close),
        ("docs-only", "7", close),
        ("same", "", ""),
        ("docs-only", "", ""),
    ] {
        let runner = Runner::new();
        let report = Path::new(&runner.work()).join("report");
        fs::create_dir(&report).unwrap();
        fs::write(report.join("drift.md"), "# Drift\n").unwrap();
        let set = [("VERDICT", verdict), ("FOUND", found)];
        ends(&runner.run("issue", "gh issue list", &set), 0);
        assert_eq!(
            runner.asked(),
            format!("{list}{asked}"),
            "{verdict} {found:?}"
        );
    }
}
