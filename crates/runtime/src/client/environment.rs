//! A client from environment variables.

use std::env;
use std::ffi::OsString;

use super::Client;
use crate::api::Api;
use crate::error::{ConfigError, ConfigErrorKind, Error};

impl Client {
    /// A client from the environment variables that the API's description names: one holds the key, and another base URL
    /// may stand in the other.
    ///
    /// # Errors
    /// [`Error::Config`] when the key is missing, or when either cannot be used.
    pub fn from_env(api: &'static Api) -> Result<Self, Error> {
        Self::from_variables(api, |name| env::var_os(name))
    }

    fn from_variables(
        api: &'static Api,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, Error> {
        let read = |name: Option<&str>, kind| {
            let Some(name) = name else { return Ok(None) };
            variable(name)
                .map(OsString::into_string)
                .transpose()
                .map_err(|_| {
                    let reason = format!("the environment variable {name} is not text");
                    ConfigError::new(kind, reason)
                })
        };
        let Some(api_key) = read(api.api_key_variable, ConfigErrorKind::InvalidKey)? else {
            return Err(missing_key(api.api_key_variable, api).into());
        };
        let mut builder = Self::builder(api).api_key(api_key);
        let base_url = read(api.base_url_variable, ConfigErrorKind::InvalidBaseUrl)?;
        if let Some(base_url) = base_url {
            builder = builder.base_url(base_url);
        }
        builder.build()
    }
}

/// The error of a client without a key: which variable may hold one, and where a person finds it.
pub(super) fn missing_key(variable: Option<&str>, api: &Api) -> ConfigError {
    let set = variable.map(|name| format!("set {name}, or "));
    let from = api
        .api_key_from
        .map(|place| format!("; the key is in {place}"));
    let (set, from) = (set.unwrap_or_default(), from.unwrap_or_default());
    ConfigError::new(
        ConfigErrorKind::MissingKey,
        format!("no API key: {set}use Client::builder().api_key(…){from}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pets;

    #[track_caller]
    fn from_variables(variables: &[(&str, &str)]) -> Result<Client, String> {
        Client::from_variables(&pets::API, |name| {
            let found = variables.iter().find(|(held, _)| *held == name);
            found.map(|(_, value)| OsString::from(value))
        })
        .map_err(|error| error.to_string())
    }

    #[test]
    fn the_environment_makes_a_client() {
        let client = from_variables(&[
            ("PETS_API_KEY", "made-up"),
            ("PETS_BASE_URL", "http://127.0.0.1:1/prefix/"),
        ]);
        assert_eq!(
            client.unwrap().base_url().as_str(),
            "http://127.0.0.1:1/prefix/"
        );
        let error = from_variables(&[]).unwrap_err();
        assert_eq!(
            error,
            "no API key: set PETS_API_KEY, or use Client::builder().api_key(…); the key is in the settings page"
        );
        assert_eq!(
            from_variables(&[("PETS_API_KEY", "")]).unwrap_err(),
            "the API key is empty"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_not_text_is_an_error() {
        use std::os::unix::ffi::OsStringExt;
        let error = Client::from_variables(&pets::API, |_| Some(OsString::from_vec(vec![0xff])))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "the environment variable PETS_API_KEY is not text"
        );
    }
}
