//! A manifest that is none.
//- Cargo.toml
[package
//- src/lib.rs
pub struct Here;
