//! The command without `emails validate`, run as people run it: against mocks on loopback, or the one inside.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects by failing"
)]

mod bodies;
mod errors;
#[cfg(unix)]
mod keys;
mod lists;
mod place;
#[cfg(not(feature = "mock"))]
mod without_the_mock;

/// What is printed, word for word: `tests/command/cmd`.
#[cfg(feature = "mock")]
#[test]
fn the_command_says_what_it_is_written_to_say() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path().to_str().unwrap();
    trycmd::TestCases::new()
        .case("tests/command/cmd/*.trycmd")
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home)
        .env("XDG_RUNTIME_DIR", home)
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        .env("SSL_CERT_FILE", "/nonexistent")
        .env("SSL_CERT_DIR", "/nonexistent")
        // Nothing is no key, and no base URL.
        .env("AMPLEMARKET_API_KEY", "")
        .env("AMPLEMARKET_BASE_URL", "");
}
