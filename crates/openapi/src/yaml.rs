//! YAML as this crate reads and writes it: everything a JSON value can hold, and nothing else.

mod ambiguous;
mod emit;
mod guard;
mod locate;
mod read;
mod scalar;

pub use emit::emit;
pub use locate::line_of;
pub use read::{json, yaml};
