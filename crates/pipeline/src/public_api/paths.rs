//! Paths in signatures: what stands in one, spelled out as the listing names it.

use super::names::{Kind, Namespace};
use super::render::{Renderer, Seen, parameter};
use super::resolve::{Found, Target};
use super::standard;
use syn::{
    GenericArgument, GenericParam, Item, ItemType, Path, PathArguments, QSelf, Type,
    TypeParamBound, TypeTraitObject,
};

/// An alias of an alias of … ends somewhere in code that compiles; in code that does not, here.
const DEPTH: usize = 16;

impl Renderer<'_> {
    /// The definition that a type is made from, references and aliases seen through.
    pub(super) fn head(&self, ty: &Type) -> Option<usize> {
        match ty {
            Type::Reference(it) => self.head(&it.elem),
            Type::Paren(it) => self.head(&it.elem),
            Type::Group(it) => self.head(&it.elem),
            Type::Path(it) if it.qself.is_none() => self.definition(&it.path),
            Type::TraitObject(TypeTraitObject { bounds, .. }) => {
                bounds.iter().find_map(|bound| match bound {
                    TypeParamBound::Trait(it) => self.definition(&it.path),
                    _ => None,
                })
            }
            _ => None,
        }
    }

    pub(super) fn path_in(
        &self,
        qself: Option<&QSelf>,
        path: &Path,
        namespace: Namespace,
    ) -> String {
        let names: Vec<_> = path
            .segments
            .iter()
            .map(|it| it.ident.to_string())
            .collect();
        if let Some(qself) = qself {
            let ty = self.ty(&qself.ty);
            let (start, position) = match qself.position {
                0 => (format!("<{ty}>"), 0),
                position => {
                    let mut of = path.clone();
                    of.segments = path.segments.iter().take(position).cloned().collect();
                    (format!("<{ty} as {}>", self.path(&of)), position)
                }
            };
            return start + &self.behind(path, position);
        }
        let Some(first) = names.first() else {
            return String::new();
        };
        let local = path.leading_colon.is_none();
        match self.generics.get(first) {
            Some(text) if local => text.clone() + &self.behind(path, 1),
            _ if first == "Self" => first.clone() + &self.behind(path, 1),
            _ => self.written(path, &names, namespace),
        }
    }

    /// A path that starts at a module, a crate or an item in scope.
    fn written(&self, path: &Path, names: &[String], namespace: Namespace) -> String {
        let absolute = path.leading_colon.is_some();
        let mut found = self.names.resolve(self.module, absolute, names, namespace);
        if found.is_empty() && namespace == Namespace::Types {
            // `Page<LIMIT>`: only the compiler can tell a constant from a type there.
            found = self
                .names
                .resolve(self.module, absolute, names, Namespace::Values);
        }
        let best = self.best(&found);
        // A module, or a crate's module, does not hide a primitive type of its name.
        let hides = matches!(best, Some(Found { target: Target::Own(id), .. })
            if !matches!(self.names.definitions[*id].kind, Kind::Module(_)));
        if !absolute && names.len() == 1 && standard::primitive(&names[0]) && !hides {
            return names[0].clone();
        }
        match best {
            None => format!("{} (unresolved)", self.plain(path)),
            Some(Found {
                target: Target::Foreign(foreign),
                ..
            }) => {
                let arguments = path.segments.last().map(|it| self.arguments(&it.arguments));
                standard::written(foreign) + &arguments.unwrap_or_default()
            }
            Some(Found {
                target: Target::Own(id),
                rest,
            }) => self.own(*id, path, names.len().saturating_sub(rest.len())),
        }
    }

    /// An item of this crate, written as the first `taken` segments of `path`.
    fn own(&self, id: usize, path: &Path, taken: usize) -> String {
        let place = self.reach.place(id);
        if self.depth < DEPTH {
            match self.names.definitions[id].kind {
                // An alias that nobody can name: what it stands for is what the user gets.
                Kind::Item(Item::Type(alias)) if place.is_none() => {
                    return self.through(id, alias, path, taken) + &self.behind(path, taken);
                }
                // A constant in a type, public or not: its value is what tells one type from another.
                Kind::Item(Item::Const(it)) => return self.inside(id).operand(&it.expr),
                _ => {}
            }
        }
        let listed = place.is_some_and(|it| !it.hidden);
        self.seen.borrow_mut().push(Seen {
            definition: id,
            listed,
        });
        let arguments = match taken
            .checked_sub(1)
            .and_then(|last| path.segments.get(last))
        {
            Some(segment) => self.arguments(&segment.arguments),
            None => String::new(),
        };
        match place {
            Some(place) if listed => place.path.join("::") + &arguments + &self.behind(path, taken),
            Some(place) => {
                format!(
                    "{}{arguments}{} (hidden)",
                    place.path.join("::"),
                    self.behind(path, taken)
                )
            }
            None => format!("{} (private)", self.plain(path)),
        }
    }

    /// The place where a definition stands, on behalf of this one.
    fn inside(&self, definition: usize) -> Self {
        let mut inner = self.clone();
        inner.module = self.names.definitions[definition].module;
        inner.generics.clear();
        inner.depth += 1;
        inner
    }

    fn through(&self, id: usize, alias: &ItemType, path: &Path, taken: usize) -> String {
        let mut inner = self.inside(id);
        let segment = taken
            .checked_sub(1)
            .and_then(|last| path.segments.get(last));
        let (mut lifetimes, mut others) = (Vec::new(), Vec::new());
        if let Some(PathArguments::AngleBracketed(it)) = segment.map(|it| &it.arguments) {
            for argument in &it.args {
                match argument {
                    GenericArgument::Lifetime(it) => lifetimes.push(self.lifetime(it)),
                    other => others.push(self.argument(other)),
                }
            }
        }
        let (mut lifetimes, mut others) = (lifetimes.into_iter(), others.into_iter());
        for param in &alias.generics.params {
            let text = match param {
                GenericParam::Lifetime(_) => lifetimes.next().unwrap_or_else(|| "'_".to_owned()),
                GenericParam::Type(it) => others.next().unwrap_or_else(|| match &it.default {
                    Some((_, default)) => inner.ty(default),
                    None => "_".to_owned(),
                }),
                GenericParam::Const(it) => others.next().unwrap_or_else(|| match &it.default {
                    Some((_, default)) => inner.expression(default),
                    None => "_".to_owned(),
                }),
            };
            inner.generics.insert(parameter(param), text);
        }
        inner.ty(&alias.ty)
    }

    fn definition(&self, path: &Path) -> Option<usize> {
        let names: Vec<_> = path
            .segments
            .iter()
            .map(|it| it.ident.to_string())
            .collect();
        if names.len() == 1 && self.generics.contains_key(&names[0]) {
            return None;
        }
        let absolute = path.leading_colon.is_some();
        let found = self
            .names
            .resolve(self.module, absolute, &names, Namespace::Types);
        let own = match self.best(&found)? {
            Found {
                target: Target::Own(id),
                rest,
            } if rest.is_empty() => *id,
            _ => return None,
        };
        match self.names.definitions[own].kind {
            Kind::Item(Item::Type(alias)) if self.depth < DEPTH => self.inside(own).head(&alias.ty),
            _ => Some(own),
        }
    }

    /// Under several cfgs a name has several meanings: the best is one that the reader can look up. The path makes the choice
    /// independent of the order in which they are written.
    fn best<'f>(&self, found: &'f [Found]) -> Option<&'f Found> {
        found.iter().min_by_key(|it| match &it.target {
            Target::Own(id) => match self.reach.listed(*id) {
                Some(place) => (0, place.path.as_slice()),
                None => (2, [].as_slice()),
            },
            Target::Foreign(path) => (1, path.as_slice()),
        })
    }

    /// The segments from `position` on, each with its arguments.
    fn behind(&self, path: &Path, position: usize) -> String {
        let rest = path.segments.iter().skip(position);
        rest.map(|it| format!("::{}{}", it.ident, self.arguments(&it.arguments)))
            .collect()
    }

    /// A path as its author wrote it, with the arguments spelled out all the same.
    fn plain(&self, path: &Path) -> String {
        let text = self.behind(path, 0);
        if path.leading_colon.is_some() {
            text
        } else {
            text.trim_start_matches("::").to_owned()
        }
    }
}
