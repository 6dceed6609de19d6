//! What is accepted, noted in the changelog.

use crate::report::{Report, Verdict, prose};

/// The heading that new entries stand under.
const UNRELEASED: &str = "## Unreleased";

/// The changelog with an entry for what the report found, at the end of what is unreleased; nothing when the report
/// found nothing.
pub(super) fn noted(changelog: Option<&str>, report: &Report) -> Option<String> {
    let entry = entry(report)?;
    let changelog = changelog.unwrap_or("# Changelog\n");
    let lines: Vec<&str> = changelog.lines().collect();
    let is_heading = |line: &&str| line.starts_with("## ");
    let start = lines.iter().position(|line| line.trim_end() == UNRELEASED);
    let (before, after) = match start {
        Some(start) => {
            let rest = &lines[start + 1..];
            let end = rest.iter().position(is_heading).unwrap_or(rest.len());
            lines.split_at(start + 1 + end)
        }
        None => lines.split_at(lines.iter().position(is_heading).unwrap_or(lines.len())),
    };
    let mut text = before.join("\n").trim_end().to_owned();
    if start.is_none() {
        text.push_str(&format!("\n\n{UNRELEASED}"));
    }
    text.push_str(&format!("\n\n{entry}"));
    if !after.is_empty() {
        text.push_str(&format!("\n{}\n", after.join("\n")));
    }
    Some(text)
}

fn entry(report: &Report) -> Option<String> {
    let counted = report.entries.iter().filter(|entry| entry.counts());
    let lines = counted.filter(|entry| !entry.is_docs_only()).map(|entry| {
        let (place, what) = (&entry.finding.place, &entry.finding.what);
        format!(
            "- {}: {} ({})\n",
            prose(place),
            prose(what),
            entry.level()
        )
    });
    let mut list: String = lines.collect();
    let docs = report.totals().docs;
    if docs > 0 {
        list.push_str(&format!("- Prose and examples: {docs} changed\n"));
    }
    (report.verdict() > Verdict::Same)
        .then(|| format!("The docs have changed, and the crate with them:\n\n{list}"))
}
