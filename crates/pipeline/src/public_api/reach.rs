//! From the crate's root along everything that is `pub`: which items a user can reach, and by which path.

use super::attributes;
use super::names::{Definition, Import, Kind, Names, Namespace, Scope};
use super::resolve::Target;
use super::standard;
use anyhow::bail;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

/// The items that can be reached, by their index into [`Names::definitions`], and the further paths to them.
pub(super) struct Reach {
    places: HashMap<usize, Place>,
    pub(super) reexports: Vec<Reexport>,
}

/// The public path of an item: the shortest, and of several the first in the alphabet.
pub(super) struct Place {
    pub(super) path: Vec<String>,
    /// Only to be reached through something that is `#[doc(hidden)]`.
    pub(super) hidden: bool,
    pub(super) conditions: Vec<String>,
}

/// A public name for an item that is listed under another one, or that another crate has made.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Reexport {
    pub(super) of: String,
    pub(super) path: Vec<String>,
    pub(super) conditions: Vec<String>,
}

/// A path that leads to a definition. The order of the fields is the order in which paths are preferred.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    hidden: bool,
    length: usize,
    path: Vec<String>,
    definition: usize,
    conditions: Vec<String>,
}

impl Reach {
    pub(super) fn explore(names: &Names<'_>) -> anyhow::Result<Reach> {
        let mut search = Search {
            names,
            places: HashMap::new(),
            open: BinaryHeap::new(),
            aliases: Vec::new(),
            reexports: HashSet::new(),
        };
        let root = &names.definitions[0];
        search.open.push(Reverse(Way {
            hidden: root.hidden,
            length: 1,
            path: vec![root.name.clone()],
            definition: 0,
            conditions: root.conditions.clone(),
        }));
        while let Some(Reverse(mut way)) = search.open.pop() {
            // One path under several cfgs exists under any of them; such ways stand beside each other in the order.
            while let Some(Reverse(next)) = search.open.peek()
                && (next.hidden, &next.path, next.definition)
                    == (way.hidden, &way.path, way.definition)
            {
                way.conditions = attributes::either(&way.conditions, &next.conditions);
                search.open.pop();
            }
            search.arrive(way)?;
        }
        Ok(search.finish())
    }

    /// Where a definition is public, hidden or not.
    pub(super) fn place(&self, definition: usize) -> Option<&Place> {
        self.places.get(&definition)
    }

    /// Where a definition is listed.
    pub(super) fn listed(&self, definition: usize) -> Option<&Place> {
        self.place(definition).filter(|it| !it.hidden)
    }
}

struct Search<'n, 'a> {
    names: &'n Names<'a>,
    places: HashMap<usize, Place>,
    /// The ways not yet gone, the best first: the first that arrives at a definition gives it its path.
    open: BinaryHeap<Reverse<Way>>,
    /// Public paths to something within a definition, which has its own path only at the end.
    aliases: Vec<(usize, Vec<String>, Way)>,
    reexports: HashSet<Reexport>,
}

impl Search<'_, '_> {
    fn arrive(&mut self, way: Way) -> anyhow::Result<()> {
        if !attributes::possible(&way.conditions) {
            return Ok(());
        }
        if let Some(place) = self.places.get(&way.definition) {
            if place.path != way.path && !way.hidden {
                self.aliases.push((way.definition, Vec::new(), way));
            }
            return Ok(());
        }
        if let Kind::Module(module) = self.names.definitions[way.definition].kind {
            self.enter(module, &way)?;
        }
        let Way {
            hidden,
            path,
            definition,
            conditions,
            ..
        } = way;
        self.places.insert(
            definition,
            Place {
                path,
                hidden,
                conditions,
            },
        );
        Ok(())
    }

    fn enter(&mut self, module: usize, way: &Way) -> anyhow::Result<()> {
        let names = self.names;
        let table = &names.tables[module];
        for &id in table.definitions.values().flatten() {
            let definition = &names.definitions[id];
            if definition.scope == Scope::Public {
                self.open
                    .push(Reverse(onward(way, id, definition, &definition.name)));
            }
        }
        for (name, ids) in &table.imports {
            for &id in ids {
                let import = &names.imports[id];
                if import.scope == Scope::Public {
                    self.import(import, name, way)?;
                }
            }
        }
        Ok(())
    }

    fn import(&mut self, import: &Import, name: &str, way: &Way) -> anyhow::Result<()> {
        let names = self.names;
        let mut any = false;
        for namespace in Namespace::ALL {
            for found in names.imported(import, namespace) {
                any = true;
                match found.target {
                    Target::Own(id) => {
                        let mut next = onward(way, id, &names.definitions[id], name);
                        next.hidden |= import.hidden;
                        attributes::merge(&mut next.conditions, &import.conditions);
                        if found.rest.is_empty() {
                            self.open.push(Reverse(next));
                        } else {
                            self.aliases.push((id, found.rest, next));
                        }
                    }
                    Target::Foreign(_) if way.hidden || import.hidden => {}
                    Target::Foreign(path) => {
                        let mut conditions = way.conditions.clone();
                        attributes::merge(&mut conditions, &import.conditions);
                        self.reexports.insert(Reexport {
                            of: standard::written(&path),
                            path: below(way, name),
                            conditions,
                        });
                    }
                }
            }
        }
        if !any {
            let path = import.path.join("::");
            bail!(
                "{}: `pub use {path}` names nothing that the source spells out: an item that a macro makes cannot be listed, write it out",
                import.at
            );
        }
        Ok(())
    }

    fn finish(mut self) -> Reach {
        for (definition, rest, way) in self.aliases {
            if way.hidden {
                continue;
            }
            let of = match self.places.get(&definition) {
                Some(place) => [place.path.as_slice(), &rest].concat().join("::"),
                None => {
                    let definition = &self.names.definitions[definition];
                    let module = &self.names.tree.modules[definition.module].path;
                    let path = [
                        module.as_slice(),
                        std::slice::from_ref(&definition.name),
                        &rest,
                    ]
                    .concat();
                    format!("{} (private)", path.join("::"))
                }
            };
            let (path, conditions) = (way.path, way.conditions);
            self.reexports.insert(Reexport {
                of,
                path,
                conditions,
            });
        }
        Reach {
            places: self.places,
            reexports: self.reexports.into_iter().collect(),
        }
    }
}

fn onward(way: &Way, id: usize, definition: &Definition<'_>, name: &str) -> Way {
    let path = below(way, name);
    let mut conditions = way.conditions.clone();
    attributes::merge(&mut conditions, &definition.conditions);
    Way {
        hidden: way.hidden || definition.hidden,
        length: path.len(),
        path,
        definition: id,
        conditions,
    }
}

fn below(way: &Way, name: &str) -> Vec<String> {
    way.path.iter().cloned().chain([name.to_owned()]).collect()
}
