//! What the tests share: requests that no client of ours would send, and the spec as a second pair of eyes reads it.

#![allow(dead_code, unused_imports, reason = "each test takes what it needs")]
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

pub(crate) mod document;
#[path = "../../../mock/tests/support/mod.rs"]
mod http;

use amplemarket::Client;
use amplemarket_mock::MockServer;

pub(crate) use http::{Answer, KEY, send, send_as};

/// The client that users have, which fails on anything that the docs do not name.
pub(crate) fn client(server: &MockServer) -> Client {
    Client::builder()
        .api_key(KEY)
        .base_url(server.url())
        .strict(true)
        .build()
        .unwrap()
}
