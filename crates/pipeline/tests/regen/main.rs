//! `cargo xtask regen` from the outside: trees in, trees and words out. The docs are a folder or a server on loopback.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects by failing; clippy knows only functions marked as tests for ones"
)]

#[path = "../support/site.rs"]
#[allow(dead_code, reason = "these tests take what they need of it")]
mod site;
#[path = "../support/tree.rs"]
#[allow(dead_code, reason = "these tests take what they need of it")]
mod tree;

mod check;
mod fetch;
mod folder;
mod refusals;
mod repository;
mod write;
