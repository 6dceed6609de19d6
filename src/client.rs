use std::env;
use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;
use reqwest::redirect::Policy;
use secrecy::{ExposeSecret, SecretString};

use crate::error::ConfigError;
use crate::{BASE_URL, Error, Operation};

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

    /// The address of an operation. Each value fills one `{…}` of the path and stays within its segment, whatever it holds.
    pub(crate) fn url(&self, operation: &'static Operation, values: &[&str]) -> Result<Url, Error> {
        let mut values = values.iter();
        let mut path = self.inner.base_url.path().trim_end_matches('/').to_owned();
        for template in operation.path.split('/').skip(1) {
            path.push('/');
            let segment = fill(template, &mut values);
            path.push_str(&segment.map_err(|reason| Error::refused(operation, reason))?);
        }
        let mut url = self.inner.base_url.clone();
        url.set_path(&path);
        Ok(url)
    }

    /// The address that a link in an answer means. Links are relative to the base URL; one that leads anywhere else would
    /// take the key along, and is refused.
    pub(crate) fn linked(&self, link: &str) -> Result<Url, String> {
        let base = &self.inner.base_url;
        let elsewhere = || "it does not lead to the API".to_owned();
        let url = if link.starts_with('/') && !link.starts_with("//") {
            let prefix = base.path().trim_end_matches('/');
            let origin = base.origin().ascii_serialization();
            Url::parse(&format!("{origin}{prefix}{link}"))
        } else {
            Url::parse(link)
        };
        let url = url.map_err(|_| elsewhere())?;
        let plain = url.username().is_empty() && url.password().is_none();
        if url.origin() == base.origin() && plain {
            Ok(url)
        } else {
            Err(elsewhere())
        }
    }

    fn from_variables(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, Error> {
        let read = |name: &'static str| match variable(name).map(OsString::into_string) {
            None => Ok(None),
            Some(Ok(value)) => Ok(Some(value)),
            Some(Err(_)) => Err(ConfigError::new(format!(
                "the environment variable {name} is not text"
            ))),
        };
        let Some(api_key) = read("AMPLEMARKET_API_KEY")? else {
            let hint = "set AMPLEMARKET_API_KEY, or use Client::builder().api_key(…)";
            return Err(ConfigError::new(format!("no API key: {hint}")).into());
        };
        let mut builder = Self::builder().api_key(api_key);
        if let Some(base_url) = read("AMPLEMARKET_BASE_URL")? {
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

/// Makes a [`Client`].
///
/// ```
/// use std::time::Duration;
///
/// let client = amplemarket::Client::builder()
///     .api_key("made-up")
///     .base_url("http://localhost:4010") // a mock
///     .timeout(Duration::from_secs(30))
///     .build()?;
/// assert_eq!(client.base_url().as_str(), "http://localhost:4010/");
/// # Ok::<(), amplemarket::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a builder makes no client until it is built"]
pub struct ClientBuilder {
    api_key: Option<SecretString>,
    base_url: String,
    allow_plain_http: bool,
    connect_timeout: Duration,
    timeout: Duration,
    user_agent: String,
}

impl ClientBuilder {
    /// The API key, from the dashboard's Settings → API. It is sent to the base URL's origin and nowhere else, and shown nowhere.
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

    /// How long a call may take from the first byte sent to the last byte read; 60 seconds unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The `User-Agent`; `amplemarket-rust/<version>` unless set.
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
        let api_key = self
            .api_key
            .ok_or_else(|| ConfigError::new("no API key: use Client::builder().api_key(…)"))?;
        check_key(&api_key)?;
        let base_url = parse_base_url(&self.base_url, self.allow_plain_http)?;
        let http = reqwest::Client::builder()
            .user_agent(self.user_agent)
            .connect_timeout(self.connect_timeout)
            .timeout(self.timeout)
            // A redirect would turn a PATCH into a GET, or take the key elsewhere. The API has none.
            .redirect(Policy::none());
        let http = tls_as_needed(http, &base_url)?.build().map_err(|error| {
            ConfigError::new(format!("{}; {TLS_HINT}", crate::error::chain(&error)))
        })?;
        Ok(Client {
            inner: Arc::new(Inner {
                http,
                base_url,
                api_key,
            }),
        })
    }
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            api_key: None,
            base_url: BASE_URL.to_owned(),
            allow_plain_http: false,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(60),
            user_agent: concat!("amplemarket-rust/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("api_key", &self.api_key.as_ref().map(|_| "[redacted]"))
            .field("base_url", &self.base_url)
            .field("allow_plain_http", &self.allow_plain_http)
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("user_agent", &self.user_agent)
            .finish()
    }
}

/// The one thing that making an HTTP client needs of the machine.
const TLS_HINT: &str = "HTTPS needs the system's CA certificates: install them (the package is often called ca-certificates), or point SSL_CERT_FILE at a bundle";

/// All but letters, digits and what RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Fills the `{…}` of one segment. What a URL takes as «here» or «up», however it is encoded, can't be sent as a value.
fn fill<'v>(
    template: &str,
    values: &mut impl Iterator<Item = &'v &'v str>,
) -> Result<String, String> {
    let mut segment = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let value = values.next().copied().unwrap_or_default();
        if value.is_empty() {
            return Err(format!("`{name}` is empty"));
        }
        segment.push_str(before);
        segment.extend(utf8_percent_encode(value, RESERVED));
        rest = after;
    }
    segment.push_str(rest);
    if matches!(segment.as_str(), "." | "..") {
        return Err(format!("`{segment}` is no value that a path can hold"));
    }
    Ok(segment)
}

