//! The moves by which a tree is changed, each of which can be taken back until all are made.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use specwright_pages::page::Page;
use tempfile::NamedTempFile;

use crate::project::PAGES;

/// New files beside the old ones, ready to take their places.
#[derive(Default)]
pub(super) struct Staged {
    moves: Vec<Box<dyn Move>>,
}

impl Staged {
    /// Adds a move, to be made after those before it.
    pub(super) fn add(&mut self, new: impl Move + 'static) {
        self.moves.push(Box::new(new));
    }

    /// Makes every move, or none.
    pub(super) fn commit(mut self) -> anyhow::Result<()> {
        for done in 0..self.moves.len() {
            if let Err(error) = self.moves[done].make() {
                return Err(self.take_back(done, error));
            }
        }
        self.moves.iter_mut().for_each(|each| each.settle());
        Ok(())
    }

    /// Makes the first few moves, and then neither the rest nor anything else.
    #[cfg(test)]
    pub(super) fn killed_after(mut self, made: usize) {
        self.moves[..made]
            .iter_mut()
            .for_each(|each| each.make().unwrap());
        std::mem::forget(self);
    }

    /// Undoes the first `done` moves, and says so along with why it had to.
    fn take_back(&mut self, done: usize, error: anyhow::Error) -> anyhow::Error {
        let mut error = error;
        for each in self.moves[..done].iter_mut().rev() {
            if let Err(also) = each.take_back() {
                error = error.context(format!("{also:#}; put it right with git"));
            }
        }
        error
    }
}

/// One thing that is moved into place, and can be taken back until all are.
pub(super) trait Move {
    fn make(&mut self) -> anyhow::Result<()>;
    fn take_back(&mut self) -> anyhow::Result<()>;
    /// Clears away what was kept to take the move back.
    fn settle(&mut self) {}
}

/// A file that replaces another whole.
pub(super) struct FileMove {
    target: PathBuf,
    before: Option<Vec<u8>>,
    new: Option<NamedTempFile>,
}

impl FileMove {
    pub(super) fn stage(
        target: PathBuf,
        before: Option<Vec<u8>>,
        contents: &[u8],
    ) -> anyhow::Result<Self> {
        let new = Some(beside(&target, contents)?);
        Ok(Self {
            target,
            before,
            new,
        })
    }
}

impl Move for FileMove {
    fn make(&mut self) -> anyhow::Result<()> {
        let new = self
            .new
            .take()
            .ok_or_else(|| anyhow!("{} was moved already", self.target.display()))?;
        new.persist(&self.target)
            .with_context(|| format!("replacing {}", self.target.display()))?;
        Ok(())
    }

    fn take_back(&mut self) -> anyhow::Result<()> {
        let restored = match &self.before {
            Some(bytes) => beside(&self.target, bytes)
                .and_then(|old| Ok(old.persist(&self.target).map(drop)?)),
            None => fs::remove_file(&self.target).map_err(Into::into),
        };
        restored.with_context(|| format!("{} could not be restored", self.target.display()))
    }
}

/// The folder of pages, exchanged for a new one. What was staged goes with it, unless it was moved into place.
pub(super) struct FolderMove(Places);

/// Where the pages lie, and where they do while they are exchanged.
struct Places {
    target: PathBuf,
    new: PathBuf,
    old: PathBuf,
}

impl FolderMove {
    pub(super) fn stage(root: &Path, pages: &[Page]) -> anyhow::Result<Self> {
        let places = Places::below(root);
        remove_if_there(&places.new)
            .with_context(|| format!("clearing {}", places.new.display()))?;
        let staged = Self(places);
        for page in pages {
            let file = staged.0.new.join(&page.path);
            write_flushed(&file, &page.bytes)
                .with_context(|| format!("writing {}", file.display()))?;
        }
        Ok(staged)
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
}

impl Move for FolderMove {
    fn make(&mut self) -> anyhow::Result<()> {
        remove_if_there(&self.0.old)
            .with_context(|| format!("clearing {}", self.0.old.display()))?;
        if self.0.target.exists() {
            fs::rename(&self.0.target, &self.0.old)
                .with_context(|| format!("moving {} away", self.0.target.display()))?;
        }
        if let Err(error) = fs::rename(&self.0.new, &self.0.target) {
            let error =
                anyhow!(error).context(format!("moving {} into place", self.0.new.display()));
            return Err(match self.take_back() {
                Ok(()) => error,
                Err(also) => error.context(format!("{also:#}")),
            });
        }
        Ok(())
    }

    fn take_back(&mut self) -> anyhow::Result<()> {
        let restored = remove_if_there(&self.0.target).and_then(|()| {
            if self.0.old.exists() {
                fs::rename(&self.0.old, &self.0.target)
            } else {
                Ok(())
            }
        });
        restored.with_context(|| {
            format!(
                "{} could not be restored from {}",
                self.0.target.display(),
                self.0.old.display()
            )
        })
    }

    fn settle(&mut self) {
        // What stays behind is cleared by the next run.
        let _ = remove_if_there(&self.0.old);
    }
}

impl Drop for FolderMove {
    fn drop(&mut self) {
        let _ = remove_if_there(&self.0.new);
    }
}

/// Mends what a run left behind that was killed: pages that it had moved away are moved back, and what it had written
/// beside these files, and not moved into place, goes.
///
/// # Errors
/// When the pages cannot be moved back, or something cannot be cleared away.
pub fn recover(root: &Path, files: &[&str]) -> anyhow::Result<()> {
    let Places { target, new, old } = Places::below(root);
    if is_half_done(root) {
        fs::rename(&old, &target)
            .with_context(|| format!("moving {} back to {PAGES}", old.display()))?;
    }
    for folder in [&new, &old] {
        remove_if_there(folder).with_context(|| format!("clearing {}", folder.display()))?;
    }
    let folders: BTreeSet<PathBuf> = files
        .iter()
        .filter_map(|file| Some(root.join(file).parent()?.to_owned()))
        .collect();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        for entry in
            fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?
        {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            if name.is_some_and(|name| name.starts_with(BESIDE)) {
                fs::remove_file(&path).with_context(|| format!("clearing {}", path.display()))?;
            }
        }
    }
    Ok(())
}

/// Whether a run was killed while it exchanged the pages, so that they lie aside.
pub fn is_half_done(root: &Path) -> bool {
    let Places { target, old, .. } = Places::below(root);
    old.exists() && !target.exists()
}

/// How the names of files begin that are not in their places yet.
const BESIDE: &str = ".regen-";

/// A new file in the folder of `target`, flushed to disk, that is gone again unless it is moved into place.
fn beside(target: &Path, contents: &[u8]) -> anyhow::Result<NamedTempFile> {
    let folder = target
        .parent()
        .ok_or_else(|| anyhow!("{} has no folder", target.display()))?;
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    // Temporary files are private by default; these are to be read by everyone whom the umask lets.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.prefix(BESIDE).tempfile_in(folder)?;
    file.write_all(contents)?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn write_flushed(file: &Path, contents: &[u8]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = File::create_new(file)?;
    file.write_all(contents)?;
    file.sync_all()
}

fn remove_if_there(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
