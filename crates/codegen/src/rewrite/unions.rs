//! One of several forms: told by its tag, or by the first that fits; and kept as it came where it is none of them.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Fields, File, Ident, Item, ItemEnum, ItemMod, Path, Type};

use super::enums::unknown_variant;
use crate::error::Error;
use crate::model::Model;
use crate::names::variant_name;
use crate::passes::Union;

/// Replaces each union, and returns how many there were.
///
/// As the generator has it, the first form that fits is read; so the first without a required property always is.
pub(super) fn replace(types: &mut ItemMod, model: &Model) -> Result<usize, Error> {
    let Some((_, items)) = &mut types.content else {
        return Ok(0);
    };
    let mut forms: BTreeMap<String, BTreeMap<String, Ident>> = BTreeMap::new();
    let mut replaced: Vec<Item> = Vec::new();
    for item in std::mem::take(items) {
        let union = match &item {
            Item::Enum(item) => model.unions.get(&item.ident.to_string()),
            _ => None,
        };
        match (item, union) {
            (Item::Enum(item), Some(union)) => {
                let name = item.ident.to_string();
                let mut parts = Forms::read(item, union)?;
                let renamed = std::mem::take(&mut parts.renamed);
                let written = parts.written(union, model.read.contains(&name), model);
                let written: File = syn::parse2(written)
                    .map_err(|error| Error::unexpected_output(&name, error.to_string()))?;
                replaced.extend(written.items);
                forms.insert(name, renamed);
            }
            (item, _) => replaced.push(item),
        }
    }
    if let Some(name) = model.unions.keys().find(|name| !forms.contains_key(*name)) {
        return Err(Error::unexpected_output(name, "no enum of its forms"));
    }
    // Of what the generator implements for a union, what makes one of a form stays; the rest knows the forms only.
    replaced.retain_mut(|item| {
        let Item::Impl(item) = item else { return true };
        let Type::Path(ty) = &*item.self_ty else {
            return true;
        };
        let Some(renamed) = ty
            .path
            .get_ident()
            .and_then(|ty| forms.get(&ty.to_string()))
        else {
            return true;
        };
        let of_forms = item
            .trait_
            .as_ref()
            .and_then(|(path, _)| path.segments.last());
        let makes_one = of_forms.is_none_or(|last| last.ident == "From");
        // Ours are told by how they name themselves.
        let ours =
            of_forms.is_some_and(|last| last.ident == "Serialize" || last.ident == "Deserialize");
        Rename(renamed).visit_item_impl_mut(item);
        makes_one || ours
    });
    *items = replaced;
    Ok(forms.len())
}

/// A union as the generator has it, under the names that its forms are to have.
struct Forms {
    item: ItemEnum,
    names: Vec<Ident>,
    types: Vec<Type>,
    /// The generator's name of each form, with ours.
    renamed: BTreeMap<String, Ident>,
}

impl Forms {
    fn read(item: ItemEnum, union: &Union) -> Result<Self, Error> {
        let unknown = |what: &str| Error::unexpected_output(item.ident.to_string(), what);
        let (mut names, mut types, mut renamed) = (Vec::new(), Vec::new(), BTreeMap::new());
        for (index, variant) in item.variants.iter().enumerate() {
            let Fields::Unnamed(fields) = &variant.fields else {
                return Err(unknown("a form that is no type"));
            };
            let Some(field) = fields.unnamed.first().filter(|_| fields.unnamed.len() == 1) else {
                return Err(unknown("a form of several types"));
            };
            let values = union.tag.as_ref().and_then(|(_, values)| values.get(index));
            let name = match values.map(Vec::as_slice) {
                Some([value]) => format_ident!("{}", variant_name(value)),
                _ => variant.ident.clone(),
            };
            renamed.insert(variant.ident.to_string(), name.clone());
            names.push(name);
            types.push(field.ty.clone());
        }
        if union
            .tag
            .as_ref()
            .is_some_and(|(_, values)| values.len() != names.len())
        {
            return Err(unknown("other forms than the document has"));
        }
        Ok(Self {
            names,
            types,
            renamed,
            item,
        })
    }

