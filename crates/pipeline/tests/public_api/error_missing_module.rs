//! The file of a module is not there.
//- src/lib.rs
pub struct Here;

mod gone;
