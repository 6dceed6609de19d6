//! The lines of an item that can be reached, and of its members.

use super::names::{Kind, Names};
use super::reach::{Place, Reach};
use super::render::{Renderer, list};
use super::signatures::{bounded, where_clause};
use super::{Group, Lines, attributes, unexpanded};
use syn::{Attribute, Field, Fields, Item, ItemEnum, ItemTrait, TraitItem, Variant, Visibility};
use syn::{Generics, StaticMutability};

/// Adds the lines of the definition at `index`, when it is public.
pub(super) fn lines(names: &Names<'_>, reach: &Reach, index: usize, lines: &mut Lines) {
    let definition = &names.definitions[index];
    let Some(place) = reach.listed(index) else {
        return;
    };
    let path = place.path.join("::");
    let renderer = Renderer::new(names, reach, definition.module);
    let mut listed = Listed {
        path: &path,
        place,
        renderer,
        lines,
    };
    match definition.kind {
        Kind::Module(_) => listed.item(&[], format!("pub mod {path}")),
        Kind::Item(Item::Enum(it)) => listed.choice(it),
        Kind::Item(Item::Trait(it)) => listed.interface(it),
        Kind::Item(Item::Struct(it)) => {
            listed.record("struct", &it.attrs, &it.generics, &it.fields);
        }
        Kind::Item(Item::Union(it)) => {
            let fields = Fields::Named(it.fields.clone());
            listed.record("union", &it.attrs, &it.generics, &fields);
        }
        Kind::Item(Item::Type(it)) => {
            let inner = listed.renderer.within(&it.generics);
            let parameters = inner.parameters(&it.generics);
            let predicates = where_clause(&inner.predicates(&it.generics));
            let text = format!(
                "pub type {path}{parameters}{predicates} = {}",
                inner.ty(&it.ty)
            );
            listed.item(&it.attrs, text);
        }
        Kind::Item(Item::Fn(it)) => {
            let text = listed.renderer.function(&it.sig, &path, Vec::new());
            listed.item(&it.attrs, format!("pub {text}"));
        }
        Kind::Item(Item::Const(it)) => {
            let text = format!("pub const {path}: {}", listed.renderer.ty(&it.ty));
            listed.item(&it.attrs, text);
        }
        Kind::Item(Item::Static(it)) => {
            let mutable = if let StaticMutability::Mut(_) = it.mutability {
                "mut "
            } else {
                ""
            };
            let text = format!("pub static {mutable}{path}: {}", listed.renderer.ty(&it.ty));
            listed.item(&it.attrs, text);
        }
        Kind::Item(Item::Macro(it)) => listed.item(&it.attrs, format!("pub macro {path}!")),
        Kind::Item(_) => {}
    }
}

/// An item on its way into the listing.
struct Listed<'l, 's> {
    path: &'l str,
    place: &'s Place,
    renderer: Renderer<'s>,
    lines: &'l mut Lines,
}

impl Listed<'_, '_> {
    /// The line of the item itself.
    fn item(&mut self, attributes: &[Attribute], text: String) {
        let text = attributes::marks(attributes) + &text;
        self.lines.add(
            &self.place.path,
            Group::Item,
            "",
            text,
            &self.place.conditions,
        );
    }

    /// The line of a member, when it is there for a user.
    fn member(&mut self, group: Group, name: &str, attributes: &[Attribute], text: String) {
        let Some(own) = shown(attributes) else { return };
        let mut conditions = self.place.conditions.clone();
        attributes::merge(&mut conditions, &own);
        let text = attributes::marks(attributes) + &text;
        self.lines
            .add(&self.place.path, group, name, text, &conditions);
    }

    /// A struct or a union. Whether it has fields that are not public is part of what it promises: without them it can be
    /// built and taken apart by anyone.
    fn record(
        &mut self,
        keyword: &str,
        attributes: &[Attribute],
        generics: &Generics,
        fields: &Fields,
    ) {
        let inner = self.renderer.within(generics);
        let head = format!("pub {keyword} {}{}", self.path, inner.parameters(generics));
        let predicates = where_clause(&inner.predicates(generics));
        match fields {
            Fields::Unit => self.item(attributes, format!("{head}{predicates};")),
            Fields::Unnamed(it) => {
                let fields = positional(&inner, &it.unnamed, "pub ", public);
                self.item(attributes, format!("{head}({fields}){predicates}"));
            }
            Fields::Named(it) => {
                let closed = it.named.iter().any(|field| !public(field));
                let rest = if closed { " { .. }" } else { "" };
                self.item(attributes, format!("{head}{predicates}{rest}"));
                for field in it.named.iter().filter(|field| public(field)) {
                    let name = field_name(field);
                    let text = format!("pub {}::{name}: {}", self.path, inner.ty(&field.ty));
                    self.member(Group::Member, &name, &field.attrs, text);
                }
            }
        }
    }

    fn choice(&mut self, item: &ItemEnum) {
        let inner = self.renderer.within(&item.generics);
        let parameters = inner.parameters(&item.generics);
        let predicates = where_clause(&inner.predicates(&item.generics));
        self.item(
            &item.attrs,
            format!("pub enum {}{parameters}{predicates}", self.path),
        );
        for variant in &item.variants {
            let text = format!("pub {}::{}", self.path, self::variant(&inner, variant));
            self.member(
                Group::Member,
                &variant.ident.to_string(),
                &variant.attrs,
                text,
            );
        }
    }

