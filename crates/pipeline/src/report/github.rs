//! The report as annotations of a GitHub Actions run.

use specwright_compare::Level;

use super::{Change, Docs, Entry, Listing, Notice, Report, Standing};
use crate::sanitize::line;

/// Writes the report as workflow commands, one a line. The runner shows the first ten of each kind and no others, so what
/// nobody may miss comes first.
pub fn github(report: &Report) -> String {
    let total = if report.is_silent() {
        report.silence()
    } else {
        format!("{}; {}", report.totals_line(), report.bump())
    };
    let mut commands = vec![command(Level::Info, None, "total", &total)];
    commands.extend(report.listing.as_ref().and_then(of_listing));
    let spec = report.whole_spec.as_ref();
    if let Some(spec) = spec.filter(|spec| !spec.agrees() && !report.is_silent()) {
        commands.push(command(Level::Info, None, "whole spec", &spec.to_string()));
    }
    commands.extend(report.urgent().map(of_notice));
    let documents = [&report.new, &report.old];
    let document = documents
        .iter()
        .find_map(|document| document.file.as_deref());
    let groups = report.groups(Docs::Counted);
    let entries = groups.iter().flat_map(|group| &group.entries);
    let counted = entries.filter(|entry| entry.counts());
    commands.extend(counted.map(|entry| of_entry(entry, document)));
    let docs = report.docs_line();
    commands.extend(docs.map(|said| command(Level::Info, None, "docs only", &said)));
    commands
        .into_iter()
        .flat_map(|line| [line, "\n".to_owned()])
        .collect()
}

/// The findings may break nobody, and the crate's users may break all the same.
fn of_listing(listing: &Listing) -> Option<String> {
    let level = match listing.change() {
        Change::Nothing => return None,
        Change::Breaking => Level::Breaking,
        Change::Docs | Change::Compatible => Level::Info,
    };
    Some(command(
        level,
        None,
        "public surface",
        &listing.totals_line(),
    ))
}

/// What a notice is about is a file below the root, or a word.
fn of_notice(notice: &Notice) -> String {
    let file = notice.about.contains('/').then_some(notice.about.as_str());
    command(notice.level, file, &notice.about, &notice.message)
}

fn of_entry(entry: &Entry, document: Option<&str>) -> String {
    let finding = &entry.finding;
    let file = entry.pages.iter().find_map(|page| page.file.as_deref());
    let pages: Vec<&str> = entry
        .pages
        .iter()
        .map(|page| page.address.as_str())
        .collect();
    let mut message = format!(
        "{}: {} (rule {}, wire {}, compile {}, fingerprint {})",
        finding.place,
        finding.what,
        finding.rule,
        finding.wire,
        finding.compile,
        finding.fingerprint
    );
    if entry.standing == Standing::Corrects {
        message.push_str("; the docs correct what we reconstructed");
    }
    if !pages.is_empty() {
        message.push_str(&format!("\n{}", pages.join("\n")));
    }
    command(entry.level(), file.or(document), finding.rule, &message)
}

fn command(level: Level, file: Option<&str>, title: &str, message: &str) -> String {
    let name = match level {
        Level::Breaking => "error",
        Level::Warning => "warning",
        Level::Info => "notice",
    };
    let file = file
        .map(|file| format!("file={},", property(file)))
        .unwrap_or_default();
    format!(
        "::{name} {file}title={}::{}",
        property(title),
        data(message)
    )
}

/// Text as the runner reads it back: lines stay lines, and nothing starts a command of its own.
fn data(text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|part| line(part.trim_end_matches('\r')).replace('%', "%25"))
        .collect();
    lines.join("%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn said(title: &str, message: &str, expected: &str) {
        let file = Some("spec/a,b.md");
        assert_eq!(command(Level::Breaking, file, title, message), expected);
    }

    #[test]
    fn nothing_but_the_one_command() {
        said(
            "a rule",
            "plain",
            "::error file=spec/a%2Cb.md,title=a rule::plain",
        );
        said(
            "a: b, c\n::set-env",
            "one\r\n::error::two\r%0A100%",
            "::error file=spec/a%2Cb.md,title=a%3A b%2C c%0A%3A\\u{3a}set-env::one%0A:\\u{3a}error::two %250A100%25",
        );
    }
}
