//! The report for a pull request or an issue.
//!
//! What stood in the docs is untrusted there: it may name people, who would be called; hold HTML, links or images; or
//! end the span of code that it was put in. Values and places stand in code, which holds them whatever they are; so does
//! every word of prose that is more than a word, since each renderer finds links and names in its own way.

use super::{Docs, Entry, Kind, Report, Standing};
use crate::pages::counted;
use crate::sanitize::{line, value};

/// More than this is not put into a body, whose bound on GitHub is 65,536.
pub const MOST_CHARACTERS: usize = 60_000;

/// How much of a value is shown.
const VALUE: usize = 200;

/// How much of a place, a pointer or a sentence is shown: one finding must not use up the room of all others.
const WORDS: usize = 1_000;

/// How many operations or pages one finding names.
const NAMED: usize = 10;

/// Writes the report as Markdown, of at most [`MOST_CHARACTERS`].
pub fn markdown(report: &Report) -> String {
    let head = head(report);
    let docs = report.docs_line();
    let docs = docs.map(|said| format!("\n{}.\n", capitalised(&said)));
    let bump = capitalised(&report.bump().to_string());
    let next = report.next.as_deref();
    let next = next.map(|next| format!("\nNext: {}.\n", prose(next)));
    let foot = format!(
        "{}\n{bump}.\n{}",
        docs.unwrap_or_default(),
        next.unwrap_or_default()
    );
    let mut body = Body {
        text: head,
        room: MOST_CHARACTERS - RESERVED - foot.chars().count(),
        left_out: 0,
    };
    for group in report.groups(Docs::Counted) {
        let title = format!("\n## {} ({})\n\n", group.heading, group.entries.len());
        body.part(title, group.entries.into_iter().map(told));
    }
    let urgent: Vec<String> = report
        .urgent()
        .map(|notice| {
            let (about, message) = (code(&notice.about), prose(&short(&notice.message)));
            format!("- **{}** {about}: {message}\n", notice.level)
        })
        .collect();
    if !urgent.is_empty() {
        body.part("\n## To look at\n\n".to_owned(), urgent);
    }
    if let Some(listing) = report
        .listing
        .as_ref()
        .filter(|listing| !listing.is_empty())
    {
        let title = format!("\n## {}\n\n", capitalised(&listing.totals_line()));
        let items = listing.signed().map(|(sign, item)| {
            let done = if sign == "-" { "gone" } else { "now" };
            format!("- {done}: {}\n", code(item))
        });
        body.part(title, items);
    }
    let Body {
        mut text, left_out, ..
    } = body;
    if left_out > 0 {
        text.push_str(&format!("\n… {left_out} more in the artifact.\n"));
    }
    text + &foot
}

/// Room for the line that says how much was left out.
const RESERVED: usize = 60;

/// Text that grows while there is room.
struct Body {
    text: String,
    room: usize,
    left_out: usize,
}

impl Body {
    /// Adds a title and the parts below it, as far as they fit; the title only with the first of them.
    fn part(&mut self, mut title: String, parts: impl IntoIterator<Item = String>) {
        let mut length = self.text.chars().count();
        for part in parts {
            let more = title.chars().count() + part.chars().count();
            if self.left_out > 0 || length + more > self.room {
                self.left_out += 1;
                continue;
            }
            self.text.push_str(&std::mem::take(&mut title));
            self.text.push_str(&part);
            length += more;
        }
    }
}

fn head(report: &Report) -> String {
    let (old, new) = (code(&report.old.name), code(&report.new.name));
    let title = match report.kind {
        Kind::Diff => "Differences",
        Kind::Drift => "Drift of the docs",
    };
    let head: String = report
        .head()
        .into_iter()
        .map(|(name, said)| format!("- {name}: {}\n", prose(&short(&said))))
        .collect();
    let head = if head.is_empty() {
        head
    } else {
        format!("\n{head}")
    };
    format!(
        "# {title}\n\n{new} ({}) against {old} ({}).\n{head}\n**{}**\n",
        counted(report.new.operations, "operation"),
        counted(report.old.operations, "operation"),
        report.totals_line()
    )
}