    /// A trait. An item that it provides, so that an implementation may leave it out, ends in `{ .. }` or `= ..`.
    fn interface(&mut self, item: &ItemTrait) {
        let inner = self.renderer.within(&item.generics);
        let unsafety = if item.unsafety.is_some() {
            "unsafe "
        } else {
            ""
        };
        let auto = if item.modifiers.auto_token.is_some() {
            "auto "
        } else {
            ""
        };
        let text = format!(
            "pub {unsafety}{auto}trait {}{}{}{}",
            self.path,
            inner.parameters(&item.generics),
            bounded(inner.bounds(&item.supertraits)),
            where_clause(&inner.predicates(&item.generics)),
        );
        self.item(&item.attrs, text);
        for member in &item.items {
            self.required_or_provided(&inner, member);
        }
    }

    fn required_or_provided(&mut self, renderer: &Renderer<'_>, item: &TraitItem) {
        match item {
            TraitItem::Fn(it) => {
                let name = it.sig.ident.to_string();
                let path = format!("{}::{name}", self.path);
                let signature = renderer.function(&it.sig, &path, Vec::new());
                let provided = if it.default.is_some() { " { .. }" } else { "" };
                self.member(
                    Group::Function,
                    &name,
                    &it.attrs,
                    format!("pub {signature}{provided}"),
                );
            }
            TraitItem::Const(it) => {
                let provided = if it.default.is_some() { " = .." } else { "" };
                let text = format!(
                    "pub const {}::{}: {}{provided}",
                    self.path,
                    it.ident,
                    renderer.ty(&it.ty)
                );
                self.member(Group::Associated, &it.ident.to_string(), &it.attrs, text);
            }
            TraitItem::Type(it) => {
                let inner = renderer.within(&it.generics);
                let default = it
                    .default
                    .as_ref()
                    .map(|(_, ty)| format!(" = {}", inner.ty(ty)));
                let text = format!(
                    "pub type {}::{}{}{}{}{}",
                    self.path,
                    it.ident,
                    inner.parameters(&it.generics),
                    bounded(inner.bounds(&it.bounds)),
                    where_clause(&inner.predicates(&it.generics)),
                    default.unwrap_or_default(),
                );
                self.member(Group::Associated, &it.ident.to_string(), &it.attrs, text);
            }
            TraitItem::Macro(it) => {
                let text = unexpanded(&it.mac, self.path);
                self.member(Group::Unexpanded, "", &it.attrs, text);
            }
            _ => {}
        }
    }
}

/// The conditions of a member that a user gets to see, or `None`.
pub(super) fn shown(attributes: &[Attribute]) -> Option<Vec<String>> {
    attributes::conditions(attributes).filter(|_| !attributes::hidden(attributes))
}

fn public(field: &Field) -> bool {
    matches!(field.vis, Visibility::Public(_)) && shown(&field.attrs).is_some()
}

fn variant(renderer: &Renderer<'_>, variant: &Variant) -> String {
    let everyone = |field: &Field| shown(&field.attrs).is_some();
    let fields = match &variant.fields {
        Fields::Unit => String::new(),
        Fields::Unnamed(it) => format!("({})", positional(renderer, &it.unnamed, "", everyone)),
        Fields::Named(it) => {
            let fields = it.named.iter().filter(|field| everyone(field));
            let mut texts: Vec<_> = fields
                .map(|field| {
                    let text = format!("{}: {}", field_name(field), renderer.ty(&field.ty));
                    decorated(field, &text)
                })
                .collect();
            if texts.len() < it.named.len() {
                texts.push("..".to_owned());
            }
            format!(" {{ {} }}", texts.join(", "))
        }
    };
    let value = variant.discriminant.as_ref();
    let value = value.map(|(_, it)| format!(" = {}", renderer.expression(it)));
    format!("{}{fields}{}", variant.ident, value.unwrap_or_default())
}

/// The fields of a tuple. Those that are not public keep the place of one that follows them; behind the last, `..` says it all.
fn positional<'f>(
    renderer: &Renderer<'_>,
    fields: impl IntoIterator<Item = &'f Field>,
    visibility: &str,
    public: impl Fn(&Field) -> bool,
) -> String {
    let mut fields: Vec<_> = fields.into_iter().collect();
    let all = fields.len();
    while fields.last().is_some_and(|field| !public(field)) {
        fields.pop();
    }
    let closed = fields.len() < all;
    let mut text = list(fields.iter(), |field| {
        if public(field) {
            decorated(field, &format!("{visibility}{}", renderer.ty(&field.ty)))
        } else {
            "_".to_owned()
        }
    });
    if closed {
        text.push_str(if fields.is_empty() { ".." } else { ", .." });
    }
    text
}

/// A field that has no line of its own, with its marks and conditions.
fn decorated(field: &Field, text: &str) -> String {
    let conditions = shown(&field.attrs).unwrap_or_default();
    format!(
        "{}{text}{}",
        attributes::marks(&field.attrs),
        attributes::suffix(&conditions)
    )
}

fn field_name(field: &Field) -> String {
    field
        .ident
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default()
}
