//! Judges that are not there, and judges that leave something running.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use clap::Parser as _;
use specwright_pipeline::exit::Exit;
use specwright_pipeline::project::Project;
use xtask::judge::{self, Finding, Outcome, Row, Tools, Verdicts};

#[tokio::test]
async fn a_judge_that_is_not_there_is_told_how_to_get_and_nothing_is_installed() {
    let tree = tree();
    let (exit, said) = judged(tree.path(), &[]).await;
    assert_eq!(exit, Exit::CannotTell);
    for line in [
        "Prism: not heard: it is not installed: npm install --prefix target/judges @stoplight/prism-cli@",
        "steady: not heard: it is not installed: npm install --prefix target/judges @stdy/cli@",
        "schemathesis: not heard: it is not installed: pipx install schemathesis==",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    assert!(!tree.path().join("target/judges/node_modules").exists());

    let (exit, said) = judged(tree.path(), &["steady"]).await;
    assert_eq!(exit, Exit::CannotTell);
    assert!(!said.contains("Prism"), "{said}");
}

#[tokio::test]
async fn a_judge_that_fails_is_no_all_clear() {
    let tree = tree();
    let folder = tree.path().join("target/judges/node_modules/.bin");
    fs::create_dir_all(&folder).unwrap();
    let prism = folder.join("prism");
    fs::write(&prism, "#!/bin/sh\necho 1.2.3\n").unwrap();
    fs::set_permissions(&prism, fs::Permissions::from_mode(0o755)).unwrap();
    // There is no client in this tree to be judged.
    let (exit, said) = judged(tree.path(), &["prism"]).await;
    assert_eq!(exit, Exit::CannotTell);
    assert!(
        said.contains("| Prism | 1.2.3   | did not come to an end | 0     | ?        |"),
        "{said}"
    );
}

#[test]
fn a_finding_outweighs_what_could_not_be_told() {
    let row = |outcome: Outcome| Row {
        judge: "Prism",
        version: "1".to_owned(),
        what: "all".to_owned(),
        calls: 2,
        outcome,
    };
    let found = row(Outcome::Found(vec![Finding {
        place: "list_users".to_owned(),
        what: "boom".to_owned(),
        times: 2,
    }]));
    let (nothing, unknown) = (
        row(Outcome::Found(Vec::new())),
        row(Outcome::CannotTell("gone".to_owned())),
    );
    for (rows, expected) in [
        (vec![nothing.clone()], Exit::Fine),
        (vec![nothing.clone(), unknown.clone()], Exit::CannotTell),
        (vec![unknown, found.clone(), nothing], Exit::Drift),
    ] {
        assert_eq!(Verdicts { rows }.exit(), expected);
    }
    let said = Verdicts { rows: vec![found] }.to_string();
    assert_eq!(
        said,
        "| Judge | Version | What was done | Calls | Findings |
| ----- | ------- | ------------- | ----- | -------- |
| Prism | 1       | all           | 2     | 1        |

Prism: all
  list_users, 2 times: boom
"
    );
}

/// A tree with a spec and the settings of a vendor, and nothing else.
fn tree() -> tempfile::TempDir {
    let tree = tempfile::tempdir().unwrap();
    fs::create_dir(tree.path().join("spec")).unwrap();
    fs::write(
        tree.path().join("spec/openapi.yaml"),
        "openapi: 3.0.1\npaths: {}\n",
    )
    .unwrap();
    fs::write(tree.path().join("spec/vendor.toml"), VENDOR).unwrap();
    tree
}

const VENDOR: &str = r#"docs = "https://docs.example.com/"

[packages]
client = "example"

[client]
user-agent = "example-rust"
security-scheme = "bearer"
api-key-variable = "EXAMPLE_API_KEY"
base-url-variable = "EXAMPLE_BASE_URL"

[errors]
body = "errors"
schema = "error"
list = "/errors"
code = "/code"
"#;

/// Hears the judges that are in the tree, whatever else this machine has.
async fn judged(tree: &Path, arguments: &[&str]) -> (Exit, String) {
    #[derive(clap::Parser)]
    struct Cli {
        #[command(flatten)]
        args: judge::Args,
    }
    let cli = Cli::parse_from(["judge"].iter().chain(arguments));
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let tools = Tools::new(tree, None);
    let exit = judge::run_with(&cli.args, &Project::new(tree), &tools, &mut out, &mut err).await;
    (exit.unwrap(), String::from_utf8(out).unwrap())
}
