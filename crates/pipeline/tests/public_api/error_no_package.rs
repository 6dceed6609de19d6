//! A workspace has no public API.
//- Cargo.toml
[workspace]
//- src/lib.rs
pub struct Here;
