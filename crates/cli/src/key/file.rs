//! The key in a file that nobody else can read.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use etcetera::{BaseStrategy, choose_base_strategy};
use secrecy::{ExposeSecret, SecretString};

use crate::error::CliError;
use crate::exit::Exit;

/// The file of a user's configuration that the key can be kept in.
#[derive(Debug)]
pub(crate) struct KeyFile {
    path: PathBuf,
}

/// No key is longer than this, in bytes; a file that is was put there by mistake.
const LONGEST: u64 = 4096;

impl KeyFile {
    /// `~/.config/amplemarket/api-key`, or where the system has its users' configuration; nothing for a user without a home.
    pub(crate) fn of_this_user() -> Option<Self> {
        let folder = choose_base_strategy().ok()?.config_dir();
        Some(Self::at(folder.join("amplemarket").join("api-key")))
    }

    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The key in it; nothing when it is not there. A file that others can read is refused: they may have.
    pub(crate) fn read(&self) -> Result<Option<SecretString>, CliError> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.error("can't be read", &error)),
        };
        let metadata = file
            .metadata()
            .map_err(|error| self.error("can't be read", &error))?;
        self.refuse_what_others_can_read(&metadata)?;
        let mut text = String::new();
        file.take(LONGEST + 1)
            .read_to_string(&mut text)
            .map_err(|error| self.error("can't be read", &error))?;
        let key = text.trim();
        if text.len() as u64 > LONGEST || key.is_empty() {
            let message = format!("{} holds no key", self.path.display());
            return Err(
                CliError::new(Exit::Key, message).hint("put one there: amplemarket login --file")
            );
        }
        Ok(Some(SecretString::from(key)))
    }

    /// Puts the key there, readable for its owner alone from the first byte on.
    pub(crate) fn write(&self, key: &SecretString) -> Result<(), CliError> {
        let written = || -> io::Result<()> {
            let folder = self.path.parent().unwrap_or(Path::new("."));
            private_folder(folder)?;
            // A temporary file is for its owner alone wherever that can be said.
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            writeln!(file, "{}", key.expose_secret())?;
            file.as_file().sync_all()?;
            file.persist(&self.path)?;
            Ok(())
        };
        written().map_err(|error| self.error("can't be written", &error))
    }

    /// Takes the key away; says whether there was one.
    pub(crate) fn remove(&self) -> Result<bool, CliError> {
        match fs::remove_file(&self.path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(self.error("can't be removed", &error)),
        }
    }

    #[cfg(unix)]
    fn refuse_what_others_can_read(&self, metadata: &fs::Metadata) -> Result<(), CliError> {
        use std::os::unix::fs::PermissionsExt;
        let mode = metadata.permissions().mode() & 0o777;
        if mode & 0o077 == 0 {
            return Ok(());
        }
        let path = self.path.display();
        let message = format!("others can get at the API key in {path} (its mode is {mode:o})");
        Err(CliError::new(Exit::Key, message).hint(format!("make it private: chmod 600 '{path}'")))
    }

    #[cfg(not(unix))]
    #[allow(
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "where there are no modes, the folder of a user's configuration is private"
    )]
    fn refuse_what_others_can_read(&self, _metadata: &fs::Metadata) -> Result<(), CliError> {
        Ok(())
    }

    fn error(&self, what: &str, error: &io::Error) -> CliError {
        CliError::new(
            Exit::Key,
            format!("{} {what}: {error}", self.path.display()),
        )
    }
}

/// A folder, and those above it that are not there, for its owner alone; one that is there stays as it is.
fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> (tempfile::TempDir, KeyFile) {
        let folder = tempfile::tempdir().unwrap();
        let file = KeyFile::at(folder.path().join("amplemarket").join("api-key"));
        (folder, file)
    }

    #[track_caller]
    fn held(file: &KeyFile) -> Option<String> {
        let key = file.read().unwrap();
        key.map(|key| key.expose_secret().to_owned())
    }

    #[test]
    fn a_key_that_was_put_there_is_there_until_it_is_taken_away() {
        let (_folder, file) = file();
        assert_eq!(held(&file), None);
        assert!(!file.remove().unwrap());
        file.write(&SecretString::from("sk-1")).unwrap();
        file.write(&SecretString::from("sk-2")).unwrap();
        assert_eq!(held(&file).as_deref(), Some("sk-2"));
        assert!(file.remove().unwrap());
        assert_eq!(held(&file), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, file) = file();
        file.write(&SecretString::from("sk-1")).unwrap();
        let mode = fs::metadata(file.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        for mode in [0o640, 0o604, 0o620, 0o644] {
            fs::set_permissions(file.path(), fs::Permissions::from_mode(mode)).unwrap();
            let said = file.read().unwrap_err().to_string();
            assert!(said.contains(&format!("its mode is {mode:o}")), "{said}");
            assert!(said.contains("chmod 600 '"), "{said}");
            assert!(!said.contains("sk-1"), "{said}");
        }
        fs::set_permissions(file.path(), fs::Permissions::from_mode(0o400)).unwrap();
        assert_eq!(held(&file).as_deref(), Some("sk-1"));
    }

    #[test]
    fn what_is_no_key_is_told_and_not_shown() {
        let (_folder, file) = file();
        file.write(&SecretString::from("")).unwrap();
        assert!(
            file.read()
                .unwrap_err()
                .to_string()
                .contains("holds no key")
        );
        file.write(&SecretString::from("x".repeat(5_000))).unwrap();
        let said = file.read().unwrap_err().to_string();
        assert!(
            said.contains("holds no key") && !said.contains("xxx"),
            "{said}"
        );
    }
}
