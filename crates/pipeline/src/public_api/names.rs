//! Every name that the crate's modules declare: their own items, and their `use` declarations.

use super::attributes;
use super::modules::{Module, Tree, at};
use anyhow::bail;
use proc_macro2::Span;
use std::collections::{BTreeMap, HashMap};
use syn::{Ident, Item, UseTree, Visibility};

/// Rust keeps types (and modules), values and macros of one name apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Namespace {
    Types,
    Values,
    Macros,
}

impl Namespace {
    pub(super) const ALL: [Namespace; 3] = [Namespace::Types, Namespace::Values, Namespace::Macros];
}

/// Something of this crate that has a name.
pub(super) struct Definition<'a> {
    pub(super) name: String,
    pub(super) kind: Kind<'a>,
    pub(super) namespace: Namespace,
    /// The module in which its source stands.
    pub(super) module: usize,
    pub(super) scope: Scope,
    /// The cfg predicates of the item and of the modules around it.
    pub(super) conditions: Vec<String>,
    pub(super) hidden: bool,
}

#[derive(Clone, Copy)]
pub(super) enum Kind<'a> {
    Module(usize),
    Item(&'a Item),
}

/// From where a name can be seen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Public,
    /// From this module and those below it.
    Within(usize),
}

/// One name that a `use` declares; a glob has none.
pub(super) struct Import {
    pub(super) name: Option<String>,
    pub(super) path: Vec<String>,
    /// Whether it starts with `::`, that is at a crate.
    pub(super) absolute: bool,
    pub(super) module: usize,
    pub(super) scope: Scope,
    pub(super) conditions: Vec<String>,
    pub(super) hidden: bool,
    /// `path:line`
    pub(super) at: String,
}

/// The names that one module declares, as indices into [`Names`]; in order, so that of several errors the same comes first.
#[derive(Default)]
pub(super) struct Table {
    pub(super) definitions: BTreeMap<String, Vec<usize>>,
    pub(super) imports: BTreeMap<String, Vec<usize>>,
    pub(super) globs: Vec<usize>,
}

/// The names of every module, in the order of the source.
pub(super) struct Names<'a> {
    pub(super) tree: &'a Tree,
    pub(super) definitions: Vec<Definition<'a>>,
    pub(super) imports: Vec<Import>,
    /// One for each module.
    pub(super) tables: Vec<Table>,
    /// The definition of each module.
    pub(super) of_module: Vec<usize>,
    /// What `extern crate … as …` calls a crate; this one is `crate`.
    pub(super) crates: HashMap<String, String>,
}