    fn written(&self, union: &Union, read: bool, model: &Model) -> TokenStream {
        let Self {
            item, names, types, ..
        } = self;
        let ident = &item.ident;
        let name = ident.to_string();
        let mut docs = item.attrs.clone();
        docs.retain(|attr| attr.path().is_ident("doc"));
        super::types::describe(&mut docs, &name, model);
        let form_docs = self.form_docs(union);
        let unknown = unknown_variant(names.iter());
        let keeps = read.then(|| {
            quote! {
                #[doc = " A form that the docs did not know when this crate was made, as it came."]
                #[non_exhaustive]
                #unknown {
                    #[doc = " The value."]
                    value: ::serde_json::Value,
                },
            }
        });
        let writes_kept = read.then(|| quote!(Self::#unknown { value } => ::serde::Serialize::serialize(value, serializer),));
        let read_body = match &union.tag {
            Some((property, values)) => {
                let otherwise = if read {
                    quote!(tag => {
                        ::specwright_runtime::codegen::note_form(#name, tag);
                        Ok(Self::#unknown { value })
                    })
                } else {
                    let message = format!("`{property}` names no form of {name}");
                    quote!(_ => Err(::serde::de::Error::custom(#message)))
                };
                quote! {
                    match value.get(#property).and_then(::serde_json::Value::as_str) {
                        #(Some(#(#values)|*) => ::specwright_runtime::codegen::form(value).map(Self::#names),)*
                        #otherwise
                    }
                }
            }
            None => {
                let otherwise = if read {
                    quote! {
                        ::specwright_runtime::codegen::note_form(#name, None);
                        Ok(Self::#unknown { value })
                    }
                } else {
                    let message = format!("no form of {name} fits");
                    quote!(Err(::serde::de::Error::custom(#message)))
                };
                quote! {
                    #(if let Some(form) = ::specwright_runtime::codegen::fitting_form(&value) {
                        return Ok(Self::#names(form));
                    })*
                    #otherwise
                }
            }
        };
        let text = types
            .iter()
            .position(|ty| quote!(#ty).to_string().ends_with("string :: String"));
        let from_text = text.map(|index| {
            let form = &names[index];
            quote! {
                impl ::std::convert::From<&str> for #ident {
                    fn from(value: &str) -> Self {
                        Self::#form(value.to_owned())
                    }
                }
            }
        });
        quote! {
            #(#docs)*
            #[derive(Clone, Debug, PartialEq)]
            pub enum #ident {
                #(#[doc = #form_docs] #names(#types),)*
                #keeps
            }
            impl ::serde::Serialize for #ident {
                fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                    match self {
                        #(Self::#names(form) => ::serde::Serialize::serialize(form, serializer),)*
                        #writes_kept
                    }
                }
            }
            impl<'de> ::serde::Deserialize<'de> for #ident {
                fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                    let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
                    #read_body
                }
            }
            #from_text
        }
    }

    fn form_docs(&self, union: &Union) -> Vec<String> {
        let told = |index: usize| match &union.tag {
            Some((property, values)) => {
                let values: Vec<String> = values[index]
                    .iter()
                    .map(|value| format!("`{value}`"))
                    .collect();
                format!(" `{property}` is {}.", values.join(" or "))
            }
            None => " One form.".to_owned(),
        };
        (0..self.names.len()).map(told).collect()
    }
}

/// `Self::Variant0` becomes what the form is called.
struct Rename<'a>(&'a BTreeMap<String, Ident>);

impl VisitMut for Rename<'_> {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        let of_self = path.segments.len() == 2 && path.segments[0].ident == "Self";
        if let Some(last) = path.segments.last_mut().filter(|_| of_self)
            && let Some(name) = self.0.get(&last.ident.to_string())
        {
            last.ident = name.clone();
        }
    }
}
