//! The generated source is no Rust.
//- src/lib.rs
mod generated;
//- generated
pub fn fine() {}
pub fn broken( {}