impl<'a> Names<'a> {
    /// Collects every name; a public glob is an error, as it hides from the reader what is public.
    pub(super) fn collect(tree: &'a Tree) -> anyhow::Result<Names<'a>> {
        let mut names = Names {
            tree,
            definitions: Vec::new(),
            imports: Vec::new(),
            tables: tree.modules.iter().map(|_| Table::default()).collect(),
            of_module: Vec::new(),
            crates: HashMap::new(),
        };
        for (id, module) in tree.modules.iter().enumerate() {
            names.of_module.push(names.definitions.len());
            let definition = Definition {
                name: module.path.last().cloned().unwrap_or_default(),
                kind: Kind::Module(id),
                namespace: Namespace::Types,
                module: id,
                scope: names.scope(&module.visibility, module.parent.unwrap_or(module.root)),
                conditions: module.conditions.clone(),
                hidden: module.hidden,
            };
            names.define(module.parent, definition);
        }
        for (id, module) in tree.modules.iter().enumerate() {
            for item in &module.items {
                names.item(id, module, item)?;
            }
        }
        Ok(names)
    }

    fn item(&mut self, id: usize, module: &Module, item: &'a Item) -> anyhow::Result<()> {
        let attributes = attributes::of(item);
        let Some(own) = attributes::conditions(attributes) else {
            return Ok(());
        };
        let mut conditions = module.conditions.clone();
        attributes::merge(&mut conditions, &own);
        let hidden = attributes::hidden(attributes);
        match item {
            Item::Use(it) => {
                let scope = self.scope(&it.vis, id);
                for leaf in leaves(&it.tree) {
                    let at = at(&module.file, leaf.span);
                    if leaf.name.is_none() && scope == Scope::Public {
                        let path = leaf.path.join("::");
                        bail!(
                            "{at}: `pub use {path}::*` hides what is public: name the items instead"
                        );
                    }
                    self.import(Import {
                        name: leaf.name,
                        path: leaf.path,
                        absolute: it.leading_colon.is_some(),
                        module: id,
                        scope,
                        conditions: conditions.clone(),
                        hidden,
                        at,
                    });
                }
            }
            Item::ExternCrate(it) => {
                let own = it.ident == "self";
                let path = if own {
                    "crate".to_owned()
                } else {
                    it.ident.to_string()
                };
                let name = it
                    .rename
                    .as_ref()
                    .map_or(&it.ident, |(_, name)| name)
                    .to_string();
                if module.parent.is_none() {
                    self.crates.insert(name.clone(), path.clone());
                }
                self.import(Import {
                    name: Some(name),
                    path: vec![path],
                    absolute: !own,
                    module: id,
                    scope: self.scope(&it.vis, id),
                    conditions,
                    hidden,
                    at: at(&module.file, it.ident.span()),
                });
            }
            _ => {
                let Some((ident, namespace, scope)) = self.named(item, id) else {
                    return Ok(());
                };
                // An exported macro is the root's, wherever it stands.
                let table = if namespace == Namespace::Macros {
                    module.root
                } else {
                    id
                };
                let definition = Definition {
                    name: ident.to_string(),
                    kind: Kind::Item(item),
                    namespace,
                    module: id,
                    scope,
                    conditions,
                    hidden,
                };
                self.define(Some(table), definition);
            }
        }
        Ok(())
    }

    fn named(&self, item: &'a Item, module: usize) -> Option<(&'a Ident, Namespace, Scope)> {
        let (ident, visibility, namespace) = match item {
            Item::Const(it) => (&it.ident, &it.vis, Namespace::Values),
            Item::Enum(it) => (&it.ident, &it.vis, Namespace::Types),
            Item::Fn(it) => (&it.sig.ident, &it.vis, Namespace::Values),
            Item::Static(it) => (&it.ident, &it.vis, Namespace::Values),
            Item::Struct(it) => (&it.ident, &it.vis, Namespace::Types),
            Item::Trait(it) => (&it.ident, &it.vis, Namespace::Types),
            Item::Type(it) => (&it.ident, &it.vis, Namespace::Types),
            Item::Union(it) => (&it.ident, &it.vis, Namespace::Types),
            Item::Macro(it) if attributes::has(&it.attrs, "macro_export") => {
                return Some((it.ident.as_ref()?, Namespace::Macros, Scope::Public));
            }
            _ => return None,
        };
        (ident != "_").then(|| (ident, namespace, self.scope(visibility, module)))
    }

    fn define(&mut self, table: Option<usize>, definition: Definition<'a>) {
        if let Some(table) = table {
            let entry = self.tables[table]
                .definitions
                .entry(definition.name.clone());
            entry.or_default().push(self.definitions.len());
        }
        self.definitions.push(definition);
    }

    fn import(&mut self, import: Import) {
        let (table, id) = (&mut self.tables[import.module], self.imports.len());
        match &import.name {
            Some(name) => table.imports.entry(name.clone()).or_default().push(id),
            None => table.globs.push(id),
        }
        self.imports.push(import);
    }

    fn scope(&self, visibility: &Visibility, module: usize) -> Scope {
        match visibility {
            Visibility::Public(_) => Scope::Public,
            Visibility::Inherited => Scope::Within(module),
            Visibility::Restricted(it) if it.path.is_ident("self") => Scope::Within(module),
            Visibility::Restricted(it) if it.path.is_ident("super") => {
                let module = &self.tree.modules[module];
                Scope::Within(module.parent.unwrap_or(module.root))
            }
            // `pub(in path)` is taken for `pub(crate)`: neither is public, and no name that compiles tells them apart.
            Visibility::Restricted(_) => Scope::Within(self.tree.modules[module].root),
        }
    }
}

/// One name of a `use` tree.
struct Leaf {
    path: Vec<String>,
    name: Option<String>,
    span: Span,
}

fn leaves(tree: &UseTree) -> Vec<Leaf> {
    let mut found = Vec::new();
    gather(tree, &[], &mut found);
    found
}

fn gather(tree: &UseTree, before: &[String], found: &mut Vec<Leaf>) {
    let with = |ident: &Ident| {
        let mut path = before.to_vec();
        // `a::{self}` is `a`.
        if ident != "self" || before.is_empty() {
            path.push(ident.to_string());
        }
        path
    };
    match tree {
        UseTree::Path(it) => gather(&it.tree, &with(&it.ident), found),
        UseTree::Name(it) => {
            let path = with(&it.ident);
            let (name, span) = (path.last().cloned(), it.ident.span());
            found.push(Leaf { path, name, span });
        }
        UseTree::Rename(it) => {
            let (name, span) = (Some(it.rename.to_string()), it.rename.span());
            found.push(Leaf {
                path: with(&it.ident),
                name,
                span,
            });
        }
        UseTree::Glob(it) => {
            let span = it.star_token.spans[0];
            found.push(Leaf {
                path: before.to_vec(),
                name: None,
                span,
            });
        }
        UseTree::Group(it) => it.items.iter().for_each(|tree| gather(tree, before, found)),
    }
}
