//! The docs as a folder on this machine.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

use super::{Taken, listed};
use crate::project::{page_below, pages_below};

/// Takes the pages that the folder's `llms.txt` lists; without one, every page below the folder.
pub(super) fn take(folder: &Path) -> anyhow::Result<Taken> {
    if !folder.is_dir() {
        bail!(
            "{}: no such folder; give a folder of pages, or the https address of a docs site",
            folder.display()
        );
    }
    let index = folder.join("llms.txt");
    if !index.exists() {
        let pages = pages_below(folder)?;
        return Ok(Taken {
            pages,
            ..Taken::default()
        });
    }

    let reading = || format!("reading {}", index.display());
    let bytes = fs::read(&index).with_context(reading)?;
    let listed = listed::read(&bytes, None).with_context(reading)?;
    let mut taken = Taken {
        notes: listed.notes,
        ..Taken::default()
    };
    for entry in &listed.pages {
        let page = page_below(folder, &entry.path).with_context(|| {
            format!(
                "llms.txt:{} lists {} and the folder does not have it; complete the folder, or take its llms.txt away",
                entry.line, entry.path
            )
        })?;
        taken.pages.push(page);
    }
    Ok(taken)
}
