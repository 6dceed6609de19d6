//! Every keyword of a schema in every place where a schema can stand: each single edit is one finding, under the rule
//! that the table of rules has for it.
//!
//! `keywords/keywords.yaml` has a schema without the keyword, with it, and with another value, and the end of
//! the rule's name for each way between two of them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot read its own data should say so at once"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use specwright_compare::{Class, Finding, Level, Options, UNJUDGED, compare, rules};

/// The places of schemas: what their rules start with, and whether they are at the top of one.
const PLACES: [(&str, bool); 8] = [
    ("request-parameter", true),
    ("request-parameter-property", false),
    ("request-body", true),
    ("request-property", false),
    ("response-body", true),
    ("response-property", false),
    ("response-header", true),
    ("request-read-only-property", false),
];

#[test]
fn each_edit_is_one_finding() {
    let text = read("keywords.yaml");
    let keywords: Vec<Value> = serde_yaml::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    for keyword in &keywords {
        let name = keyword["keyword"].as_str().unwrap();
        let ways = [
            ("without", "with", "added"),
            ("with", "without", "removed"),
            ("with", "other", "changed"),
            ("other", "with", "back"),
        ];
        for (from, to, way) in ways {
            let (Some(old), Some(new)) = (keyword.get(from), keyword.get(to)) else {
                continue;
            };
            for (place, _) in PLACES {
                let findings = compare(
                    &document(place, old),
                    &document(place, new),
                    &Options::default(),
                );
                if let Some(complaint) = complaint(keyword, way, place, &findings) {
                    wrong.push(format!("{name}, {way}, {place}: {complaint}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn complaint(keyword: &Value, way: &str, place: &str, findings: &[Finding]) -> Option<String> {
    let [finding] = findings else {
        let lines: Vec<_> = findings.iter().map(Finding::to_string).collect();
        return Some(format!(
            "{} findings\n  {}",
            lines.len(),
            lines.join("\n  ")
        ));
    };
    let ends = &keyword["rules"];
    // Some rules are named without their place, and some places have a name of their own.
    let due = match (&ends[place][way], &ends[way]) {
        (Value::String(whole), _) => whole.clone(),
        (_, Value::String(end)) if end.starts_with('=') => end[1..].to_owned(),
        (_, Value::String(end)) => format!("{place}-{end}"),
        _ => return Some(format!("no rule is given, and it is {}", finding.rule)),
    };
    let remark = keyword["remark"] == true;
    let class = if remark { Class::Docs } else { Class::Contract };
    if finding.rule != due {
        return Some(format!("it is {} and should be {due}", finding.rule));
    }
    (finding.class != class).then(|| format!("its class is {}", finding.class))
}

/// A document with a schema in one place.
fn document(place: &str, schema: &Value) -> Value {
    let within = json!({"type": "object", "properties": {"field": schema}});
    let mut read_only = within.clone();
    read_only["properties"]["field"]["readOnly"] = json!(true);
    let mut operation = json!({
        "parameters": [{"name": "p", "in": "query", "style": "deepObject", "schema": {}}],
        "requestBody": {"content": {"application/json": {"schema": {}}}},
        "responses": {"200": {
            "description": "",
            "headers": {"H": {"schema": {}}},
            "content": {"application/json": {"schema": {}}},
        }},
    });
    let (pointer, schema) = match place {
        "request-parameter" => ("/parameters/0/schema", schema),
        "request-parameter-property" => ("/parameters/0/schema", &within),
        "request-body" => ("/requestBody/content/application~1json/schema", schema),
        "request-property" => ("/requestBody/content/application~1json/schema", &within),
        "request-read-only-property" => {
            ("/requestBody/content/application~1json/schema", &read_only)
        }
        "response-body" => ("/responses/200/content/application~1json/schema", schema),
        "response-property" => ("/responses/200/content/application~1json/schema", &within),
        "response-header" => ("/responses/200/headers/H/schema", schema),
        _ => panic!("no place {place}"),
    };
    *operation.pointer_mut(pointer).unwrap() = schema.clone();
    json!({"openapi": "3.1.0", "info": {"title": "", "version": "1"}, "paths": {"/a": {"post": operation}}})
}

/// Names are promises: the list of them is read by whoever reviews a change, and by whoever looks for one.
#[test]
fn the_list_of_rules() {
    let line = |rule: &rules::Rule| {
        format!(
            "{} {} {} {} {:?}\n",
            rule.id, rule.wire, rule.compile, rule.class, rule.origin
        )
        .to_lowercase()
    };
    let listing: String = rules::all().map(line).collect();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keywords/rules.txt");
    if std::env::var_os("UPDATE_RULES").is_some() {
        fs::write(&file, &listing).unwrap();
    }
    let kept = read("rules.txt");
    assert!(
        listing == kept,
        "{} is stale: run this test with UPDATE_RULES=1 and read the diff",
        file.display()
    );
}

#[test]
fn what_nobody_judges_is_breaking() {
    let rule = rules::all().find(|rule| rule.id == UNJUDGED).unwrap();
    assert_eq!(
        (rule.wire, rule.compile, rule.class),
        (Level::Breaking, Level::Breaking, Class::Contract)
    );
}

/// Where `DRIFT_RULES` names oasdiff's table of rules, all of them are here, with their levels.
#[test]
fn oasdiffs_rules() {
    let Ok(file) = std::env::var("DRIFT_RULES") else {
        return;
    };
    let text = fs::read_to_string(file).unwrap();
    let theirs: BTreeSet<String> = (text.lines().skip(1))
        .map(|line| {
            let mut columns = line.split(',');
            let (id, level) = (columns.next().unwrap(), columns.next().unwrap());
            format!(
                "{id} {}",
                level
                    .replace("ERR", "breaking")
                    .replace("WARN", "warning")
                    .to_lowercase()
            )
        })
        .collect();
    let ours = rules::all().filter(|rule| rule.origin == rules::Origin::Oasdiff);
    let ours: BTreeSet<String> = ours
        .map(|rule| format!("{} {}", rule.id, rule.wire))
        .collect();
    assert_eq!(
        ours.symmetric_difference(&theirs).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
}

fn read(file: &str) -> String {
    fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/keywords")
            .join(file),
    )
    .unwrap()
}
