//! Open enums: a value that the docs do not know yet is kept as it came.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Attribute, Fields, File, Ident, Item, ItemEnum, ItemImpl, ItemMod, Lit, Meta, Type};

use crate::error::Error;
use crate::model::Model;

/// The name of the variant that keeps what no other names, in an enum with these variants.
pub(super) fn unknown_variant<'a>(mut variants: impl Iterator<Item = &'a Ident>) -> Ident {
    let taken = variants.any(|variant| variant == "Unrecognized");
    format_ident!(
        "{}",
        if taken {
            "UnrecognizedValue"
        } else {
            "Unrecognized"
        }
    )
}

/// Replaces each enum of strings that an answer reaches, and returns how many there were.
pub(super) fn open(types: &mut ItemMod, model: &Model) -> Result<usize, Error> {
    let Some((_, items)) = &mut types.content else {
        return Ok(0);
    };
    let opened: Vec<Ident> = items
        .iter()
        .filter_map(|item| to_open(item, model))
        .map(|item| item.ident.clone())
        .collect();
    items.retain(|item| !matches!(item, Item::Impl(item) if is_replaced(item, &opened)));
    for item in std::mem::take(items) {
        let Some(closed) = to_open(&item, model) else {
            items.push(item);
            continue;
        };
        let open: File = syn::parse2(open_enum(closed, model)).map_err(|error| {
            Error::unexpected_output(closed.ident.to_string(), error.to_string())
        })?;
        items.extend(open.items);
    }
    Ok(opened.len())
}

/// An enum of strings that an answer reaches.
fn to_open<'a>(item: &'a Item, model: &Model) -> Option<&'a ItemEnum> {
    let Item::Enum(item) = item else { return None };
    let strings = item
        .variants
        .iter()
        .all(|variant| matches!(variant.fields, Fields::Unit));
    (strings && model.read.contains(&item.ident.to_string())).then_some(item)
}

/// The traits that the closed form has, and the open form brings itself.
fn is_replaced(item: &ItemImpl, replaced: &[Ident]) -> bool {
    let Type::Path(ty) = &*item.self_ty else {
        return false;
    };
    let of_enum = ty
        .path
        .get_ident()
        .is_some_and(|ident| replaced.contains(ident));
    let own = ["Display", "FromStr", "TryFrom", "From"];
    let trait_name = item
        .trait_
        .as_ref()
        .and_then(|(path, _)| path.segments.last());
    of_enum && trait_name.is_some_and(|segment| own.iter().any(|own| segment.ident == own))
}

fn open_enum(item: &ItemEnum, model: &Model) -> TokenStream {
    let ItemEnum {
        ident, variants, ..
    } = item;
    let mut docs = item.attrs.clone();
    docs.retain(|attr| attr.path().is_ident("doc"));
    super::types::describe(&mut docs, &ident.to_string(), model);
    let names: Vec<&Ident> = variants.iter().map(|variant| &variant.ident).collect();
    let values: Vec<String> = variants
        .iter()
        .map(|variant| wire_value(&variant.ident, &variant.attrs))
        .collect();
    let variant_docs = values.iter().map(|value| format!(" `{value}`"));
    let count = names.len();
    let name = ident.to_string();
    let unknown = unknown_variant(names.iter().copied());
    quote! {
        #(#docs)*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum #ident {
            #(#[doc = #variant_docs] #names,)*
            #[doc = " A value that the docs did not know when this crate was made, as it came."]
            #[doc = ""]
            #[doc = " Only text makes one (`from`, `parse`), so what is known never hides in here."]
            #[non_exhaustive]
            #unknown {
                #[doc = " The value."]
                value: String,
            },
        }
        impl #ident {
            #[doc = " The values that the docs name, in their order."]
            pub const KNOWN: [Self; #count] = [#(Self::#names),*];

            #[doc = " The value as the API writes it."]
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#names => #values,)*
                    Self::#unknown { value } => value,
                }
            }
        }
        impl ::std::convert::From<&str> for #ident {
            fn from(value: &str) -> Self {
                match value {
                    #(#values => Self::#names,)*
                    unknown => Self::#unknown { value: unknown.to_owned() },
                }
            }
        }
        impl ::std::convert::From<String> for #ident {
            fn from(value: String) -> Self {
                match value.as_str() {
                    #(#values => Self::#names,)*
                    _ => Self::#unknown { value },
                }
            }
        }
        impl ::std::str::FromStr for #ident {
            type Err = ::std::convert::Infallible;
            fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
                Ok(Self::from(value))
            }
        }
        impl ::std::convert::AsRef<str> for #ident {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
        impl ::std::fmt::Display for #ident {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl ::serde::Serialize for #ident {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl<'de> ::serde::Deserialize<'de> for #ident {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let read = <String as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)?;
                if let Self::#unknown { value } = &read {
                    ::specwright_runtime::codegen::note(#name, value);
                }
                Ok(read)
            }
        }
    }
}

/// `#[serde(rename = "…")]`, or the variant's own name.
fn wire_value(ident: &Ident, attrs: &[Attribute]) -> String {
    let mut renamed = None;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        let Meta::List(list) = &attr.meta else {
            continue;
        };
        let parsed = list.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename")
                && let Lit::Str(text) = meta.value()?.parse::<Lit>()?
            {
                renamed = Some(text.value());
            }
            Ok(())
        });
        drop(parsed);
    }
    renamed.unwrap_or_else(|| ident.to_string())
}
