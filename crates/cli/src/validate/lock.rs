//! One run at a time.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use same_file::Handle;

use super::state::folder_of;
use crate::error::CliError;
use crate::exit::Exit;

/// A lock that keeps a second run from the same state, and goes with the process whatever ends it.
#[derive(Debug)]
pub(crate) struct Lock {
    path: PathBuf,
    _file: Handle,
}

impl Lock {
    /// Takes the lock of a state file.
    pub(crate) fn take(state: &Path) -> Result<Self, CliError> {
        let mut name = state.as_os_str().to_owned();
        name.push(".lock");
        let path = PathBuf::from(name);
        let failed = |error: io::Error| {
            CliError::new(
                Exit::Refused,
                format!("{}: can't be locked: {error}", path.display()),
            )
            .hint("say where the state of the run can be with --state FILE")
        };
        fs::create_dir_all(folder_of(&path)).map_err(failed)?;
        loop {
            let file = File::options()
                .create(true)
                .truncate(false)
                .write(true)
                .open(&path)
                .map_err(failed)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(taken(state)),
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
            // Whoever held it before may have deleted the file between our opening and our locking it.
            let file = Handle::from_file(file).map_err(failed)?;
            if Handle::from_path(&path).is_ok_and(|there| there == file) {
                return Ok(Self { path, _file: file });
            }
        }
    }
}

fn taken(state: &Path) -> CliError {
    let message = format!(
        "{}: another run is at work with this state",
        state.display()
    );
    CliError::new(Exit::Refused, message)
        .hint("wait for it, or give this one another -o or --state")
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Nothing stays beside the output. Where it can't be deleted, the next run locks what is there.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_run_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.json");
        let lock = Lock::take(&path).unwrap();
        assert!(
            Lock::take(&path)
                .unwrap_err()
                .to_string()
                .contains("another run is at work")
        );
        drop(lock);
        drop(Lock::take(&path).unwrap());
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            0,
            "nothing stays behind"
        );
    }
}
