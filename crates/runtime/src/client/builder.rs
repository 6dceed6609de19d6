//! Makes a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use super::environment::missing_key;
use super::http::{ConfigureHttp, HttpSettings, is_loopback};
use super::{Client, Inner, Settings};
use crate::api::Api;
use crate::error::{ConfigError, ConfigErrorKind, Error};
use crate::hook::Hook;
use crate::limit::Limits;
use crate::options::RetryPolicy;
use crate::retry::Budget;
use crate::unknown::{Callback, Reporter, Unknown};

impl Client {
    /// A client from its parts; at the least, a key.
    pub fn builder(api: &'static Api) -> ClientBuilder {
        ClientBuilder {
            api,
            api_key: None,
            base_url: api.base_url.to_owned(),
            allow_plain_http: false,
            connect_timeout: Duration::from_secs(10),
            user_agent: format!("{}/{}", api.user_agent, api.version),
            configure_http: None,
            proxy: None,
            limited: true,
            max_in_flight: 64,
            settings: Settings {
                retry: RetryPolicy::new(),
                attempt_timeout: Duration::from_secs(60),
                deadline: None,
                strict: false,
                max_body_size: 64 * 1024 * 1024,
            },
            hooks: Vec::new(),
            on_unknown: None,
        }
    }
}

/// Makes a [`Client`].
#[derive(Clone)]
#[must_use = "a builder makes no client until it is built"]
pub struct ClientBuilder {
    api: &'static Api,
    api_key: Option<SecretString>,
    base_url: String,
    allow_plain_http: bool,
    connect_timeout: Duration,
    user_agent: String,
    configure_http: Option<ConfigureHttp>,
    proxy: Option<reqwest::Proxy>,
    limited: bool,
    max_in_flight: usize,
    settings: Settings,
    hooks: Vec<Arc<dyn Hook>>,
    on_unknown: Option<Callback>,
}

impl ClientBuilder {
    /// The API key. It is sent to the base URL's origin and nowhere else, and shown nowhere.
    pub fn api_key(mut self, api_key: impl Into<SecretString>) -> Self {
        self.api_key = Some(api_key.into());
        self
    }

