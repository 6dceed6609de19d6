//! From the inputs to every derived file: a pure function, but for the listing, which reads the crate's sources.

mod keys;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use serde_json::Value;
use specwright_codegen::{AnswerForm, Body, Call, OperationId};
use specwright_openapi::document;
use specwright_openapi::settings::{self, Settings};
use specwright_pages::extract::Fragment;
use specwright_pages::merge::{Published, merge};
use specwright_pages::overlay::{self, Applied};
use specwright_pages::page::Evidence;
use specwright_pages::sources::{Fetched, Sources, annotate, digest};

use crate::pages::{PageSet, counted};
use crate::project::{
    BODIES, CALLS, COMMAND, GENERATED, OVERLAY, PAGES, PUBLIC_API, SOURCES, SPEC, VENDOR,
};
use crate::{client, public_api};

/// Makes every derived file, in memory.
///
/// # Errors
/// When the pages do not merge into one document, an action of the overlay is stale, or the client cannot be made of
/// the result.
pub fn derive(inputs: &Inputs<'_>) -> anyhow::Result<Derivation> {
    keys::check_inputs(inputs)?;
    let published = published(&inputs.pages.fragments)?;
    let overlaid = overlay::apply(&published.document, inputs.overlay, OVERLAY)?;

    let sources = sources(inputs);
    let mut spec = overlaid.document;
    keys::check_spec(&spec, inputs.settings)?;
    annotate(&mut spec, &sources)?;
    if let Some(spec) = spec.as_object_mut() {
        spec.insert(settings::KEY.to_owned(), inputs.settings.to_value()?);
    }
    let written = document::write(&spec, &header());

    let generated =
        client::generate(&written).with_context(|| format!("generating the client from {SPEC}"))?;
    let listing = public_api::listing(inputs.root, &generated.source)
        .context("listing the crate's public surface")?;

    let listing = with_notes(&listing, &generated.notes);

    Ok(Derivation {
        operations: operations(&generated.operations, &sources),
        schemas: spec
            .pointer("/components/schemas")
            .and_then(Value::as_object)
            .map_or(0, serde_json::Map::len),
        actions: overlaid.actions,
        notes: generated.notes,
        files: vec![
            Derived {
                path: SPEC,
                contents: written,
            },
            Derived {
                path: SOURCES,
                contents: sources.to_toml(),
            },
            Derived {
                path: GENERATED,
                contents: generated.source,
            },
            Derived {
                path: BODIES,
                contents: bodies(&generated.bodies),
            },
            Derived {
                path: CALLS,
                contents: calls(&generated.calls),
            },
            Derived {
                path: PUBLIC_API,
                contents: listing,
            },
        ],
    })
}

/// What is derived from.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The tree whose sources the listing walks.
    pub root: &'a Path,
    /// The pages, and the fragments on them.
    pub pages: &'a PageSet,
    /// The settings of the vendor.
    pub settings: &'a Settings,
    /// The text of the overlay.
    pub overlay: &'a str,
    /// The lock file as it stood.
    pub sources: &'a Sources,
    /// What a server said of the pages; nothing when they are the ones that were held.
    pub fetched: &'a BTreeMap<String, Fetched>,
}

/// Everything that was derived, and what there is to say about it.
#[derive(Debug, Clone)]
pub struct Derivation {
    /// The derived files.
    pub files: Vec<Derived>,
    /// The operations of the spec, in its order.
    pub operations: Vec<Operation>,
    /// How many schemas have a name.
    pub schemas: usize,
    /// The actions of the overlay, with what each did.
    pub actions: Vec<Applied>,
    /// What the generator thinks worth telling.
    pub notes: Vec<String>,
}

/// One derived file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// Where it lies below the root.
    pub path: &'static str,
    /// The whole of it.
    pub contents: String,
}

/// One operation of the spec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Upper case.
    pub method: String,
    /// As in the spec.
    pub path: String,
    /// The id, which names the client's method.
    pub id: String,
    /// How it is known.
    pub evidence: Evidence,
}

/// Merges fragments into the one document that this project is about.
///
/// # Errors
/// When they contradict each other, or come from more than one spec, or there are none.
pub fn published(fragments: &[Fragment]) -> anyhow::Result<Published> {
    only(merge(fragments)?)
}

