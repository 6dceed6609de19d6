//! A folder of pages, whose bytes stay on disk until somebody asks for them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use specwright_pages::page::{MAX_PAGE_BYTES, Page};
use specwright_pages::sources::digest;
use walkdir::WalkDir;

/// The pages below a folder, known by their digests.
#[derive(Debug, Clone, Default)]
pub struct PageFolder {
    root: PathBuf,
    digests: BTreeMap<String, String>,
}

impl PageFolder {
    /// Looks at every page below a folder; none when there is no such folder.
    ///
    /// # Errors
    /// When something below the folder cannot be read, is too large for a page, or lies outside.
    pub fn scan(root: impl Into<PathBuf>) -> anyhow::Result<Self> {
        let root = root.into();
        let mut digests = BTreeMap::new();
        if root.exists() {
            for path in paths_below(&root)? {
                let page = page_below(&root, &path)?;
                digests.insert(path, digest(&page.bytes));
            }
        }
        Ok(Self { root, digests })
    }

    /// How many pages there are.
    pub fn len(&self) -> usize {
        self.digests.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.digests.is_empty()
    }

    /// The paths of the pages, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.digests.keys().map(String::as_str)
    }

    /// The digest of the page at a path, if there is one.
    pub fn digest(&self, path: &str) -> Option<&str> {
        self.digests.get(path).map(String::as_str)
    }

    /// Reads the page at a path.
    ///
    /// # Errors
    /// When it cannot be read, or is not the page that was there when the folder was looked at.
    pub fn page(&self, path: &str) -> anyhow::Result<Page> {
        let page = page_below(&self.root, path)?;
        if self.digest(path) != Some(&digest(&page.bytes)) {
            bail!("{path} has changed while this was at work; run it again");
        }
        Ok(page)
    }

    /// Reads all pages, in the order of their paths.
    ///
    /// # Errors
    /// As [`PageFolder::page`].
    pub fn pages(&self) -> anyhow::Result<Vec<Page>> {
        self.paths().map(|path| self.page(path)).collect()
    }
}

/// The paths of all pages below a folder, in order. A symbolic link to a folder is not entered.
///
/// # Errors
/// When something below the folder cannot be read, or is named in no way that can be written down.
pub fn paths_below(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut paths = Vec::new();
    for entry in WalkDir::new(folder) {
        let entry = entry?;
        let path = entry.path().strip_prefix(folder)?;
        if !entry.file_type().is_dir() && path.extension().is_some_and(|it| it == "md") {
            paths.push(forward_slashes(path)?);
        }
    }
    paths.sort();
    Ok(paths)
}

/// The page at a path below a folder. A symbolic link is followed when the file that it leads to lies there too.
///
/// # Errors
/// When there is none, it is too large for a page, or it is a symbolic link that leads out of the folder.
pub fn page_below(folder: &Path, path: &str) -> anyhow::Result<Page> {
    let file = folder.join(path);
    let true_file = file
        .canonicalize()
        .with_context(|| format!("reading {path}"))?;
    if !true_file.starts_with(folder.canonicalize()?) {
        bail!(
            "{path}: a symbolic link that leads out of {}; put the page itself there",
            folder.display()
        );
    }
    let size = true_file.metadata()?.len();
    if size > MAX_PAGE_BYTES as u64 {
        bail!(
            "{path}: {size} bytes, more than the {MAX_PAGE_BYTES} of the largest page that is read; take it away"
        );
    }
    let bytes = fs::read(&true_file).with_context(|| format!("reading {path}"))?;
    Ok(Page::new(path, bytes))
}

/// A relative path as pages are named, the same on every system.
fn forward_slashes(path: &Path) -> anyhow::Result<String> {
    let mut names = Vec::new();
    for part in path {
        names.push(
            part.to_str().with_context(|| {
                format!("{}: a name that is not UTF-8; rename it", path.display())
            })?,
        );
    }
    Ok(names.join("/"))
}
