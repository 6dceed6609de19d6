//! Also in the generated module.
//- src/lib.rs
mod generated;
//- generated
pub mod types {}

pub use self::types::*;
