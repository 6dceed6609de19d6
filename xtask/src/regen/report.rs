//! What `regen` has to say.

use std::io::{self, Write};

use amplemarket_spec::page::{Evidence, Page};

use crate::derive::Derivation;
use crate::exit::Exit;
use crate::harvest::{Counts, Harvest};
use crate::pages::{PageSet, counted};
use crate::project::PAGES;
use crate::replace::{Change, Kind};

/// Says which pages the run works from.
pub(super) fn pages(pages: &PageSet, done: &str, out: &mut dyn Write) -> io::Result<()> {
    let count = counted(pages.pages.len(), "page");
    let published = pages.known_as(Evidence::Published);
    let reconstructed = pages.known_as(Evidence::Reconstructed);
    writeln!(
        out,
        "{count} {done}: {published} published, {reconstructed} reconstructed"
    )?;
    pages
        .notes
        .iter()
        .try_for_each(|note| writeln!(out, "  {note}"))
}

/// Says what a fetch brought, and which operations that were held it did not bring back.
pub(super) fn fetched(
    held: &[Page],
    harvest: &Harvest,
    come: &PageSet,
    out: &mut dyn Write,
) -> io::Result<()> {
    pages(come, "fetched", out)?;
    let Counts {
        listed,
        fetched,
        unchanged,
        without_fragment,
        retries,
    } = harvest.counts;
    writeln!(
        out,
        "  {} listed: {fetched} came, {unchanged} unchanged since the last fetch; {} made again",
        counted(listed, "page"),
        counted(retries, "request")
    )?;
    writeln!(
        out,
        "  {} without a fragment, not kept",
        counted(without_fragment, "page")
    )?;
    if let Some(spec) = &harvest.whole_spec {
        writeln!(out, "  {spec}")?;
    }
    for note in &harvest.notes {
        writeln!(out, "  {note}")?;
    }

    let held = match PageSet::of(held.to_vec()) {
        Ok(held) => held,
        Err(unreadable) => {
            return writeln!(
                out,
                "  what was held in {PAGES} cannot be compared: {unreadable}"
            );
        }
    };
    let come = come.operations();
    for (key, fragment) in held.operations() {
        if !come.contains_key(&key) {
            let (method, path) = (key.method.to_uppercase(), key.path);
            let (evidence, page) = (fragment.evidence, &fragment.page);
            writeln!(
                out,
                "  did not come back: {method} {path} ({evidence}, {page})"
            )?;
        }
    }
    Ok(())
}

/// Says what was made of the pages.
pub(super) fn derivation(derivation: &Derivation, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", counted(derivation.operations.len(), "operation"))?;
    let paths = derivation
        .operations
        .iter()
        .map(|operation| operation.path.len());
    let width = paths.max().unwrap_or_default();
    for operation in &derivation.operations {
        let (method, path) = (&operation.method, &operation.path);
        let (id, evidence) = (&operation.id, operation.evidence);
        writeln!(out, "  {method:<7} {path:<width$}  {id}  {evidence}")?;
    }
    writeln!(out, "{}", counted(derivation.schemas, "schema"))?;

    writeln!(
        out,
        "{} of the overlay applied",
        counted(derivation.actions.len(), "action")
    )?;
    for action in &derivation.actions {
        writeln!(
            out,
            "  {} ({})",
            action.target,
            counted(action.matched, "place")
        )?;
    }

    writeln!(
        out,
        "{} from the generator",
        counted(derivation.notes.len(), "note")
    )?;
    derivation
        .notes
        .iter()
        .try_for_each(|note| writeln!(out, "  {note}"))
}

/// Says what became of each file.
pub(crate) fn written(changes: &[Change], out: &mut dyn Write) -> io::Result<()> {
    for Change { path, kind } in changes {
        let done = match kind {
            Kind::Same => "unchanged",
            Kind::Missing | Kind::Differs { .. } => "written",
            Kind::Leftover => "removed",
        };
        writeln!(out, "{path}: {done}")?;
    }
    Ok(())
}

/// Names each file that is not as it should be, with the command that mends it.
pub(super) fn stale(
    changes: &[Change],
    remedy: &str,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<Exit> {
    let mut exit = Exit::Fine;
    for Change { path, kind } in changes {
        let how = match kind {
            Kind::Same => {
                writeln!(out, "{path}: up to date")?;
                continue;
            }
            Kind::Missing => "missing".to_owned(),
            Kind::Differs { line } => format!("stale from line {line} on"),
            Kind::Leftover => "no longer on the docs".to_owned(),
        };
        writeln!(err, "{path}: {how}; run `{remedy}`")?;
        exit = Exit::Stale;
    }
    Ok(exit)
}
