//! Whether `info.version` follows what was found.

use serde_json::Value;

use crate::finding::Identity;
use crate::rules;
use crate::source::get;
use crate::walk::Graph;
use crate::{Class, Finding, Level, Options, Side, VersionPolicy};

/// The first three numbers of a semantic version.
type Version = (u64, u64, u64);

/// Adds the finding that a breaking change asks for, or puts it in the place of the one that the version changed.
pub(super) fn apply(graph: &Graph<'_>, options: &Options, findings: &mut Vec<Finding>) {
    let breaks = findings
        .iter()
        .any(|finding| finding.wire == Level::Breaking);
    if options.version == VersionPolicy::Off || !breaks {
        return;
    }
    let text = |root| {
        get(root, "info")
            .and_then(|info| get(info, "version"))
            .and_then(Value::as_str)
    };
    let (Some(old_text), Some(new_text)) = (text(graph.old.root), text(graph.new.root)) else {
        return;
    };
    let (Some(old), Some(new)) = (parse(old_text), parse(new_text)) else {
        return;
    };
    let Some(id) = violation(old, new) else {
        return;
    };
    let rule = rules::named(id);
    let side = |text: &str| Side {
        pointer: "/info/version".to_owned(),
        value: Some(Value::from(text)),
    };
    let (old, new) = (side(old_text), side(new_text));
    let identity = Identity {
        rule: id,
        location: "info",
        field: "version",
        member: false,
        old: old.value.as_ref(),
        new: new.value.as_ref(),
    };
    findings.retain(|finding| finding.rule != "api-version-changed");
    findings.push(Finding {
        rule: &rule.id,
        wire: options.levels.get(id).copied().unwrap_or(rule.wire),
        compile: rule.compile,
        class: Class::Contract,
        operations: Vec::new(),
        place: "document".to_owned(),
        what: format!("something broke and the version went from {old_text} to {new_text}"),
        fingerprint: identity.fingerprint(),
        old,
        new,
    });
}

fn violation(old: Version, new: Version) -> Option<&'static str> {
    // Below 1.0.0 the second number has the part of the first.
    let major = |version: Version| {
        if old.0 == 0 && new.0 == 0 {
            version.1
        } else {
            version.0
        }
    };
    match (new, old) {
        _ if new == old => Some("api-version-not-bumped"),
        _ if new < old => Some("api-version-decreased"),
        _ if major(new) <= major(old) => Some("api-major-version-not-bumped"),
        _ => None,
    }
}

fn parse(text: &str) -> Option<Version> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let core = text.split(['-', '+']).next()?;
    let mut numbers = core.split('.').map(|number| number.parse::<u64>().ok());
    let version = (numbers.next()??, numbers.next()??, numbers.next()??);
    numbers.next().is_none().then_some(version)
}
