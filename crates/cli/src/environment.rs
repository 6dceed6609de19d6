//! The environment variables that the command reads, and what each is for.

use std::fmt::Write;

/// Holds the API key.
pub(crate) const API_KEY: &str = "AMPLEMARKET_API_KEY";
/// Holds the base URL.
pub(crate) const BASE_URL: &str = "AMPLEMARKET_BASE_URL";

/// What each is for: in `--help` and in the man page.
pub(crate) const MEANINGS: &[(&str, &str)] = &[
    (
        API_KEY,
        "the API key; wins over what `amplemarket login` keeps",
    ),
    (BASE_URL, "where the API is, unless --base-url says"),
    (
        "HTTPS_PROXY, NO_PROXY",
        "the proxy to go through, and what not to go through it for",
    ),
    (
        "NO_COLOR, CLICOLOR_FORCE",
        "no colours, or colours everywhere, unless --color says",
    ),
    (
        "SSL_CERT_FILE, SSL_CERT_DIR",
        "the CA certificates to trust, where they are not the system's",
    ),
];

/// The same as lines for `--help`.
pub(crate) fn lines() -> String {
    let mut lines = String::new();
    for (name, meaning) in MEANINGS {
        let _ = writeln!(lines, "  {name:<28}{meaning}");
    }
    lines
}
