//! What can be compared, and how each is read.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde_json::Value;
use specwright_compare::OperationRef;
use specwright_openapi::document;
use specwright_openapi::extensions::PAGE;
use specwright_openapi::operation::{OperationKey, operations};

use super::git;
use crate::derive::published;
use crate::fetch;
use crate::project::{PUBLIC_API, Project, SPEC};
use crate::report::Page;

/// What a person names to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    /// A file at a revision; without a path, the spec.
    Git {
        revision: String,
        path: Option<String>,
    },
    /// A file, or a folder of pages.
    Path(PathBuf),
}

impl Input {
    /// Reads an argument.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let Some(rest) = text.strip_prefix("git:") else {
            return Ok(Self::Path(text.into()));
        };
        let (revision, path) = match rest.split_once(':') {
            Some((revision, path)) => (revision, Some(path.to_owned())),
            None => (rest, None),
        };
        if revision.is_empty() || path.as_deref() == Some("") {
            return Err("give a revision, as in `git:main` or `git:main:spec/openapi.yaml`".into());
        }
        Ok(Self::Git {
            revision: revision.to_owned(),
            path,
        })
    }

    /// Reads what is named.
    pub(super) fn read(&self, project: &Project) -> anyhow::Result<Read> {
        match self {
            Self::Git { revision, path } => at_revision(project, revision, path.as_deref()),
            Self::Path(path) if path.is_dir() => folder(project, path),
            Self::Path(path) => file(project, path),
        }
    }
}

/// A document that was read, with where it came from.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) document: Value,
    pub(super) name: String,
    /// The file below the root.
    pub(super) file: Option<String>,
    /// The commit, where it is the spec at a revision.
    pub(super) revision: Option<String>,
    /// Whether it is the spec as it lies in the tree.
    pub(super) is_working_tree: bool,
    /// The operations whose page is known, each with it.
    pages: Vec<(OperationKey, Page)>,
}

impl Read {
    pub(super) fn operations(&self) -> usize {
        operations(&self.document).len()
    }

    pub(super) fn page(&self, operation: &OperationRef) -> Option<Page> {
        let operation = operation.key()?;
        let mut pages = self.pages.iter();
        pages
            .find(|(key, _)| key.is_same(&operation))
            .map(|(_, page)| page.clone())
    }

    /// Whether the crate was, or is, generated from it.
    pub(super) fn is_of_the_crate(&self) -> bool {
        self.revision.is_some() || self.is_working_tree
    }

    /// the listing of the crate's public API that belongs to it, if one does.
    pub(super) fn listing(&self, project: &Project) -> anyhow::Result<Option<String>> {
        match &self.revision {
            Some(commit) => git::show(project.root(), commit, PUBLIC_API),
            None if self.is_working_tree => project.read(PUBLIC_API),
            None => Ok(None),
        }
    }
}

fn at_revision(project: &Project, revision: &str, path: Option<&str>) -> anyhow::Result<Read> {
    let name = match path {
        Some(path) => format!("git:{revision}:{path}"),
        None => format!("git:{revision}"),
    };
    let commit = git::commit(project.root(), revision)?;
    let wanted = path.unwrap_or(SPEC);
    let Some(text) = git::show(project.root(), &commit, wanted)? else {
        bail!(
            "{name}: there is no file {wanted} at {revision}; give another path, as in `git:{revision}:PATH`"
        );
    };
    let mut read = parsed(&text, wanted, name)?;
    read.revision = (wanted == SPEC).then_some(commit);
    Ok(read)
}

fn file(project: &Project, path: &Path) -> anyhow::Result<Read> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).with_context(|| {
        format!("reading {name}; give a file, a folder of pages, `git:REV` or `git:REV:PATH`")
    })?;
    let mut read = parsed(&text, &name, name.clone())?;
    read.file = below(project, path);
    read.is_working_tree = read.file.as_deref() == Some(SPEC);
    Ok(read)
}

fn folder(project: &Project, path: &Path) -> anyhow::Result<Read> {
    let name = path.display().to_string();
    let reading = || format!("reading the pages below {name}");
    let pages = fetch::folder(path).with_context(reading)?;
    let published = published(&pages.fragments).with_context(reading)?;
    let root = below(project, path);
    let pages = published.operations.iter().map(|(key, origin)| {
        let page = Page {
            address: origin.page.clone(),
            file: root.as_ref().map(|root| format!("{root}/{}", origin.page)),
        };
        (key.clone(), page)
    });
    Ok(Read {
        pages: pages.collect(),
        document: published.document,
        name,
        file: None,
        revision: None,
        is_working_tree: false,
    })
}

fn parsed(text: &str, path: &str, name: String) -> anyhow::Result<Read> {
    let document = document::read(text, path).with_context(|| format!("reading {name}"))?;
    if let Some(what) = other_than_openapi(&document) {
        bail!("{name}: {what}");
    }
    Ok(Read {
        pages: named_pages(&document),
        document,
        name,
        file: None,
        revision: None,
        is_working_tree: false,
    })
}

/// The operations of a document with the page that each names as its own.
fn named_pages(document: &Value) -> Vec<(OperationKey, Page)> {
    let named = operations(document).into_iter().filter_map(|operation| {
        let page = Page {
            address: operation.text(PAGE)?.to_owned(),
            file: None,
        };
        Some((operation.key(), page))
    });
    named.collect()
}

/// Why a document is none that can be compared, if it is none.
fn other_than_openapi(document: &Value) -> Option<String> {
    let version = |key: &str| {
        let value = document.get(key)?;
        Some(
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned),
        )
    };
    if version("swagger").is_some() {
        return Some("this is Swagger 2.0; convert it to OpenAPI 3 first".to_owned());
    }
    match version("openapi") {
        Some(version) if version.starts_with("3.") => None,
        Some(version) => Some(format!(
            "`openapi` says {version:?}; give a document of OpenAPI 3, whose version starts with `3.`"
        )),
        None if version("asyncapi").is_some() => {
            Some("this is AsyncAPI; give a document of OpenAPI 3".to_owned())
        }
        None => Some(
            "this is no OpenAPI document, it has no `openapi`; give one that says its version, as in `openapi: 3.1.0`"
                .to_owned(),
        ),
    }
}

/// The path below the root, if it is there.
fn below(project: &Project, path: &Path) -> Option<String> {
    let root = project.root().canonicalize().ok()?;
    let path = path.canonicalize().ok()?;
    let below = path.strip_prefix(root).ok()?;
    Some(below.to_str()?.replace('\\', "/"))
}
