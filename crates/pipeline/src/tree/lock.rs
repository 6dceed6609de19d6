//! One run at a time: a second one that writes would take the first one's half-made folders for leftovers.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use anyhow::{Context, bail};

use crate::project::COMMAND;

/// Where the lock lies below the root, in a place that git does not look at. It stays there: taking it away would let
/// two runs hold two files of the same name.
const LOCK: &str = "spec/.pages-lock";

/// The right to change the tree, until it is dropped. The system takes it back from a run that is killed.
#[derive(Debug)]
pub(crate) struct Lock {
    /// Nothing where there is no `spec` to guard; the run will say what is missing.
    _held: Option<File>,
}

impl Lock {
    /// Takes the lock of the tree.
    ///
    /// # Errors
    /// When another run holds it, or it cannot be made.
    pub(crate) fn take(root: &Path) -> anyhow::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        let file = match options.open(root.join(LOCK)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self { _held: None });
            }
            Err(error) => return Err(error).with_context(|| format!("opening the lock {LOCK}")),
        };
        match file.try_lock() {
            Ok(()) => Ok(Self { _held: Some(file) }),
            Err(TryLockError::WouldBlock) => bail!(
                "another `{COMMAND}` is at work in this tree (it holds {LOCK}); wait until it is done"
            ),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("locking {LOCK}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn tree() -> tempfile::TempDir {
        let tree = tempfile::tempdir().unwrap();
        fs::create_dir(tree.path().join("spec")).unwrap();
        tree
    }

    #[test]
    fn one_at_a_time() {
        let tree = tree();
        let first = Lock::take(tree.path()).unwrap();
        let refusal = Lock::take(tree.path()).unwrap_err().to_string();
        assert!(refusal.contains("is at work in this tree"), "{refusal}");
        drop(first);
        drop(Lock::take(tree.path()).unwrap());
    }

    #[test]
    fn one_that_a_killed_run_left_is_taken() {
        let tree = tree();
        fs::write(tree.path().join(LOCK), "").unwrap();
        Lock::take(tree.path()).unwrap();
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
