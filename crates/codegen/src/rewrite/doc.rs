//! Docs of generated items.

use syn::{Attribute, parse_quote};

/// A text as the doc attributes of an item, one a line.
pub(super) fn doc(text: &str) -> Vec<Attribute> {
    text.lines()
        .map(|line| {
            let line = if line.is_empty() {
                String::new()
            } else {
                format!(" {line}")
            };
            parse_quote!(#[doc = #line])
        })
        .collect()
}