    /// Where calls are sent, in place of the vendor's own address: a mock, or a proxy. A path in it comes before each operation's.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Lets the key travel in the clear to a host other than this machine. Without it, such a base URL is refused.
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.allow_plain_http = allow;
        self
    }

    /// How long to wait for a connection; 10 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one attempt may take, from the first byte sent to the last byte read; 60 seconds unless set.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.settings.attempt_timeout = timeout;
        self
    }

    /// How long a call may take with all its attempts and all waiting in between, that for its turn included; as long as it
    /// takes, unless set. Each page of a list is a call.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.settings.deadline = Some(deadline);
        self
    }

    /// Whether and how calls are sent again; see [`RetryPolicy`] for what it is unless set.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.retry = policy;
        self
    }

    /// Whether calls wait for their turn under the documented rate limits, which clones of a client share; they do unless
    /// this is set to false. What the API itself asks for with a 429 is waited for either way.
    pub fn rate_limited(mut self, limited: bool) -> Self {
        self.limited = limited;
        self
    }

    /// How many requests are in flight at once, over all clones of the client; 64 unless set, and at least one. A request is in
    /// flight until the body of its answer is read or dropped. A call that has waited five seconds for a place goes ahead
    /// without one, so that responses which nobody reads delay other calls and never stop them.
    pub fn max_in_flight(mut self, requests: usize) -> Self {
        self.max_in_flight = requests.clamp(1, Semaphore::MAX_PERMITS);
        self
    }

    /// How long the body of an answer may be that is read as a whole, in bytes; 64 MiB unless set. A longer one is an
    /// [`Error::Decode`]. Files, which come as a stream ([`ByteStream`](crate::ByteStream)), have no limit.
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.settings.max_body_size = bytes;
        self
    }

    /// Sees every attempt of every call. Hooks stand in the order in which they were set.
    pub fn hook(mut self, hook: impl Hook) -> Self {
        self.hooks.push(Arc::new(hook));
        self
    }

    /// Is told of each thing in an answer that the docs do not know, once in the client's life; `tracing` hears of it either
    /// way.
    pub fn on_unknown(mut self, callback: impl Fn(&Unknown) + Send + Sync + 'static) -> Self {
        self.on_unknown = Some(Arc::new(callback));
        self
    }

    /// Fails on anything in a successful answer that the docs do not know, for tests and CI; unless set, it is let through. An
    /// error stays the error that it is, and [`on_unknown`](Self::on_unknown) is told of what is new in it.
    pub fn strict(mut self, strict: bool) -> Self {
        self.settings.strict = strict;
        self
    }

    /// Changes how the HTTP client is made: its TLS roots, pool, timeouts and so on. What keeps the key and the credits safe is
    /// set afterwards and can't be changed here: no redirects, no retries of the HTTP library's own, HTTP/1.1 unless the feature
    /// `http2` is on, no proxy for plain http to this machine, and the user agent.
    pub fn configure_http(
        mut self,
        configure: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.configure_http = Some(Arc::new(configure));
        self
    }

    /// The proxy to go through; unless set, the one that the environment names (`HTTPS_PROXY` and the like).
    pub fn proxy(mut self, proxy: reqwest::Proxy) -> Self {
        self.proxy = Some(proxy);
        self
    }

    /// The `User-Agent`; the API's own with the crate's version unless set.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    /// [`Error::Config`] when there is no key, when the key or the base URL can't be used, and when TLS can't be set up:
    /// with an `https` base URL, a machine without CA certificates is told here.
    pub fn build(self) -> Result<Client, Error> {
        let api_key = self.api_key.ok_or_else(|| missing_key(None, self.api))?;
        check_key(&api_key)?;
        let base_url = parse_base_url(&self.base_url, self.allow_plain_http)?;
        let http = HttpSettings {
            user_agent: self.user_agent,
            connect_timeout: self.connect_timeout,
            proxy: self.proxy,
            configure: self.configure_http,
        };
        let http = http.make_client(&base_url)?;
        let limits = if self.limited {
            Limits::kept(self.api.rate_limit, self.api.operations)
        } else {
            Limits::open(self.api.operations)
        };
        Ok(Client {
            inner: Arc::new(Inner {
                api: self.api,
                http,
                base_url,
                api_key,
                settings: self.settings,
                limits,
                budget: Budget::new(),
                in_flight: Arc::new(Semaphore::new(self.max_in_flight)),
                hooks: self.hooks,
                reporter: Reporter::new(self.api.name, self.on_unknown),
            }),
        })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("api_key", &self.api_key.as_ref().map(|_| "[redacted]"))
            // It may still hold a password: it is looked at when the client is built.
            .field(
                "base_url",
                &Url::parse(&self.base_url)
                    .map(|url| url.origin().ascii_serialization())
                    .ok(),
            )
            .field("allow_plain_http", &self.allow_plain_http)
            .field("connect_timeout", &self.connect_timeout)
            .field("user_agent", &self.user_agent)
            .field("rate_limited", &self.limited)
            .field("max_in_flight", &self.max_in_flight)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

fn check_key(api_key: &SecretString) -> Result<(), ConfigError> {
    let key = api_key.expose_secret();
    let invalid = |reason: &str| ConfigError::new(ConfigErrorKind::InvalidKey, reason);
    if key.is_empty() {
        return Err(invalid("the API key is empty"));
    }
    // The form of a bearer token (RFC 6750). It needs no escape in a header, in JSON or anywhere else.
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    if !key.bytes().all(is_token) {
        return Err(invalid(
            "the API key holds a blank, a line break or something else that no key has; was it copied with what stands around it?",
        ));
    }
    Ok(())
}

fn parse_base_url(text: &str, allow_plain_http: bool) -> Result<Url, ConfigError> {
    // The text itself may hold a password, so no message repeats it whole.
    let because =
        |kind, why: &str| ConfigError::new(kind, why).about("the base URL can't be used: ");
    let refused = |why: &str| because(ConfigErrorKind::InvalidBaseUrl, why);
    let url = Url::parse(text).map_err(|error| refused(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(refused("it must begin with https:// and name a host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused(
            "it holds a user name or password; the API takes a key only",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refused(
            "it holds a `?` or `#`; only a path may follow the host",
        ));
    }
    if url.scheme() == "http" && !is_loopback(&url) && !allow_plain_http {
        return Err(because(
            ConfigErrorKind::PlainHttp,
            "over plain http the key could be read on the way",
        )
        .advise("; use https, or ask for it with allow_plain_http(true)"));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use crate::pets;

    #[track_caller]
    fn refused(base_url: &str, expected: &str) {
        let outcome = pets::builder().base_url(base_url).build();
        let error = outcome.expect_err(base_url).to_string();
        assert!(error.contains(expected), "{base_url}: {error}");
        assert!(!error.contains("hunter2"), "{error}");
    }

    #[test]
    fn a_base_url_that_would_give_the_key_away_is_refused() {
        refused("http://pets.example.com", "over plain http");
        refused("http://127.0.0.1.evil.example", "over plain http");
        refused("http://[2001:db8::1]", "over plain http");
        refused("http://localhost.evil.example", "over plain http");
        refused("https://ada:hunter2@example.com", "user name or password");
        refused("https://example.com/?key=1", "`?` or `#`");
        refused("https://example.com/#a", "`?` or `#`");
        refused("ftp://example.com", "https://");
        refused("example.com", "relative URL without a base");
        refused("unix:/socket", "https://");
        let by_name = pets::builder()
            .base_url("http://10.0.0.1")
            .allow_plain_http(true);
        assert!(by_name.build().is_ok());
        for loopback in ["http://localhost:1", "http://127.8.9.1", "http://[::1]:1/v"] {
            let client = pets::builder().base_url(loopback).build();
            assert!(client.is_ok(), "{loopback}");
        }
    }

    #[test]
    fn a_key_that_no_header_can_hold_is_refused_and_not_shown() {
        for key in [
            "",
            "hunter2\n",
            " hunter2",
            "hunter2 hunter3",
            "hunter2ü",
            "hunter2\0",
            "\"hunter2\"",
        ] {
            let error = pets::builder().api_key(key).build().expect_err(key);
            assert!(
                !format!("{error} {error:?}").contains("hunter2"),
                "{error:?}"
            );
        }
    }

    #[test]
    fn no_debug_shows_the_key() {
        let builder = pets::builder().api_key("hunter2");
        let client = builder
            .clone()
            .base_url("http://localhost")
            .build()
            .unwrap();
        let call = format!("{:?}", client.call(&pets::LIST_PETS));
        let shown = format!("{builder:?} {client:?} {call}");
        assert!(
            shown.contains("[redacted]") && !shown.contains("hunter2"),
            "{shown}"
        );
    }
}
