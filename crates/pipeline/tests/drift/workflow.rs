//! The jobs of CI: rights by job, actions by commit, and nothing that could be text of somebody's docs in a command.

use std::path::Path;

use serde_json::{Value, json};
use specwright_openapi::document;

/// The jobs of a workflow, which by itself has no right but to read.
pub(crate) fn jobs(workflow: &str) -> Vec<(String, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let file = root.join(".github/workflows").join(workflow);
    let workflow = document::read(&std::fs::read_to_string(file).unwrap(), workflow).unwrap();
    let rights = &workflow["permissions"];
    assert!(*rights == json!({}) || *rights == json!({"contents": "read"}));
    let jobs = workflow["jobs"].as_object().unwrap();
    jobs.iter()
        .map(|(name, job)| (name.clone(), job.clone()))
        .collect()
}

pub(crate) fn steps(job: &Value) -> impl Iterator<Item = &Value> {
    job["steps"].as_array().unwrap().iter()
}

#[test]
fn each_job_of_the_night_has_the_rights_that_it_needs() {
    for (name, job) in jobs("drift.yml") {
        let rights = match name.as_str() {
            "look" => json!({"contents": "read"}),
            "cannot-tell" => json!({}),
            "issue" => json!({"issues": "write"}),
            "accept" => json!({"contents": "read"}),
            "propose" => json!({"contents": "write", "pull-requests": "write"}),
            "withdraw" => json!({"contents": "read", "pull-requests": "write"}),
            other => panic!("the rights of the job {other} are not written down here"),
        };
        assert_eq!(job["permissions"], rights, "{name}");
    }
}

#[test]
fn what_may_write_builds_nothing() {
    for (name, job) in jobs("drift.yml") {
        let mut rights = job["permissions"].as_object().unwrap().values();
        let may_write = rights.any(|right| right == "write");
        let builds = steps(&job).any(|step| {
            let run = step["run"].as_str().unwrap_or_default();
            let uses = step["uses"].as_str().unwrap_or_default();
            run.contains("cargo ") || run.contains("rustup") || uses.contains("cache")
        });
        assert!(!(may_write && builds), "{name}");
    }
}

#[test]
fn commands_are_fixed_and_actions_are_pinned() {
    for (name, job) in ["drift.yml", "ci.yml", "judge.yml"]
        .into_iter()
        .flat_map(jobs)
    {
        for step in steps(&job) {
            let command = step["run"].as_str().unwrap_or_default();
            assert!(!command.contains("${{"), "{name}: {command}");
            let Some(action) = step["uses"].as_str() else {
                continue;
            };
            let (action, commit) = action.split_once('@').unwrap();
            let known = action.starts_with("actions/");
            assert!(
                known || action == "EmbarkStudios/cargo-deny-action",
                "{name}: {action}"
            );
            let is_digest = commit.len() == 40 && commit.bytes().all(|it| it.is_ascii_hexdigit());
            assert!(is_digest, "{name}: {action}@{commit}");
            let is_checkout = action == "actions/checkout";
            assert!(!is_checkout || step["with"]["persist-credentials"] == false);
        }
    }
}
