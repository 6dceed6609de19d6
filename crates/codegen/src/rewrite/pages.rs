//! What a type has to say when it is one page of a list.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Item, Type, parse_quote};

use crate::model::Model;
use crate::paging::{Field, Next, Paging, Total};
use specwright_openapi::schema::ref_name;

/// One impl for each type that is a page of some operation.
pub(super) fn impls(model: &Model) -> Vec<Item> {
    let mut pages: BTreeMap<&str, &Paging> = BTreeMap::new();
    for paging in model.facts.iter().filter_map(|facts| facts.paging.as_ref()) {
        pages.insert(&paging.page, paging);
    }
    pages.into_values().map(page).collect()
}

fn page(paging: &Paging) -> Item {
    let page = format_ident!("{}", paging.page);
    let item = item_type(&paging.item);
    let items = format_ident!("{}", paging.items.ident);
    let (take, count) = if paging.items.optional {
        (
            quote!(self.#items.unwrap_or_default()),
            quote!(self.#items.as_ref().map_or(0, |items| items.len())),
        )
    } else {
        (quote!(self.#items), quote!(self.#items.len()))
    };
    let name = &paging.name;
    let missing = if paging.items.optional {
        quote! {
            fn missing_list(&self) -> Option<&'static str> {
                self.#items.is_none().then_some(#name)
            }
        }
    } else {
        quote!()
    };
    let next = match &paging.next {
        Next::Link { fields, .. } => {
            let link = walk(fields);
            quote! {
                fn next_link(&self) -> Option<&str> {
                    #link.map(|link| link.as_str())
                }
            }
        }
        Next::Number { total: None, .. } => quote!(),
        Next::Number {
            total: Some(Total {
                fields, integer, ..
            }),
            ..
        } => {
            let total = walk(fields);
            let counted = if *integer {
                quote!(and_then(|total| u64::try_from(*total).ok()))
            } else {
                // No list has more pages than fit, and none has a part of one: what is between two is the greater.
                quote!(map(|total| total.ceil() as u64))
            };
            quote! {
                fn total_pages(&self) -> Option<u64> {
                    #total.#counted
                }
            }
        }
    };
    parse_quote! {
        impl ::specwright_runtime::Page for types::#page {
            type Item = #item;
            #next
            #missing
            fn len(&self) -> usize {
                #count
            }
            fn into_items(self) -> Vec<Self::Item> {
                #take
            }
        }
    }
}

/// From the page to a field of a field, as an `Option` of a reference.
fn walk(fields: &[Field]) -> TokenStream {
    fields.iter().fold(quote!(Some(self)), |so_far, field| {
        let ident = format_ident!("{}", field.ident);
        if field.optional {
            quote!(#so_far.and_then(|value| value.#ident.as_ref()))
        } else {
            quote!(#so_far.map(|value| &value.#ident))
        }
    })
}

/// The type of one item, as the generator spells it.
fn item_type(schema: &serde_json::Value) -> Type {
    if let Some(name) = ref_name(schema) {
        let name = format_ident!("{name}");
        return parse_quote!(types::#name);
    }
    let word = |key: &str| schema.get(key).and_then(serde_json::Value::as_str);
    match (word("type"), word("format")) {
        (Some("string"), Some("uuid")) => parse_quote!(::uuid::Uuid),
        (Some("string"), _) => parse_quote!(String),
        (Some("integer"), _) => parse_quote!(i64),
        (Some("number"), _) => parse_quote!(f64),
        (Some("boolean"), _) => parse_quote!(bool),
        (Some("object"), _) => parse_quote!(::serde_json::Map<String, ::serde_json::Value>),
        _ => parse_quote!(::serde_json::Value),
    }
}
