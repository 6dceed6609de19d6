//! `amplemarket emails validate`, run as people run it: against a mock on loopback, or the one inside.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects by failing"
)]

mod api;

#[cfg(feature = "mock")]
mod contract;
mod cost;
mod files;
#[cfg(unix)]
mod killed;
mod large;
mod resumed;
#[cfg(unix)]
mod terminal;
