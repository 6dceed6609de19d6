//! The types: docs, and room for new fields.

use quote::{ToTokens, quote};
use serde_json::Value;
use syn::{
    Attribute, Expr, ExprLit, Fields, Ident, Item, ItemMod, ItemStruct, Lit, Meta, MetaNameValue,
    Type, Visibility, parse_quote,
};

use super::doc::doc;
use super::setters::last_is;
use crate::error::Error;
use crate::facts::Facts;
use crate::model::Model;
use crate::names::field_ident;
use specwright_openapi::schema::{component, ref_name};

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

/// Documents the module and its types, and lets them grow: tomorrow's docs may know one field more, or one value. Returns how many types there were.
pub(super) fn finish(types: &mut ItemMod, model: &Model) -> Result<usize, Error> {
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
                if strict && model.read.contains(&name) {
                    return Err(Error::unexpected_output(
                        name,
                        "an answer that refuses unknown fields",
                    ));
                }
                describe(&mut item.attrs, &name, model);
                for field in &mut item.fields {
                    lay_out_docs(&mut field.attrs);
                }
                finished += 1;
            }
            Item::Enum(item) => {
                item.attrs.push(parse_quote!(#[non_exhaustive]));
                describe(&mut item.attrs, &item.ident.to_string(), model);
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

/// Lets an object that is sent, and that one text can stand for, be made of a text. Returns how many there are.
pub(super) fn make_of_text(types: &mut ItemMod, model: &Model) -> usize {
    let Some((_, items)) = &mut types.content else {
        return 0;
    };
    let mut made = Vec::new();
    for item in items.iter() {
        let Item::Struct(item) = item else { continue };
        let ty = &item.ident;
        if is_shell(item) && is_made_of_string(items, ty) {
            made.push(parse_quote! {
                impl ::std::convert::From<&str> for #ty {
                    fn from(value: &str) -> Self {
                        Self(value.to_owned())
                    }
                }
            });
            continue;
        }
        let Some(property) = sole_text(model, &ty.to_string()) else {
            continue;
        };
        let text = field_ident(property);
        let mut fields = Vec::new();
        for field in &item.fields {
            let optional = matches!(&field.ty, Type::Path(path) if last_is(path, "Option"));
            let value: Option<Expr> = match (&field.ident, optional) {
                (Some(name), false) if *name == text => Some(parse_quote!(value)),
                (Some(name), true) if *name == text => Some(parse_quote!(Some(value))),
                (Some(_), true) => Some(parse_quote!(None)),
                _ => None,
            };
            let field = field.ident.clone().zip(value);
            fields.push(field.map(|(name, value)| quote!(#name: #value)));
        }
        let Some(fields) = fields.into_iter().collect::<Option<Vec<_>>>() else {
            continue;
        };
        made.push(parse_quote! {
            impl ::std::convert::From<&str> for #ty {
                fn from(value: &str) -> Self {
                    Self::from(value.to_owned())
                }
            }
        });
        made.push(parse_quote! {
            impl ::std::convert::From<String> for #ty {
                fn from(value: String) -> Self {
                    Self { #(#fields),* }
                }
            }
        });
    }
    let of_slices = |item: &&Item| item.to_token_stream().to_string().contains("& str");
    let count = made.iter().filter(of_slices).count();
    items.extend::<Vec<Item>>(made);
    count
}

/// A text under a name of its own.
fn is_shell(item: &ItemStruct) -> bool {
    let Fields::Unnamed(fields) = &item.fields else {
        return false;
    };
    let text = |ty: &Type| matches!(ty, Type::Path(path) if last_is(path, "String"));
    fields.unnamed.len() == 1 && fields.unnamed.iter().all(|field| text(&field.ty))
}

/// Whether any text makes one; one that has bounds is made with care, from slices as well.
fn is_made_of_string(items: &[Item], ty: &Ident) -> bool {
    items.iter().any(|item| {
        let Item::Impl(item) = item else { return false };
        let of_this = matches!(&*item.self_ty, Type::Path(path) if path.path.is_ident(ty));
        let made_of = item
            .trait_
            .as_ref()
            .map(|(path, _)| path.to_token_stream().to_string());
        of_this
            && made_of.is_some_and(|made_of| {
                made_of.ends_with("From < :: std :: string :: String >") && !made_of.contains("Try")
            })
    })
}

/// The one property of a part of a request that has to be there, if it is any text; or that is all there is.
pub(super) fn sole_text<'a>(model: &'a Model, ty: &str) -> Option<&'a str> {
    let is_body = |facts: &Facts| facts.body.as_ref().and_then(ref_name) == Some(ty);
    if !model.sent.contains(ty) || model.facts.iter().any(is_body) {
        return None;
    }
    let schema = component(&model.document, ty)?;
    let rest = schema
        .get("additionalProperties")
        .unwrap_or(&Value::Bool(false));
    let properties = schema.get("properties")?.as_object()?;
    let required: Vec<&str> = required_of(schema).collect();
    let name = match (required.as_slice(), properties.len()) {
        ([name], _) => properties.get_key_value(*name)?.0,
        ([], 1) => properties.keys().next()?,
        _ => return None,
    };
    let property = &properties[name];
    let text = property.get("type")? == "string" && property.get("format").is_none();
    let any = property.get("nullable").is_none();
    (*rest == false && text && any).then_some(name)
}

fn required_of(schema: &Value) -> impl Iterator<Item = &str> {
    let names = schema.get("required").and_then(Value::as_array);
    names.into_iter().flatten().filter_map(Value::as_str)
}

/// A type without a word of its own says at least which schema it is.
pub(super) fn describe(attrs: &mut Vec<Attribute>, name: &str, model: &Model) {
    let said = docs_of(attrs);
    // Where the document says nothing, the generator says the name.
    if said.trim().is_empty() || said.trim() == format!("`{name}`") {
        attrs.retain(|attr| !attr.path().is_ident("doc"));
        let text = match (model.wire_names.get(name), model.parts.get(name)) {
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
