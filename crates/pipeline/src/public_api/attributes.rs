//! What an item's attributes say to a listing: under which cfg it exists, whether it is hidden, and how it is marked.

use quote::ToTokens as _;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Item, Lit, Meta, MetaList, Token};

/// The cfg predicates under which something exists for someone who uses the crate.
///
/// `None` when it never does, that is under `cfg(test)`.
pub(super) fn conditions(attributes: &[Attribute]) -> Option<Vec<String>> {
    let mut conditions = Vec::new();
    for attribute in attributes.iter().filter(|it| it.path().is_ident("cfg")) {
        let predicate = match attribute.parse_args::<Meta>() {
            Ok(meta) => simplify(&meta),
            // What is no predicate that we know is still better shown than lost.
            Err(_) => Predicate::When(arguments(&attribute.meta)),
        };
        match predicate {
            Predicate::Always => {}
            Predicate::Never => return None,
            Predicate::When(text) => merge(&mut conditions, &[text]),
        }
    }
    Some(conditions)
}

/// Adds the conditions that are not yet there, in their order.
pub(super) fn merge(into: &mut Vec<String>, more: &[String]) {
    for condition in more {
        if !into.contains(condition) {
            into.push(condition.clone());
        }
    }
}

/// Whether no condition is the negation of another.
pub(super) fn possible(conditions: &[String]) -> bool {
    let negated = |it: &String| conditions.contains(&format!("not({it})"));
    !conditions.iter().any(negated)
}

/// The conditions of something that exists under these or under those.
pub(super) fn either(these: &[String], those: &[String]) -> Vec<String> {
    let (mut both, these): (Vec<_>, Vec<_>) =
        these.iter().cloned().partition(|it| those.contains(it));
    let those: Vec<_> = those
        .iter()
        .filter(|it| !both.contains(it))
        .cloned()
        .collect();
    match (these.as_slice(), those.as_slice()) {
        ([], _) | (_, []) => {}
        ([one], [other]) if *one == format!("not({other})") || *other == format!("not({one})") => {}
        _ => both.push(format!("any({}, {})", all(&these), all(&those))),
    }
    both
}

fn all(conditions: &[String]) -> String {
    match conditions {
        [only] => only.clone(),
        several => format!("all({})", several.join(", ")),
    }
}

/// The end of a line for an item that exists under `conditions` only: ` [feature = "stream"]`.
pub(super) fn suffix(conditions: &[String]) -> String {
    let mut texts: Vec<_> = conditions.iter().map(|it| format!(" [{it}]")).collect();
    texts.sort();
    texts.concat()
}

/// Whether `#[doc(hidden)]` takes the item out of what the crate promises.
pub(super) fn hidden(attributes: &[Attribute]) -> bool {
    flat(attributes).iter().any(|(condition, meta)| match meta {
        Meta::List(list) if condition.is_none() && list.path.is_ident("doc") => {
            metas(list).iter().any(|it| it.path().is_ident("hidden"))
        }
        _ => false,
    })
}

/// The attributes that change what a user of the item may do, ready to stand before it: `#[non_exhaustive] `.
pub(super) fn marks(attributes: &[Attribute]) -> String {
    let mut marks = Vec::new();
    for (condition, meta) in flat(attributes) {
        let path = meta.path();
        let mark = if path.is_ident("deprecated") || path.is_ident("non_exhaustive") {
            path.to_token_stream().to_string()
        } else if path.is_ident("repr") {
            format!("repr({})", arguments(&meta))
        } else {
            continue;
        };
        marks.push(match condition {
            None => format!("#[{mark}] "),
            Some(condition) => format!("#[cfg_attr({condition}, {mark})] "),
        });
    }
    marks.sort();
    marks.concat()
}

/// Each path in the item's `derive` lists, with the condition of the `cfg_attr` around it.
pub(super) fn derives(attributes: &[Attribute]) -> Vec<(syn::Path, Vec<String>)> {
    let mut derives = Vec::new();
    for (condition, meta) in flat(attributes) {
        if let Meta::List(list) = &meta
            && list.path.is_ident("derive")
            && let Ok(paths) =
                list.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated)
        {
            derives.extend(
                paths
                    .into_iter()
                    .map(|path| (path, condition.iter().cloned().collect())),
            );
        }
    }
    derives
}

/// Whether an attribute of this name is there, unconditionally or not.
pub(super) fn has(attributes: &[Attribute], name: &str) -> bool {
    flat(attributes)
        .iter()
        .any(|(_, meta)| meta.path().is_ident(name))
}

