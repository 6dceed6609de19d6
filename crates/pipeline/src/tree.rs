//! What a tree holds before a verb does anything, and the right to change it.

pub(crate) mod lock;

use anyhow::{Context, anyhow, bail};
use specwright_openapi::operation::OperationKey;
use specwright_openapi::settings::Settings;
use specwright_pages::sources::{Sources, digest};

use self::lock::Lock;
use crate::fetch::{Docs, Fetch, Held, Options, fetch};
use crate::pages::PageFolder;
use crate::project::{COMMAND, PAGES, Project, VENDOR};
use crate::replace::{Mode, is_half_done, recover};

/// The inputs of every verb that derives or compares, as they lie in the tree.
#[derive(Debug)]
pub(crate) struct Tree {
    /// The settings of the vendor.
    pub(crate) settings: Settings,
    /// The text of the overlay.
    pub(crate) overlay: String,
    /// The lock file.
    pub(crate) sources: Sources,
    /// The pages that are held.
    pub(crate) pages: PageFolder,
}

impl Tree {
    /// Reads the inputs.
    ///
    /// # Errors
    /// When one of them is missing, or cannot be read.
    pub(crate) fn read(project: &Project) -> anyhow::Result<Self> {
        let settings = project.settings()?;
        Ok(Self {
            overlay: project.overlay()?,
            sources: project.sources(&settings)?,
            settings,
            pages: project.pages()?,
        })
    }

    /// Where the docs are: where a person says, else where the settings do.
    ///
    /// # Errors
    /// When the settings name an address that pages are not taken from.
    pub(crate) fn docs(&self, said: Option<&Docs>) -> anyhow::Result<Docs> {
        if let Some(docs) = said {
            return Ok(docs.clone());
        }
        Docs::parse(&self.settings.docs).map_err(|reason| anyhow!("{VENDOR}: `docs`: {reason}"))
    }

    /// Fetches the docs, measured by what is held and by what a person knows to be gone.
    ///
    /// # Errors
    /// As [`fetch`].
    pub(crate) async fn fetch(
        &self,
        docs: &Docs,
        gone: &[OperationKey],
        options: &Options,
    ) -> anyhow::Result<Fetch> {
        let client = &self.settings.packages.client;
        fetch(docs, &self.held(gone), client, options).await
    }

    fn held<'a>(&'a self, gone: &'a [OperationKey]) -> Held<'a> {
        Held {
            pages: &self.pages,
            sources: &self.sources,
            gone,
        }
    }

    /// Whether the lock file is about exactly these pages and this overlay. Then a run has put them together before,
    /// and found every action to apply.
    pub(crate) fn is_locked(&self) -> bool {
        self.sources.overlay.as_deref() == Some(&digest(self.overlay.as_bytes()))
            && self.held(&[]).is_locked()
    }
}

/// The lock of a tree that is about to be written to, after what a run that was killed had left half done is mended;
/// nothing for a run that only looks.
///
/// # Errors
/// When another run is at work, or something is half done that cannot be mended, or not by a run that only looks.
pub(crate) fn enter(project: &Project, mode: Mode) -> anyhow::Result<Option<Lock>> {
    match mode {
        Mode::Check if is_half_done(project.root()) => bail!(
            "a run that was killed has left {PAGES} in spec/.pages-old; run `{COMMAND} regen`, which puts it back, and look at what CHANGELOG.md says"
        ),
        Mode::Check => Ok(None),
        Mode::Write => {
            let lock = Lock::take(project.root()).context("nothing was written")?;
            recover(project.root())?;
            Ok(Some(lock))
        }
    }
}
