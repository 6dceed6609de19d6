//! The docs as a folder on this machine.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

use super::gathered::{Gathered, Read};
use super::{Counts, Taken, listed};
use crate::project::{page_below, pages_below};

/// Takes the pages that the folder's `llms.txt` lists; without one, every page below the folder. A whole spec is not
/// looked for: a folder is somebody's selection.
pub(super) fn take(folder: &Path) -> anyhow::Result<Taken> {
    if !folder.is_dir() {
        bail!(
            "{}: no such folder; give a folder of pages, or the https address of a docs site",
            folder.display()
        );
    }
    let mut gathered = Gathered::default();
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
            gathered.add(Read::of(page));
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
        for page in pages_below(folder)? {
            gathered.add(Read::of(page));
            listed_pages += 1;
        }
    }
    let (pages, without_fragment) = gathered.finish()?;
    Ok(Taken {
        pages,
        counts: Counts {
            listed: listed_pages,
            fetched: listed_pages,
            without_fragment,
            ..Counts::default()
        },
        notes,
        ..Taken::default()
    })
}
