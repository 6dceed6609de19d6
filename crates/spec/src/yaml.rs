//! YAML as this crate reads and writes it: everything a JSON value can hold, and nothing else.

mod ambiguous;
mod emit;
mod guard;
mod read;
mod scalar;

pub(crate) use emit::emit;
pub(crate) use read::{json, yaml};
