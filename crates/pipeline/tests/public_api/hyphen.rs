//! A package's hyphen is the crate's underscore.
//- Cargo.toml
[package]
name = "some-package"
//- src/lib.rs
pub struct Here;
