//! The pull request of the nightly job: made of a patch, replaced, left alone, and withdrawn.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::runner::{Runner, commit, ends, git, obeys_nothing, put};

#[test]
fn what_has_become_breaking_since_is_not_proposed() {
    for (code, found, ending) in [
        ("0", "compatible", 0),
        ("0", "breaking", 1),
        ("0", "same", 1),
        ("3", "", 3),
    ] {
        let (runner, _) = repository();
        put(&runner, "spec/a", "two");
        let output = runner.run("accept", "--accept", &[("CODE", code), ("FOUND", found)]);
        ends(&output, ending);
        obeys_nothing(&String::from_utf8(output.stdout).unwrap());
        let patch = fs::read_to_string(runner.path("work/proposal/patch")).unwrap_or_default();
        assert_eq!(patch.contains("+two"), ending == 0, "{patch}");
    }
}

/// A runner in a clone of a repository, and that repository.
fn repository() -> (Runner, String) {
    let runner = Runner::new();
    let origin = runner.path("origin");
    let bare = [
        "init",
        "--quiet",
        "--bare",
        "--initial-branch",
        "main",
        &origin,
    ];
    git(&runner, &bare);
    git(
        &runner,
        &["init", "--quiet", "--initial-branch", "main", "."],
    );
    git(&runner, &["remote", "add", "origin", &origin]);
    for path in [
        "spec/a",
        "src/generated.rs",
        "src/lib.rs",
        "tests/a",
        "CHANGELOG.md",
    ] {
        put(&runner, path, "one\n");
    }
    put(&runner, "spec/sources.toml", "fetched = \"2026-01-01\"\n");
    commit(&runner, "me@example.com");
    git(&runner, &["push", "--quiet", "origin", "main"]);
    (runner, origin)
}

/// What a night makes of these files: a patch in one job, and a proposal in another, which has the repository as it is.
/// Returns what the second says.
fn night(runner: &Runner, files: &[(&str, &str)], found: &str) -> String {
    let _ = fs::remove_dir_all(runner.path("work/proposal"));
    git(runner, &["reset", "--quiet", "--hard", "origin/main"]);
    for (path, text) in files {
        put(runner, path, text);
    }
    ends(
        &runner.run("accept", "--accept", &[("FOUND", "compatible")]),
        0,
    );
    git(runner, &["reset", "--quiet", "--hard", "origin/main"]);
    runner.asked();
    let output = runner.run("propose", "git apply", &[("FOUND", found)]);
    ends(&output, 0);
    String::from_utf8(output.stdout).unwrap()
}

const LIST: &str = "gh auth setup-git\ngh pr list --head drift/accept --state open --json number,isCrossRepository --jq map(select(.isCrossRepository | not)) | .[0].number // empty\n";
const BODY: &str =
    "    # Drift\n    \n    The whole report is an artifact of https://ci.example/1\n";

#[test]
fn a_proposal_is_replaced_but_for_what_somebody_has_done() {
    let (runner, origin) = repository();
    let proposed = |what: &str| git(&runner, &["--git-dir", &origin, "show", what]);

    night(&runner, &[], "");
    assert_eq!(runner.asked(), "", "there is nothing to propose");

    // Hooks of whoever has been here are not run.
    for hook in ["pre-commit", "pre-push"] {
        let file = Path::new(&runner.work()).join(".git/hooks").join(hook);
        fs::write(&file, "#!/bin/sh\nexit 1\n").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }
    night(
        &runner,
        &[("spec/a", "two\n"), ("spec/pages/new", "new\n")],
        "",
    );
    let create = "gh pr create --base main --head drift/accept --title Take the docs as they are now --body-file proposal/drift.md\n";
    assert_eq!(runner.asked(), format!("{LIST}{create}{BODY}"));
    assert_eq!(proposed("drift/accept:spec/a"), "two\n");
    assert_eq!(proposed("drift/accept:spec/pages/new"), "new\n");

    // The next night starts from main again.
    night(&runner, &[("spec/a", "three\n")], "12");
    let edit = "gh pr edit 12 --body-file proposal/drift.md\n";
    assert_eq!(runner.asked(), format!("{LIST}{edit}{BODY}"));
    assert_eq!(proposed("drift/accept:spec/a"), "three\n");

    put(&runner, "CHANGELOG.md", "words of my own");
    commit(&runner, "me@example.com");
    git(
        &runner,
        &[
            "push",
            "--quiet",
            "--no-verify",
            "origin",
            "HEAD:drift/accept",
        ],
    );
    let said = night(&runner, &[("spec/a", "four\n")], "12");
    assert!(said.contains("::notice title=left alone::"), "{said}");
    assert_eq!(runner.asked(), "gh auth setup-git\n");
    assert_eq!(proposed("drift/accept:spec/a"), "three\n");
}

#[test]
fn a_proposal_that_is_there_already_is_not_made_again() {
    let (runner, origin) = repository();
    let head = || {
        git(
            &runner,
            &["--git-dir", &origin, "rev-parse", "drift/accept"],
        )
    };
    let fetched = |day: &str| format!("etag = \"{day}\"\nfetched = \"2026-01-{day}\"\n");
    let on = |day: &str, text: &str, found: &str| {
        let sources = fetched(day);
        night(
            &runner,
            &[("spec/sources.toml", sources.as_str()), ("spec/a", text)],
            found,
        );
        head()
    };
    let first = on("02", "two\n", "");
    runner.asked();
    assert_eq!(
        on("03", "two\n", "12"),
        first,
        "it came on another day only"
    );
    let edit = "gh pr edit 12 --body-file proposal/drift.md\n";
    assert_eq!(runner.asked(), format!("{LIST}{edit}{BODY}"));
    assert_ne!(on("04", "three\n", "12"), first);
}

#[test]
fn a_patch_touches_nothing_but_what_drift_takes() {
    let (runner, origin) = repository();
    put(&runner, "spec/a", "two\n");
    put(&runner, "src/lib.rs", "two\n");
    put(&runner, "proposal/drift.md", "# Drift\n");
    git(&runner, &["add", "spec", "src"]);
    let patch = git(&runner, &["diff", "--cached", "--binary"]);
    put(&runner, "proposal/patch", &patch);
    git(&runner, &["reset", "--quiet", "--hard", "origin/main"]);
    ends(&runner.run("propose", "git apply", &[]), 0);
    let proposed = |what: &str| git(&runner, &["--git-dir", &origin, "show", what]);
    assert_eq!(proposed("drift/accept:spec/a"), "two\n");
    assert_eq!(proposed("drift/accept:src/lib.rs"), "one\n");
}

#[test]
fn a_proposal_that_no_longer_holds_is_withdrawn() {
    let bot = "41898282+github-actions[bot]@users.noreply.github.com";
    for (found, last, is_closed) in [
        ("", bot, false),
        ("12", bot, true),
        ("12", "me@example.com", false),
    ] {
        let runner = Runner::new();
        let set = [("FOUND", found), ("LAST", last)];
        let output = runner.run("withdraw", "gh pr list", &set);
        ends(&output, 0);
        let asked = runner.asked();
        let close =
            "gh pr close 12 --comment The docs say something else by now: https://ci.example/1\n";
        assert_eq!(asked.contains(close), is_closed, "{asked}");
        assert!(asked.contains("isCrossRepository"), "{asked}");
        let said = String::from_utf8(output.stdout).unwrap();
        let is_left = !is_closed && !found.is_empty();
        assert_eq!(
            said.contains("::notice title=left alone::"),
            is_left,
            "{said}"
        );
    }
}
