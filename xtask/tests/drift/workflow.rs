//! The nightly job: rights by job, actions by major version, and nothing that could be text of somebody's docs in a
//! command.

use std::path::Path;

use amplemarket_spec::document;
use serde_json::Value;

fn jobs() -> Vec<(String, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let text = std::fs::read_to_string(root.join(".github/workflows/drift.yml")).unwrap();
    let workflow = document::read(&text, "drift.yml").unwrap();
    assert_eq!(workflow["permissions"], serde_json::json!({}));
    let jobs = workflow["jobs"].as_object().unwrap();
    jobs.iter()
        .map(|(name, job)| (name.clone(), job.clone()))
        .collect()
}

#[test]
fn each_job_has_the_rights_that_it_needs() {
    for (name, job) in jobs() {
        let rights = match name.as_str() {
            "look" => serde_json::json!({"contents": "read"}),
            "cannot-tell" => serde_json::json!({}),
            "issue" => serde_json::json!({"issues": "write"}),
            "propose" => serde_json::json!({"contents": "write", "pull-requests": "write"}),
            other => panic!("the rights of the job {other} are not written down here"),
        };
        assert_eq!(job["permissions"], rights, "{name}");
    }
}

#[test]
fn commands_are_fixed_and_actions_are_pinned() {
    for (name, job) in jobs() {
        for step in job["steps"].as_array().unwrap() {
            let command = step["run"].as_str().unwrap_or_default();
            assert!(!command.contains("${{"), "{name}: {command}");
            let Some(action) = step["uses"].as_str() else {
                continue;
            };
            let version = action.split_once("@v").unwrap().1;
            assert!(action.starts_with("actions/"), "{name}: {action}");
            assert!(version.parse::<u32>().is_ok(), "{name}: {action}");
            let is_checkout = action.starts_with("actions/checkout@");
            assert!(!is_checkout || step["with"]["persist-credentials"] == false);
        }
    }
}
