//! The builders of types: an optional field is set by its value, and one that may be null can be set to that as well.

use std::collections::BTreeMap;

use quote::{ToTokens, format_ident};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, Field, FieldValue, Fields, GenericArgument, Ident, ImplItem, ImplItemFn, Item, ItemMod,
    Member, PathArguments, Type, WherePredicate, parse_quote,
};

use super::doc::doc;
use crate::error::Error;
use crate::model::Model;
use crate::names::field_ident;
use specwright_openapi::pointer::Pointer;

/// Rewrites the setters, and returns how many there were.
///
/// As the generator writes them, an optional field takes an `Option` and no `&str`: `Option<String>` is made of a
/// `String` alone. Here it takes what its type takes, and not calling the setter leaves it out.
pub(super) fn take_values(types: &mut ItemMod, model: &Model) -> Result<usize, Error> {
    let nullable = keep_null_apart(types, model);
    let mut rewritten = 0;
    for item in builders(types) {
        let Item::Impl(item) = item else { continue };
        let name = type_name(&item.self_ty);
        let mut added = Vec::new();
        for method in &mut item.items {
            let ImplItem::Fn(method) = method else {
                continue;
            };
            let ident = method.sig.ident.to_string();
            let field = (name.clone(), ident.clone());
            if is_required(model, &name, &ident) || !takes_option(method) {
                continue;
            }
            let levels = if nullable.contains(&field) { 2 } else { 1 };
            if !unwrap_bound(method) || !wrap_value(method, levels) {
                return Err(Error::unexpected_output(
                    name,
                    format!("the setter `{ident}` is made in another way"),
                ));
            }
            if levels == 2 {
                added.push(null_setter(method));
            }
            rewritten += 1;
        }
        item.items.extend(added);
    }
    Ok(rewritten)
}

/// Lets the properties that a schema does not name be left out, and returns for how many types.
///
/// The generator keeps them in a map beside the fields, and would have every caller say that there are none.
pub(super) fn default_unnamed_properties(types: &mut ItemMod) -> usize {
    struct NoneUnlessSet;
    impl VisitMut for NoneUnlessSet {
        fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
            if matches!(&field.member, Member::Named(name) if name == UNNAMED) {
                field.expr = parse_quote!(Ok(::std::default::Default::default()));
            }
        }
    }
    let items = types.content.iter().flat_map(|(_, items)| items);
    let open: Vec<Ident> = items
        .filter_map(|item| match item {
            Item::Struct(item) if item.fields.iter().any(is_unnamed) => Some(item.ident.clone()),
            _ => None,
        })
        .collect();
    for item in types.content.iter_mut().flat_map(|(_, items)| items) {
        let Item::Mod(module) = item else { continue };
        let items = module.content.iter_mut().flat_map(|(_, items)| items);
        for item in items.filter(|_| module.ident == "builder") {
            if let Item::Impl(item) = item
                && item.trait_.as_ref().is_some_and(|(path, _)| {
                    path.segments
                        .last()
                        .is_some_and(|last| last.ident == "Default")
                })
                && open.iter().any(|open| *open == type_name(&item.self_ty))
            {
                NoneUnlessSet.visit_item_impl_mut(item);
            }
        }
    }
    open.len()
}

/// Where the generator keeps the properties that a schema does not name.
pub(super) const UNNAMED: &str = "extra";

fn is_unnamed(field: &Field) -> bool {
    let flattened = field
        .attrs
        .iter()
        .any(|attr| attr.to_token_stream().to_string().contains("flatten"));
    flattened && field.ident.as_ref().is_some_and(|ident| ident == UNNAMED)
}

/// The setters of each type's builder, as the builder of a call takes them over.
pub(super) fn of_types(types: &ItemMod) -> BTreeMap<String, Vec<ImplItemFn>> {
    let mut setters: BTreeMap<String, Vec<ImplItemFn>> = BTreeMap::new();
    let items = types.content.iter().flat_map(|(_, items)| items);
    let builders = items.filter_map(|item| match item {
        Item::Mod(module) if module.ident == "builder" => module.content.as_ref(),
        _ => None,
    });
    for item in builders.flat_map(|(_, items)| items) {
        let Item::Impl(item) = item else { continue };
        if item.trait_.is_some() {
            continue;
        }
        let methods = item.items.iter().filter_map(|item| match item {
            ImplItem::Fn(method) => Some(method.clone()),
            _ => None,
        });
        setters
            .entry(type_name(&item.self_ty))
            .or_default()
            .extend(methods);
    }
    setters
}

