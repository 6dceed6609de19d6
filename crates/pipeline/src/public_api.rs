//! The listing of the crate's public API: what a reviewer reads, and what two versions are compared by.
//!
//! It is made from the source alone, by a walk along everything that is `pub`. In the order of the work: the files
//! (`modules`), the names in them (`names`, `resolve`), what can be reached (`reach`), and the text (`items`, `impls` and
//! `derives`, which write types and signatures by `render`, `paths` and `signatures`).

mod attributes;
mod derives;
mod impls;
mod items;
mod modules;
mod names;
mod paths;
mod reach;
mod render;
mod resolve;
mod signatures;
mod standard;

use crate::project::COMMAND;
use anyhow::bail;

use modules::Tree;
use names::Names;
use reach::Reach;
use std::path::Path;
use syn::spanned::Spanned as _;
use syn::{ForeignItem, Item, Macro, Visibility};

/// Lists every public item of the package in the folder `root`, one a line, sorted by path.
///
/// `generated` is the source of the crate's module `generated`, in whichever way src/lib.rs brings it in.
///
/// # Errors
///
/// Each names `path:line`: a file that is missing or does not parse, a `pub use …::*`, and a `pub use` of something that
/// the source does not spell out. Also that src/lib.rs has no `mod generated` although there is something to list in it.
pub fn listing(root: &Path, generated: &str) -> anyhow::Result<String> {
    let tree = Tree::load(root, generated)?;
    let names = Names::collect(&tree)?;
    let reach = Reach::explore(&names)?;
    let mut lines = Lines::default();
    for index in 0..names.definitions.len() {
        items::lines(&names, &reach, index, &mut lines);
        derives::lines(&names, &reach, index, &mut lines);
    }
    for (id, module) in tree.modules.iter().enumerate() {
        for item in &module.items {
            loose(&names, &reach, id, item, &mut lines)?;
        }
    }
    for it in &reach.reexports {
        let text = format!("pub use {} as {}", it.of, it.path.join("::"));
        lines.add(&it.path, Group::Item, "", text, &it.conditions);
    }
    let mut lines = lines.0;
    lines.sort();
    lines.dedup();

    let mut text = header(&names.definitions[0].name);
    for line in lines {
        text.push_str(&line.text);
        text.push('\n');
    }
    Ok(text)
}

/// The lines so far, in no order.
#[derive(Default)]
struct Lines(Vec<Line>);

/// One line, by its place in the listing: a type is followed by its members, and these by what it implements.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    owner: Vec<String>,
    group: Group,
    name: String,
    text: String,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Item,
    /// A field or a variant.
    Member,
    /// An associated type or constant.
    Associated,
    Function,
    Implementation,
    Unexpanded,
}

impl Lines {
    /// Adds a line that ends in its conditions, unless these can never hold together.
    fn add(
        &mut self,
        owner: &[String],
        group: Group,
        name: &str,
        text: String,
        conditions: &[String],
    ) {
        if attributes::possible(conditions) {
            let (owner, name) = (owner.to_vec(), name.to_owned());
            let text = text + &attributes::suffix(conditions);
            self.0.push(Line {
                owner,
                group,
                name,
                text,
            });
        }
    }
}

fn header(name: &str) -> String {
    format!(
        "# Made by `{COMMAND} regen` from src/ and the generated module: each public item of {name}, one a line, sorted by path. Not to be edited.\n\
         # Left out: what is #[doc(hidden)] or #[cfg(test)], and auto traits. `(private)`: cannot be named from outside; `{{ .. }}`: has further fields, or a body; `[cfg]`: under this cfg only.\n"
    )
}

/// What has no name of its own: an `impl`, and the call of a macro.
fn loose(
    names: &Names<'_>,
    reach: &Reach,
    module: usize,
    item: &Item,
    lines: &mut Lines,
) -> anyhow::Result<()> {
    let place = &names.tree.modules[module];
    match item {
        Item::Impl(it) => impls::lines(names, reach, module, it, lines),
        Item::Macro(it) if it.ident.is_none() && !makes_nothing_public(&it.mac) => {
            let text = unexpanded(&it.mac, &place.file);
            lines.add(&place.path, Group::Unexpanded, "", text, &place.conditions);
        }
        Item::ForeignMod(it) if it.items.iter().all(private) => {}
        Item::ForeignMod(_) | Item::TraitAlias(_) | Item::Verbatim(_) => {
            let at = modules::at(&place.file, item.span());
            bail!(
                "{at}: an item of this kind has no place in the listing yet: `{}`",
                render::tokens(item)
            );
        }
        _ => {}
    }
    Ok(())
}

/// What a macro makes cannot be seen here; that it is called, and with what, can.
fn unexpanded(call: &Macro, place: &str) -> String {
    let path: Vec<_> = call
        .path
        .segments
        .iter()
        .map(|it| it.ident.to_string())
        .collect();
    format!(
        "unexpanded {}!({}) in {place}",
        path.join("::"),
        call.tokens
    )
}

fn makes_nothing_public(call: &Macro) -> bool {
    let name = call
        .path
        .segments
        .last()
        .map(|it| it.ident.to_string())
        .unwrap_or_default();
    match name.as_str() {
        "compile_error" => true,
        "thread_local" | "task_local" => !call
            .tokens
            .to_string()
            .split_whitespace()
            .any(|token| token == "pub"),
        _ => false,
    }
}

fn private(item: &ForeignItem) -> bool {
    let visibility = match item {
        ForeignItem::Fn(it) => &it.vis,
        ForeignItem::Static(it) => &it.vis,
        ForeignItem::Type(it) => &it.vis,
        _ => return false,
    };
    !matches!(visibility, Visibility::Public(_))
}
