//! The folder of pages, exchanged for a new one: whole, or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use specwright_pages::page::Page;

use crate::project::PAGES;

/// A new folder of pages beside the one that is held. Dropping it takes it away again, unless it was moved into place.
pub(super) struct Staged(Places);

/// Where the pages lie, and where they do while they are exchanged.
struct Places {
    target: PathBuf,
    new: PathBuf,
    old: PathBuf,
}

impl Staged {
    /// Writes these pages, flushed to disk.
    pub(super) fn write(root: &Path, pages: &[Page]) -> anyhow::Result<Self> {
        let staged = Self(Places::below(root));
        clear(&staged.0.new)?;
        for page in pages {
            let file = staged.0.new.join(&page.path);
            write_flushed(&file, &page.bytes)
                .with_context(|| format!("writing {}", file.display()))?;
        }
        Ok(staged)
    }

    /// Puts the new folder in the place of the one that is held. When it fails, that one is there again.
    pub(super) fn exchange(self) -> anyhow::Result<()> {
        self.move_old_away()?;
        if let Err(error) = self.move_new_in() {
            return Err(match put_back(&self.0) {
                Ok(()) => error,
                Err(also) => error.context(format!("{also:#}")),
            });
        }
        // What stays behind is cleared by the next run.
        let _ = remove_if_there(&self.0.old);
        Ok(())
    }

    pub(super) fn move_old_away(&self) -> anyhow::Result<()> {
        let Places { target, old, .. } = &self.0;
        clear(old)?;
        if target.exists() {
            fs::rename(target, old).with_context(|| format!("moving {} away", target.display()))?;
        }
        Ok(())
    }

    pub(super) fn move_new_in(&self) -> anyhow::Result<()> {
        let Places { target, new, .. } = &self.0;
        fs::rename(new, target)
            .map_err(|error| anyhow!(error))
            .with_context(|| format!("moving {} into place", new.display()))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        let _ = remove_if_there(&self.0.new);
    }
}

impl Places {
    fn below(root: &Path) -> Self {
        let target = root.join(PAGES);
        Self {
            new: target.with_file_name(".pages-new"),
            old: target.with_file_name(".pages-old"),
            target,
        }
    }

    /// Whether the pages lie aside.
    fn are_half_done(&self) -> bool {
        self.old.exists() && !self.target.exists()
    }
}

/// Mends what a run that was killed left behind: pages that it had moved away are moved back, and those that it had not
/// moved into place go.
///
/// # Errors
/// When the pages cannot be moved back, or something cannot be cleared away.
pub fn recover(root: &Path) -> anyhow::Result<()> {
    let places = Places::below(root);
    if places.are_half_done() {
        put_back(&places)?;
    }
    clear(&places.new)?;
    clear(&places.old)
}

/// Whether a run was killed while it exchanged the pages, so that they lie aside.
pub fn is_half_done(root: &Path) -> bool {
    Places::below(root).are_half_done()
}

fn put_back(Places { target, old, .. }: &Places) -> anyhow::Result<()> {
    if old.exists() {
        fs::rename(old, target)
            .with_context(|| format!("moving {} back to {PAGES}", old.display()))?;
    }
    Ok(())
}

fn write_flushed(file: &Path, contents: &[u8]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = File::create_new(file)?;
    file.write_all(contents)?;
    file.sync_all()
}

fn clear(folder: &Path) -> anyhow::Result<()> {
    remove_if_there(folder).with_context(|| format!("clearing {}", folder.display()))
}

fn remove_if_there(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
