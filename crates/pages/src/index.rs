//! The index of a docs site: `llms.txt`, in the form of the llmstxt.org proposal as docs sites and people write it.

use std::collections::HashSet;

use crate::page::is_html;

/// From this many characters on an index is cut by the site that makes it.
const MAX_CHARACTERS: usize = 100_000;

/// What an index lists, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// The words of the `#` heading.
    pub title: String,
    /// All links but those to whole spec files, each address once. Which of them are pages of the docs is for whoever
    /// fetches them to judge: by address, and by [`Link::section`].
    pub pages: Vec<Link>,
    /// The links to whole spec files, OpenAPI and AsyncAPI, each address once.
    pub specs: Vec<Link>,
    /// The links that stand in the text instead of at the head of a list entry. They list nothing; what they lead to
    /// is there all the same.
    pub mentions: Vec<Link>,
    /// The 1-based line where the index is known to be cut: the note that says so, a last entry that breaks off, or
    /// the last line of an index that fills the size a site allows. What a cut index does not list may well be there.
    pub cut: Option<usize>,
}

/// One entry of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The words in the brackets.
    pub name: String,
    /// Absolute, if it was or if a base was given; else as written.
    pub url: String,
    /// What follows the address behind a colon.
    pub description: Option<String>,
    /// The words of the `##` heading above.
    pub section: Option<String>,
    /// 1-based.
    pub line: usize,
}

/// Why a text is not an index.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// A web page, which is what sites answer where nothing is.
    #[error(
        "llms.txt:1: HTML where the index was due; look whether the address of the docs site is right"
    )]
    Html,
    /// No title, the only part of an index that is sure to be there.
    #[error(
        "llms.txt:1: no `# Title` line, so this is no index; look whether the address of the docs site is right"
    )]
    NoTitle,
}

impl Index {
    /// Reads an index. `base` is the address it was fetched from; links without a host are resolved against it.
    ///
    /// # Errors
    /// When the text is a web page or has no title.
    pub fn parse(text: &str, base: Option<&str>) -> Result<Self, IndexError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if is_html(text) {
            return Err(IndexError::Html);
        }
        let lines = text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line.trim_end()));
        let title = lines
            .clone()
            .find_map(|(_, line)| heading(line, 1))
            .ok_or(IndexError::NoTitle)?;
        let mut index = Self {
            title: title.to_owned(),
            pages: Vec::new(),
            specs: Vec::new(),
            mentions: Vec::new(),
            cut: None,
        };
        let last = text.trim_end().lines().count();
        let mut section: Option<String> = None;
        let mut seen = HashSet::new();
        for (line, text) in lines {
            if let Some(words) = heading(text, 2) {
                section = Some(words.to_owned());
                continue;
            }
            let as_link = |entry: Entry<'_>| Link {
                name: entry.name.to_owned(),
                url: base.map_or_else(|| entry.url.to_owned(), |base| resolve(entry.url, base)),
                description: entry.description.map(str::to_owned),
                section: section.clone(),
                line,
            };
            if let Some(link) = link(text).map(as_link) {
                if !seen.insert(link.url.clone()) {
                    continue;
                }
                if section.as_deref().is_some_and(is_spec_section) {
                    index.specs.push(link)
                } else {
                    index.pages.push(link)
                }
                continue;
            }
            let breaks_off = line == last && is_begun(text);
            if index.cut.is_none() && (breaks_off || says_cut(text)) {
                index.cut = Some(line);
            }
            index.mentions.extend(mentions(text).map(as_link));
        }
        if index.cut.is_none() && text.chars().count() >= MAX_CHARACTERS {
            index.cut = Some(text.lines().count());
        }
        Ok(index)
    }
}

struct Entry<'a> {
    name: &'a str,
    url: &'a str,
    description: Option<&'a str>,
}

/// `- [name](url)` or `- [name](url): description`, in a list of any kind.
fn link(line: &str) -> Option<Entry<'_>> {
    let (entry, rest) = bracketed(in_list(line)?.trim_start().strip_prefix('[')?)?;
    let description = rest
        .trim_start()
        .strip_prefix([':', '-', '–', '—'])
        .map(str::trim);
    Some(Entry {
        description: description.filter(|text| !text.is_empty()),
        ..entry
    })
}

/// What follows the mark of a list entry, `-` or `1.`.
fn in_list(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() < line.len() {
        rest.strip_prefix(['.', ')'])
    } else {
        line.strip_prefix(['-', '*', '+'])
    }
}

