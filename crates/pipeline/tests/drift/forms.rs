//! The forms of a report: the published schema, and docs that mean harm.

use std::path::Path;

use serde_json::Value;
use specwright_pipeline::exit::Exit;

use crate::setup::{CREATE, Folder, Held, OWNER_REQUIRED};
use crate::tree::page;

/// Names someone, and tries to be HTML, a link, code, lines, and commands of a runner.
const EVIL: &str = "@user <script>alert(1)</script> ![x](https://evil.example/x.png) ]( ` `` ```";

fn schema() -> jsonschema::Validator {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join("docs/drift-report.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

#[track_caller]
fn is_valid(report: &Value) {
    let schema = schema();
    let errors: Vec<String> = schema
        .iter_errors(report)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[tokio::test]
async fn reports_are_as_the_schema_says() {
    let held = Held::new().await;
    let site = Folder::same();
    is_valid(&held.report(&site).await);
    site.edit(CREATE, OWNER_REQUIRED.0, OWNER_REQUIRED.1);
    site.edit(CREATE, "01890a5d-one", "01890a5e-two");
    site.page(
        "api-reference/new.md",
        &page("get", "/new", "New", "the new"),
    );
    let report = held.report(&site).await;
    is_valid(&report);

    let mut other = report.clone();
    other["findings"][0]["wire"] = "terrible".into();
    assert!(
        !schema().is_valid(&other),
        "the schema does refuse something"
    );

    let first = report["findings"][0]["fingerprint"].as_str().unwrap();
    held.tree.write(
        "spec/drift-ignore.toml",
        &format!(
            "[[ignore]]\nfingerprint = \"{first}\"\nreason = \"Known\"\nexpires = 2999-12-31\n"
        ),
    );
    let held = held.settled();
    is_valid(&held.report(&site).await);
}

/// Docs whose every word means harm, with a field and a value of it that reach the report.
fn evil() -> Folder {
    let site = Folder::same();
    let quoted = serde_json::to_string(EVIL).unwrap();
    site.edit(
        CREATE,
        "                owner:\n                  type: string\n                  description: Who does it\n",
        &format!(
            "                owner:\n                  type: string\n                  enum:\n                    - \"%0A\\r\\n::error::b\\e[31m\"\n                    - {quoted}\n                {quoted}:\n                  type: string\n"
        ),
    );
    site
}

#[tokio::test]
async fn markdown_of_docs_that_mean_harm() {
    let held = Held::new().await;
    let text = held.drift(&evil(), &["--format", "markdown"]).await.out;
    assert!(text.contains("user"), "{text}");
    let rendered = without_escapes(&without_code(&text));
    for harm in [
        "@user",
        "<script",
        "](",
        "![",
        "https://evil",
        "\u{1b}",
        "\r",
    ] {
        assert!(!rendered.contains(harm), "{harm:?} in\n{rendered}");
    }
    for line in text.lines().filter(|line| !line.is_empty()) {
        let starts = [
            "# ",
            "## ",
            "**",
            "- ",
            "  - ",
            "`",
            "The crate",
            "Docs only",
            "Next: ",
            "… ",
        ];
        assert!(starts.iter().any(|start| line.starts_with(start)), "{line}");
    }
}

#[tokio::test]
async fn annotations_of_docs_that_mean_harm() {
    let held = Held::new().await;
    let text = held.drift(&evil(), &["--format", "github"]).await.out;
    let first: Vec<&str> = text.lines().take(2).collect();
    assert!(first[0].starts_with("::notice title=total::"), "{text}");
    assert!(
        first[1].starts_with("::error file=spec/pages/api-reference/tasks/create-task.md,title="),
        "{text}"
    );
    for line in text.lines() {
        assert!(
            ["::error ", "::warning ", "::notice "]
                .iter()
                .any(|start| line.starts_with(start)),
            "{line}"
        );
        assert!(!line.contains('\u{1b}') && !line.contains('\r'), "{line}");
    }
    assert!(text.contains("%250A"), "a percent sign stays one: {text}");
}

#[tokio::test]
async fn text_of_docs_that_mean_harm() {
    let held = Held::new().await;
    let text = held.drift(&evil(), &["--verbose"]).await.out;
    for line in text.lines() {
        assert!(!line.trim_start().starts_with("::"), "{line}");
        assert!(!line.contains('\u{1b}'), "{line}");
    }
}

#[tokio::test]
async fn a_body_has_a_bound_and_says_what_it_left_out() {
    let held = Held::new().await;
    let site = Folder::same();
    for number in 0..400 {
        let path = format!("/things/{number}");
        let text = page("get", &path, "A thing", "the thing");
        site.page(&format!("api-reference/things/{number}.md"), &text);
    }
    let text = held.drift(&site, &["--format", "markdown"]).await.out;
    assert!(
        text.chars().count() <= specwright_pipeline::report::MOST_CHARACTERS,
        "{}",
        text.len()
    );
    let left_out = text.lines().find(|line| line.starts_with("… ")).unwrap();
    let count: usize = left_out.split(' ').nth(1).unwrap().parse().unwrap();
    let (_, findings) = text.split_once("\n## ").unwrap();
    let told = findings.matches("\n- ").count();
    let all = held.report(&site).await["findings"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(told + count, all, "{left_out}");
}

#[tokio::test]
async fn several_forms_of_one_run() {
    let held = Held::new().await;
    let site = Folder::same();
    site.edit(CREATE, OWNER_REQUIRED.0, OWNER_REQUIRED.1);
    let folder = tempfile::tempdir().unwrap();
    let (md, json) = (folder.path().join("a.md"), folder.path().join("a.json"));
    let run = held
        .drift(
            &site,
            &[
                "--format",
                "markdown",
                "--format",
                "json",
                "--format",
                "github",
                "--out",
                md.to_str().unwrap(),
                "--out",
                json.to_str().unwrap(),
            ],
        )
        .await;
    assert!(
        std::fs::read_to_string(md)
            .unwrap()
            .starts_with("# Drift of the docs\n")
    );
    is_valid(&serde_json::from_str(&std::fs::read_to_string(json).unwrap()).unwrap());
    assert!(run.out.contains("::error "), "{}", run.out);
}

#[tokio::test]
async fn what_nobody_may_miss_is_annotated_first() {
    let held = Held::new().await;
    held.tree.write(
        "spec/drift-ignore.toml",
        "[[ignore]]\nfingerprint = \"000000000000\"\nreason = \"Known\"\nexpires = 2999-12-31\n",
    );
    let held = held.settled();
    let site = Folder::same();
    site.edit(CREATE, OWNER_REQUIRED.0, OWNER_REQUIRED.1);
    for name in ["b", "a"] {
        let path = format!("/{name}");
        let text = page("get", &path, "A thing", "the thing");
        site.page(&format!("api-reference/{name}.md"), &text);
    }
    let text = held.drift(&site, &["--format", "github"]).await.out;
    let starts = [
        "::notice title=total::",
        "::warning file=spec/drift-ignore.toml,title=spec/drift-ignore.toml::000000000000 (Known) is no longer found",
        "::error file=spec/pages/api-reference/tasks/create-task.md,title=request-property-became-required::POST /tasks",
        "::notice title=endpoint-added::GET /a: ",
        "::notice title=endpoint-added::GET /b: ",
    ];
    assert!(text.lines().count() >= starts.len(), "{text}");
    for (line, start) in text.lines().zip(starts) {
        assert!(line.starts_with(start), "{start:?} does not begin\n{line}");
    }
}

#[tokio::test]
async fn what_changes_only_what_is_said_has_a_heading_of_its_own() {
    let held = Held::new().await;
    let site = Folder::same();
    site.edit(CREATE, "01890a5d-one", "01890a5e-two");
    let told = held.drift(&site, &["--verbose"]).await.out;
    let heading = told.lines().find(|line| line.ends_with(" (1)"));
    assert_eq!(heading, Some("Docs only (1)"), "{told}");
}

#[tokio::test]
async fn calls_that_make_no_sense() {
    let held = Held::new().await;
    let site = Folder::same();
    let here = std::env::current_dir().unwrap().join("report");
    let here = here.to_str().unwrap();
    for (arguments, said) in [
        (
            &["--format", "json", "--out", "a", "--out", "b"][..],
            "error: 2 files to write and 1 form; give one --format for each --out",
        ),
        (
            &[
                "--format", "json", "--format", "text", "--out", "report", "--out", here,
            ],
            "error: two reports cannot be in one file: --out ",
        ),
    ] {
        let run = held.drift(&site, arguments).await;
        assert_eq!(run.exit, Exit::Usage, "{}", run.out);
        assert!(run.err.starts_with(said), "{}", run.err);
    }
}

#[tokio::test]
async fn help_says_how_a_verb_ends() {
    for (verb, codes) in [("drift", "0123"), ("diff", "0123"), ("regen", "0234")] {
        let run = crate::tree::run(["xtask", verb, "--help"]).await;
        assert_eq!(run.exit, Exit::Fine, "{}", run.err);
        let (_, exits) = run.out.split_once("Exit codes:\n").unwrap();
        let told = exits
            .lines()
            .map(|line| line.trim().chars().next().unwrap());
        assert_eq!(told.collect::<String>(), codes, "{}", run.out);
    }
}

/// As `cargo xtask drift --accept | head -1` has it.
#[tokio::test]
async fn a_pipe_that_somebody_closes_changes_nothing() {
    let held = Held::new().await;
    let site = Folder::same();
    site.edit(CREATE, OWNER_REQUIRED.0, OWNER_REQUIRED.1);
    for (accept, code) in [(None, 1), (Some("--accept"), 0)] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_specwright"));
        command
            .arg("--root")
            .arg(held.tree.path())
            .args(["drift", "--docs"]);
        command.arg(site.path()).args(accept);
        let mut child = command
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        assert_eq!(output.status.code(), Some(code), "{accept:?}");
    }
    assert_eq!(held.tree.regen(&["--check"]).await.exit, Exit::Fine);
}

/// What is left of Markdown when signs that are escaped are taken out.
fn without_escapes(text: &str) -> String {
    let mut left = String::new();
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        if sign == '\\' {
            signs.next();
        } else {
            left.push(sign);
        }
    }
    left
}

/// What is left of Markdown when spans of code are taken out, as a reader of CommonMark does.
fn without_code(text: &str) -> String {
    let mut left = String::new();
    for line in text.lines() {
        let mut rest = line;
        while let Some(start) = rest.find('`') {
            if rest[..start].ends_with('\\') {
                left.push_str(&rest[..=start]);
                rest = &rest[start + 1..];
                continue;
            }
            let fence = rest[start..].chars().take_while(|it| *it == '`').count();
            left.push_str(&rest[..start]);
            rest = &rest[start + fence..];
            rest = &rest[end_of_code(rest, fence)..];
        }
        left.push_str(rest);
        left.push('\n');
    }
    left
}

/// Behind the next run of exactly so many backticks.
fn end_of_code(text: &str, fence: usize) -> usize {
    let mut at = 0;
    while let Some(start) = text[at..].find('`') {
        let run = text[at + start..]
            .chars()
            .take_while(|it| *it == '`')
            .count();
        at += start + run;
        if run == fence {
            return at;
        }
    }
    panic!("a span of code that does not end: {text}");
}
