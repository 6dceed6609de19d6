//! The traits that a type implements by `#[derive]`.
//!
//! What a derive makes is known by its macro's name; one that is not known is listed as it stands.

use super::names::{Kind, Names, Namespace};
use super::reach::{Place, Reach};
use super::render::{Renderer, list, parameter, tokens};
use super::resolve::Target;
use super::signatures::where_clause;
use super::{Group, Lines, attributes, standard};
use proc_macro2::Span;
use syn::{Attribute, Fields, GenericParam, Generics, Item, Lifetime, LifetimeParam, Path};

/// Adds a line for each trait that the type at `index` derives, when it is public.
pub(super) fn lines(names: &Names<'_>, reach: &Reach, index: usize, lines: &mut Lines) {
    let definition = &names.definitions[index];
    let Some(place) = reach.listed(index) else {
        return;
    };
    let Kind::Item(item) = definition.kind else {
        return;
    };
    let Some(generics) = generics(item) else {
        return;
    };
    let mut plain = generics.clone();
    plain.params.iter_mut().for_each(strip_default);
    let arguments = match plain.params.len() {
        0 => String::new(),
        _ => format!("<{}>", list(&plain.params, parameter)),
    };
    let mut derived = Derived {
        place,
        renderer: Renderer::new(names, reach, definition.module).within(generics),
        ty: place.path.join("::") + &arguments,
        generics: plain,
        item,
        lines,
    };
    for (path, conditions) in attributes::derives(attributes::of(item)) {
        derived.derive(&trait_path(names, definition.module, &path), &conditions);
    }
}

/// A type with its derives, on its way into the listing.
struct Derived<'l, 's> {
    place: &'s Place,
    renderer: Renderer<'s>,
    /// As the `impl` names it: `demo::Page<T>`.
    ty: String,
    /// Without defaults, which an `impl` cannot have.
    generics: Generics,
    item: &'s Item,
    lines: &'l mut Lines,
}

impl Derived<'_, '_> {
    fn derive(&mut self, path: &[String], conditions: &[String]) {
        let names: Vec<_> = path.iter().map(String::as_str).collect();
        match names.as_slice() {
            ["std" | "core", .., name] if standard::derive(name).is_some() => {
                self.implementation(&standard::written(path), true, conditions);
            }
            ["serde" | "serde_derive", "Serialize"] => {
                self.implementation("serde::Serialize", true, conditions);
            }
            ["serde" | "serde_derive", "Deserialize"] => {
                let plain = self.generics.clone();
                let lifetime = Lifetime::new("'de", Span::call_site());
                let param = GenericParam::Lifetime(LifetimeParam::new(lifetime));
                self.generics.params.insert(0, param);
                self.implementation("serde::Deserialize<'de>", true, conditions);
                self.generics = plain;
            }
            ["thiserror", "Error"] => self.error(conditions),
            _ => {
                let derive = standard::written(path);
                self.push(
                    &derive,
                    format!("#[derive({derive})] {}", self.ty),
                    conditions,
                );
            }
        }
    }

    /// What thiserror's derive makes: the error itself, its message, and a conversion for each `#[from]`.
    fn error(&mut self, conditions: &[String]) {
        self.implementation("std::error::Error", false, conditions);
        let parts = parts(self.item);
        // The message may stand at the type or at each variant; without one it is written by hand.
        let texts = parts
            .iter()
            .map(|part| part.attributes)
            .chain([attributes::of(self.item)]);
        if texts.into_iter().any(|it| attributes::has(it, "error")) {
            self.implementation("std::fmt::Display", false, conditions);
        }
        for part in parts {
            let Some(own) = attributes::conditions(part.attributes) else {
                continue;
            };
            let mut conditions = conditions.to_vec();
            attributes::merge(&mut conditions, &own);
            for field in part
                .fields
                .iter()
                .filter(|it| attributes::has(&it.attrs, "from"))
            {
                self.renderer.take_seen();
                let of = format!("From<{}>", self.renderer.ty(&field.ty));
                if self.renderer.take_seen().iter().all(|it| it.listed) {
                    self.implementation(&of, false, &conditions);
                }
            }
        }
    }

    fn implementation(&mut self, trait_: &str, binds: bool, conditions: &[String]) {
        let mut predicates = self.renderer.predicates(&self.generics);
        if binds {
            for param in &self.generics.params {
                if let GenericParam::Type(it) = param {
                    predicates.push(format!("{}: {trait_}", it.ident));
                }
            }
        }
        let text = format!(
            "impl{} {trait_} for {}{}",
            self.renderer.parameters(&self.generics),
            self.ty,
            where_clause(&predicates)
        );
        self.push(trait_, text, conditions);
    }

    fn push(&mut self, name: &str, text: String, more: &[String]) {
        let mut conditions = self.place.conditions.clone();
        attributes::merge(&mut conditions, more);
        self.lines.add(
            &self.place.path,
            Group::Implementation,
            name,
            text,
            &conditions,
        );
    }
}

/// The full path of a derive, where it can be told.
fn trait_path(names: &Names<'_>, module: usize, path: &Path) -> Vec<String> {
    let segments: Vec<_> = path
        .segments
        .iter()
        .map(|it| it.ident.to_string())
        .collect();
    let absolute = path.leading_colon.is_some();
    let found = names.resolve(module, absolute, &segments, Namespace::Macros);
    let foreign = found.into_iter().find_map(|it| match it.target {
        Target::Foreign(path) => Some(path),
        Target::Own(_) => None,
    });
    foreign.unwrap_or_else(|| match segments.as_slice() {
        [name] => standard::derive(name).unwrap_or(segments),
        _ => vec![tokens(path)],
    })
}

fn generics(item: &Item) -> Option<&Generics> {
    match item {
        Item::Enum(it) => Some(&it.generics),
        Item::Struct(it) => Some(&it.generics),
        Item::Union(it) => Some(&it.generics),
        _ => None,
    }
}

/// A struct, or a variant of an enum.
struct Part<'i> {
    attributes: &'i [Attribute],
    fields: &'i Fields,
}

fn parts(item: &Item) -> Vec<Part<'_>> {
    match item {
        Item::Struct(it) => vec![Part {
            attributes: &it.attrs,
            fields: &it.fields,
        }],
        Item::Enum(it) => it
            .variants
            .iter()
            .map(|variant| Part {
                attributes: &variant.attrs,
                fields: &variant.fields,
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn strip_default(param: &mut GenericParam) {
    match param {
        GenericParam::Type(it) => it.default = None,
        GenericParam::Const(it) => it.default = None,
        GenericParam::Lifetime(_) => {}
    }
}
