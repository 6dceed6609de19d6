//! One run at a time: a second one that writes would take the first one's half-made files for leftovers.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use same_file::Handle;

use crate::project::COMMAND;

/// Where the lock lies below the root, in a place that git does not look at.
const LOCK: &str = "spec/.pages-lock";

/// The right to change the tree, until it is dropped. The system takes it back from a run that is killed.
#[derive(Debug)]
pub(crate) struct Lock {
    /// Nothing where there is no `spec` to guard; the run will say what is missing.
    held: Option<(File, PathBuf)>,
}

impl Lock {
    /// Takes the lock of the tree.
    ///
    /// # Errors
    /// When another run holds it, or there is no making one.
    pub(crate) fn take(root: &Path) -> anyhow::Result<Self> {
        let path = root.join(LOCK);
        loop {
            let file = match open(&path) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Ok(Self { held: None });
                }
                Err(error) => {
                    return Err(error).with_context(|| format!("opening the lock {LOCK}"));
                }
            };
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => bail!(
                    "another `{COMMAND}` is at work in this tree (it holds {LOCK}); wait until it is done"
                ),
                Err(TryLockError::Error(error)) => {
                    return Err(error).with_context(|| format!("locking {LOCK}"));
                }
            }
            // Whoever held it may have taken it away just now; then this lock is on a file that nobody else sees.
            if is_at(&file, &path).with_context(|| format!("reading {LOCK}"))? {
                return Ok(Self {
                    held: Some((file, path)),
                });
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some((file, path)) = &self.held {
            // It goes while it is still held, so that nobody can have locked it in between. One that stays is taken
            // by the next run.
            let _ = fs::remove_file(path);
            let _ = file.unlock();
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}

/// Whether this is the file that is found under the path.
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    match Handle::from_path(path) {
        Ok(found) => Ok(found == Handle::from_file(file.try_clone()?)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> tempfile::TempDir {
        let tree = tempfile::tempdir().unwrap();
        fs::create_dir(tree.path().join("spec")).unwrap();
        tree
    }

    #[test]
    fn one_at_a_time_and_nothing_left_behind() {
        let tree = tree();
        let first = Lock::take(tree.path()).unwrap();
        let refusal = Lock::take(tree.path()).unwrap_err().to_string();
        assert!(refusal.contains("is at work in this tree"), "{refusal}");
        drop(first);
        drop(Lock::take(tree.path()).unwrap());
        assert!(!tree.path().join(LOCK).exists());
    }

    #[test]
    fn one_that_a_killed_run_left_is_taken() {
        let tree = tree();
        fs::write(tree.path().join(LOCK), "").unwrap();
        Lock::take(tree.path()).unwrap();
    }

    #[test]
    fn a_lock_on_a_file_that_was_taken_away_is_none() {
        let tree = tree();
        let path = tree.path().join(LOCK);
        let file = open(&path).unwrap();
        assert!(is_at(&file, &path).unwrap());
        fs::remove_file(&path).unwrap();
        assert!(!is_at(&file, &path).unwrap());
        let _another = open(&path).unwrap();
        assert!(!is_at(&file, &path).unwrap());
    }

    #[test]
    fn many_at_once_never_hold_it_together() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let (tree, inside) = (tree(), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        if let Ok(_lock) = Lock::take(tree.path()) {
                            assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                            inside.fetch_sub(1, Ordering::SeqCst);
                        }
                    }
                });
            }
        });
    }

    #[test]
    fn a_tree_without_the_folder_has_nothing_to_guard() {
        let tree = tempfile::tempdir().unwrap();
        Lock::take(tree.path()).unwrap();
        assert!(!tree.path().join("spec").exists());
    }
}
