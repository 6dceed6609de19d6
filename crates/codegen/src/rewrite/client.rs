//! The client type is ours; of the generated one only the methods stay.

use syn::{Attribute, File, ImplItem, Item, ItemImpl, Type, parse_quote};

use super::example;
use crate::facts::Facts;
use crate::sweeps::Swept;
use crate::{Error, Settings, prose};

/// Removes the generated client with its constructors and traits, the imports of the stock runtime, and the prelude.
pub(super) fn remove_stock_items(file: &mut File) -> Result<usize, Error> {
    let before = file.items.len();
    file.items.retain(|item| match item {
        Item::Use(_) => false,
        Item::Struct(item) => item.ident != "Client",
        Item::Mod(item) => item.ident != "prelude",
        Item::Impl(item) => item.trait_.is_none() && !is_constructors(item),
        _ => true,
    });
    let removed = before - file.items.len();
    // Two imports, the struct, its constructors, two trait impls and the prelude.
    if removed == 7 {
        Ok(removed)
    } else {
        Err(Error::unexpected_output(
            "client",
            format!("{removed} items around the client instead of 7"),
        ))
    }
}

/// Gives each method docs that say what it is for, what it costs to know, and how it is called.
pub(super) fn document_methods(
    file: &mut File,
    swept: &Swept,
    settings: &Settings,
) -> Result<usize, Error> {
    let mut documented = 0;
    for item in &mut file.items {
        let Item::Impl(item) = item else { continue };
        if !is_client(&item.self_ty) {
            continue;
        }
        for method in &mut item.items {
            let ImplItem::Fn(method) = method else {
                continue;
            };
            let id = method.sig.ident.to_string();
            let facts = facts_of(swept, &id)?;
            method.attrs.retain(|attr| !attr.path().is_ident("doc"));
            method
                .attrs
                .extend(doc(&method_docs(facts, swept, settings)));
            if facts.deprecated {
                method.attrs.push(parse_quote!(#[deprecated = "the vendor's docs mark this operation as deprecated"]));
            }
            documented += 1;
        }
    }
    if documented == swept.facts.len() {
        Ok(documented)
    } else {
        Err(Error::unexpected_output(
            "client",
            format!("{documented} methods for {} operations", swept.facts.len()),
        ))
    }
}

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

pub(super) fn facts_of<'a>(swept: &'a Swept, id: &str) -> Result<&'a Facts, Error> {
    // A keyword gets an underscore in Rust.
    let plain = id.strip_suffix('_').unwrap_or(id);
    swept
        .facts
        .iter()
        .find(|facts| facts.id == id || facts.id == plain)
        .ok_or_else(|| Error::unexpected_output(id, "a method for no operation of the document"))
}

fn method_docs(facts: &Facts, swept: &Swept, settings: &Settings) -> String {
    let request = format!("{} {}", facts.method.to_uppercase(), facts.path);
    let mut docs = match &facts.summary {
        Some(summary) if !summary.trim().is_empty() => format!("{}.\n\n", prose::headline(summary)),
        _ => format!("`{request}`.\n\n"),
    };
    if let Some(description) = facts
        .description
        .as_deref()
        .filter(|text| says_more(text, facts))
    {
        docs.push_str(&prose::rustdoc(description));
        docs.push_str("\n\n");
    }
    docs.push_str(&format!("Sends `{request}`"));
    match &facts.page {
        Some(page) => docs.push_str(&format!(
            "; see [its page in the vendor's docs](<{page}>).\n\n"
        )),
        None => docs.push_str(".\n\n"),
    }
    docs.push_str("# Errors\n[`Error`](crate::Error) says what went wrong.");
    if facts.errors.is_empty() {
        docs.push_str(" The docs name no error of this operation.");
    } else {
        docs.push_str(" The docs name these answers:\n");
        for (status, text) in &facts.errors {
            let text = prose::headline(text);
            docs.push_str(&format!(
                "\n- `{status}`{}{text}",
                if text.is_empty() { "" } else { ": " }
            ));
        }
    }
    docs.push_str("\n\n# Example\n```no_run\n");
    docs.push_str(&example::of(facts, &swept.document, settings));
    docs.push_str("```");
    docs
}

/// Many pages say the summary again in place of a description.
fn says_more(description: &str, facts: &Facts) -> bool {
    let plain = |text: &str| text.trim().trim_end_matches('.').to_lowercase();
    let description = plain(description);
    !description.is_empty() && Some(description) != facts.summary.as_deref().map(plain)
}

fn is_client(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("Client"))
}

fn is_constructors(item: &ItemImpl) -> bool {
    is_client(&item.self_ty)
        && item.items.iter().any(
            |item| matches!(item, ImplItem::Fn(method) if method.sig.ident == "new_with_client"),
        )
}
