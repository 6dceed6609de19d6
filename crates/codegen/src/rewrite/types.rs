//! The types: docs, and room for new fields.

use quote::{ToTokens, format_ident};
use serde_json::Value;
use syn::{
    Attribute, Expr, ExprLit, Fields, Item, ItemMod, Lit, Meta, MetaNameValue, Visibility,
    parse_quote,
};

use super::client::doc;
use crate::Error;
use crate::document::component;
use crate::names::field_ident;
use crate::sweeps::Swept;

/// The names of all types in the module.
pub(super) fn names(types: &ItemMod) -> Vec<String> {
    let items = types.content.iter().flat_map(|(_, items)| items);
    items
        .filter_map(|item| match item {
            Item::Struct(item) => Some(item.ident.to_string()),
            Item::Enum(item) => Some(item.ident.to_string()),
            Item::Type(item) => Some(item.ident.to_string()),
            _ => None,
        })
        .collect()
}

/// Documents the module and its types, and lets structs grow. Returns how many types there were.
pub(super) fn finish(types: &mut ItemMod, swept: &Swept) -> Result<usize, Error> {
    types.attrs = vec![
        parse_quote!(#[allow(clippy::all, clippy::pedantic, reason = "generated code is read for its surface, not for its style")]),
        parse_quote!(#[allow(missing_docs, reason = "of most fields the vendor's docs say no more than the name")]),
    ];
    types
        .attrs
        .extend(doc("What the API takes and gives, a type for each schema."));
    let Some((_, items)) = &mut types.content else {
        return Ok(0);
    };
    let mut finished = 0;
    for item in items {
        match item {
            Item::Struct(item) => {
                let name = item.ident.to_string();
                if matches!(item.fields, Fields::Named(_)) {
                    item.attrs.push(parse_quote!(#[non_exhaustive]));
                }
                let strict = item
                    .attrs
                    .iter()
                    .any(|attr| text(attr).contains("deny_unknown_fields"));
                if strict && swept.read.contains(&name) {
                    return Err(Error::unexpected_output(
                        name,
                        "an answer that refuses unknown fields",
                    ));
                }
                describe(&mut item.attrs, &name, swept);
                for field in &mut item.fields {
                    lay_out_docs(&mut field.attrs);
                }
                finished += 1;
            }
            Item::Enum(item) => {
                describe(&mut item.attrs, &item.ident.to_string(), swept);
                for variant in &mut item.variants {
                    lay_out_docs(&mut variant.attrs);
                }
                finished += 1;
            }
            Item::Mod(module) if module.ident == "defaults" => module.vis = Visibility::Inherited,
            Item::Mod(module) if module.ident == "builder" => {
                module.attrs = doc("Builders of the types, for values that have optional parts.");
            }
            Item::Mod(module) if module.ident == "error" => {
                module.attrs = doc("What a value that the API does not take is refused with.");
            }
            _ => {}
        }
    }
    Ok(finished)
}

/// Lets an object that is sent, and that is nothing but one text, be made of a text. Returns how many there are.
pub(super) fn make_of_text(types: &mut ItemMod, swept: &Swept) -> usize {
    let Some((_, items)) = &mut types.content else {
        return 0;
    };
    let mut made = Vec::new();
    for item in items.iter() {
        let Item::Struct(item) = item else { continue };
        let ty = &item.ident;
        let Some(property) = sole_text(&swept.document, &ty.to_string()) else {
            continue;
        };
        let field = format_ident!("{}", field_ident(property));
        made.push(parse_quote! {
            impl ::std::convert::From<&str> for #ty {
                fn from(value: &str) -> Self {
                    Self { #field: value.to_owned() }
                }
            }
        });
        made.push(parse_quote! {
            impl ::std::convert::From<String> for #ty {
                fn from(value: String) -> Self {
                    Self { #field: value }
                }
            }
        });
    }
    let count = made.len() / 2;
    items.extend::<Vec<Item>>(made);
    count
}

/// The one property of an object that has no other, if it has to be there and is any text.
pub(super) fn sole_text<'a>(document: &'a Value, ty: &str) -> Option<&'a str> {
    let schema = component(document, ty)?;
    let closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
    let mut properties = schema.get("properties")?.as_object()?.iter();
    let (name, property) = properties
        .next()
        .filter(|_| closed && properties.len() == 0)?;
    let required = schema
        .get("required")?
        .as_array()?
        .iter()
        .any(|held| held == name);
    let text = property.get("type")? == "string" && property.get("format").is_none();
    (required && text).then_some(name)
}

/// A type without a word of its own says at least which schema it is.
pub(super) fn describe(attrs: &mut Vec<Attribute>, name: &str, swept: &Swept) {
    let said = docs_of(attrs);
    // Where the document says nothing, the generator says the name.
    if said.trim().is_empty() || said.trim() == format!("`{name}`") {
        attrs.retain(|attr| !attr.path().is_ident("doc"));
        let text = match (swept.wire_names.get(name), swept.parts.get(name)) {
            (Some(wire_name), _) => format!("The schema `{wire_name}`."),
            (None, Some(place)) => format!("{place}."),
            (None, None) => format!("`{name}`."),
        };
        attrs.splice(0..0, doc(&text));
    } else {
        lay_out_docs(attrs);
    }
}

/// The generator's docs are one attribute without a blank at its start: here, they are comments as people write them.
fn lay_out_docs(attrs: &mut Vec<Attribute>) {
    let said = docs_of(attrs);
    attrs.retain(|attr| !attr.path().is_ident("doc"));
    let lines: Vec<&str> = said
        .trim()
        .lines()
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    attrs.splice(0..0, doc(&lines.join("\n")));
}

fn docs_of(attrs: &[Attribute]) -> String {
    let mut lines = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("doc")) {
        if let Meta::NameValue(MetaNameValue {
            value:
                Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                }),
            ..
        }) = &attr.meta
        {
            lines.push(text.value());
        }
    }
    lines.join("\n")
}

fn text(attr: &Attribute) -> String {
    attr.to_token_stream().to_string()
}
