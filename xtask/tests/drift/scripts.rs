//! The scripts of the nightly job, run as the runner does it, with `gh` and `cargo` that only do as they are told and
//! write down what they are asked for.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::workflow::{jobs, steps};

/// Writes down what it is asked for, and the body that it is given; finds what it is told to find.
const GH: &str = r##"echo "gh $*" >> "$ASKED"
case "$1 $2" in
    'issue list' | 'pr list') printf '%s' "$FOUND" ;;
esac
while [ $# -gt 1 ]; do
    if [ "$1" = --body-file ]; then sed 's/^/    /' "$2" >> "$ASKED"; fi
    shift
done
"##;

/// Stands for `cargo xtask drift`.
const CARGO: &str = r##"echo "cargo $*" >> "$ASKED"
printf 'error: there is no telling\n::error::harm\n' >&2
if [ "$CODE" -lt 2 ]; then
    for folder in report "$RUNNER_TEMP"; do
        if [ -d "$folder" ]; then
            printf '{\n  "verdict": "%s"\n}\n' "$FOUND" > "$folder/drift.json"
            echo '# Drift' > "$folder/drift.md"
        fi
    done
fi
exit "$CODE"
"##;

/// Of `jq` the scripts need one member at the top of a file, which is their last argument.
const JQ: &str = r##"for file; do :; done
sed -n 's/^  "verdict": "\(.*\)".*/\1/p' "$file"
"##;

/// A folder to run scripts in, with those programs before all others.
struct Runner {
    folder: TempDir,
}

impl Runner {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("gh", GH), ("cargo", CARGO), ("jq", JQ)] {
            let file = folder.path().join("bin").join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, format!("#!/usr/bin/env bash\n{text}")).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        }
        for name in ["work", "temp"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn work(&self) -> String {
        self.path("work")
    }

    /// Runs the one step of a job whose script holds these words.
    fn run(&self, job: &str, words: &str, set: &[(&str, &str)]) -> Output {
        let (_, job) = jobs("drift.yml")
            .into_iter()
            .find(|(name, _)| name == job)
            .unwrap();
        let step = steps(&job)
            .find(|step| step["run"].as_str().is_some_and(|run| run.contains(words)))
            .unwrap();
        let mut command = Command::new("bash");
        command
            .args([
                "--noprofile",
                "--norc",
                "-e",
                "-c",
                step["run"].as_str().unwrap(),
            ])
            .current_dir(self.work());
        let path = std::env::var("PATH").unwrap();
        let mut variables = vec![
            ("PATH", format!("{}:{path}", self.path("bin"))),
            ("ASKED", self.path("asked")),
            ("RUNNER_TEMP", self.path("temp")),
            ("GITHUB_OUTPUT", self.path("output")),
            ("GITHUB_STEP_SUMMARY", self.path("summary")),
            ("GITHUB_REF_NAME", "main".to_owned()),
            ("CODE", "0".to_owned()),
            ("FOUND", String::new()),
        ];
        // What the step itself sets, but for what only the runner knows.
        for (name, value) in step["env"].as_object().into_iter().flatten() {
            let value = value.as_str().unwrap();
            let known = if value.contains("${{") {
                "https://ci.example/1"
            } else {
                value
            };
            variables.push((name, known.to_owned()));
        }
        command.envs(variables).envs(set.iter().copied());
        command.output().unwrap()
    }

    /// What has been asked for so far; it is forgotten then.
    fn asked(&self) -> String {
        let asked = fs::read_to_string(self.path("asked")).unwrap_or_default();
        let _ = fs::remove_file(self.path("asked"));
        asked
    }
}

#[track_caller]
fn ends(output: &Output, code: i32) {
    let (out, err) = (&output.stdout, &output.stderr);
    let said = [String::from_utf8_lossy(out), String::from_utf8_lossy(err)].concat();
    assert_eq!(output.status.code(), Some(code), "{said}");
}

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
        assert_eq!(said, expected.unwrap_or_default());
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(told.contains("| ::error::harm\n"), "{told}");
        assert!(!told.lines().any(|line| line.starts_with("::")), "{told}");
        let is_told = fs::exists(runner.path("summary")).unwrap();
        assert_eq!(is_told, verdict.is_some_and(|verdict| verdict != "unknown"));
    }
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

