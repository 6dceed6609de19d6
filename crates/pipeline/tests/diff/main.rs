//! `cargo xtask diff` from the outside: files, folders and revisions in, reports out.
//!
//! Each case is a pair of documents in `cases`, with the report in every form beside it; `UPDATE=1` writes these anew.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects by failing; clippy knows only functions marked as tests for ones"
)]

#[path = "../support/tree.rs"]
#[allow(dead_code, reason = "these tests take what they need of it")]
mod tree;

mod forms;
mod inputs;
mod revisions;