/// The file that `#[path = "…"]` names.
pub(super) fn path(attributes: &[Attribute]) -> Option<String> {
    attributes
        .iter()
        .find_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("path") => string(&pair.value),
            _ => None,
        })
}

/// The attributes of any kind of item.
pub(super) fn of(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(it) => &it.attrs,
        Item::Enum(it) => &it.attrs,
        Item::ExternCrate(it) => &it.attrs,
        Item::Fn(it) => &it.attrs,
        Item::ForeignMod(it) => &it.attrs,
        Item::Impl(it) => &it.attrs,
        Item::Macro(it) => &it.attrs,
        Item::Mod(it) => &it.attrs,
        Item::Static(it) => &it.attrs,
        Item::Struct(it) => &it.attrs,
        Item::Trait(it) => &it.attrs,
        Item::TraitAlias(it) => &it.attrs,
        Item::Type(it) => &it.attrs,
        Item::Union(it) => &it.attrs,
        Item::Use(it) => &it.attrs,
        _ => &[],
    }
}

/// A cfg predicate as a build of the crate by somebody else sees it: never in test.
enum Predicate {
    Always,
    Never,
    When(String),
}

fn simplify(meta: &Meta) -> Predicate {
    match meta {
        Meta::Path(path) if path.is_ident("test") || path.is_ident("doctest") => Predicate::Never,
        Meta::Path(path) => Predicate::When(path.to_token_stream().to_string()),
        Meta::NameValue(pair) => {
            let name = pair.path.to_token_stream().to_string();
            match string(&pair.value) {
                Some(value) => Predicate::When(format!("{name} = {value:?}")),
                None => Predicate::When(format!("{name} = {}", pair.value.to_token_stream())),
            }
        }
        Meta::List(list) if list.path.is_ident("not") => match metas(list).first().map(simplify) {
            Some(Predicate::Always) => Predicate::Never,
            Some(Predicate::Never) => Predicate::Always,
            Some(Predicate::When(text)) => Predicate::When(format!("not({text})")),
            None => Predicate::When("not()".to_owned()),
        },
        Meta::List(list) if list.path.is_ident("all") => {
            combine("all", metas(list), Predicate::Always, |it| {
                matches!(it, Predicate::Never)
            })
        }
        Meta::List(list) if list.path.is_ident("any") => {
            combine("any", metas(list), Predicate::Never, |it| {
                matches!(it, Predicate::Always)
            })
        }
        Meta::List(list) => Predicate::When(list.to_token_stream().to_string()),
    }
}

/// `all` and `any` are each other's mirror: `decides` says which value of one part settles the whole, `empty` what is
/// left when no part matters.
fn combine(
    name: &str,
    parts: Vec<Meta>,
    empty: Predicate,
    decides: fn(&Predicate) -> bool,
) -> Predicate {
    let mut texts = Vec::new();
    for part in &parts {
        match simplify(part) {
            decisive if decides(&decisive) => return decisive,
            Predicate::When(text) => texts.push(text),
            Predicate::Always | Predicate::Never => {}
        }
    }
    match texts.as_slice() {
        [] => empty,
        [only] => Predicate::When(only.clone()),
        several => Predicate::When(format!("{name}({})", several.join(", "))),
    }
}

/// The attributes with every `cfg_attr` opened, each with the condition that it stands under.
fn flat(attributes: &[Attribute]) -> Vec<(Option<String>, Meta)> {
    let mut found = Vec::new();
    for attribute in attributes {
        flatten(None, attribute.meta.clone(), &mut found);
    }
    found
}

fn flatten(condition: Option<&str>, meta: Meta, found: &mut Vec<(Option<String>, Meta)>) {
    let list = match meta {
        Meta::List(list) if list.path.is_ident("cfg_attr") => list,
        other => return found.push((condition.map(str::to_owned), other)),
    };
    let mut parts = metas(&list).into_iter();
    let inner = match parts.next().as_ref().map(simplify) {
        None | Some(Predicate::Never) => return,
        Some(Predicate::Always) => condition.map(str::to_owned),
        Some(Predicate::When(text)) => Some(match condition {
            Some(outer) => format!("all({outer}, {text})"),
            None => text,
        }),
    };
    for part in parts {
        flatten(inner.as_deref(), part, found);
    }
}

fn metas(list: &MetaList) -> Vec<Meta> {
    list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
        .map(|it| it.into_iter().collect())
        .unwrap_or_default()
}

fn arguments(meta: &Meta) -> String {
    match meta {
        Meta::List(list) => list.tokens.to_string(),
        _ => String::new(),
    }
}

fn string(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}
