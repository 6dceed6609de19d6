//! The generated source would not be in the crate.
//- src/lib.rs
pub struct Here;
//- generated
pub struct Lost;
