//! The crate's modules as they stand in files: the walk from src/lib.rs along `mod`. Dependencies that lie below the package
//! are walked as well, since what the crate re-exports of them is its own to its users.

use super::attributes;
use anyhow::{Context as _, anyhow, bail};
use proc_macro2::Span;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use syn::{Attribute, Item, ItemMod, Visibility};

/// All modules of the crate. The first is its root.
pub(super) struct Tree {
    pub(super) modules: Vec<Module>,
    /// The root module of each dependency whose source is at hand, by the name of its crate.
    pub(super) dependencies: BTreeMap<String, usize>,
}

/// One module, without what never reaches a user (`#[cfg(test)]`) and without its child modules, which follow on their own.
pub(super) struct Module {
    /// Where it stands in the source, from the crate's name on; not where it is public.
    pub(super) path: Vec<String>,
    pub(super) parent: Option<usize>,
    /// The root module of its crate.
    pub(super) root: usize,
    pub(super) visibility: Visibility,
    /// The file, from the package's folder on.
    pub(super) file: String,
    /// The cfg predicates of the module and of those around it.
    pub(super) conditions: Vec<String>,
    pub(super) hidden: bool,
    pub(super) items: Vec<Item>,
}

impl Tree {
    /// Reads the package in `root`; `generated` is what its module `generated` holds.
    pub(super) fn load(root: &Path, generated: &str) -> anyhow::Result<Tree> {
        let source = parse("src/generated.rs", generated)?;
        let expects_module = !source.items.is_empty();
        let mut loader = Loader {
            root,
            generated: Some(source.items),
            modules: Vec::new(),
            open: Vec::new(),
        };
        let manifest = Manifest::read(root)?;
        loader.package(manifest.crate_name()?, Path::new(""))?;
        if expects_module && loader.generated.is_some() {
            bail!(
                "src/lib.rs: no `mod generated`, so nothing of the generated source is listed: declare it"
            );
        }
        let mut dependencies = BTreeMap::new();
        for (name, folder) in manifest.dependencies() {
            if root.join(&folder).join("src/lib.rs").is_file() {
                dependencies.insert(name.clone(), loader.modules.len());
                loader.package(name, &folder)?;
            }
        }
        Ok(Tree {
            modules: loader.modules,
            dependencies,
        })
    }
}

/// `path:line`, as an editor opens it.
pub(super) fn at(file: &str, span: Span) -> String {
    format!("{file}:{}", span.start().line)
}

struct Loader<'a> {
    root: &'a Path,
    /// Taken by the first `mod generated`: a second one, under the opposite cfg, is the same module.
    generated: Option<Vec<Item>>,
    modules: Vec<Module>,
    /// The files that are being read, to end a `#[path]` that leads back into one of them.
    open: Vec<PathBuf>,
}

/// What is known of a module before its items are.
struct Place {
    parent: Option<usize>,
    path: Vec<String>,
    visibility: Visibility,
    attributes: Vec<Attribute>,
    /// Of the modules around it.
    conditions: Vec<String>,
    file: PathBuf,
    /// The folder in which its `mod x;` looks for x.rs.
    children: PathBuf,
    /// Whether it stands in braces within a larger file.
    inline: bool,
}

