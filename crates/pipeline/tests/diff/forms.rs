//! Every form of a report, held against golden files.

use std::fs;
use std::path::Path;

use specwright_pipeline::exit::Exit;

use crate::tree::run;

/// The two documents and what is expected of them.
async fn case(name: &str, exit: Exit) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/diff/cases")
        .join(name);
    for (form, ending) in [
        ("text", "txt"),
        ("markdown", "md"),
        ("json", "json"),
        ("github", "github"),
    ] {
        let golden = folder.join(format!("report.{ending}"));
        let told = told(&folder, form, exit).await;
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&golden, &told).unwrap();
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        assert_eq!(
            told,
            expected,
            "{} is another; run with UPDATE=1 and read its diff",
            golden.display()
        );
    }
}

/// The report, with names that are the same on every machine.
async fn told(folder: &Path, form: &str, exit: Exit) -> String {
    let root = tempfile::tempdir().unwrap();
    fs::write(
        root.path().join("Cargo.toml"),
        "[workspace.package]\nversion = \"0.3.1\"\n",
    )
    .unwrap();
    let copy = |name: &str| {
        let file = root.path().join(name);
        fs::copy(folder.join(name), &file).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let (old, new, at) = (
        copy("old.yaml"),
        copy("new.yaml"),
        root.path().to_str().unwrap(),
    );
    let run = run(["xtask", "--root", at, "diff", &old, &new, "--format", form]).await;
    assert_eq!(run.exit, exit, "{}{}", run.out, run.err);
    assert!(run.err.is_empty(), "{}", run.err);
    run.out.replace(&format!("{at}/"), "")
}

#[tokio::test]
async fn a_change_of_each_kind() {
    case("each-kind", Exit::Drift).await;
}

#[tokio::test]
async fn the_same_written_differently() {
    case("same", Exit::Fine).await;
}

#[tokio::test]
async fn words_that_mean_harm() {
    case("harm", Exit::Fine).await;
}

#[tokio::test]
async fn something_that_nobody_has_judged() {
    case("unjudged", Exit::Drift).await;
}
