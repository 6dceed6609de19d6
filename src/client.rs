mod address;
mod builder;
mod http;

pub use builder::ClientBuilder;

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;

use reqwest::Url;
use secrecy::SecretString;

use crate::Error;
use crate::error::{ConfigError, ConfigErrorKind};
use crate::hook::Hook;
use crate::limit::Limits;
use crate::retry::Budget;
use crate::runtime::Settings;
use crate::unknown::Reporter;

/// The way to the API: one connection pool, one key, one origin that the key goes to.
///
/// A clone is cheap and shares all of it. A client has a method for each operation; see also [`operations`](crate::operations).
///
/// ```no_run
/// # async fn example(key: String) -> Result<(), amplemarket::Error> {
/// let client = amplemarket::Client::builder().api_key(key).build()?;
/// let batch = client.cancel_email_validation().id("019e8e97-214c-782c-bf1a-5f04ef81ddd1").send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    http: reqwest::Client,
    base_url: Url,
    api_key: SecretString,
    settings: Settings,
    limits: Limits,
    budget: Budget,
    hooks: Vec<Arc<dyn Hook>>,
    reporter: Reporter,
}

impl Client {
    /// A client from its parts; at the least, a key.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A client from the environment: the key from `AMPLEMARKET_API_KEY`, and the base URL from `AMPLEMARKET_BASE_URL`
    /// where that is set.
    ///
    /// # Errors
    /// [`Error::Config`] when the key is missing, or when either can't be used.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(|name| env::var_os(name))
    }

    /// Where calls are sent: `https://api.amplemarket.com`, unless it was set otherwise.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        &self.inner.base_url
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.inner.http
    }

    pub(crate) fn api_key(&self) -> &SecretString {
        &self.inner.api_key
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.inner.budget
    }

    pub(crate) fn hooks(&self) -> &[Arc<dyn Hook>] {
        &self.inner.hooks
    }

    pub(crate) fn reporter(&self) -> &Reporter {
        &self.inner.reporter
    }

    fn from_variables(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, Error> {
        let read = |name: &'static str, kind| match variable(name).map(OsString::into_string) {
            None => Ok(None),
            Some(Ok(value)) => Ok(Some(value)),
            Some(Err(_)) => Err(ConfigError::new(
                kind,
                format!("the environment variable {name} is not text"),
            )),
        };
        let key = read("AMPLEMARKET_API_KEY", ConfigErrorKind::InvalidKey)?;
        let Some(api_key) = key else {
            let hint = "set AMPLEMARKET_API_KEY, or use Client::builder().api_key(…)";
            let reason = format!("no API key: {hint}");
            return Err(ConfigError::new(ConfigErrorKind::MissingKey, reason).into());
        };
        let mut builder = Self::builder().api_key(api_key);
        if let Some(base_url) = read("AMPLEMARKET_BASE_URL", ConfigErrorKind::InvalidBaseUrl)? {
            builder = builder.base_url(base_url);
        }
        builder.build()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.base_url.as_str())
            .field("api_key", &"[redacted]")
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn from_variables(variables: &[(&str, &str)]) -> Result<Client, String> {
        Client::from_variables(|name| {
            let found = variables.iter().find(|(held, _)| *held == name);
            found.map(|(_, value)| OsString::from(value))
        })
        .map_err(|error| error.to_string())
    }

    #[test]
    fn the_environment_makes_a_client() {
        let client = from_variables(&[
            ("AMPLEMARKET_API_KEY", "made-up"),
            ("AMPLEMARKET_BASE_URL", "http://127.0.0.1:1/prefix/"),
        ]);
        assert_eq!(
            client.unwrap().base_url().as_str(),
            "http://127.0.0.1:1/prefix/"
        );
        let error = from_variables(&[]).unwrap_err();
        assert_eq!(
            error,
            "no API key: set AMPLEMARKET_API_KEY, or use Client::builder().api_key(…)"
        );
        assert_eq!(
            from_variables(&[("AMPLEMARKET_API_KEY", "")]).unwrap_err(),
            "the API key is empty"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_not_text_is_an_error() {
        use std::os::unix::ffi::OsStringExt;
        let error = Client::from_variables(|_| Some(OsString::from_vec(vec![0xff]))).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the environment variable AMPLEMARKET_API_KEY is not text"
        );
    }
}
