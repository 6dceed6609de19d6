//! A workspace has no surface.
//- Cargo.toml
[workspace]
//- src/lib.rs
pub struct Here;
