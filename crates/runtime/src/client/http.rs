//! The HTTP client of our making.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::redirect::Policy;

use crate::error::{ConfigError, ConfigErrorKind};

/// What a user changes of the way in which the HTTP client is made.
pub(super) type ConfigureHttp =
    Arc<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

/// How the HTTP client is made.
pub(super) struct HttpSettings {
    pub(super) user_agent: String,
    pub(super) connect_timeout: Duration,
    pub(super) proxy: Option<reqwest::Proxy>,
    pub(super) configure: Option<ConfigureHttp>,
}

impl HttpSettings {
    pub(super) fn make_client(self, base_url: &Url) -> Result<reqwest::Client, ConfigError> {
        let http = reqwest::Client::builder().connect_timeout(self.connect_timeout);
        let mut http = tls_as_needed(http, base_url)?;
        if let Some(configure) = self.configure {
            http = configure(http);
        }
        // From here on are the guards, which no configuration changes.
        http = http
            .user_agent(self.user_agent)
            // A redirect would turn a PATCH into a GET, or take the key elsewhere. The API has none.
            .redirect(Policy::none())
            // On HTTP/2 the library would send a call again by itself, and a paid one may have been taken.
            .retry(reqwest::retry::never());
        if !cfg!(feature = "http2") {
            http = http.http1_only();
        }
        if base_url.scheme() == "http" && is_loopback(base_url) {
            // What goes to this machine in the clear must not go through a proxy that was meant for the rest.
            http = http.no_proxy();
        }
        if let Some(proxy) = self.proxy {
            http = http.proxy(proxy);
        }
        http.build().map_err(|error| {
            let reason = format!("{}; {TLS_HINT}", crate::error::chain(&error));
            ConfigError::new(ConfigErrorKind::Tls, reason)
        })
    }
}

/// The one thing that making an HTTP client needs of the machine.
const TLS_HINT: &str = "HTTPS needs the system's CA certificates: install them (the package is often called ca-certificates), or point SSL_CERT_FILE at a bundle";

pub(super) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// A plain-http base URL needs no certificates, so a machine without any must be able to use one: TLS trusts nobody then.
#[cfg(feature = "rustls")]
#[allow(
    clippy::unnecessary_wraps,
    reason = "without TLS the same question has a different answer"
)]
fn tls_as_needed(
    http: reqwest::ClientBuilder,
    base_url: &Url,
) -> Result<reqwest::ClientBuilder, ConfigError> {
    Ok(match base_url.scheme() {
        "https" => http,
        _ => http.tls_certs_only([]),
    })
}

#[cfg(not(feature = "rustls"))]
fn tls_as_needed(
    http: reqwest::ClientBuilder,
    base_url: &Url,
) -> Result<reqwest::ClientBuilder, ConfigError> {
    match base_url.scheme() {
        "https" => Err(ConfigError::new(
            ConfigErrorKind::Tls,
            "an https base URL needs the feature `rustls`, which is off",
        )),
        _ => Ok(http),
    }
}
