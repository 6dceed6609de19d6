//! Fetches against a docs site on loopback that can be told to misbehave.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects by failing; clippy knows only functions marked as tests for ones"
)]

mod setup;
#[path = "../support/site.rs"]
#[allow(dead_code, reason = "these tests take what they need of it")]
mod site;
#[path = "../support/tree.rs"]
#[allow(dead_code, reason = "these tests take what they need of it")]
mod tree;

mod at_once;
mod conditional;
mod faults;
mod index;
mod missing;
mod sanity;
mod whole_spec;
