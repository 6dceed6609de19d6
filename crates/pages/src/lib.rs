//! From the vendor's published docs pages to one OpenAPI document, and back.
//!
//! ```text
//! llms.txt ─index─▶ links      pages ─extract─▶ fragments ─merge─▶ published document ─overlay─▶ spec
//!                                ▲                                        │
//!                                └─────────────────split───────────────────┘
//! ```
//!
//! Everything here is pure: text and values in, values and errors out. The network, the file system and the terminal
//! are the business of whoever calls.

pub mod index;
pub mod page;

pub mod extract;

pub mod merge;

pub mod split;

pub mod overlay;

pub mod sources;