/// The one document among those that fragments merge to.
///
/// # Errors
/// When there is more than one, or none.
pub fn only(mut groups: Vec<Published>) -> anyhow::Result<Published> {
    match (groups.pop(), groups.is_empty()) {
        (None, _) => bail!(
            "{PAGES} holds no page with a fragment; run `{COMMAND} regen --fetch`, or bring the pages back"
        ),
        (Some(only), true) => Ok(only),
        (Some(last), false) => {
            groups.push(last);
            let named: Vec<String> = groups.iter().map(described).collect();
            Err(anyhow!(
                "the pages come from {}, and a client is made from one; take away the pages of the others\n{}",
                counted(groups.len(), "spec"),
                named.join("\n"),
            ))
        }
    }
}

/// The comment above the spec.
fn header() -> String {
    format!(
        "Made by `{COMMAND} regen` from {PAGES}, {OVERLAY} and {VENDOR}. Do not edit: change the overlay or the settings."
    )
}

/// The listing with what the generator has to say of it, as comments between the header and the items.
fn with_notes(listing: &str, notes: &[String]) -> String {
    let (header, items): (Vec<&str>, Vec<&str>) =
        listing.lines().partition(|line| line.starts_with("# "));
    let notes: Vec<String> = notes.iter().map(|note| format!("# note: {note}")).collect();
    let lines = header
        .into_iter()
        .chain(notes.iter().map(String::as_str))
        .chain(items);
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The list of all bodies, each with its type: the tests that try every body of the spec are made of it.
fn bodies(bodies: &[Body]) -> String {
    let mut list = format!(
        "// @generated by `{COMMAND} regen` from {SPEC}: every JSON body that it describes, with its type.\nbodies! {{\n"
    );
    for Body {
        operation,
        place,
        type_name,
        ..
    } in bodies
    {
        list.push_str(&format!("    ({operation:?}, {place:?}): {type_name},\n"));
    }
    list.push_str("}\n");
    list
}

/// The list of all operations, each with calls of it: the tests that call every operation are made of it.
fn calls(calls: &[Call]) -> String {
    let mut list = format!(
        "// @generated by `{COMMAND} regen` from {SPEC}: every operation as a call that sets the least, and one that\n// sets the most, with made-up values.\ncalls! {{\n"
    );
    for call in calls {
        let form = match call.answer {
            AnswerForm::Pages => "pages",
            AnswerForm::Bytes => "bytes",
            _ => "body",
        };
        list.push_str(&format!("    ({:?}, {form}) {{\n", call.operation));
        for (extent, expression) in [("least", &call.least), ("most", &call.most)] {
            let expression = expression.replace('\n', "\n        ");
            list.push_str(&format!(
                "        {extent}: |client, path| Ok({expression}),\n"
            ));
        }
        list.push_str("    }\n");
    }
    list.push_str("}\n");
    list
}

/// The lock file for these pages: a page that is the same as before keeps its date, so that a fetch that brings
/// nothing new changes nothing.
fn sources(inputs: &Inputs<'_>) -> Sources {
    let mut sources =
        Sources::refresh(inputs.sources, &inputs.pages.fragments, &inputs.pages.pages);
    sources.overlay = Some(digest(inputs.overlay.as_bytes()));
    for (page, fetched) in inputs.fetched {
        let mut of_page = sources
            .operations
            .iter()
            .filter(|source| source.page == *page);
        let since = of_page.find_map(|source| source.fetched.clone());
        let date = since.unwrap_or_else(|| fetched.date.clone());
        sources.record(
            page,
            &Fetched {
                date,
                ..fetched.clone()
            },
        );
    }
    sources
}

/// The operations of the client, each with the evidence that the lock file has for it.
fn operations(generated: &[OperationId], sources: &Sources) -> Vec<Operation> {
    let listed = generated.iter().filter_map(|operation| {
        // Every operation has a source, or `annotate` would have failed.
        let source = sources.find(operation.method, &operation.path)?;
        Some(Operation {
            method: operation.method.to_uppercase(),
            path: operation.path.clone(),
            id: operation.id.clone(),
            evidence: source.evidence,
        })
    });
    listed.collect()
}

/// A group of fragments in words: where it says it comes from, and how much of it there is.
fn described(group: &Published) -> String {
    let title = group
        .document
        .pointer("/info/title")
        .and_then(Value::as_str)
        .unwrap_or("no title");
    let source = group.source.as_deref().unwrap_or("no file named");
    let first = group.operations.values().next();
    let first = first.map_or("", |origin| origin.page.as_str());
    format!(
        "{title} ({source}): {}, the first on {first}",
        counted(group.operations.len(), "operation")
    )
}
