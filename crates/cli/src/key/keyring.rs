//! The key in the keyring of the operating system, where there is one.

use std::fmt;

/// Why no keyring can be used.
#[derive(Debug)]
pub(crate) struct Unavailable(String);

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(feature = "keyring")]
pub(crate) use system::Keyring;

#[cfg(feature = "keyring")]
mod system {
    use keyring::v1::{Entry, Error};
    use secrecy::{ExposeSecret, SecretString};

    use super::Unavailable;

    /// The keyring of the operating system: Keychain, Credential Manager, or the Secret Service.
    pub(crate) struct Keyring(Entry);

    impl Keyring {
        /// The keyring, if this system has one that answers.
        pub(crate) fn of_this_system() -> Result<Self, Unavailable> {
            // Why there is none is in the status; that of the entry would say that there is none.
            if let Err(error) = Entry::store_status() {
                return Err(unavailable(error));
            }
            let entry = Entry::new("amplemarket", "api-key");
            entry.map(Self).map_err(|error| unavailable(&error))
        }

        /// The key in it.
        pub(crate) fn read(&self) -> Result<Option<SecretString>, Unavailable> {
            match self.0.get_password() {
                Ok(key) => Ok(Some(SecretString::from(key))),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(unavailable(&error)),
            }
        }

        /// Puts the key there.
        pub(crate) fn write(&self, key: &SecretString) -> Result<(), Unavailable> {
            let put = self.0.set_password(key.expose_secret());
            put.map_err(|error| unavailable(&error))
        }

        /// Takes the key away; says whether there was one.
        pub(crate) fn remove(&self) -> Result<bool, Unavailable> {
            match self.0.delete_credential() {
                Ok(()) => Ok(true),
                Err(Error::NoEntry) => Ok(false),
                Err(error) => Err(unavailable(&error)),
            }
        }
    }

    fn unavailable(error: &Error) -> Unavailable {
        Unavailable(error.to_string())
    }
}

#[cfg(not(feature = "keyring"))]
pub(crate) use none::Keyring;

#[cfg(not(feature = "keyring"))]
mod none {
    use secrecy::SecretString;

    use super::Unavailable;

    /// No keyring: this build does without. There is never a value of it.
    pub(crate) enum Keyring {}

    impl Keyring {
        pub(crate) fn of_this_system() -> Result<Self, Unavailable> {
            Err(Unavailable("this build does without keyrings".to_owned()))
        }

        pub(crate) fn read(&self) -> Result<Option<SecretString>, Unavailable> {
            match *self {}
        }

        pub(crate) fn write(&self, _key: &SecretString) -> Result<(), Unavailable> {
            match *self {}
        }

        pub(crate) fn remove(&self) -> Result<bool, Unavailable> {
            match *self {}
        }
    }
}
