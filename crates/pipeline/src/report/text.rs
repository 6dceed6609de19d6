//! The report for someone at a terminal, or for a log.
//!
//! Every line starts with a word of ours, and what a runner would obey within one is written out: what stood in the docs
//! cannot be taken for a command by whatever reads a log line by line.

use specwright_compare::Level;

use super::{Docs, Entry, Kind, Report, Standing};
use crate::sanitize::{line, value};
use crate::terminal::Colour;

/// How much of a value is shown.
const VALUE: usize = 120;

/// Writes the report as text.
pub fn text(report: &Report, docs: Docs, colour: Colour) -> String {
    if report.is_silent() && docs == Docs::Counted {
        return format!("{}\n", report.silence());
    }
    let mut lines = vec![match report.kind {
        Kind::Diff => format!(
            "diff: {} against {}",
            line(&report.new.name),
            line(&report.old.name)
        ),
        Kind::Drift => format!("drift: what {} says now", line(&report.new.name)),
    }];
    let head = report.head().into_iter();
    lines.extend(head.map(|(name, said)| format!("{name}: {said}")));

    for group in report.groups(docs) {
        lines.push(String::new());
        lines.push(format!("{} ({})", group.heading, group.entries.len()));
        for entry in group.entries {
            lines.extend(told(entry, colour));
        }
    }
    if docs == Docs::Counted
        && let Some(said) = report.docs_line()
    {
        lines.push(String::new());
        lines.push(format!("{said} (--verbose tells each)"));
    }
    if let Some(listing) = &report.listing {
        lines.push(String::new());
        lines.push(listing.totals_line());
        lines.extend(
            listing
                .signed()
                .map(|(sign, item)| format!("  {sign} {}", line(item))),
        );
    }
    let mut notices = report
        .notices
        .iter()
        .filter(|notice| docs == Docs::Told || notice.level > Level::Info)
        .peekable();
    if notices.peek().is_some() {
        lines.push(String::new());
    }
    for notice in notices {
        let (about, message) = (line(&notice.about), line(&notice.message));
        lines.push(format!(
            "{}: {about}: {message}",
            level(notice.level, colour)
        ));
    }
    lines.push(String::new());
    lines.push(format!(
        "total: {}; {}",
        report.totals_line(),
        report.bump()
    ));
    lines.extend(
        report
            .next
            .iter()
            .map(|next| format!("next: {}", line(next))),
    );
    lines
        .into_iter()
        .flat_map(|line| [line, "\n".to_owned()])
        .collect()
}

fn told(entry: &Entry, colour: Colour) -> Vec<String> {
    let finding = &entry.finding;
    let mut lines = vec![
        format!(
            "  {}: {}: {}",
            level(entry.level(), colour),
            line(&finding.place),
            line(&finding.what)
        ),
        format!(
            "      rule {}, wire {}, compile {}, fingerprint {}",
            finding.rule, finding.wire, finding.compile, finding.fingerprint
        ),
    ];
    let mut add = |name: &str, what: String| lines.push(format!("      {name} {what}"));
    if !finding.operations.is_empty() {
        let named: Vec<String> = finding
            .operations
            .iter()
            .map(|operation| line(&operation.to_string()))
            .collect();
        add("reaches", named.join(", "));
    }
    for (name, side) in [("old", &finding.old), ("new", &finding.new)] {
        let shown = value(side.value.as_ref(), VALUE);
        add(name, format!("{}: {shown}", line(&side.pointer)));
    }
    for page in &entry.pages {
        add("page", line(&page.address));
    }
    if let Standing::Ignored { reason, expires } = &entry.standing {
        add("ignored", format!("until {expires}: {}", line(reason)));
    }
    lines
}

fn level(level: Level, colour: Colour) -> String {
    let code = match level {
        Level::Breaking => "1;31",
        Level::Warning => "33",
        Level::Info => "36",
    };
    match colour {
        Colour::On => format!("\u{1b}[{code}m{level}\u{1b}[0m"),
        Colour::Off => level.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use specwright_compare::{Options, compare};

    use super::*;
    use crate::report::Document;

    #[test]
    fn colour_is_on_levels_and_nowhere_else() {
        let document = |name: &str| Document {
            name: name.to_owned(),
            operations: 1,
            file: None,
        };
        let old = json!({"paths": {"/a": {"get": {"responses": {}}}}});
        let findings = compare(&old, &json!({"paths": {}}), &Options::default());
        let entries = findings.into_iter().map(|finding| Entry {
            finding,
            standing: Standing::Drifted,
            pages: Vec::new(),
        });
        let report = Report::of(
            Kind::Diff,
            document("old"),
            document("new"),
            entries.collect(),
        );
        let plain = text(&report, Docs::Counted, Colour::Off);
        let coloured = text(&report, Docs::Counted, Colour::On);
        assert!(!plain.contains('\u{1b}'), "{plain}");
        assert!(
            coloured.contains("\u{1b}[1;31mbreaking\u{1b}[0m: "),
            "{coloured}"
        );
        let stripped = coloured
            .replace("\u{1b}[1;31m", "")
            .replace("\u{1b}[0m", "");
        assert_eq!(stripped, plain);
    }
}
