//! `cargo xtask drift` from the outside: pages that are held, docs in a folder or on loopback, reports and exit codes.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects by failing; clippy knows only functions marked as tests for ones"
)]

#[cfg(unix)]
mod runner;
mod setup;
#[path = "../support/site.rs"]
#[allow(dead_code, reason = "these tests take what they need of it")]
mod site;
#[path = "../support/tree.rs"]
#[allow(dead_code, reason = "these tests take what they need of it")]
mod tree;

mod accept;
mod cannot_tell;
mod corrections;
mod filter;
mod forms;
mod head;
mod ignore;
mod levels;
#[cfg(unix)]
mod proposals;
mod repository;
#[cfg(unix)]
mod scripts;
mod standing;
mod unchanged;
mod workflow;
