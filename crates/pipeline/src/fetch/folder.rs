//! The docs as a folder on this machine.

use std::path::Path;
use std::{fs, io};

use anyhow::{Context, bail};
use specwright_pages::page::Page;

use super::collector::Collector;
use super::index_pages::{Entry, INDEX, IndexPages};
use super::validators::Known;
use super::{Docs, Held, Taken};
use crate::pages::{page_below, paths_below};

/// Takes the pages that the folder's `llms.txt` lists; without one, every page below the folder. A whole spec is not
/// looked for: a folder is somebody's selection.
pub(super) fn take(folder: &Path, held: &Held<'_>) -> anyhow::Result<Taken> {
    if !folder.is_dir() {
        bail!(
            "{}: no such folder; give a folder of pages, or the https address of a docs site",
            folder.display()
        );
    }
    let known = Known::of(held, &Docs::Folder(folder.to_owned()));
    let mut collector = Collector::of(held.pages);
    let mut add = |page: Page, place: &str| {
        collector.add(known.read(page), place, None);
    };
    let mut taken = Taken::default();
    if has_index(folder)? {
        let listed = index(folder)?;
        for entry in &listed.pages {
            let Entry { path, place, .. } = entry;
            let page = page_below(folder, path).with_context(|| {
                format!(
                    "{place} lists {path} and the folder does not have it; complete the folder, or take its llms.txt away"
                )
            })?;
            add(page, &format!("{place}: {path}"));
        }
        taken.counts.listed = listed.pages.len();
        taken.notes = listed.notes;
        taken.notes.extend(listed.specs.iter().map(|spec| {
            format!(
                "{}: {} passed over: a whole spec is looked at on a site only",
                spec.place, spec.url
            )
        }));
        taken.doubts = listed.doubts;
    } else {
        for path in paths_below(folder)? {
            add(page_below(folder, &path)?, &path);
            taken.counts.listed += 1;
        }
    }
    taken.counts.fetched = taken.counts.listed;
    Ok(collector.finish(taken)?)
}

/// Whether the folder has an index. One that is there and leads nowhere is there.
fn has_index(folder: &Path) -> anyhow::Result<bool> {
    let index = folder.join(INDEX);
    match index.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| format!("reading {}", index.display())),
    }
}

fn index(folder: &Path) -> anyhow::Result<IndexPages> {
    let index = folder.join(INDEX);
    let reading = || format!("reading {}", index.display());
    let bytes = fs::read(&index).with_context(reading)?;
    let mut listed = IndexPages::read(&bytes, None).with_context(reading)?;
    for part in listed.parts.clone() {
        let Entry { path, place, .. } = &part;
        let reading = || format!("reading {path}, a part of the index ({place})");
        let file = page_below(folder, path).with_context(reading)?;
        listed.read_part(&part, &file.bytes).with_context(reading)?;
    }
    listed.finish().with_context(reading)
}