/// Whether a line that is no whole link was about to become a list entry, or a heading. A rule (`---`) or a word in
/// asterisks is neither.
fn is_begun(line: &str) -> bool {
    let line = line.trim_start();
    let is_all = |what: fn(char) -> bool| !line.is_empty() && line.chars().all(what);
    let is_entry = in_list(line).is_some_and(|rest| {
        rest.is_empty() || rest.starts_with(|c: char| c == '[' || c.is_whitespace())
    });
    is_entry || is_all(|c| c.is_ascii_digit()) || is_all(|c| c == '#')
}

/// The links anywhere in a line.
fn mentions(line: &str) -> impl Iterator<Item = Entry<'_>> {
    let mut rest = line;
    std::iter::from_fn(move || {
        loop {
            let (_, inside) = rest.split_once('[')?;
            rest = inside;
            if let Some((entry, behind)) = bracketed(inside) {
                rest = behind;
                return Some(entry);
            }
        }
    })
}

/// `name](url)`, and what follows it. Names may hold brackets of their own, addresses parentheses.
fn bracketed(text: &str) -> Option<(Entry<'_>, &str)> {
    let (name, rest) = text.split_at(closing(text, '[', ']')?);
    let rest = rest.strip_prefix("](")?;
    let (target, rest) = rest.split_at(closing(rest, '(', ')')?);
    // An address may be followed by a title in quotes, or stand in angle brackets.
    let target = target.trim();
    let url = match target.strip_prefix('<') {
        Some(inside) => inside.split_once('>')?.0,
        None => target.split_whitespace().next()?,
    };
    let entry = Entry {
        name: name.trim(),
        url,
        description: None,
    };
    Some((entry, rest.strip_prefix(')')?))
}

/// Where the bracket closes that stands open before the text.
fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == close && depth == 0 => return Some(at),
            c if c == close => depth -= 1,
            c if c == open => depth += 1,
            _ => {}
        }
    }
    None
}

fn heading(line: &str, level: usize) -> Option<&str> {
    let words = line.trim_start().trim_start_matches('#');
    let is_level = line.trim_start().len() - words.len() == level;
    let words = words.strip_prefix([' ', '\t'])?.trim();
    (is_level && !words.is_empty()).then_some(words)
}

fn is_spec_section(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    (name.contains("openapi") || name.contains("asyncapi")) && name.contains("spec")
}

/// Whether a line that is no link says that links are missing. How sites word it is not settled, so this looks for what
/// is said to be gone and that it is; to take an index for cut that is whole does less harm than the reverse.
fn says_cut(line: &str) -> bool {
    const WHAT: [&str; 7] = [
        "page",
        "entr",
        "link",
        "index",
        "section",
        "character",
        "llms.txt",
    ];
    const GONE: [&str; 6] = [
        "truncat", "omitted", "dropped", "left out", "cut off", "trimmed",
    ];
    let line = line.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| line.contains(word));
    has(&WHAT) && has(&GONE)
        || has(&["more pages", "more entries"]) && !invites(&line)
        || counts_more(&line)
}

/// Whether a line tells its reader to go somewhere, as in "Find more pages in the guide".
fn invites(line: &str) -> bool {
    const VERBS: [&str; 10] = [
        "find", "see", "read", "browse", "discover", "explore", "visit", "look", "search", "for",
    ];
    let mut words = line.split(|c: char| !c.is_alphanumeric());
    let first = words.find(|word| !word.is_empty());
    first.is_some_and(|word| VERBS.contains(&word))
}

/// Whether a line ends in a number of things that are not there, as in "... and 12 more".
fn counts_more(line: &str) -> bool {
    let line = line.trim_end_matches(|c: char| !c.is_alphanumeric());
    let number = line.strip_suffix("more").map(str::trim_end);
    number.is_some_and(|text| text.ends_with(|c: char| c.is_ascii_digit()))
}

/// The address that a link means on the page of the base.
fn resolve(link: &str, base: &str) -> String {
    let Some((scheme, rest)) = base.split_once("://") else {
        return link.to_owned();
    };
    let has_scheme = link
        .split_once(':')
        .is_some_and(|(scheme, _)| !scheme.contains(['/', '?', '#']));
    if has_scheme {
        return link.to_owned();
    }
    if let Some(rest) = link.strip_prefix("//") {
        return format!("{scheme}://{rest}");
    }
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if link.starts_with('/') {
        return format!("{scheme}://{host}{link}");
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!(
        "{scheme}://{host}{folder}/{}",
        link.trim_start_matches("./")
    )
}