impl Loader<'_> {
    /// Walks the package in a folder below the root.
    fn package(&mut self, name: String, folder: &Path) -> anyhow::Result<()> {
        let file = folder.join("src/lib.rs");
        let source = self.read(&file)?;
        let place = Place {
            parent: None,
            path: vec![name],
            visibility: Visibility::Public(Default::default()),
            attributes: source.attrs,
            conditions: Vec::new(),
            children: folder.join("src"),
            inline: false,
            file,
        };
        self.module(place, source.items)
    }

    fn read(&self, file: &Path) -> anyhow::Result<syn::File> {
        let name = display(file);
        if !self.root.join(file).exists() {
            bail!("{name}: there is no such file");
        }
        let text = fs::read_to_string(self.root.join(file))
            .map_err(|error| anyhow!("{name}: cannot be read: {error}"))?;
        parse(&name, &text)
    }

    fn module(&mut self, place: Place, items: Vec<Item>) -> anyhow::Result<()> {
        let Some(own) = attributes::conditions(&place.attributes) else {
            return Ok(());
        };
        let mut conditions = place.conditions.clone();
        attributes::merge(&mut conditions, &own);
        let (modules, items) = items
            .into_iter()
            .filter(|item| attributes::conditions(attributes::of(item)).is_some())
            .partition::<Vec<_>, _>(|item| matches!(item, Item::Mod(_)));
        let id = self.modules.len();
        self.modules.push(Module {
            path: place.path.clone(),
            parent: place.parent,
            root: place.parent.map_or(id, |parent| self.modules[parent].root),
            visibility: place.visibility.clone(),
            file: display(&place.file),
            conditions: conditions.clone(),
            hidden: attributes::hidden(&place.attributes),
            items,
        });
        for item in modules {
            if let Item::Mod(declaration) = item {
                let name = declaration.ident.to_string();
                let child = Place {
                    parent: Some(id),
                    path: place.path.iter().cloned().chain([name.clone()]).collect(),
                    visibility: declaration.vis.clone(),
                    attributes: declaration.attrs.clone(),
                    conditions: conditions.clone(),
                    file: place.file.clone(),
                    children: place.children.join(stem(&name)),
                    inline: true,
                };
                self.declared(child, declaration, &place)?;
            }
        }
        Ok(())
    }

    /// A `mod`: its items are the generated ones, stand in braces, or in a file of their own.
    fn declared(
        &mut self,
        mut place: Place,
        declaration: ItemMod,
        parent: &Place,
    ) -> anyhow::Result<()> {
        if place.parent == Some(0) && declaration.ident == "generated" {
            // It is there whichever way it comes in: its own cfg says only which way.
            place.attributes.retain(|it| !it.path().is_ident("cfg"));
            place.file = PathBuf::from("src/generated.rs");
            let Some(mut items) = self.generated.take() else {
                return Ok(());
            };
            let written = declaration.content.into_iter().flat_map(|(_, items)| items);
            items.extend(written.filter(|item| !is_include(item)));
            return self.module(place, items);
        }
        if let Some((_, items)) = declaration.content {
            return self.module(place, items);
        }
        let line = at(&display(&parent.file), declaration.ident.span());
        let candidates = candidates(&declaration, parent);
        let Some((file, children)) = candidates
            .iter()
            .find(|(file, _)| self.root.join(file).is_file())
        else {
            let looked: Vec<_> = candidates.iter().map(|(file, _)| display(file)).collect();
            bail!(
                "{line}: `mod {}` has no file: there is no {}",
                declaration.ident,
                looked.join(" and no ")
            );
        };
        if self.open.contains(file) {
            bail!(
                "{line}: `mod {}` leads back into {}",
                declaration.ident,
                display(file)
            );
        }
        let source = self.read(file)?;
        place.attributes.extend(source.attrs);
        place.file = file.clone();
        place.children = children.clone();
        place.inline = false;
        self.open.push(file.clone());
        self.module(place, source.items)?;
        self.open.pop();
        Ok(())
    }
}

/// The files in which a `mod x;` may stand, each with the folder that its own child modules are looked for in.
fn candidates(declaration: &ItemMod, parent: &Place) -> Vec<(PathBuf, PathBuf)> {
    let folder = &parent.children;
    if let Some(given) = attributes::path(&declaration.attrs) {
        let beside = parent.file.parent().unwrap_or(folder);
        let file = if parent.inline { folder } else { beside }.join(given);
        let children = file.parent().unwrap_or(folder).to_owned();
        return vec![(file, children)];
    }
    let name = declaration.ident.to_string();
    let own = folder.join(stem(&name));
    vec![
        (own.with_extension("rs"), own.clone()),
        (own.join("mod.rs"), own),
    ]
}

fn parse(file: &str, text: &str) -> anyhow::Result<syn::File> {
    syn::parse_file(text).map_err(|error| {
        anyhow!(
            "{}: does not parse as Rust: {error}",
            at(file, error.span())
        )
    })
}

/// The package's Cargo.toml.
struct Manifest(toml::Table);

impl Manifest {
    fn read(root: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(root.join("Cargo.toml"))
            .map_err(|error| anyhow!("Cargo.toml: cannot be read: {error}"))?;
        text.parse().map(Self).context("Cargo.toml: does not parse")
    }

    fn crate_name(&self) -> anyhow::Result<String> {
        let name = |section: &str| self.0.get(section)?.get("name")?.as_str();
        name("lib")
            .or_else(|| name("package"))
            .map(|name| name.replace('-', "_"))
            .context("Cargo.toml: it names no package, so the crate has no name")
    }

    /// The dependencies that have a path below the package's folder: the crate's name, and the path.
    fn dependencies(&self) -> BTreeMap<String, PathBuf> {
        let shared = self
            .0
            .get("workspace")
            .and_then(|workspace| workspace.get("dependencies"));
        let listed = self.0.get("dependencies").and_then(toml::Value::as_table);
        let with_path = listed.into_iter().flatten().filter_map(|(name, said)| {
            let inherited = said.get("workspace").and_then(toml::Value::as_bool);
            let said = match inherited {
                Some(true) => shared?.get(name)?,
                _ => said,
            };
            let path = PathBuf::from(said.get("path")?.as_str()?);
            let below = path
                .components()
                .all(|part| matches!(part, Component::Normal(_)));
            below.then(|| (name.replace('-', "_"), path))
        });
        with_path.collect()
    }
}

fn is_include(item: &Item) -> bool {
    matches!(item, Item::Macro(call) if call.mac.path.is_ident("include"))
}

/// `mod r#type;` stands in type.rs.
fn stem(name: &str) -> &str {
    name.trim_start_matches("r#")
}

/// With `/` on every system, so that a message is the same everywhere.
fn display(file: &Path) -> String {
    let parts: Vec<_> = file.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
