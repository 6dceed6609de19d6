//! `spec/sources.toml`: a lock file that says of each operation where it came from.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::extract::Fragment;
use crate::page::{Evidence, Page};
use specwright_openapi::operation::{self, METHODS, OperationKey};

/// Where the operations of the spec came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sources {
    /// Address of the docs site.
    pub docs: String,
    /// [`digest`] of the overlay with which everything was derived from these pages.
    pub overlay: Option<String>,
    /// By path, then by method.
    pub operations: Vec<Source>,
}

/// Where one operation came from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Source {
    /// Lower case.
    pub method: String,
    /// The key under `paths`.
    pub path: String,
    /// The page's path below the docs root.
    pub page: String,
    /// [`digest`] of the page.
    pub digest: String,
    /// The page's `ETag` when it was fetched.
    pub etag: Option<String>,
    /// The page's `Last-Modified` when it was fetched.
    pub last_modified: Option<String>,
    /// The day it was fetched, `YYYY-MM-DD`.
    pub fetched: Option<String>,
    /// How the operation is known.
    pub evidence: Evidence,
}

impl Source {
    /// The operation; nothing when its method is none of OpenAPI's.
    #[must_use]
    pub fn operation(&self) -> Option<OperationKey> {
        Some(OperationKey {
            path: self.path.clone(),
            method: operation::method(&self.method)?,
        })
    }
}

/// What a server said of a page when it was fetched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fetched {
    /// Its `ETag`, as sent.
    pub etag: Option<String>,
    /// Its `Last-Modified`, as sent.
    pub last_modified: Option<String>,
    /// The day, `YYYY-MM-DD`.
    pub date: String,
}

/// Why a lock file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}:{line}: {message}; this file is made by `regen`, delete it and run that")]
pub struct SourcesError {
    /// The name that was given.
    pub name: String,
    /// 1-based.
    pub line: usize,
    /// What is wrong there.
    pub message: String,
}

const HEADER: &str = "\
# Where each operation of openapi.yaml comes from.
# A lock file: made by `regen`, not to be edited. A fetch asks by digest and etag for what is new.
";

/// The file as it is laid out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Layout {
    docs: String,
    overlay: Option<String>,
    #[serde(default, rename = "operation")]
    operations: Vec<Source>,
}

impl Sources {
    /// A lock file without operations.
    #[must_use]
    pub fn new(docs: impl Into<String>) -> Self {
        Self {
            docs: docs.into(),
            overlay: None,
            operations: Vec::new(),
        }
    }

    /// The same lock file for the docs at this address. What the server of another site said of the pages is dropped: it
    /// says nothing of these.
    #[must_use]
    pub fn at(mut self, docs: &str) -> Self {
        if self.docs != docs {
            docs.clone_into(&mut self.docs);
            for source in &mut self.operations {
                source.etag = None;
                source.last_modified = None;
            }
        }
        self
    }

    /// Reads a lock file. `name` is what the error calls it.
    ///
    /// # Errors
    /// When it is no TOML or not laid out as this crate does.
    pub fn parse(text: &str, name: &str) -> Result<Self, SourcesError> {
        let fail = |line, message: &str| SourcesError {
            name: name.to_owned(),
            line,
            message: message.replace('\n', " "),
        };
        let line_of = |at: usize| {
            text.as_bytes()
                .iter()
                .take(at)
                .filter(|b| **b == b'\n')
                .count()
                + 1
        };
        let layout: Layout = toml::from_str(text).map_err(|error| {
            fail(
                line_of(error.span().map_or(0, |span| span.start)),
                error.message(),
            )
        })?;
        let mut sources = Self {
            docs: layout.docs,
            overlay: layout.overlay,
            operations: layout.operations,
        };
        sources.sort();
        let same = sources
            .operations
            .windows(2)
            .find(|pair| key(&pair[0]) == key(&pair[1]));
        match same.map(|pair| &pair[0]) {
            Some(twice) => Err(fail(
                1,
                &format!(
                    "{} {} is there twice",
                    twice.method.to_uppercase(),
                    twice.path
                ),
            )),
            None => Ok(sources),
        }
    }

