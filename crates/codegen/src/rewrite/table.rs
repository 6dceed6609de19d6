//! The operation table: what the runtime, and anyone who asks, knows of each operation.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::client::{doc, tag};
use crate::facts::Facts;
use crate::model::Model as Swept;
use crate::prose;
use specwright_openapi::evidence::Evidence;
use specwright_openapi::extensions::{Charge, Extensions, RateLimit};

/// The module `operations`.
pub(super) fn module(swept: &Swept) -> TokenStream {
    let docs = doc(&contents(swept));
    let rows = swept.facts.iter().map(row);
    let names = swept.facts.iter().map(|facts| constant(&facts.id));
    let rate_limit = optional(swept.rate_limit.as_ref().map(rate));
    quote! {
        #(#docs)*
        pub mod operations {
            #[allow(unused_imports, reason = "not every document has every kind of limit")]
            use crate::operation::{Charge, ChargedFor, CreditKind, Evidence, MaxItems, Operation, RateLimit, Recurrence, Throughput};
            use std::time::Duration;
            #(#rows)*
            #[doc = " All operations, sorted by path and method."]
            pub static ALL: &[&Operation] = &[#(&#names),*];
            #[doc = " How often one consumer may call, all operations without a limit of their own taken together."]
            pub static RATE_LIMIT: Option<RateLimit> = #rate_limit;
            #[allow(dead_code, reason = "a document without limits has no use for it")]
            const fn seconds(count: u64) -> Duration {
                Duration::from_secs(count)
            }
        }
    }
}

/// The name of an operation's row.
pub(super) fn constant(id: &str) -> proc_macro2::Ident {
    match id.to_uppercase() {
        // What the table has beside its rows.
        name if name == "ALL" || name == "RATE_LIMIT" => format_ident!("{name}_OPERATION"),
        name => format_ident!("{name}"),
    }
}

/// The operations as a reader looks for them: by tag, each with what it sends.
fn contents(swept: &Swept) -> String {
    let mut by_tag: BTreeMap<&str, Vec<&Facts>> = BTreeMap::new();
    for facts in &swept.facts {
        by_tag.entry(tag(facts)).or_default().push(facts);
    }
    let mut text = String::from("Every operation of the API, each under its id in capitals.\n");
    for (tag, operations) in by_tag {
        text.push_str(&format!(
            "\n**{}**\n\n| Method | Sends | Known as |\n|---|---|---|\n",
            prose::headline(tag)
        ));
        for facts in operations {
            let Extensions { evidence, page, .. } = &facts.extensions;
            let evidence = evidence.map_or("unknown".to_owned(), |known| known.to_string());
            let evidence = match page {
                Some(page) => format!("[{evidence}](<{page}>)"),
                None => evidence,
            };
            text.push_str(&format!(
                "| [`{0}`](crate::Client::{0}) | `{1} {2}` | {evidence} |\n",
                facts.method_name(),
                facts.method.to_uppercase(),
                facts.path
            ));
        }
    }
    text
}

fn row(facts: &Facts) -> TokenStream {
    let Facts {
        id,
        path,
        safe_to_repeat,
        ..
    } = facts;
    let name = constant(id);
    let method = facts.method.to_uppercase();
    let text = doc(&format!(
        "`{method} {path}`, sent by [`Client::{0}`](crate::Client::{0}).",
        facts.method_name()
    ));
    let tag = optional(facts.tag.as_ref().map(|tag| quote!(#tag)));
    let extensions = &facts.extensions;
    let page = optional(extensions.page.as_ref().map(|page| quote!(#page)));
    let evidence = match extensions.evidence {
        Some(Evidence::Published) => quote!(Evidence::Published),
        Some(Evidence::Reconstructed) => quote!(Evidence::Reconstructed),
        None => quote!(Evidence::Unknown),
    };
    let rate_limit = optional(extensions.rate_limit.as_ref().map(rate));
    let charges = extensions.charges.iter().map(charge);
    let max_items = optional(extensions.max_items.as_ref().map(|limit| {
        let pointer = &limit.pointer;
        let count = usize::try_from(limit.count).unwrap_or(usize::MAX);
        quote!(MaxItems { pointer: #pointer, count: #count })
    }));
    let throughput = optional(extensions.throughput.as_ref().map(|throughput| {
        let pointer = &throughput.pointer;
        let (count, seconds) = (throughput.count, throughput.per.seconds());
        quote!(Throughput { pointer: #pointer, count: #count, per: seconds(#seconds) })
    }));
    quote! {
        #(#text)*
        pub static #name: Operation = Operation {
            id: #id,
            method: #method,
            path: #path,
            tag: #tag,
            page: #page,
            evidence: #evidence,
            safe_to_repeat: #safe_to_repeat,
            rate_limit: #rate_limit,
            charges: &[#(#charges),*],
            max_items: #max_items,
            throughput: #throughput,
        };
    }
}

fn rate(limit: &RateLimit) -> TokenStream {
    let (requests, seconds) = (limit.requests, limit.per.seconds());
    quote!(RateLimit { requests: #requests, per: seconds(#seconds) })
}

fn charge(charge: &Charge) -> TokenStream {
    let Charge {
        kind,
        amount,
        pointer,
        when,
        repeat,
    } = charge;
    let (kind, when, repeat) = (
        variant(kind),
        variant(when.as_str()),
        variant(repeat.as_str()),
    );
    quote! {
        Charge {
            kind: CreditKind::#kind,
            amount: #amount,
            pointer: #pointer,
            when: ChargedFor::#when,
            repeat: Recurrence::#repeat,
        }
    }
}

/// `email_revealed` is `EmailRevealed`. Which words there are was looked at when they were read.
fn variant(word: &str) -> proc_macro2::Ident {
    format_ident!("{}", word.to_upper_camel_case())
}

fn optional(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}
