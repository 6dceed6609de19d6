//! Nor is the one that `#[path]` names.
//- src/lib.rs
pub mod outer;
//- src/outer.rs
#[path = "gone/away.rs"]
mod inner;
