//! What the YAML parser would get wrong or take far too long over, looked for in the text beforehand.

use std::collections::HashSet;

use serde::de::IgnoredAny;

/// How many brackets may be open at once. The scanner takes time quadratic in them, and the reader stops at a depth of
/// 128 only once everything is scanned. In a document that can be read what is left open is brackets in prose.
const MAX_OPEN_BRACKETS: usize = 5_000;

/// How many anchors that are or look reused are looked into.
const MAX_SUSPECTS: usize = 4;

/// Refuses a text with its 1-based line and the reason.
pub(super) fn check(text: &str) -> Result<(), (usize, String)> {
    bracket_towers(text)?;
    reused_anchors(text)
}

fn bracket_towers(text: &str) -> Result<(), (usize, String)> {
    let mut open = 0_usize;
    for (index, line) in text.split('\n').enumerate() {
        for byte in line.bytes() {
            match byte {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                _ => continue,
            }
            if open > MAX_OPEN_BRACKETS {
                return Err((
                    index + 1,
                    format!("more than {MAX_OPEN_BRACKETS} brackets are open at once"),
                ));
            }
        }
    }
    Ok(())
}

/// The parser numbers anchors by how many names it knows, so that after a name was used twice an alias to it may get
/// what another anchor stands for.
fn reused_anchors(text: &str) -> Result<(), (usize, String)> {
    let tokens = |mark| {
        let lines = text.lines().enumerate();
        lines.flat_map(move |(index, line)| names(line, mark).map(move |name| (index + 1, name)))
    };
    let aliases: HashSet<&str> = tokens('*').map(|(_, name)| name).collect();
    if aliases.is_empty() {
        return Ok(());
    }
    let mut anchors = HashSet::new();
    let reused = tokens('&').filter(|(_, name)| !anchors.insert(*name) && aliases.contains(name));
    // To make sure takes a parse each; a text is not made to look so more often by accident.
    let reused = reused
        .take(MAX_SUSPECTS)
        .find(|(_, name)| is_alias(text, name));
    reused.map_or(Ok(()), |(line, name)| {
        let message = "is there twice, so what its aliases mean is not read";
        Err((line, format!("the anchor `&{name}` {message}")))
    })
}

/// Whether `*name` is an alias and not a part of some text: whether the parser would miss its anchor.
fn is_alias(text: &str, name: &str) -> bool {
    let without = text.replace(&format!("*{name}"), &format!("*{name}-without-anchor"));
    let ignored = serde_yaml::from_str::<IgnoredAny>(&without);
    ignored.is_err_and(|error| error.to_string().contains("unknown anchor"))
}

/// What stands behind each mark of a line that stands where a value can begin.
fn names(line: &str, mark: char) -> impl Iterator<Item = &str> {
    line.match_indices(mark).filter_map(move |(at, _)| {
        let before = &line[..at];
        let sign = before.trim_end_matches(' ').chars().next_back();
        let begins = match sign {
            None | Some('[' | '{' | ',') => true,
            Some('-' | ':' | '?') => before.ends_with(' '),
            Some(_) => false,
        };
        let name = line[at + 1..]
            .split([' ', '\t', ',', '[', ']', '{', '}'])
            .next()?;
        (begins && !name.is_empty()).then(|| name.trim_end_matches(':'))
    })
}
