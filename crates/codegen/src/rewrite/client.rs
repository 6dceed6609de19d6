//! The client type is ours; of the generated one only the methods stay.

use std::collections::BTreeMap;

use quote::format_ident;
use syn::{File, ImplItem, ImplItemFn, Item, ItemImpl, Type, parse_quote};

use super::doc::doc;
use super::example;
use crate::error::Error;
use crate::facts::Facts;
use crate::model::Model;
use crate::names::type_name;
use crate::{limits, prose};
use specwright_openapi::evidence::Evidence;
use specwright_openapi::settings::Settings;

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

/// Gives each method its docs, and sorts the methods by tag: an `impl` for each, which is a section of the client's page.
pub(super) fn present_methods(
    file: &mut File,
    model: &Model,
    settings: &Settings,
) -> Result<usize, Error> {
    let mut by_tag: BTreeMap<&str, Vec<ImplItemFn>> = BTreeMap::new();
    let mut presented = 0;
    for item in &mut file.items {
        let Item::Impl(item) = item else { continue };
        if !is_client(&item.self_ty) {
            continue;
        }
        for method in std::mem::take(&mut item.items) {
            let ImplItem::Fn(mut method) = method else {
                continue;
            };
            let facts = facts_of(model, &method.sig.ident.to_string())?;
            method.attrs = doc(&method_docs(facts, model, settings));
            if facts.deprecated {
                method.attrs.push(parse_quote!(#[deprecated = "the vendor's docs mark this operation as deprecated"]));
            }
            let builder = format_ident!("{}", facts.call_name());
            method.sig.output = parse_quote!(-> builder::#builder);
            method.block = parse_quote!({ builder::#builder::new(&self.0) });
            by_tag.entry(tag(facts)).or_default().push(method);
            presented += 1;
        }
    }
    file.items
        .retain(|item| !matches!(item, Item::Impl(item) if is_client(&item.self_ty)));
    for (tag, methods) in by_tag {
        let title = doc(&format!("# {}", prose::headline(tag)));
        file.items.push(parse_quote! {
            #(#title)*
            impl Client {
                #(#methods)*
            }
        });
    }
    if presented == model.facts.len() {
        Ok(presented)
    } else {
        Err(Error::unexpected_output(
            "client",
            format!("{presented} methods for {} operations", model.facts.len()),
        ))
    }
}

/// The section of an operation; one without a tag stands with its like.
pub(super) fn tag(facts: &Facts) -> &str {
    facts.tag.as_deref().unwrap_or("Other")
}

pub(super) fn facts_of<'a>(model: &'a Model, id: &str) -> Result<&'a Facts, Error> {
    let mut facts = model.facts.iter();
    facts
        .find(|facts| facts.method_name() == id)
        .ok_or_else(|| Error::unexpected_output(id, "a method for no operation of the document"))
}

/// The operation of a call, by the name that the generator has for the call.
pub(super) fn facts_of_call<'a>(model: &'a Model, name: &str) -> Result<&'a Facts, Error> {
    let mut facts = model.facts.iter();
    facts
        .find(|facts| type_name(&facts.id) == name.trim_end_matches('_'))
        .ok_or_else(|| Error::unexpected_output(name, "a call of no operation of the document"))
}

fn method_docs(facts: &Facts, model: &Model, settings: &Settings) -> String {
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
    let limits = limits::sentences(&facts.extensions);
    if !limits.is_empty() {
        docs.push_str(&limits.join(" "));
        docs.push_str("\n\n");
    }
    if let Some(paging) = &facts.paging {
        docs.push_str(&format!(
            "Comes in pages: `send` gets one, [`stream`](builder::{0}::stream) the items of all, [`pages`](builder::{0}::pages) the pages ([`{1}`](types::{1})).\n\n",
            facts.call_name(),
            paging.page
        ));
    }
    if let Some(batch) = model
        .batches
        .iter()
        .find(|batch| batch.retrieve == facts.id)
    {
        docs.push_str(&format!(
            "Of a batch that is still worked through, the results end where they end so far, and of one that failed there may be none: [`{}`](Self::{}) gives a handle that waits, and tells.\n\n",
            batch.handle, batch.handle
        ));
    }
    docs.push_str(&format!("Sends `{request}`"));
    match &facts.extensions.page {
        Some(page) => docs.push_str(&format!(
            "; see [its page in the vendor's docs](<{page}>).\n\n"
        )),
        None => docs.push_str(".\n\n"),
    }
    if facts.extensions.evidence == Some(Evidence::Reconstructed) {
        docs.push_str("What is known of it comes from the rendered reference: its page is not held yet, and may say more.\n\n");
    }
    docs.push_str("# Errors\n[`Error`](::specwright_runtime::Error) says what went wrong.");
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
    docs.push_str(&example::of(facts, model, settings));
    docs.push_str("```");
    docs
}

/// Many pages say the summary again in place of a description.
fn says_more(description: &str, facts: &Facts) -> bool {
    let plain = |text: &str| text.trim().trim_end_matches('.').to_lowercase();
    let description = plain(description);
    !description.is_empty() && Some(description) != facts.summary.as_deref().map(plain)
}

pub(super) fn is_client(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("Client"))
}

fn is_constructors(item: &ItemImpl) -> bool {
    is_client(&item.self_ty)
        && item.items.iter().any(
            |item| matches!(item, ImplItem::Fn(method) if method.sig.ident == "new_with_client"),
        )
}
