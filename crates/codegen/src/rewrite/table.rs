//! The operation table: what the runtime, and anyone who asks, knows of each operation.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::facts::Facts;
use crate::sweeps::Swept;

/// The module `operations`.
pub(super) fn module(swept: &Swept) -> TokenStream {
    let rows = swept.facts.iter().map(row);
    let names = swept.facts.iter().map(|facts| constant(&facts.id));
    quote! {
        pub mod operations {
            //! Every operation of the API, each under its id in capitals.
            use crate::{Evidence, Operation};
            #(#rows)*
            #[doc = " All operations, sorted by path and method."]
            pub static ALL: &[&Operation] = &[#(&#names),*];
        }
    }
}

/// The name of an operation's row.
pub(super) fn constant(id: &str) -> proc_macro2::Ident {
    format_ident!("{}", id.to_uppercase())
}

fn row(facts: &Facts) -> TokenStream {
    let Facts { id, path, .. } = facts;
    let name = constant(id);
    let method = facts.method.to_uppercase();
    let doc = format!(" `{method} {path}`, sent by [`Client::{id}`](crate::Client::{id}).");
    let page = match &facts.page {
        Some(page) => quote!(Some(#page)),
        None => quote!(None),
    };
    let evidence = match facts.evidence.as_deref() {
        Some("published") => quote!(Evidence::Published),
        Some("reconstructed") => quote!(Evidence::Reconstructed),
        _ => quote!(Evidence::Unknown),
    };
    quote! {
        #[doc = #doc]
        pub static #name: Operation = Operation {
            id: #id,
            method: #method,
            path: #path,
            page: #page,
            evidence: #evidence,
        };
    }
}
