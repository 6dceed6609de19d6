//! What is accepted, noted in the changelog.

use crate::report::{Entry, Report, Standing, Verdict, code, prose};

/// The heading that a changelog begins with.
const TITLE: &str = "# Changelog";

/// The heading that new entries stand under; some write it as a link.
const UNRELEASED: [&str; 2] = ["## Unreleased", "## [Unreleased]"];

/// No more findings than these are told one by one. An entry is for people to read; the report has them all.
const MOST_LINES: usize = 50;

/// The changelog with an entry for what the report found, at the end of what is unreleased; nothing when the report
/// found nothing, or a run that was killed before it took the pages has entered the same. Lines end as they do in what
/// is there.
pub(super) fn noted(changelog: Option<&str>, report: &Report) -> Option<String> {
    let entry = entry(report)?;
    let changelog = changelog.filter(|text| !text.trim().is_empty());
    let changelog = changelog.unwrap_or(TITLE);
    let lines: Vec<&str> = changelog.lines().collect();
    let is_heading = |line: &&str| line.starts_with("## ");
    let is_unreleased = |line: &&str| UNRELEASED.contains(&line.trim_end());
    let start = lines.iter().position(is_unreleased);
    let (before, after) = match start {
        Some(start) => {
            let rest = &lines[start + 1..];
            let end = rest.iter().position(is_heading).unwrap_or(rest.len());
            lines.split_at(start + 1 + end)
        }
        None => lines.split_at(lines.iter().position(is_heading).unwrap_or(lines.len())),
    };
    let mut text = before.join("\n").trim_end().to_owned();
    if text.ends_with(entry.trim_end()) {
        return None;
    }
    if start.is_none() {
        text.push_str(&format!("\n\n{}", UNRELEASED[0]));
    }
    text.push_str(&format!("\n\n{entry}"));
    if !after.is_empty() {
        text.push_str(&format!("\n{}\n", after.join("\n")));
    }
    let is_crlf = changelog.contains("\r\n");
    Some(if is_crlf {
        text.replace('\n', "\r\n")
    } else {
        text
    })
}

/// What has changed, and what had always been so and was held otherwise: the second is no news of the API.
fn entry(report: &Report) -> Option<String> {
    if report.verdict() == Verdict::Same {
        return None;
    }
    let mut room = MOST_LINES;
    let parts = [
        ("The docs have changed, and the crate with them:", false),
        ("The docs correct what we had reconstructed:", true),
    ];
    let parts = parts.into_iter().filter_map(|(title, corrects)| {
        let ordered = report.ordered().into_iter().filter(|entry| entry.counts());
        let (docs, told): (Vec<_>, Vec<_>) = ordered
            .filter(|entry| (entry.standing == Standing::Corrects) == corrects)
            .partition(|entry| entry.is_docs_only());
        let list = list(&told, docs.len(), &mut room);
        (!list.is_empty()).then(|| format!("{title}\n\n{list}"))
    });
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

fn list(told: &[&Entry], docs: usize, room: &mut usize) -> String {
    let shown = told.len().min(*room);
    *room -= shown;
    let mut list: String = told[..shown].iter().map(|entry| line(entry)).collect();
    let more = told.len() - shown;
    if more > 0 {
        list.push_str(&format!("- … and {more} more\n"));
    }
    if docs > 0 {
        list.push_str(&format!("- Prose and examples: {docs} changed\n"));
    }
    list
}

fn line(entry: &Entry) -> String {
    let finding = &entry.finding;
    format!(
        "- {}: {} ({})\n",
        code(&finding.place),
        prose(&finding.what),
        entry.level()
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use specwright_compare::{Options, compare};

    use super::*;
    use crate::report::{Document, Kind};

    /// A report on so many operations that came, of which every other one corrects us.
    fn report(operations: usize) -> Report {
        let paths =
            (0..operations).map(|at| (format!("/{at:03}"), json!({"get": {"responses": {}}})));
        let paths: serde_json::Map<String, Value> = paths.collect();
        let findings = compare(
            &json!({"paths": {}}),
            &json!({ "paths": paths }),
            &Options::default(),
        );
        let entries = findings.into_iter().enumerate().map(|(at, finding)| Entry {
            finding,
            standing: if at % 2 == 0 {
                Standing::Drifted
            } else {
                Standing::Corrects
            },
            pages: Vec::new(),
        });
        let document = Document {
            name: String::new(),
            operations,
            file: None,
        };
        Report::of(Kind::Drift, document.clone(), document, entries.collect())
    }

    const DRIFTED: &str = "The docs have changed, and the crate with them:\n\n- `GET /000`: the operation was added (info)\n";
    const CORRECTED: &str = "The docs correct what we had reconstructed:\n\n- `GET /001`: the operation was added (info)\n";

    #[test]
    fn an_entry_stands_at_the_end_of_what_is_unreleased() {
        for (before, after) in [
            (
                "# Changelog\n\n## Unreleased\n\n- One.\n\n## 0.1.0\n\n- Old.\n",
                "# Changelog\n\n## Unreleased\n\n- One.\n\nENTRY\n## 0.1.0\n\n- Old.\n",
            ),
            (
                "# Changes\n\n## [Unreleased]\n\n- One.\n",
                "# Changes\n\n## [Unreleased]\n\n- One.\n\nENTRY",
            ),
            (
                "# Changes\n\n## 0.1.0\n\n- Old.\n",
                "# Changes\n\n## Unreleased\n\nENTRY\n## 0.1.0\n\n- Old.\n",
            ),
            ("", "# Changelog\n\n## Unreleased\n\nENTRY"),
            ("\n", "# Changelog\n\n## Unreleased\n\nENTRY"),
        ] {
            let after = after.replace("ENTRY", &format!("{DRIFTED}\n{CORRECTED}"));
            let noted = |before: &str| noted(Some(before), &report(2));
            assert_eq!(noted(before), Some(after.clone()));
            if !before.trim().is_empty() {
                let crlf = |text: &str| text.replace('\n', "\r\n");
                assert_eq!(noted(&crlf(before)), Some(crlf(&after)));
            }
        }
        assert_eq!(noted(Some("# Changelog\n"), &report(0)), None);
    }

    #[test]
    fn an_entry_has_an_end() {
        let noted = noted(None, &report(120)).unwrap();
        assert_eq!(noted.matches("\n- `").count(), MOST_LINES);
        assert!(
            noted.contains("\n- … and 10 more\n\nThe docs correct"),
            "{noted}"
        );
        assert!(noted.ends_with("\n\n- … and 60 more\n"), "{noted}");
    }
}
