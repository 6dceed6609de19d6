//! What a path means where it is written.

use super::names::{Import, Kind, Names, Namespace, Scope};
use super::standard;

/// What a path leads to, and the segments behind it (an associated type, a variant).
#[derive(Clone)]
pub(super) struct Found {
    pub(super) target: Target,
    pub(super) rest: Vec<String>,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// An index into [`Names::definitions`].
    Own(usize),
    /// Of another crate: the path from that crate's name on.
    Foreign(Vec<String>),
}

/// The imports that are being followed: one that leads back to itself (`use url;`) means something else.
type Active = Vec<usize>;

impl Names<'_> {
    /// What a path in the module `from` leads to. Several answers are one name under several cfgs; none is a name that
    /// only a macro or a glob of another crate can have made.
    pub(super) fn resolve(
        &self,
        from: usize,
        absolute: bool,
        path: &[String],
        namespace: Namespace,
    ) -> Vec<Found> {
        let found = if absolute {
            self.crates(path, from, namespace, &mut Active::new())
        } else {
            self.walk(from, path, namespace, &mut Active::new())
        };
        match path {
            [name] if found.is_empty() => {
                standard::by_name(name).map(foreign).into_iter().collect()
            }
            _ => found,
        }
    }

    /// What an import leads to.
    pub(super) fn imported(&self, import: &Import, namespace: Namespace) -> Vec<Found> {
        self.follow(import, namespace, &mut Active::new())
    }

    fn follow(&self, import: &Import, namespace: Namespace, active: &mut Active) -> Vec<Found> {
        let (path, from) = (&import.path, import.module);
        if import.absolute {
            return self.crates(path, from, namespace, active);
        }
        let found = self.walk(from, path, namespace, active);
        match path.as_slice() {
            // `use url;`, unless we have something of that name of another kind.
            [name] if found.is_empty() && !self.known(from, name, active) => {
                self.crates(path, from, namespace, active)
            }
            _ => found,
        }
    }

    /// Whether the module has anything of that name.
    fn known(&self, module: usize, name: &str, active: &mut Active) -> bool {
        let mut found = |namespace| {
            !self
                .find(module, name, namespace, module, active)
                .is_empty()
        };
        Namespace::ALL.into_iter().any(&mut found)
    }

    fn walk(
        &self,
        from: usize,
        path: &[String],
        namespace: Namespace,
        active: &mut Active,
    ) -> Vec<Found> {
        let mut module = None;
        let mut rest = path;
        while let [first, behind @ ..] = rest {
            let at = module.unwrap_or(from);
            module = match first.as_str() {
                "crate" => Some(self.tree.modules[at].root),
                "self" => Some(at),
                "super" => {
                    let module = &self.tree.modules[at];
                    Some(module.parent.unwrap_or(module.root))
                }
                _ => break,
            };
            rest = behind;
        }
        if let Some(module) = module {
            return self.descend(module, rest, from, namespace, active);
        }
        let found = self.descend(from, path, from, namespace, active);
        if found.is_empty() && path.len() > 1 && !self.ours(from, &path[0], active) {
            return self.crates(path, from, namespace, active);
        }
        found
    }

    /// A path that starts at a crate's name.
    fn crates(
        &self,
        path: &[String],
        from: usize,
        namespace: Namespace,
        active: &mut Active,
    ) -> Vec<Found> {
        let [name, rest @ ..] = path else {
            return Vec::new();
        };
        let name = match self.crates.get(name).map(String::as_str) {
            Some("crate") => return self.descend(0, rest, from, namespace, active),
            Some(real) => real,
            None => name,
        };
        if let Some(&root) = self.tree.dependencies.get(name) {
            return self.descend(root, rest, from, namespace, active);
        }
        vec![foreign(
            [name].into_iter().chain(rest.iter().map(String::as_str)),
        )]
    }

    /// A path within `module`, as the module `viewer` sees it.
    fn descend(
        &self,
        module: usize,
        path: &[String],
        viewer: usize,
        namespace: Namespace,
        active: &mut Active,
    ) -> Vec<Found> {
        let [first, rest @ ..] = path else {
            return vec![Found {
                target: Target::Own(self.of_module[module]),
                rest: Vec::new(),
            }];
        };
        let here = if rest.is_empty() {
            namespace
        } else {
            Namespace::Types
        };
        let found = self.find(module, first, here, viewer, active);
        if rest.is_empty() {
            return found;
        }
        let mut all = Vec::new();
        for mut step in found {
            match step.target {
                Target::Own(id) => match self.definitions[id].kind {
                    Kind::Module(inner) if step.rest.is_empty() => {
                        all.extend(self.descend(inner, rest, viewer, namespace, active));
                    }
                    _ => {
                        step.rest.extend_from_slice(rest);
                        all.push(step);
                    }
                },
                Target::Foreign(path) => {
                    let path = path.iter().chain(rest).map(String::as_str);
                    all.push(foreign(path));
                }
            }
        }
        all
    }

    /// One name in `module`. Items and imports come together, as under several cfgs it can be both; globs only fill gaps.
    fn find(
        &self,
        module: usize,
        name: &str,
        namespace: Namespace,
        viewer: usize,
        active: &mut Active,
    ) -> Vec<Found> {
        let table = &self.tables[module];
        let own = table
            .definitions
            .get(name)
            .into_iter()
            .flatten()
            .copied()
            .filter(|&id| {
                let definition = &self.definitions[id];
                definition.namespace == namespace && self.visible(definition.scope, viewer)
            });
        let mut found: Vec<Found> = own
            .map(|id| Found {
                target: Target::Own(id),
                rest: Vec::new(),
            })
            .collect();
        for &id in table.imports.get(name).into_iter().flatten() {
            let import = &self.imports[id];
            if self.visible(import.scope, viewer) && !active.contains(&id) {
                active.push(id);
                found.extend(self.follow(import, namespace, active));
                active.pop();
            }
        }
        if !found.is_empty() {
            return found;
        }
        for &id in &table.globs {
            let glob = &self.imports[id];
            if !self.visible(glob.scope, viewer) || active.contains(&id) {
                continue;
            }
            active.push(id);
            for source in self.follow(glob, Namespace::Types, active) {
                if let Target::Own(inner) = source.target
                    && let Kind::Module(inner) = self.definitions[inner].kind
                {
                    found.extend(self.find(inner, name, namespace, module, active));
                }
            }
            active.pop();
        }
        found
    }

    /// Whether a path's first name is ours, so that what is not found behind it is no crate's either.
    fn ours(&self, from: usize, name: &str, active: &mut Active) -> bool {
        self.find(from, name, Namespace::Types, from, active)
            .iter()
            .any(|it| matches!(it.target, Target::Own(_)))
    }

    fn visible(&self, scope: Scope, viewer: usize) -> bool {
        let Scope::Within(module) = scope else {
            return true;
        };
        let mut at = Some(viewer);
        while let Some(id) = at {
            if id == module {
                return true;
            }
            at = self.tree.modules[id].parent;
        }
        false
    }
}

fn foreign(path: impl IntoIterator<Item = impl Into<String>>) -> Found {
    let path = path.into_iter().map(Into::into).collect();
    Found {
        target: Target::Foreign(path),
        rest: Vec::new(),
    }
}
