//! What can be compared, and how each is read.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde_json::Value;
use specwright_compare::OperationRef;
use specwright_openapi::document;

use super::{git, is_same, named_pages};
use crate::derive::published;
use crate::harvest;
use crate::project::{Project, SPEC, SURFACE};
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
    /// Method, path and page of each operation whose page is known.
    pages: Vec<(String, String, Page)>,
}

impl Read {
    pub(super) fn operations(&self) -> usize {
        specwright_openapi::operation::operations(&self.document).len()
    }

    pub(super) fn page(&self, operation: &OperationRef) -> Option<Page> {
        let mut pages = self.pages.iter();
        pages
            .find(|(method, path, _)| is_same(operation, method, path))
            .map(|(_, _, page)| page.clone())
    }

    /// Whether the crate was, or is, generated from it.
    pub(super) fn is_of_the_crate(&self) -> bool {
        self.revision.is_some() || self.is_working_tree
    }

    /// The listing of the crate's public surface that belongs to it, if one does.
    pub(super) fn listing(&self, project: &Project) -> anyhow::Result<Option<String>> {
        match &self.revision {
            Some(commit) => git::show(project.root(), commit, SURFACE),
            None if self.is_working_tree => project.read(SURFACE),
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
    let pages = harvest::folder(path).with_context(reading)?;
    let published = published(&pages.fragments).with_context(reading)?;
    let root = below(project, path);
    let pages = published.operations.iter().map(|(key, origin)| {
        let page = Page {
            address: origin.page.clone(),
            file: root.as_ref().map(|root| format!("{root}/{}", origin.page)),
        };
        (key.method.to_owned(), key.path.clone(), page)
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
    let pages = named_pages(&document).map(|(method, path, page)| {
        let page = Page {
            address: page.to_owned(),
            file: None,
        };
        (method.to_owned(), path.to_owned(), page)
    });
    Ok(Read {
        pages: pages.collect(),
        document,
        name,
        file: None,
        revision: None,
        is_working_tree: false,
    })
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
