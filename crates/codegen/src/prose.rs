//! The vendor's prose as rustdoc: text that stays text, whatever it holds.

/// Makes Markdown from the docs safe to stand in a doc comment.
///
/// Rust would compile a code block that names no language, look up what stands in square brackets, read `<x>` as HTML and
/// complain of a bare URL. Fences are marked as text, indented blocks lose their indentation, and the rest is escaped.
/// Inline code stays as it is.
pub(crate) fn rustdoc(text: &str) -> String {
    let mut out = String::new();
    let mut fence: Option<String> = None;
    for line in text.replace("\r\n", "\n").replace('\r', "\n").lines() {
        let trimmed = line.trim_start();
        match &fence {
            Some(open) => {
                out.push_str(line);
                if trimmed.starts_with(open.as_str())
                    && trimmed.trim_end().chars().all(|c| open.starts_with(c))
                {
                    fence = None;
                }
            }
            None => match fence_of(trimmed) {
                Some(open) => {
                    out.push_str(&open);
                    out.push_str("text");
                    fence = Some(open);
                }
                None => out.push_str(&inline(trimmed.trim_end())),
            },
        }
        out.push('\n');
    }
    if let Some(open) = fence {
        out.push_str(&open);
        out.push('\n');
    }
    out.trim().to_owned()
}

/// The first line or sentence of a text, without a full stop of its own.
pub(crate) fn headline(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    rustdoc(line.trim().trim_end_matches('.'))
}

fn fence_of(line: &str) -> Option<String> {
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let fence: String = line.chars().take_while(|c| *c == mark).collect();
    let info = &line[fence.len()..];
    (fence.len() >= 3 && !(mark == '`' && info.contains('`'))).then_some(fence)
}

fn inline(line: &str) -> String {
    let mut out = String::new();
    for (index, part) in line.split('`').enumerate() {
        if index > 0 {
            out.push('`');
        }
        // Only between two marks is it code; a mark without a partner opens nothing.
        let code = index % 2 == 1 && line.split('`').count() > index + 1;
        if code {
            out.push_str(part);
        } else {
            escape(part, &mut out);
        }
    }
    out
}

fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(start) = ["http://", "https://"]
        .iter()
        .filter_map(|scheme| rest.find(scheme))
        .min()
    {
        let (before, url) = rest.split_at(start);
        let end = url
            .find(|c: char| c.is_whitespace() || "<>()[]\"'".contains(c))
            .unwrap_or(url.len());
        let end = url[..end]
            .trim_end_matches(['.', ',', ';', ':', '!', '?'])
            .len();
        escape_marks(before, out);
        out.push('<');
        out.push_str(&url[..end]);
        out.push('>');
        rest = &url[end..];
    }
    escape_marks(rest, out);
}

fn escape_marks(text: &str, out: &mut String) {
    for c in text.chars() {
        if matches!(c, '[' | ']' | '<' | '>') {
            out.push('\\');
        }
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn becomes(text: &str, expected: &str) {
        assert_eq!(rustdoc(text), expected);
    }

    #[test]
    fn prose_stays_prose() {
        becomes("Batch id", "Batch id");
        becomes("a list[] of <b>", "a list\\[\\] of \\<b\\>");
        becomes(
            "`page[size]` and page[size]",
            "`page[size]` and page\\[size\\]",
        );
        becomes("one ` alone [x]", "one ` alone \\[x\\]");
        becomes("see https://a.b/c.", "see <https://a.b/c>.");
        becomes("[docs](https://a.b/c)", "\\[docs\\](<https://a.b/c>)");
        becomes("a\r\nb\rc", "a\nb\nc");
    }

    #[test]
    fn code_is_never_compiled() {
        becomes("```\nlet x\n```", "```text\nlet x\n```");
        becomes(
            "```rust\n    x[0]\n```\n    indented",
            "```text\n    x[0]\n```\nindented",
        );
        becomes("~~~~ json\n{}\n~~~\n~~~~", "~~~~text\n{}\n~~~\n~~~~");
        becomes("```js\nnever closed", "```text\nnever closed\n```");
    }

    #[test]
    fn a_headline_is_one_line_without_a_stop() {
        assert_eq!(headline("Cancel a batch.\n\nMore."), "Cancel a batch");
        assert_eq!(headline(""), "");
    }
}
