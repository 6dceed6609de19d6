//! What `regen` has to say. Names of pages, paths and notes come from the docs, so every line is made plain.

use std::fmt;
use std::io::{self, Write};

use specwright_pages::page::{Evidence, Page};

use crate::derive::Derivation;
use crate::exit::Exit;
use crate::fetch::{Counts, Fetch};
use crate::pages::{PageSet, counted};
use crate::project::PAGES;
use crate::replace::{Change, Kind};
use crate::sanitize;

/// Says which pages the run works from.
pub(super) fn pages(pages: &PageSet, done: &str, out: &mut dyn Write) -> io::Result<()> {
    let count = counted(pages.pages.len(), "page");
    let published = pages.known_as(Evidence::Published);
    let reconstructed = pages.known_as(Evidence::Reconstructed);
    say(
        out,
        format_args!("{count} {done}: {published} published, {reconstructed} reconstructed"),
    )?;
    pages
        .notes
        .iter()
        .try_for_each(|note| say(out, format_args!("  {note}")))
}

/// Says what a fetch brought, and which operations that were held it did not bring back.
pub(super) fn fetched(
    held: &[Page],
    fetch: &Fetch,
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
    } = fetch.counts;
    say(
        out,
        format_args!(
            "  {} listed: {fetched} came, {unchanged} unchanged since the last fetch; {} made again",
            counted(listed, "page"),
            counted(retries, "request")
        ),
    )?;
    say(
        out,
        format_args!(
            "  {} without a fragment, not kept",
            counted(without_fragment, "page")
        ),
    )?;
    if let Some(spec) = &fetch.whole_spec {
        say(out, format_args!("  {spec}"))?;
    }
    for note in &fetch.notes {
        say(out, format_args!("  {note}"))?;
    }

    let held = match PageSet::of(held.to_vec()) {
        Ok(held) => held,
        Err(unreadable) => {
            let said = format!("  what was held in {PAGES} cannot be compared: {unreadable}");
            return sanitize::lines(&said).try_for_each(|line| writeln!(out, "{line}"));
        }
    };
    let come = come.operations();
    for (key, fragment) in held.operations() {
        if !come.contains_key(&key) {
            let (method, path) = (key.method.to_uppercase(), key.path);
            let (evidence, page) = (fragment.evidence, &fragment.page);
            say(
                out,
                format_args!("  did not come back: {method} {path} ({evidence}, {page})"),
            )?;
        }
    }
    Ok(())
}

/// Says what was made of the pages.
pub(super) fn derivation(derivation: &Derivation, out: &mut dyn Write) -> io::Result<()> {
    say(
        out,
        format_args!("{}", counted(derivation.operations.len(), "operation")),
    )?;
    let paths = derivation
        .operations
        .iter()
        .map(|operation| operation.path.len());
    let width = paths.max().unwrap_or_default();
    for operation in &derivation.operations {
        let (method, path) = (&operation.method, &operation.path);
        let (id, evidence) = (&operation.id, operation.evidence);
        say(
            out,
            format_args!("  {method:<7} {path:<width$}  {id}  {evidence}"),
        )?;
    }
    say(
        out,
        format_args!("{}", counted(derivation.schemas, "schema")),
    )?;

    say(
        out,
        format_args!(
            "{} of the overlay applied",
            counted(derivation.actions.len(), "action")
        ),
    )?;
    for action in &derivation.actions {
        say(
            out,
            format_args!("  {} ({})", action.target, counted(action.matched, "place")),
        )?;
    }

    say(
        out,
        format_args!(
            "{} from the generator",
            counted(derivation.notes.len(), "note")
        ),
    )?;
    derivation
        .notes
        .iter()
        .try_for_each(|note| say(out, format_args!("  {note}")))
}

/// Says what became of each file.
pub(crate) fn written(changes: &[Change], out: &mut dyn Write) -> io::Result<()> {
    for Change { path, kind } in changes {
        let done = match kind {
            Kind::Same => "unchanged",
            Kind::Missing | Kind::Differs { .. } => "written",
            Kind::Leftover => "removed",
        };
        say(out, format_args!("{path}: {done}"))?;
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
                say(out, format_args!("{path}: up to date"))?;
                continue;
            }
            Kind::Missing => "missing".to_owned(),
            Kind::Differs { line } => format!("stale from line {line} on"),
            Kind::Leftover => "no longer on the docs".to_owned(),
        };
        say(err, format_args!("{path}: {how}; run `{remedy}`"))?;
        exit = Exit::Stale;
    }
    Ok(exit)
}

fn say(to: &mut dyn Write, said: fmt::Arguments<'_>) -> io::Result<()> {
    writeln!(to, "{}", sanitize::line(&said.to_string()))
}