#[test]
fn what_has_become_breaking_since_is_not_proposed() {
    for (code, found, ending) in [
        ("0", "compatible", 0),
        ("0", "breaking", 1),
        ("0", "same", 1),
        ("3", "", 3),
    ] {
        let runner = Runner::new();
        let output = runner.run("propose", "--accept", &[("CODE", code), ("FOUND", found)]);
        ends(&output, ending);
    }
}

#[test]
fn a_proposal_is_replaced_but_for_what_somebody_has_done() {
    let runner = Runner::new();
    let origin = runner.path("origin");
    git(
        &runner,
        &[
            "init",
            "--quiet",
            "--bare",
            "--initial-branch",
            "main",
            &origin,
        ],
    );
    git(
        &runner,
        &["init", "--quiet", "--initial-branch", "main", "."],
    );
    git(&runner, &["remote", "add", "origin", &origin]);
    for path in ["spec/a", "src/generated.rs", "tests/a", "CHANGELOG.md"] {
        put(&runner, path, "one");
    }
    commit(&runner, "me@example.com");
    git(&runner, &["push", "--quiet", "origin", "main"]);
    fs::write(runner.path("temp/drift.md"), "# Drift\n").unwrap();
    let propose = |found| {
        let output = runner.run("propose", "git add", &[("FOUND", found)]);
        ends(&output, 0);
        String::from_utf8(output.stdout).unwrap()
    };
    let proposed = || {
        git(
            &runner,
            &["--git-dir", &origin, "show", "drift/accept:spec/a"],
        )
    };

    propose("");
    assert_eq!(runner.asked(), "", "there is nothing to propose");

    let list = "gh auth setup-git\ngh pr list --head drift/accept --state open --json number,isCrossRepository --jq map(select(.isCrossRepository | not)) | .[0].number // empty\n";
    put(&runner, "spec/a", "two");
    propose("");
    let create = "gh pr create --base main --head drift/accept --title Take the docs as they are now --body-file";
    let asked = runner.asked();
    assert!(asked.starts_with(&format!("{list}{create}")), "{asked}");
    assert!(asked.ends_with("/temp/drift.md\n    # Drift\n"), "{asked}");
    assert_eq!(proposed(), "two");

    // The next night starts from main again.
    git(&runner, &["reset", "--quiet", "--hard", "origin/main"]);
    put(&runner, "spec/a", "three");
    propose("12");
    let asked = runner.asked();
    assert!(
        asked.starts_with(&format!("{list}gh pr edit 12 --body-file")),
        "{asked}"
    );
    assert_eq!(proposed(), "three");

    put(&runner, "CHANGELOG.md", "words of my own");
    commit(&runner, "me@example.com");
    git(&runner, &["push", "--quiet", "origin", "HEAD:drift/accept"]);
    git(&runner, &["reset", "--quiet", "--hard", "origin/main"]);
    put(&runner, "spec/a", "four");
    let said = propose("12");
    assert!(said.contains("::notice title=left alone::"), "{said}");
    assert_eq!(runner.asked(), "gh auth setup-git\n");
    assert_eq!(proposed(), "three");
}

#[test]
fn a_proposal_that_no_longer_holds_is_withdrawn() {
    for (found, closed) in [("", false), ("12", true)] {
        let runner = Runner::new();
        ends(
            &runner.run("withdraw", "gh pr list", &[("FOUND", found)]),
            0,
        );
        let asked = runner.asked();
        let close =
            "gh pr close 12 --comment The docs say something else by now: https://ci.example/1\n";
        assert_eq!(asked.contains(close), closed, "{asked}");
        assert!(asked.contains("isCrossRepository"), "{asked}");
    }
}

fn put(runner: &Runner, path: &str, text: &str) {
    let file = Path::new(&runner.work()).join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn commit(runner: &Runner, email: &str) {
    let email = format!("user.email={email}");
    git(runner, &["add", "--all"]);
    git(
        runner,
        &[
            "-c",
            "user.name=Somebody",
            "-c",
            &email,
            "-c",
            "commit.gpgsign=false",
            "commit",
            "--quiet",
            "--message",
            "A state",
        ],
    );
}

#[track_caller]
fn git(runner: &Runner, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    let output = command
        .current_dir(runner.work())
        .args(arguments)
        .output()
        .unwrap();
    ends(&output, 0);
    String::from_utf8(output.stdout).unwrap()
}
