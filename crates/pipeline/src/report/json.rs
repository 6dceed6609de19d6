//! The report for programs. Its form is published as `docs/drift-report.schema.json`.

use anyhow::Context;
use serde_json::{Value, json};
use specwright_compare::Finding;

use super::{Entry, Kind, Listing, Report, Standing};
use specwright_runtime::terminal::is_obeyed;

/// Raised when what is there changes its meaning; new keys do not raise it.
const FORM: u32 = 1;

/// Writes the whole report as JSON.
///
/// # Errors
/// When a value in it cannot be said in JSON, which no document that was read holds.
pub fn json(report: &Report) -> anyhow::Result<String> {
    let findings: anyhow::Result<Vec<Value>> = report.ordered().into_iter().map(entry).collect();
    let totals = report.totals();
    let document = |document: &super::Document| {
        json!({
            "name": document.name,
            "operations": document.operations,
            "file": document.file,
        })
    };
    let bump = report.bump();
    let value = json!({
        "form": FORM,
        "kind": match report.kind { Kind::Diff => "diff", Kind::Drift => "drift" },
        "verdict": report.verdict().word(),
        "old": document(&report.old),
        "new": document(&report.new),
        "totals": {
            "breaking": totals.breaking,
            "warning": totals.warning,
            "info": totals.info,
            "docs": totals.docs,
            "corrections": totals.corrections,
            "ignored": totals.ignored,
        },
        "bump": { "level": bump.word(), "from": bump.version },
        "pages": report.pages.map(|counts| json!({
            "listed": counts.listed,
            "fetched": counts.fetched,
            "unchanged": counts.unchanged,
            "without_fragment": counts.without_fragment,
            "failed": 0,
            "retries": counts.retries,
        })),
        "whole_spec": report.whole_spec.as_ref().map(|spec| json!({
            "url": spec.url,
            "agrees": spec.agrees(),
            "said": spec.to_string(),
        })),
        "overlay": report.overlay.map(|overlay| json!({
            "actions": overlay.actions,
            "applying": overlay.applying,
        })),
        "evidence": report.evidence.map(|evidence| json!({
            "published": evidence.published,
            "reconstructed": evidence.reconstructed,
            "published_now": evidence.published_now,
        })),
        "only": report.only,
        "findings": findings?,
        "surface": report.listing.as_ref().map(surface),
        "notices": report.notices.iter().map(|notice| json!({
            "level": notice.level.to_string(),
            "about": notice.about,
            "message": notice.message,
        })).collect::<Vec<_>>(),
    });
    Ok(plain(&serde_json::to_string_pretty(&value)?) + "\n")
}

/// The same JSON, of which nothing does anything where it goes into a log: signs that `sanitize::line` writes out stand only
/// within strings, which have an escape for each.
fn plain(json: &str) -> String {
    let mut plain = String::with_capacity(json.len());
    let mut rest = json.chars();
    while let Some(character) = rest.next() {
        let is_command = character == '#' && plain.ends_with('#') && rest.as_str().starts_with('[');
        if is_command || (is_obeyed(character) && character != '\n') {
            for unit in character.encode_utf16(&mut [0; 2]) {
                plain.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            plain.push(character);
        }
    }
    plain
}

fn entry(entry: &Entry) -> anyhow::Result<Value> {
    let finding: &Finding = &entry.finding;
    let mut value = serde_json::to_value(finding)
        .with_context(|| format!("writing the finding {}", finding.fingerprint))?;
    let (standing, ignored) = match &entry.standing {
        Standing::Drifted => ("drifted", Value::Null),
        Standing::Corrects => ("corrects", Value::Null),
        Standing::Ignored { reason, expires } => {
            ("ignored", json!({ "reason": reason, "expires": expires }))
        }
    };
    let pages = entry
        .pages
        .iter()
        .map(|page| json!({ "address": page.address, "file": page.file }));
    value["level"] = entry.level().to_string().into();
    value["standing"] = standing.into();
    value["ignored"] = ignored;
    value["pages"] = pages.collect();
    Ok(value)
}

fn surface(listing: &Listing) -> Value {
    let changed = listing
        .changed
        .iter()
        .map(|(old, new)| json!({ "old": old, "new": new }));
    json!({
        "gone": listing.gone,
        "changed": changed.collect::<Vec<_>>(),
        "came": listing.came,
        "breaking": listing.breaking,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_is_the_same_value() {
        let value = json!({ "##[a]": "\u{202e}##[error]\u{1b}\u{e0041}ü\u{9b}", "b": ["::c"] });
        let written = plain(&serde_json::to_string_pretty(&value).unwrap());
        assert!(!written.contains("##["), "{written}");
        assert!(
            !written.contains(|it| is_obeyed(it) && it != '\n'),
            "{written}"
        );
        assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), value);
    }
}
