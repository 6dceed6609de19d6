//! Runs scripts of the nightly job as a runner does, with `gh` and `cargo` that only do as they are told and write down what
//! they are asked for.

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
    'api repos/'*) printf '%s' "$LAST" ;;
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
    for folder in report proposal "$RUNNER_TEMP"; do
        if [ -d "$folder" ]; then
            printf '{\n  "verdict": "%s"\n}\n' "$FOUND" > "$folder/drift.json"
            echo '# Drift' > "$folder/drift.md"
        fi
    done
fi
exit "$CODE"
"##;

/// Of `jq` the scripts need one member at the top of a file, which is their last argument, and whether anything that is
/// ignored matters.
const JQ: &str = r##"case "$*" in *'.standing != "ignored"'*) exit "$MATTERS" ;; esac
for file; do :; done
sed -n 's/^  "verdict": "\(.*\)".*/\1/p' "$file"
"##;

/// A token that nobody can guess.
const UUIDGEN: &str = "echo made-up\n";

/// A folder to run scripts in, with those programs before all others.
pub(crate) struct Runner {
    folder: TempDir,
}

impl Runner {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("gh", GH),
            ("cargo", CARGO),
            ("jq", JQ),
            ("uuidgen", UUIDGEN),
        ] {
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

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    pub(crate) fn work(&self) -> String {
        self.path("work")
    }

    /// Runs the one step of a job whose script holds these words.
    pub(crate) fn run(&self, job: &str, words: &str, set: &[(&str, &str)]) -> Output {
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
            ("MATTERS", "0".to_owned()),
            ("LAST", String::new()),
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
    pub(crate) fn asked(&self) -> String {
        let asked = fs::read_to_string(self.path("asked")).unwrap_or_default();
        let _ = fs::remove_file(self.path("asked"));
        asked
    }
}

#[track_caller]
pub(crate) fn ends(output: &Output, code: i32) {
    let (out, err) = (&output.stdout, &output.stderr);
    let said = [String::from_utf8_lossy(out), String::from_utf8_lossy(err)].concat();
    assert_eq!(output.status.code(), Some(code), "{said}");
}

/// What the docs made a program say stands between the two lines that tell the runner so.
#[track_caller]
pub(crate) fn obeys_nothing(told: &str) {
    let (before, rest) = told.split_once("::stop-commands::made-up\n").unwrap();
    let (said, after) = rest.split_once("::made-up::\n").unwrap();
    assert!(said.contains("::error::harm"), "{told}");
    assert!(!before.contains("::") && !after.contains("::"), "{told}");
}

pub(crate) fn put(runner: &Runner, path: &str, text: &str) {
    let file = Path::new(&runner.work()).join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

pub(crate) fn commit(runner: &Runner, email: &str) {
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
            "--no-verify",
            "--message",
            "A state",
        ],
    );
}

#[track_caller]
pub(crate) fn git(runner: &Runner, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    let output = command
        .current_dir(runner.work())
        .args(arguments)
        .output()
        .unwrap();
    ends(&output, 0);
    String::from_utf8(output.stdout).unwrap()
}
