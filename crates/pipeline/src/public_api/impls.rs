//! The lines that come from `impl` blocks: methods, and the traits that types implement.

use super::items::shown;
use super::names::Names;
use super::reach::Reach;
use super::render::{Renderer, Seen};
use super::signatures::where_clause;
use super::{Group, Lines, attributes, unexpanded};
use syn::{ImplItem, ItemImpl, Path, Type, Visibility};

/// Adds the lines of an `impl` that stands in `module`, as far as a user can see them.
pub(super) fn lines(
    names: &Names<'_>,
    reach: &Reach,
    module: usize,
    item: &ItemImpl,
    lines: &mut Lines,
) {
    let Some(own) = shown(&item.attrs) else {
        return;
    };
    let mut conditions = names.tree.modules[module].conditions.clone();
    attributes::merge(&mut conditions, &own);
    let renderer = Renderer::new(names, reach, module).within(&item.generics);
    let block = Block {
        reach,
        item,
        conditions,
        renderer,
    };
    match &item.trait_ {
        Some((path, _)) => {
            let fallback = &names.tree.modules[module].path;
            block.implementation(path, fallback, lines);
        }
        None => block.members(lines),
    }
}

struct Block<'s> {
    reach: &'s Reach,
    item: &'s ItemImpl,
    /// Of the block and of the modules around it.
    conditions: Vec<String>,
    renderer: Renderer<'s>,
}

impl Block<'_> {
    /// The public members of an inherent `impl`. What binds the block's parameters is said by each member.
    fn members(&self, lines: &mut Lines) {
        let (item, renderer) = (self.item, &self.renderer);
        let Some(place) = renderer
            .head(&item.self_ty)
            .and_then(|it| self.reach.listed(it))
        else {
            return;
        };
        let owner = match &*item.self_ty {
            Type::Path(_) => renderer.ty(&item.self_ty),
            _ => format!("<{}>", renderer.ty(&item.self_ty)),
        };
        let mut predicates = renderer.parameter_predicates(&item.generics);
        predicates.extend(renderer.predicates(&item.generics));
        for member in &item.items {
            let (group, name, attributes, text) = match member {
                ImplItem::Fn(it) if public(&it.vis) => {
                    let name = it.sig.ident.to_string();
                    let path = format!("{owner}::{name}");
                    let text = renderer.function(&it.sig, &path, predicates.clone());
                    (Group::Function, name, &it.attrs, format!("pub {text}"))
                }
                ImplItem::Const(it) if public(&it.vis) => {
                    let bounds = where_clause(&predicates);
                    let (name, ty) = (it.ident.to_string(), renderer.ty(&it.ty));
                    let text = format!("pub const {owner}::{name}: {ty}{bounds}");
                    (Group::Associated, name, &it.attrs, text)
                }
                ImplItem::Macro(it) => (
                    Group::Unexpanded,
                    String::new(),
                    &it.attrs,
                    unexpanded(&it.mac, &owner),
                ),
                _ => continue,
            };
            let Some(own) = shown(attributes) else {
                continue;
            };
            let mut conditions = place.conditions.clone();
            attributes::merge(&mut conditions, &self.conditions);
            attributes::merge(&mut conditions, &own);
            let text = attributes::marks(attributes) + &text;
            lines.add(&place.path, group, &name, text, &conditions);
        }
    }

    /// The line of a trait's implementation, when a user can name both the trait and the type.
    ///
    /// An argument of the type may be private all the same: a type state, say, that nobody needs to name.
    fn implementation(&self, path: &Path, fallback: &[String], lines: &mut Lines) {
        let (item, renderer) = (self.item, &self.renderer);
        renderer.take_seen();
        let trait_ = renderer.path(path);
        let of_trait = renderer.take_seen();
        let ty = renderer.ty(&item.self_ty);
        let of_type = renderer.take_seen();
        let head = renderer.head(&item.self_ty);
        let nameable = match head {
            Some(head) => self.reach.listed(head).is_some(),
            None => of_type.iter().all(|it| it.listed),
        };
        if !nameable || of_trait.iter().any(|it| !it.listed) {
            return;
        }

        let mut types: Vec<_> = item
            .items
            .iter()
            .filter_map(|member| match member {
                ImplItem::Type(it) => {
                    let inner = renderer.within(&it.generics);
                    let parameters = inner.parameters(&it.generics);
                    let predicates = where_clause(&inner.predicates(&it.generics));
                    Some(format!(
                        "type {}{parameters} = {}{predicates}",
                        it.ident,
                        inner.ty(&it.ty)
                    ))
                }
                _ => None,
            })
            .collect();
        types.sort();
        let types = if types.is_empty() {
            String::new()
        } else {
            format!(" {{ {} }}", types.join("; "))
        };
        let text = format!(
            "{}{}impl{} {}{trait_} for {ty}{}{types}",
            attributes::marks(&item.attrs),
            if item.unsafety.is_some() {
                "unsafe "
            } else {
                ""
            },
            renderer.parameters(&item.generics),
            if item.modifiers.polarity.is_some() {
                "!"
            } else {
                ""
            },
            where_clause(&renderer.predicates(&item.generics)),
        );
        let listed = |it: &Seen| self.reach.listed(it.definition);
        let places: Vec<_> = of_type.iter().chain(&of_trait).filter_map(listed).collect();
        let mut conditions = Vec::new();
        for place in &places {
            attributes::merge(&mut conditions, &place.conditions);
        }
        attributes::merge(&mut conditions, &self.conditions);
        let owner = places.first().map_or(fallback, |it| &it.path);
        lines.add(owner, Group::Implementation, &trait_, text, &conditions);
    }
}

fn public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}
