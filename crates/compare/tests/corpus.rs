//! `compare` against whole pairs of documents.
//!
//! Each file of `tests/cases` has an old and a new document and the findings that are due, as people read them. Where
//! `DRIFT_CASES` names a folder with oasdiff's own cases (`cases.json` and the documents that it names), those run too:
//! every expected rule has to be found, and nothing at a level that matters where nothing is expected. The cases that
//! deliberately end otherwise are those that `README.md` names.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot read its own data should say so at once"
)]
#![allow(
    clippy::print_stderr,
    reason = "the score of the other corpus is for whoever runs it by hand"
)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use specwright_compare::{
    Finding, Level, Names, Options, Stability, SunsetDays, VersionPolicy, compare,
};

#[test]
fn own_cases() {
    let mut files: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no cases in {}", folder().display());
    files.iter().for_each(|file| check(file));
}

#[track_caller]
fn check(file: &Path) {
    let case = read(file);
    let options = options(&case["options"]);
    let findings = compare(&case["old"], &case["new"], &options);
    let expected = case["findings"]
        .as_array()
        .unwrap_or_else(|| panic!("{}: no findings", file.display()));
    let found: Vec<String> = findings.iter().map(Finding::to_string).collect();
    let due: Vec<&str> = expected
        .iter()
        .map(|item| item["says"].as_str().or(item.as_str()).unwrap())
        .collect();
    assert_eq!(found, due, "{}: {}", file.display(), case["about"]);
    for (finding, item) in findings.iter().zip(expected) {
        for (key, pointer) in [("old", &finding.old.pointer), ("new", &finding.new.pointer)] {
            if let Some(due) = item[key].as_str() {
                assert_eq!(
                    pointer,
                    due,
                    "{}: the {key} place of {finding}",
                    file.display()
                );
            }
        }
        if let Some(due) = item["class"].as_str() {
            assert_eq!(
                finding.class.to_string(),
                due,
                "{}: the class of {finding}",
                file.display()
            );
        }
    }
    let backwards = compare(&case["new"], &case["old"], &options);
    assert_eq!(
        places(&findings, false),
        places(&backwards, true),
        "{}: the other way about",
        file.display()
    );
}

/// The places of findings, in order; each once, since a place may be judged twice in one direction.
fn places(findings: &[Finding], backwards: bool) -> Vec<(String, String)> {
    let mut places: Vec<_> = findings
        .iter()
        .map(|finding| {
            let (old, new) = (finding.old.pointer.clone(), finding.new.pointer.clone());
            if backwards { (new, old) } else { (old, new) }
        })
        .collect();
    places.sort();
    places.dedup();
    places
}

fn options(settings: &Value) -> Options {
    let mut options = Options::default();
    for (key, value) in settings.as_object().into_iter().flatten() {
        let text = value.as_str().unwrap_or_default();
        match key.as_str() {
            "today" => options.today = Some(text.parse().unwrap()),
            "names" if text == "judged" => options.names = Names::Judged,
            "version" if text == "semantic" => options.version = VersionPolicy::Semantic,
            "stability" if text == "draft" => options.stability = Stability::Draft,
            "sunset_days" => {
                let days =
                    |key: &str| u32::try_from(value[key].as_u64().unwrap_or_default()).unwrap();
                options.sunset_days = SunsetDays {
                    stable: days("stable"),
                    beta: days("beta"),
                };
            }
            "breaking" => {
                options.levels.insert(text.to_owned(), Level::Breaking);
            }
            _ => panic!("no option {key}: {value}"),
        }
    }
    options
}

#[test]
fn oasdiffs_cases() {
    let Ok(folder) = std::env::var("DRIFT_CASES").map(PathBuf::from) else {
        return;
    };
    let cases = read(&folder.join("cases.json"));
    let cases = cases["cases"].as_array().unwrap();
    let notes =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let (mut failed, mut agree) = (Vec::new(), 0);
    for case in cases {
        let name = case["test"].as_str().unwrap();
        let document = |at: usize| read(&folder.join(case["specs"][at].as_str().unwrap()));
        let findings = compare(&document(0), &document(1), &settings(case));
        let complaint = complaint(case, &findings);
        let deliberate = notes.contains(&format!("| `{name}` |"));
        agree += usize::from(complaint.is_none());
        match complaint {
            Some(complaint) if !deliberate => failed.push(format!("{name}: {complaint}")),
            None if deliberate => failed.push(format!(
                "{name}: agrees now, and README.md says that it does not"
            )),
            _ => {}
        }
    }
    eprintln!("{agree} of {} cases end as oasdiff says", cases.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// oasdiff takes the day from the clock, and so do its cases.
fn settings(case: &Value) -> Options {
    let mut options = Options::default();
    options.today = Some(
        jiff::Timestamp::now()
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date(),
    );
    options.version = VersionPolicy::Semantic;
    if case["config"]
        .to_string()
        .contains("WithDeprecation(30, 100")
    {
        options.sunset_days = SunsetDays {
            beta: 30,
            stable: 100,
        };
    }
    options
}

fn complaint(case: &Value, findings: &[Finding]) -> Option<String> {
    if case["expect_empty"] == true {
        let checks = case["config"].to_string();
        let loud =
            |finding: &&Finding| finding.wire > Level::Info && looks_at(&checks, finding.rule);
        return findings
            .iter()
            .find(loud)
            .map(|finding| format!("nothing was due, and there is {finding}"));
    }
    let due = case["expect_ids"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap());
    let missing: Vec<_> = due
        .filter(|id| !findings.iter().any(|finding| finding.rule == *id))
        .collect();
    (!missing.is_empty()).then(|| format!("missing {}", missing.join(", ")))
}

/// Whether the checks that a case is limited to could have found this.
fn looks_at(checks: &str, rule: &str) -> bool {
    let limits: [(&str, &[&str]); 3] = [
        ("APIRemovedCheck", &["api-removed", "api-path"]),
        (
            "RequestParameterRemovedCheck",
            &[
                "request-parameter-removed",
                "request-parameter-sunset-parse",
            ],
        ),
        (
            "RequestPropertyDeprecationCheck",
            &[
                "request-property-deprecated",
                "request-property-reactivated",
                "request-property-sunset",
            ],
        ),
    ];
    let limit = limits
        .iter()
        .find(|(check, _)| checks.contains(check) && !checks.contains("allChecksConfig"));
    limit.is_none_or(|(_, starts)| starts.iter().any(|start| rule.starts_with(start)))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

#[track_caller]
fn read(file: &Path) -> Value {
    let text =
        fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