    /// The lock file's text.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = format!("{HEADER}\ndocs = {}\n", quoted(&self.docs));
        if let Some(overlay) = &self.overlay {
            text.push_str(&format!("overlay = {}\n", quoted(overlay)));
        }
        for source in &self.operations {
            text.push_str("\n[[operation]]\n");
            let evidence = source.evidence.to_string();
            let fields = [
                ("method", Some(&source.method)),
                ("path", Some(&source.path)),
                ("page", Some(&source.page)),
                ("digest", Some(&source.digest)),
                ("etag", source.etag.as_ref()),
                ("last-modified", source.last_modified.as_ref()),
                ("fetched", source.fetched.as_ref()),
                ("evidence", Some(&evidence)),
            ];
            for (key, value) in fields {
                if let Some(value) = value {
                    text.push_str(&format!("{key} = {}\n", quoted(value)));
                }
            }
        }
        text
    }

    /// The lock file for these fragments of these pages. What the server said of a page when it was fetched is kept
    /// while the page's digest is the same, and dropped when it is another: it was said of other bytes.
    #[must_use]
    pub fn refresh(previous: &Self, fragments: &[Fragment], pages: &[Page]) -> Self {
        let digests: BTreeMap<&str, String> = pages
            .iter()
            .map(|page| (page.path.as_str(), digest(&page.bytes)))
            .collect();
        let operations = fragments.iter().map(|fragment| {
            let digest = digests
                .get(fragment.page.as_str())
                .cloned()
                .unwrap_or_default();
            let before = previous
                .operations
                .iter()
                .find(|source| source.page == fragment.page && source.digest == digest);
            Source {
                method: fragment.method.to_owned(),
                path: fragment.path.clone(),
                page: fragment.page.clone(),
                digest,
                etag: before.and_then(|source| source.etag.clone()),
                last_modified: before.and_then(|source| source.last_modified.clone()),
                fetched: before.and_then(|source| source.fetched.clone()),
                evidence: fragment.evidence,
            }
        });
        let mut sources = Self {
            docs: previous.docs.clone(),
            overlay: previous.overlay.clone(),
            operations: operations.collect(),
        };
        sources.sort();
        sources
    }

    /// Takes down what the server said of a page, on each operation that came from it.
    pub fn record(&mut self, page: &str, fetched: &Fetched) {
        for source in self
            .operations
            .iter_mut()
            .filter(|source| source.page == page)
        {
            source.etag.clone_from(&fetched.etag);
            source.last_modified.clone_from(&fetched.last_modified);
            source.fetched = Some(fetched.date.clone());
        }
    }

    /// Where an operation came from.
    #[must_use]
    pub fn find(&self, method: &str, path: &str) -> Option<&Source> {
        self.operations
            .iter()
            .find(|source| source.method == method && source.path == path)
    }

    fn sort(&mut self) {
        self.operations.sort_by(|a, b| key(a).cmp(&key(b)));
    }
}

/// `sha256:` and the digest of the bytes in hex.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold("sha256:".to_owned(), |text, byte| {
            format!("{text}{byte:02x}")
        })
}

/// Sets on each operation of the document where it came from: `x-specwright-page`, the address of its page for people, and
/// `x-specwright-evidence`.
///
/// # Errors
/// When an operation has no source. Operations come from pages; an overlay corrects them, it does not add any.
pub fn annotate(document: &mut Value, sources: &Sources) -> Result<(), AnnotateError> {
    let docs = sources.docs.trim_end_matches('/');
    for (path, item) in mapping(document.get_mut("paths")) {
        for (method, operation) in
            mapping(Some(item)).filter(|(method, _)| METHODS.contains(&method.as_str()))
        {
            let Some(source) = sources.find(method, path) else {
                return Err(AnnotateError {
                    method: method.to_uppercase(),
                    path: path.clone(),
                });
            };
            if let Some(operation) = operation.as_object_mut() {
                let page = source.page.strip_suffix(".md").unwrap_or(&source.page);
                operation.insert(
                    "x-specwright-page".to_owned(),
                    format!("{docs}/{page}").into(),
                );
                operation.insert(
                    "x-specwright-evidence".to_owned(),
                    source.evidence.to_string().into(),
                );
            }
        }
    }
    Ok(())
}

/// An operation without a source.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{method} {path} is on no page; an overlay corrects what pages say, take out what adds it")]
pub struct AnnotateError {
    /// Upper case.
    pub method: String,
    /// The key under `paths`.
    pub path: String,
}

fn key(source: &Source) -> (&str, &str) {
    (&source.path, &source.method)
}

fn mapping(value: Option<&mut Value>) -> impl Iterator<Item = (&String, &mut Value)> {
    value
        .and_then(Value::as_object_mut)
        .map(Map::iter_mut)
        .into_iter()
        .flatten()
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