fn told(entry: &Entry) -> String {
    let finding = &entry.finding;
    let mut text = format!(
        "- {}: {}\n  - rule `{}`, wire **{}**, compile **{}**, fingerprint `{}`\n",
        code(&finding.place),
        prose(&short(&finding.what)),
        finding.rule,
        finding.wire,
        finding.compile,
        finding.fingerprint,
    );
    let mut add = |name: &str, what: String| text.push_str(&format!("  - {name} {what}\n"));
    let named = finding
        .operations
        .iter()
        .map(|operation| code(&operation.to_string()));
    if !finding.operations.is_empty() {
        add("reaches", some(named));
    }
    for (name, side) in [("old", &finding.old), ("new", &finding.new)] {
        let shown = match &side.value {
            None => "nothing".to_owned(),
            Some(held) => span(&value(Some(held), VALUE)),
        };
        add(name, format!("{}: {shown}", code(&side.pointer)));
    }
    if !entry.pages.is_empty() {
        add(
            "page",
            some(entry.pages.iter().map(|page| link(&page.address))),
        );
    }
    if let Standing::Ignored { reason, expires } = &entry.standing {
        add(
            "ignored",
            format!("until {expires}: {}", prose(&short(reason))),
        );
    }
    text
}

/// The first few, and how many more there are.
fn some(all: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = all.collect();
    let more = all.len().saturating_sub(NAMED);
    let named = all[..all.len() - more].join(", ");
    if more == 0 {
        named
    } else {
        format!("{named} and {more} more")
    }
}

/// Prose, of which nothing is Markdown, HTML, a link, the name of somebody or a number of something: what could be is code.
/// What stands between two backticks of a sentence of ours is code as it is.
pub fn prose(text: &str) -> String {
    let text = line(text);
    let parts: Vec<&str> = text.split('`').collect();
    if !is_marked_up(&parts) {
        return words(&text);
    }
    let is_code = |at: usize| at % 2 == 1;
    let parts = parts.into_iter().enumerate();
    parts
        .map(|(at, part)| if is_code(at) { span(part) } else { words(part) })
        .collect()
}

/// Whether every backtick has its other half, and stands where a word begins or ends: only so no two spans touch.
fn is_marked_up(parts: &[&str]) -> bool {
    let opens = |before: &&str| before.is_empty() || before.ends_with([' ', '(']);
    let closes =
        |after: &&str| after.is_empty() || after.starts_with([' ', ',', ';', '.', ':', ')']);
    let outside: Vec<&str> = parts.iter().step_by(2).copied().collect();
    parts.len() % 2 == 1
        && parts.len() > 1
        && outside[..outside.len() - 1].iter().all(opens)
        && outside[1..].iter().all(closes)
        && outside[1..outside.len() - 1]
            .iter()
            .all(|part| !part.is_empty())
}

/// Each word that is more than one is code.
fn words(text: &str) -> String {
    let mut parts = Vec::new();
    let mut words = text.split(' ').peekable();
    while let Some(first) = words.next() {
        let mut run = first.to_owned();
        if is_word(first) {
            parts.push(run);
            continue;
        }
        while let Some(word) = words.next_if(|word| !is_word(word)) {
            run.push(' ');
            run.push_str(word);
        }
        // A sign that ends a clause belongs to the sentence.
        let inner = run.trim_end_matches([',', '.', ':']);
        let end = run[inner.len()..].to_owned();
        parts.push(span(inner) + &end);
    }
    parts.join(" ")
}

/// Whether it is a plain word, with the signs of a sentence around it: no renderer makes anything of that. Not of a hyphen
/// before a number either (`GH-4`), nor of hex digits that could be a commit.
fn is_word(word: &str) -> bool {
    let inner = word
        .trim_start_matches(['(', '«', '“'])
        .trim_end_matches([',', ';', '.', ':', ')', '»', '”', '…', '?']);
    let is_number = |at: usize| inner[at + 1..].starts_with(|it: char| it.is_ascii_digit());
    let is_commit =
        inner.len() >= SHORTEST_COMMIT && inner.bytes().all(|it| it.is_ascii_hexdigit());
    let is_plain = |(at, character): (usize, char)| match character {
        '-' => !is_number(at),
        '\'' | '’' | '–' => true,
        _ => character.is_alphanumeric(),
    };
    inner.char_indices().all(is_plain) && !is_commit
}

/// With as many digits of a commit GitHub makes a link of it.
const SHORTEST_COMMIT: usize = 7;

