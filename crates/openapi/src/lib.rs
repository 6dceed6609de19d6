//! An OpenAPI document as a value: the one reader of documents that everything else stands on.
//!
//! A document is a [`serde_json::Value`]. What is asked of it is asked here: which operations there are, what a `$ref` leads
//! to, which media type is JSON. The crate is lean on purpose: whoever generates a client at build time compiles it.

pub mod document;
pub mod pointer;
pub mod reference;
pub mod settings;
pub mod yaml;