/// Fields of what is only sent, that may be left out and may be null: `None` leaves out, `Some(None)` is null.
fn keep_null_apart(types: &mut ItemMod, model: &Model) -> Vec<(String, String)> {
    let mut apart = Vec::new();
    for item in types.content.iter_mut().flat_map(|(_, items)| items) {
        let Item::Struct(item) = item else { continue };
        let name = item.ident.to_string();
        let Fields::Named(fields) = &mut item.fields else {
            continue;
        };
        for field in &mut fields.named {
            let Some(ident) = field.ident.as_ref().map(ToString::to_string) else {
                continue;
            };
            if model.read.contains(&name)
                || !model.sent.contains(&name)
                || !is_nullable(model, &name, &ident)
                || is_required(model, &name, &ident)
            {
                continue;
            }
            let ty = &field.ty;
            field.ty = parse_quote!(::std::option::Option<#ty>);
            field.attrs.push(
                parse_quote!(#[serde(default, deserialize_with = "::specwright_runtime::codegen::present")]),
            );
            apart.push((name.clone(), ident));
        }
    }
    for item in builders(types) {
        let Item::Struct(item) = item else { continue };
        let name = item.ident.to_string();
        for field in &mut item.fields {
            let ident = field
                .ident
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            if apart.contains(&(name.clone(), ident))
                && let Some(held) = first_argument(&mut field.ty)
            {
                let inner = held.clone();
                *held = parse_quote!(::std::option::Option<#inner>);
            }
        }
    }
    apart
}

pub(super) fn builders(types: &mut ItemMod) -> impl Iterator<Item = &mut Item> {
    types
        .content
        .iter_mut()
        .flat_map(|(_, items)| items)
        .filter_map(|item| match item {
            Item::Mod(module) if module.ident == "builder" => module.content.as_mut(),
            _ => None,
        })
        .flat_map(|(_, items)| items)
        .filter(|item| !matches!(item, Item::Impl(item) if item.trait_.is_some()))
}

/// The name of a field in the document.
fn property<'a>(model: &'a Model, ty: &str, ident: &str) -> Option<&'a str> {
    let at = Pointer::of(&["components", "schemas", ty, "properties"]);
    let properties = at.object(&model.document)?;
    let mut names = properties.keys().map(String::as_str);
    names.find(|name| field_ident(name) == ident)
}

fn is_nullable(model: &Model, ty: &str, ident: &str) -> bool {
    property(model, ty, ident)
        .is_some_and(|name| model.nullable.contains(&(ty.to_owned(), name.to_owned())))
}

fn is_required(model: &Model, ty: &str, ident: &str) -> bool {
    let at = Pointer::of(&["components", "schemas", ty, "required"]);
    let required = model
        .document
        .pointer(at.as_str())
        .and_then(serde_json::Value::as_array);
    let name = property(model, ty, ident);
    required.is_some_and(|required| required.iter().any(|required| required.as_str() == name))
}

fn takes_option(method: &ImplItemFn) -> bool {
    let mut method = method.clone();
    bound(&mut method).is_some_and(|ty| matches!(ty, Type::Path(path) if last_is(path, "Option")))
}

/// `T: TryInto<Option<X>>` becomes `T: TryInto<X>`.
fn unwrap_bound(method: &mut ImplItemFn) -> bool {
    let Some(ty) = bound(method) else {
        return false;
    };
    let Some(inner) = first_argument(ty).cloned() else {
        return false;
    };
    *ty = inner;
    true
}

/// The type that a setter's argument has to turn into.
pub(super) fn bound(method: &mut ImplItemFn) -> Option<&mut Type> {
    let predicates = &mut method.sig.generics.where_clause.as_mut()?.predicates;
    predicates.iter_mut().find_map(|predicate| {
        let WherePredicate::Type(predicate) = predicate else {
            return None;
        };
        predicate.bounds.iter_mut().find_map(|bound| match bound {
            syn::TypeParamBound::Trait(bound) => {
                let segment = bound
                    .path
                    .segments
                    .last_mut()
                    .filter(|segment| segment.ident == "TryInto")?;
                argument_of(&mut segment.arguments)
            }
            _ => None,
        })
    })
}

/// `value.try_into()` becomes `value.try_into().map(Some)`.
fn wrap_value(method: &mut ImplItemFn, levels: usize) -> bool {
    struct Wrap {
        levels: usize,
        wrapped: usize,
    }
    impl VisitMut for Wrap {
        fn visit_expr_mut(&mut self, expr: &mut Expr) {
            visit_mut::visit_expr_mut(self, expr);
            if let Expr::MethodCall(call) = expr
                && call.method == "try_into"
            {
                *expr = match self.levels {
                    1 => parse_quote!(#call.map(Some)),
                    _ => parse_quote!(#call.map(|value| Some(Some(value)))),
                };
                self.wrapped += 1;
            }
        }
    }
    let mut wrap = Wrap { levels, wrapped: 0 };
    wrap.visit_block_mut(&mut method.block);
    wrap.wrapped == 1
}

/// Beside the setter that takes a value, one that takes none and says null.
fn null_setter(method: &ImplItemFn) -> ImplItem {
    let field = &method.sig.ident;
    let name = format_ident!("{field}_null");
    let mut setter: ImplItemFn = parse_quote! {
        pub fn #name(mut self) -> Self {
            self.#field = Ok(Some(None));
            self
        }
    };
    setter.attrs = doc(&format!(
        "Sends null as `{field}`, which is not the same as leaving it out."
    ));
    ImplItem::Fn(setter)
}

fn type_name(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string())
            .unwrap_or_default(),
        _ => String::new(),
    }
}

pub(super) fn last_is(path: &syn::TypePath, name: &str) -> bool {
    path.path
        .segments
        .last()
        .is_some_and(|segment| segment.ident == name)
}

pub(super) fn first_argument(ty: &mut Type) -> Option<&mut Type> {
    let Type::Path(path) = ty else { return None };
    argument_of(&mut path.path.segments.last_mut()?.arguments)
}

fn argument_of(arguments: &mut PathArguments) -> Option<&mut Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return None;
    };
    arguments
        .args
        .iter_mut()
        .find_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
}
