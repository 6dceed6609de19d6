//! A cfg at the head of a file counts for all that the file holds.

pub mod gated;
pub mod never;
//- src/gated.rs
#![cfg(feature = "gate")]
pub fn through() {}
//- src/never.rs
#![cfg(test)]
pub fn nowhere() {}
