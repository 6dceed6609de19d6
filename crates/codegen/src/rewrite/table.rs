//! The operation table: what the runtime, and anyone who asks, knows of each operation.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::client::tag;
use super::doc::doc;
use crate::facts::Facts;
use crate::model::Model;
use crate::paging::{Next, Paging};
use crate::prose;
use specwright_openapi::evidence::Evidence;
use specwright_openapi::extensions::{Charge, Extensions, RateLimit};
use specwright_openapi::pagination::NumberPlace;

/// The module `operations`.
pub(super) fn module(model: &Model) -> TokenStream {
    let docs = doc(&contents(model));
    let rows = model.facts.iter().map(row);
    let names = model.facts.iter().map(|facts| constant(&facts.id));
    let rate_limit = match &model.rate_limit {
        Some(limit) => {
            let limit = rate(limit);
            quote!(Some(#limit))
        }
        None => quote!(None),
    };
    quote! {
        #(#docs)*
        pub mod operations {
            #[allow(unused_imports, reason = "not every document has every kind of limit")]
            use ::specwright_runtime::{Charge, ChargedFor, CreditKind, Evidence, MaxItems, NumberPlace, Operation, Pagination, RateLimit, Recurrence, Throughput};
            #(#rows)*
            #[doc = " All operations, sorted by path and method."]
            pub static ALL: &[&Operation] = &[#(&#names),*];
            #[doc = " How often one consumer may call, all operations without a limit of their own taken together."]
            pub static RATE_LIMIT: Option<RateLimit> = #rate_limit;
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
fn contents(model: &Model) -> String {
    let mut by_tag: BTreeMap<&str, Vec<&Facts>> = BTreeMap::new();
    for facts in &model.facts {
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
    let tag = facts.tag.iter().map(|tag| quote!(.with_tag(#tag)));
    let extensions = &facts.extensions;
    let page = extensions.page.iter().map(|page| quote!(.with_page(#page)));
    let evidence = extensions.evidence.map(|evidence| match evidence {
        Evidence::Published => quote!(.with_evidence(Evidence::Published)),
        Evidence::Reconstructed => quote!(.with_evidence(Evidence::Reconstructed)),
    });
    let safe_to_repeat = safe_to_repeat.then(|| quote!(.with_safe_to_repeat(true)));
    let rate_limit = extensions.rate_limit.iter().map(|limit| {
        let limit = rate(limit);
        quote!(.with_rate_limit(#limit))
    });
    let charges = extensions.charges.iter().map(charge);
    let charges = (!extensions.charges.is_empty()).then(|| quote!(.with_charges(&[#(#charges),*])));
    let max_items = extensions.max_items.iter().map(|limit| {
        let pointer = &limit.pointer;
        let count = usize::try_from(limit.count).unwrap_or(usize::MAX);
        quote!(.with_max_items(MaxItems::new(#pointer, #count)))
    });
    let throughput = extensions.throughput.iter().map(|throughput| {
        let pointer = &throughput.pointer;
        let (count, seconds) = (throughput.count, throughput.per.seconds());
        quote!(.with_throughput(Throughput::new(#pointer, #count, #seconds)))
    });
    let pagination = facts.paging.iter().map(|paging| {
        let pagination = pagination(paging);
        quote!(.with_pagination(#pagination))
    });
    quote! {
        #(#text)*
        pub static #name: Operation = Operation::new(#id, #method, #path)
            #(#tag)*
            #(#page)*
            #evidence
            #safe_to_repeat
            #(#rate_limit)*
            #charges
            #(#max_items)*
            #(#throughput)*
            #(#pagination)*;
    }
}

fn rate(limit: &RateLimit) -> TokenStream {
    let (requests, seconds) = (limit.requests, limit.per.seconds());
    quote!(RateLimit::new(#requests, #seconds))
}

fn pagination(paging: &Paging) -> TokenStream {
    let items = &paging.name;
    match &paging.next {
        Next::Link { pointer, .. } => quote!(Pagination::linked(#items, #pointer)),
        Next::Number {
            name, place, total, ..
        } => {
            let place = match place {
                NumberPlace::Query => quote!(Query),
                NumberPlace::Body => quote!(Body),
            };
            let total = match total.as_ref().map(|total| &total.pointer) {
                Some(pointer) => quote!(Some(#pointer)),
                None => quote!(None),
            };
            quote!(Pagination::numbered(#items, #name, NumberPlace::#place, #total))
        }
    }
}

fn charge(charge: &Charge) -> TokenStream {
    let Charge {
        kind,
        amount,
        pointer,
        when,
        repeat,
    } = charge;
    let (when, repeat) = (variant(when.as_str()), variant(repeat.as_str()));
    quote!(Charge::new(CreditKind::new(#kind), #amount, #pointer, ChargedFor::#when, Recurrence::#repeat))
}

/// `email_revealed` is `EmailRevealed`. Which words there are was looked at when they were read.
fn variant(word: &str) -> proc_macro2::Ident {
    format_ident!("{}", word.to_upper_camel_case())
}
