//! From a page to the fragments in it.
//!
//! A fragment is a fenced code block at the top level of the page that announces an operation in its info string
//! (`yaml get /users`), or whose content is an OpenAPI document whatever the info string says.

mod content;
mod fence;
mod info;
mod note;
mod problem;

use serde_json::Value;

use crate::page::{Evidence, MAX_PAGE_BYTES, Page, is_html};
use content::Content;
use fence::Unclosed;
use info::Info;
pub use note::{Note, NoteKind};
pub use problem::{ExtractError, Problem};
use specwright_openapi::operation::OperationKey;

/// Finds the fragments in a page. What is no fragment but looks as if it were meant to be one is noted.
///
/// # Errors
/// When the page is no Markdown page that can be read whole, or a fragment in it is not what a fragment has to be.
pub fn extract(page: &Page) -> Result<Extraction, ExtractError> {
    let fail = |line, problem| ExtractError {
        page: page.path.clone(),
        line,
        problem,
    };
    let text = text(page).map_err(|(line, problem)| fail(line, problem))?;
    let outline = fence::fences(text).map_err(|unclosed| match unclosed {
        Unclosed::Fence { line } => fail(line, Problem::UnclosedFence),
        Unclosed::Comment { line } => fail(line, Problem::UnclosedComment),
    })?;
    let note = |line, kind| Note {
        page: page.path.clone(),
        line,
        kind,
    };
    let mut fragments = Vec::new();
    let mut notes = Vec::new();
    for fence in &outline.fences {
        let info = Info::parse(fence.info);
        match Content::read(fence, &info).map_err(|(line, problem)| fail(line, problem))? {
            Content::Code => {}
            Content::Note(kind) => notes.push(note(fence.line, kind)),
            Content::Fragment {
                operation,
                document,
            } => {
                let disagreement = info.disagreement(&operation);
                notes.extend(disagreement.map(|kind| note(fence.line, kind)));
                let source = info.announced.and_then(|announced| announced.source);
                fragments.push(Fragment {
                    page: page.path.clone(),
                    line: fence.line,
                    source: source.map(str::to_owned),
                    evidence: page.evidence(),
                    method: operation.method,
                    path: operation.path,
                    document,
                });
            }
        }
    }
    let illustrations = outline.illustrations.into_iter();
    let illustrations = illustrations.filter(|(_, info)| Info::parse(info).operation().is_some());
    notes.extend(illustrations.map(|(line, _)| note(line, NoteKind::Illustration)));
    if fragments.is_empty() && notes.is_empty() {
        notes.push(note(1, NoteKind::NoFragment));
    }
    notes.sort_by_key(|note| note.line);
    Ok(Extraction { fragments, notes })
}

/// The text of a fragment of a page, whose first line follows the one that the fragment is on; nothing when the page does not
/// have it.
#[must_use]
pub fn body(page: &Page, fragment: &Fragment) -> Option<String> {
    let outline = fence::fences(text(page).ok()?).ok()?;
    let mut fences = outline.fences.into_iter();
    let fence = fences.find(|fence| fence.line == fragment.line)?;
    Some(fence.body)
}

/// What a page held.
#[derive(Debug, Clone, PartialEq)]
pub struct Extraction {
    /// The fragments, in the order of the page.
    pub fragments: Vec<Fragment>,
    /// What was seen and is no fragment, or is one with a peculiarity.
    pub notes: Vec<Note>,
}

/// The OpenAPI document inside a page: one operation and what it needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Fragment {
    /// The page's path.
    pub page: String,
    /// 1-based line of the opening fence.
    pub line: usize,
    /// The file or address that the info string names before the method, if it does.
    pub source: Option<String>,
    /// How the operation is known.
    pub evidence: Evidence,
    /// Lower case.
    pub method: &'static str,
    /// The key under `paths`, as written.
    pub path: String,
    /// The whole document.
    pub document: Value,
}

impl Fragment {
    /// The operation.
    #[must_use]
    pub fn operation(&self) -> OperationKey {
        OperationKey {
            path: self.path.clone(),
            method: self.method,
        }
    }
}

/// The page as text, if it is a text that may be read.
fn text(page: &Page) -> Result<&str, (usize, Problem)> {
    if page.bytes.len() > MAX_PAGE_BYTES {
        return Err((
            1,
            Problem::TooLarge {
                bytes: page.bytes.len(),
            },
        ));
    }
    let line_of = |at: usize| page.bytes[..at].iter().filter(|b| **b == b'\n').count() + 1;
    let text = str::from_utf8(&page.bytes)
        .map_err(|error| (line_of(error.valid_up_to()), Problem::NotUtf8))?;
    if let Some(at) = text.find('\0') {
        return Err((line_of(at), Problem::Nul));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if is_html(text) {
        Err((1, Problem::Html))
    } else {
        Ok(text)
    }
}
