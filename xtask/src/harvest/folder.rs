//! The docs as a folder on this machine.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

use super::gathered::{Gathered, Read};
use super::validators::Known;
use super::{Counts, Docs, Held, Taken, listed};
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
    let mut gathered = Gathered::default();
    let mut add = |page| {
        gathered.add(if known.is_same(&page) {
            Read::Same(page.path)
        } else {
            Read::of(page)
        });
    };
    let mut notes = Vec::new();
    let mut listed_pages = 0;
    let index = folder.join("llms.txt");
    if index.exists() {
        let reading = || format!("reading {}", index.display());
        let bytes = fs::read(&index).with_context(reading)?;
        let listed = listed::read(&bytes, None).with_context(reading)?;
        for entry in &listed.pages {
            let page = page_below(folder, &entry.path).with_context(|| {
                format!(
                    "llms.txt:{} lists {} and the folder does not have it; complete the folder, or take its llms.txt away",
                    entry.line, entry.path
                )
            })?;
            add(page);
        }
        listed_pages = listed.pages.len();
        notes = listed.notes;
        notes.extend(listed.specs.iter().map(|spec| {
            format!(
                "llms.txt:{}: {} passed over: a whole spec is looked at on a site only",
                spec.line, spec.url
            )
        }));
    } else {
        for path in paths_below(folder)? {
            add(page_below(folder, &path)?);
            listed_pages += 1;
        }
    }
    let taken = Taken {
        counts: Counts {
            listed: listed_pages,
            fetched: listed_pages,
            ..Counts::default()
        },
        notes,
        ..Taken::default()
    };
    Ok(gathered.finish(taken)?)
}
