//! The library's own name counts before the package's, and a hyphen is an underscore.
//- Cargo.toml
[package]
name = "some-package"
[lib]
name = "other_name"
//- src/lib.rs
pub struct Here;
pub fn here() -> Here {
    Here
}
