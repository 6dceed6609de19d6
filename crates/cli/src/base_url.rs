//! The base URL: where it is looked for, and what is said of one that can't be used.

use std::env::{self, VarError};

use amplemarket::{ClientBuilder, ConfigError, ConfigErrorKind};

use crate::environment::BASE_URL;
use crate::error::CliError;
use crate::exit::Exit;

/// A base URL, and where it is from.
pub(crate) struct BaseUrl {
    /// Nothing is the API's own.
    url: Option<String>,
    from: String,
}

impl BaseUrl {
    /// The one of the command line; else the one of the environment; else the API's own.
    pub(crate) fn find(argument: Option<&str>) -> Result<Self, CliError> {
        if let Some(url) = argument {
            return Ok(Self {
                url: Some(url.to_owned()),
                from: "--base-url".to_owned(),
            });
        }
        match env::var(BASE_URL) {
            Ok(url) if !url.is_empty() => Ok(Self {
                url: Some(url),
                from: format!("the environment variable {BASE_URL}"),
            }),
            Ok(_) | Err(VarError::NotPresent) => Ok(Self {
                url: None,
                from: "this version".to_owned(),
            }),
            Err(VarError::NotUnicode(_)) => Err(CliError::new(
                Exit::Usage,
                format!("{BASE_URL} is not text"),
            )),
        }
    }

    /// Has a client use it.
    pub(crate) fn set(&self, builder: ClientBuilder) -> Result<ClientBuilder, CliError> {
        match &self.url {
            None => Ok(builder),
            Some(url) if url.contains("://") => Ok(builder.base_url(url)),
            Some(_) => Err(self.unusable("it does not begin with https://", true)),
        }
    }

    /// The client can't use it.
    pub(crate) fn refused(&self, error: &ConfigError) -> CliError {
        let is_http = |url: &String| {
            let scheme = url.split("://").next().unwrap_or_default();
            matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https")
        };
        let needs_https = error.kind() == ConfigErrorKind::PlainHttp
            || self.url.as_ref().is_some_and(|url| !is_http(url));
        self.unusable(error.reason(), needs_https)
    }

    fn unusable(&self, why: &str, needs_https: bool) -> CliError {
        let error = CliError::new(Exit::Usage, format!("the base URL can't be used: {why}"));
        let error = match needs_https {
            true => error.hint("start it with https://; plain http only on loopback"),
            false => error,
        };
        error.hint(format!("it is from {}", self.from))
    }
}
