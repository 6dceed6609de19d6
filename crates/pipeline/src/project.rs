//! Where things lie in a project, how it is found, and how its inputs are read.

use std::path::{Path, PathBuf};
use std::{env, error, fmt, fs, io};

use anyhow::Context;
use specwright_openapi::settings::Settings;
use specwright_pages::sources::Sources;

use crate::pages::PageFolder;
use crate::settings;

/// The command of a project that runs the verbs, as messages and the headers of derived files name it.
pub const COMMAND: &str = "cargo xtask";

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
/// the listing of the crate's public API.
pub const PUBLIC_API: &str = "tests/snapshots/api.txt";

/// What has changed from version to version.
pub const CHANGELOG: &str = "CHANGELOG.md";

/// The folder that a project is known by.
const HOME: &str = "spec";

/// A tree with `spec/` in it.
#[derive(Debug, Clone)]
pub struct Project {
    root: PathBuf,
}

impl Project {
    /// The tree below `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The project that this process was started in: the nearest folder with `spec/` in it, upwards from the package
    /// that `cargo run` names in `CARGO_MANIFEST_DIR`, else upwards from the working directory.
    ///
    /// Nothing of it is known at compile time: one target folder may serve several checkouts.
    ///
    /// # Errors
    /// [`NotFound`].
    pub fn find() -> Result<Self, NotFound> {
        let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let mut looked = Vec::new();
        for start in package.into_iter().chain(env::current_dir()) {
            let mut folders = start.ancestors();
            if let Some(root) = folders.find(|folder| folder.join(HOME).is_dir()) {
                return Ok(Self::new(root));
            }
            looked.push(start);
        }
        Err(NotFound { looked })
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
    /// When the file is missing, or a setting cannot be used; with the line.
    pub fn settings(&self) -> anyhow::Result<Settings> {
        let text = self.read(VENDOR)?.with_context(|| {
            format!("{VENDOR} is missing; bring it back, it is an input and cannot be derived")
        })?;
        Ok(settings::parse(&text, VENDOR)?)
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

    /// The lock file as it stands, or one of no operations when there is none. It is about the docs that the settings
    /// name: what another site said of pages is left out.
    ///
    /// # Errors
    /// When it is there and is not a lock file.
    pub fn sources(&self, settings: &Settings) -> anyhow::Result<Sources> {
        match self.read(SOURCES)? {
            Some(text) => Ok(Sources::parse(&text, SOURCES)?.at(&settings.docs)),
            None => Ok(Sources::new(&settings.docs)),
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

/// There is no project where one was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotFound {
    /// The folders that were looked in, each with all folders above it.
    pub looked: Vec<PathBuf>,
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no project found: no folder `{HOME}`")?;
        for (at, folder) in self.looked.iter().enumerate() {
            let word = if at == 0 { " in" } else { ", nor in" };
            write!(f, "{word} {} or above it", folder.display())?;
        }
        write!(f, "; run this inside a project")
    }
}

impl error::Error for NotFound {}