/// Text in a span of code, cut where it is long.
pub fn code(text: &str) -> String {
    span(&line(&short(text)))
}

/// The span's fence is longer than any within, so that nothing inside can end it.
fn span(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max();
    let fence = "`".repeat(longest.unwrap_or_default() + 1);
    if text.trim().is_empty() {
        "(empty)".to_owned()
    } else if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        format!("{fence} {text} {fence}")
    } else {
        format!("{fence}{text}{fence}")
    }
}

/// An address as a link if it can be nothing else, and as code if it can.
fn link(address: &str) -> String {
    let is_harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/:%".contains(&byte);
    if address.starts_with("https://") && address.bytes().all(is_harmless) && address.len() <= WORDS
    {
        format!("<{address}>")
    } else {
        code(address)
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(WORDS) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn capitalised(text: &str) -> String {
    super::capital(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn in_prose(text: &str, safe: &str) {
        assert_eq!(prose(text), safe);
    }

    #[test]
    fn prose_does_nothing() {
        for (text, safe) in [
            ("field name was added", "field name was added"),
            (
                "rose from 100 to 200, für «alle» (all)",
                "rose from 100 to 200, für «alle» (all)",
            ),
            (
                "docs only: no cross-reference",
                "docs only: no cross-reference",
            ),
            ("@user, #1", "`@user, #1`"),
            ("field @user was added", "field `@user` was added"),
            ("<script>&amp; was added", "`<script>&amp;` was added"),
            ("![x](https://a.b)", "`![x](https://a.b)`"),
            ("www.example.com", "`www.example.com`"),
            ("see a.b/c.", "see `a.b/c`."),
            ("GH-4, fixes issue-5", "`GH-4`, fixes `issue-5`"),
            (
                "at a1b2c3d4e5f60718293a4b5c6d7e8f9012345678",
                "at `a1b2c3d4e5f60718293a4b5c6d7e8f9012345678`",
            ),
            ("75e6fa0305d8 (Known)", "`75e6fa0305d8` (Known)"),
            (":tada: $x$ ~~y~~ a_b", "`:tada: $x$ ~~y~~ a_b`"),
            ("`*_~|\\", "`` `*_~|\\ ``"),
            ("one\n# two\r\n```", "one `#` two  ```` ``` ````"),
            ("\u{202e}", "`\\u{202e}`"),
            ("from - to --- now", "from - to --- now"),
            (
                "run `cargo xtask drift --accept`; it (`a`) ends",
                "run `cargo xtask drift --accept`; it (`a`) ends",
            ),
            ("a/`b`", "`` a/`b` ``"),
            ("`a``b`", "``` `a``b` ```"),
        ] {
            in_prose(text, safe);
        }
    }

    #[track_caller]
    fn in_code(text: &str, safe: &str) {
        assert_eq!(code(text), safe);
    }

    #[test]
    fn nothing_ends_a_span_of_code() {
        in_code("GET /x", "`GET /x`");
        in_code("`", "`` ` ``");
        in_code("a``b", "```a``b```");
        in_code("a\n\nb@user<b>", "`a  b@user<b>`");
        in_code(" ", "(empty)");
        in_code(&"x".repeat(WORDS + 1), &format!("`{}…`", "x".repeat(WORDS)));
    }

    #[test]
    fn only_plain_addresses_are_links() {
        assert_eq!(link("https://a.b/c"), "<https://a.b/c>");
        for other in ["https://a.b/c)>", "javascript:x", "http://a.b", "a.md"] {
            assert_eq!(link(other), format!("`{other}`"));
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_stands_in_a_span_stays_in_it(text in "[`a @<\n]{0,40}") {
            let span = code(&text);
            let fence: String = span.chars().take_while(|character| *character == '`').collect();
            if let Some(inner) = span.strip_prefix(&fence).and_then(|rest| rest.strip_suffix(&fence)).filter(|_| !fence.is_empty()) {
                let runs = inner.split(|character| character != '`').map(str::len);
                proptest::prop_assert!(runs.max().unwrap_or_default() < fence.len());
                proptest::prop_assert!(!inner.starts_with('`') && !inner.ends_with('`'));
            }
            proptest::prop_assert!(!span.contains('\n'));
        }
    }
}
