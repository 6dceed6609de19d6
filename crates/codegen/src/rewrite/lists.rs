//! Setters of lists: they take whatever gives entries, of whatever turns into one.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ImplItem, ImplItemFn, Item, ItemMod, Type, parse_quote};

use super::setters::{bound, builders, first_argument, last_is};

/// Rewrites the setters of lists in the builders of types, and returns how many there were.
pub(super) fn take_entries(types: &mut ItemMod) -> usize {
    let mut rewritten = 0;
    for item in builders(types) {
        let Item::Impl(item) = item else { continue };
        for method in &mut item.items {
            if let ImplItem::Fn(method) = method {
                rewritten += usize::from(take_entries_of(method));
            }
        }
    }
    rewritten
}

/// Lets a setter that takes a list take entries, if it does take a list.
///
/// A `Vec<String>` is made of no list of `&str`, and a list of objects is made of no list of their builders.
pub(super) fn take_entries_of(method: &mut ImplItemFn) -> bool {
    let Some(list) = bound(method).cloned() else {
        return false;
    };
    let Type::Path(path) = &list else {
        return false;
    };
    let mut vec = list.clone();
    let Some(entry) = first_argument(&mut vec).filter(|_| last_is(path, "Vec")) else {
        return false;
    };
    let mut collect = Collect {
        collected: 0,
        list: &list,
    };
    collect.visit_block_mut(&mut method.block);
    if collect.collected != 1 {
        return false;
    }
    method.sig.generics = parse_quote!(<I>);
    method.sig.generics.where_clause = Some(parse_quote! {
        where
            I: ::std::iter::IntoIterator<
                Item: ::std::convert::TryInto<#entry, Error: ::std::fmt::Display>,
            >
    });
    if let Some(syn::FnArg::Typed(value)) = method.sig.inputs.last_mut() {
        *value.ty = parse_quote!(I);
    }
    true
}

/// `value.try_into()` becomes the list of the entries, each turned into what it is to be.
struct Collect<'a> {
    collected: usize,
    list: &'a Type,
}

impl VisitMut for Collect<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::MethodCall(call) = expr
            && call.method == "try_into"
        {
            let list = self.list;
            *expr = parse_quote! {
                value.into_iter().map(|entry| entry.try_into()).collect::<::std::result::Result<#list, _>>()
            };
            self.collected += 1;
        }
    }
}
