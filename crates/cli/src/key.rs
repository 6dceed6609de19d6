//! The API key: where it is looked for, and where it can be kept. It is never printed, and never an argument.

mod file;
mod keyring;

pub(crate) use file::KeyFile;
pub(crate) use keyring::Keyring;

use std::env::{self, VarError};
use std::fmt;

use secrecy::SecretString;

use crate::environment::API_KEY;
use crate::error::CliError;
use crate::exit::Exit;
use crate::mock;

/// A key, and where it was.
pub(crate) struct Found {
    pub(crate) key: SecretString,
    pub(crate) place: Place,
}

/// Where a key can be. They are looked at in this order, and the first that has one wins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Environment,
    File(std::path::PathBuf),
    Keyring,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment => write!(f, "the environment variable {API_KEY}"),
            Self::File(path) => write!(f, "the file {}", path.display()),
            Self::Keyring => f.write_str("the keyring of this system"),
        }
    }
}

/// The key that calls are made with. That there is none is a failure which says how to get one.
pub(crate) fn find() -> Result<Found, CliError> {
    look()?.ok_or_else(none)
}

/// The key, if there is one anywhere.
pub(crate) fn look() -> Result<Option<Found>, CliError> {
    if let Some(key) = in_the_environment()? {
        let place = Place::Environment;
        return Ok(Some(Found { key, place }));
    }
    if let Some(file) = KeyFile::of_this_user()
        && let Some(key) = file.read()?
    {
        let place = Place::File(file.path().to_owned());
        return Ok(Some(Found { key, place }));
    }
    // A keyring that is not there, or stays locked, has no key.
    let kept = Keyring::of_this_system().and_then(|keyring| keyring.read());
    Ok(kept.ok().flatten().map(|key| Found {
        key,
        place: Place::Keyring,
    }))
}

fn in_the_environment() -> Result<Option<SecretString>, CliError> {
    match env::var(API_KEY) {
        Ok(key) if key.trim().is_empty() => Ok(None),
        Ok(key) => Ok(Some(SecretString::from(key.trim()))),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(CliError::new(
            Exit::Key,
            format!("the environment variable {API_KEY} is not text"),
        )),
    }
}

fn none() -> CliError {
    let error = CliError::new(Exit::Key, "there is no API key")
        .hint("make one in Amplemarket (Settings, API), then run: amplemarket login")
        .hint(format!("or set {API_KEY}"));
    match mock::IS_BUILT_IN {
        true => error.hint("or try it without a key: amplemarket --mock …"),
        false => error,
    }
}
