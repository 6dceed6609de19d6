//! There is no src/lib.rs.
//- src/main.rs
fn main() {}
