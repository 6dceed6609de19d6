//! A file is no Rust.
//- src/lib.rs
mod broken;
//- src/broken.rs
pub struct Fine;

pub struct Broken {
    field u8,
}
