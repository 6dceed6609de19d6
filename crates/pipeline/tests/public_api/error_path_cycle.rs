//! A file that is its own module.
//- src/lib.rs
mod a;
//- src/a.rs
#[path = "a.rs"]
mod again;
