//! Where things lie in the repository, and how the inputs among them are read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context;
use specwright_openapi::settings::Settings;
use specwright_pages::sources::Sources;

use crate::pages::PageFolder;

/// The pages that carry a fragment, laid out as on the docs site.
pub const PAGES: &str = "spec/pages";
/// What has to be known of the vendor that its docs do not say.
pub const VENDOR: &str = "spec/vendor.toml";
/// Our corrections to what is published.
pub const OVERLAY: &str = "spec/overlay.yaml";
/// Where each operation came from.
pub const SOURCES: &str = "spec/sources.toml";
/// What the client is generated from.
pub const SPEC: &str = "spec/openapi.yaml";
/// The committed copy of the generated client.
pub const GENERATED: &str = "src/generated.rs";
/// The list of all JSON bodies with their types.
pub const BODIES: &str = "tests/generated/bodies.rs";
/// Every operation as calls of it.
pub const CALLS: &str = "tests/generated/calls.rs";
/// The listing of the crate's public surface.
pub const SURFACE: &str = "tests/snapshots/api.txt";

/// What has changed from version to version.
pub const CHANGELOG: &str = "CHANGELOG.md";

/// Everything that a run may write, besides pages.
pub const WRITTEN: [&str; 7] = [SPEC, SOURCES, GENERATED, BODIES, CALLS, SURFACE, CHANGELOG];

/// A tree laid out as this repository is.
#[derive(Debug, Clone)]
pub struct Project {
    root: PathBuf,
}

impl Project {
    /// The tree below `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The repository that this crate was built in.
    pub fn of_this_repository() -> Self {
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        Self::new(own.join("../.."))
    }

    /// The topmost folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The pages that are held; none when there is no folder of pages.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn pages(&self) -> anyhow::Result<PageFolder> {
        PageFolder::scan(self.root.join(PAGES)).with_context(|| format!("reading {PAGES}"))
    }

    /// The settings of the vendor.
    ///
    /// # Errors
    /// When the file is missing, or holds what is not known; with the line.
    pub fn settings(&self) -> anyhow::Result<Settings> {
        let text = self.read(VENDOR)?.with_context(|| {
            format!("{VENDOR} is missing; bring it back, it is an input and cannot be derived")
        })?;
        toml::from_str(&text).with_context(|| format!("reading {VENDOR}"))
    }

    /// The text of the overlay.
    ///
    /// # Errors
    /// When it cannot be read. It is written by hand: to go on without it would throw away every correction.
    pub fn overlay(&self) -> anyhow::Result<String> {
        self.read(OVERLAY)?.with_context(|| {
            format!("{OVERLAY} is missing; bring it back, it is an input and cannot be derived")
        })
    }

    /// The lock file as it stands, or one of no operations when there is none.
    ///
    /// # Errors
    /// When it is there and is not a lock file.
    pub fn sources(&self) -> anyhow::Result<Sources> {
        match self.read(SOURCES)? {
            Some(text) => Ok(Sources::parse(&text, SOURCES)?),
            None => Ok(Sources::new(self.settings()?.docs)),
        }
    }

    /// The crate's version, where the manifest of the tree has one.
    ///
    /// # Errors
    /// When the manifest is there and cannot be read.
    pub fn version(&self) -> anyhow::Result<Option<String>> {
        let Some(text) = self.read("Cargo.toml")? else {
            return Ok(None);
        };
        let manifest: toml::Table = toml::from_str(&text).context("reading Cargo.toml")?;
        let version = |table: &toml::Table| {
            let version = table.get("package")?.get("version")?.as_str()?;
            Some(version.to_owned())
        };
        let of_all = || version(manifest.get("workspace")?.as_table()?);
        Ok(version(&manifest).or_else(of_all))
    }

    /// The text of a file, or nothing when there is no such file.
    ///
    /// # Errors
    /// When it is there and cannot be read as text.
    pub fn read(&self, path: &str) -> anyhow::Result<Option<String>> {
        match fs::read_to_string(self.root.join(path)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("reading {path}")),
        }
    }
}