fn check_key(api_key: &SecretString) -> Result<(), ConfigError> {
    let key = api_key.expose_secret();
    if key.is_empty() {
        return Err(ConfigError::new("the API key is empty"));
    }
    // The form of a bearer token (RFC 6750). It needs no escape in a header, in JSON or anywhere else.
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    if !key.bytes().all(is_token) {
        return Err(ConfigError::new(
            "the API key holds a blank, a line break or something else that no key has; was it copied with what stands around it?",
        ));
    }
    Ok(())
}

fn parse_base_url(text: &str, allow_plain_http: bool) -> Result<Url, ConfigError> {
    // The text itself may hold a password, so no message repeats it whole.
    let refused = |why: &str| ConfigError::new(format!("the base URL can't be used: {why}"));
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
        return Err(refused(
            "over plain http the key could be read on the way; use https, or ask for it with allow_plain_http(true)",
        ));
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
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
            "an https base URL needs the feature `rustls`, which is off",
        )),
        _ => Ok(http),
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

    #[track_caller]
    fn refused(base_url: &str, expected: &str) {
        let outcome = Client::builder()
            .api_key("made-up")
            .base_url(base_url)
            .build();
        let error = outcome.expect_err(base_url).to_string();
        assert!(error.contains(expected), "{base_url}: {error}");
        assert!(!error.contains("hunter2"), "{error}");
    }

    #[test]
    fn a_base_url_that_would_give_the_key_away_is_refused() {
        refused("http://api.amplemarket.com", "over plain http");
        refused("http://127.0.0.1.evil.example", "over plain http");
        refused("http://[2001:db8::1]", "over plain http");
        refused("http://localhost.evil.example", "over plain http");
        refused("https://ada:hunter2@example.com", "user name or password");
        refused("https://example.com/?key=1", "`?` or `#`");
        refused("https://example.com/#a", "`?` or `#`");
        refused("ftp://example.com", "https://");
        refused("example.com", "relative URL without a base");
        refused("unix:/socket", "https://");
        let by_name = Client::builder()
            .api_key("made-up")
            .base_url("http://10.0.0.1")
            .allow_plain_http(true);
        assert!(by_name.build().is_ok());
        for loopback in ["http://localhost:1", "http://127.8.9.1", "http://[::1]:1/v"] {
            let client = Client::builder()
                .api_key("made-up")
                .base_url(loopback)
                .build();
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
            let error = Client::builder().api_key(key).build().expect_err(key);
            assert!(
                !format!("{error} {error:?}").contains("hunter2"),
                "{error:?}"
            );
        }
    }

    #[test]
    fn no_debug_shows_the_key() {
        let builder = Client::builder().api_key("hunter2");
        let client = builder
            .clone()
            .base_url("http://localhost")
            .build()
            .unwrap();
        let call = format!("{:?}", client.cancel_email_validation());
        let shown = format!("{builder:?} {client:?} {call}");
        assert!(
            shown.contains("[redacted]") && !shown.contains("hunter2"),
            "{shown}"
        );
    }
}
