//! The passes: each holds for every document, changes it in one way, and says how often.
//!
//! They run in the order of [`run`]. Each is a function from the document to a count; none knows of an endpoint.

mod all_of;
mod bodies;
mod constants;
mod hoist;
mod operation_ids;
mod preflight;
mod reach;
mod read_write;
mod schema_names;
mod tolerance;
mod union_forms;
mod unions;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use specwright_openapi::settings::Settings;

pub(crate) use bodies::MEDIA_KEY;
pub(crate) use tolerance::FORMAT;
pub(crate) use unions::Union;

use crate::error::Error;
use crate::output::{Body, Count};

/// A document in the generator's form, and what the passes found out on the way.
pub(crate) struct Passed {
    pub(crate) document: Value,
    /// Where the API is, and the version that it calls itself.
    pub(crate) base_url: String,
    pub(crate) api_version: String,
    /// Every JSON body that the docs describe, with its type.
    pub(crate) bodies: Vec<Body>,
    /// Types that a response reaches: they read what they do not know.
    pub(crate) read: BTreeSet<String>,
    /// Types that a request reaches.
    pub(crate) sent: BTreeSet<String>,
    /// Properties that may be null by the document, each with its type's name.
    pub(crate) nullable: BTreeSet<(String, String)>,
    /// The vendor's name of each schema that has one, by the name of its type.
    pub(crate) wire_names: BTreeMap<String, String>,
    /// Where each schema without a name of its own stands, by the name of its type.
    pub(crate) parts: BTreeMap<String, String>,
    /// Types that are one of several forms.
    pub(crate) unions: BTreeMap<String, Union>,
    pub(crate) counts: Vec<Count>,
    pub(crate) notes: Vec<String>,
}

/// Brings a spec into the form that the generator takes.
pub(crate) fn run(spec: &Value, settings: &Settings) -> Result<Passed, Error> {
    let mut document = preflight::sorted(spec);
    let base_url = preflight::base_url(spec)?;
    preflight::check_version(&document)?;
    preflight::check_security(&document, settings)?;
    preflight::check_servers(&document, &base_url)?;
    let mut notes = Vec::new();

    let inlined = preflight::inline_references(&mut document)?;
    let trimmed =
        preflight::drop_unread(&mut document) + preflight::drop_headers_of_its_own(&mut document);
    let escaped = preflight::escape_prose(&mut document);
    let ids = operation_ids::fill_in(&mut document)?;
    let (renamed, mut wire_names) = schema_names::rename(&mut document, settings)?;
    reach::own_part_cycles(&document)?;
    let written_out = unions::write_out(&mut document) + all_of::write_out(&mut document);
    let sides = read_write::tell_apart(&mut document, &mut wire_names)?;
    let read = reach::read(&document);
    unions::tell_apart(&mut document, &read, &wire_names, &mut notes)?;
    let closed = tolerance::open_objects(&mut document, &read);
    let constraints = tolerance::drop_constraints(&mut document, &read);
    let formats = tolerance::drop_formats(&mut document, settings, &read);
    let enums = tolerance::drop_odd_enums(&mut document, &mut notes);
    let nulls = tolerance::null_at_its_place(&mut document);
    tolerance::drop_unnamed_beside_extra(&mut document, &mut notes);
    let defaults = constants::drop_defaults(&mut document);
    let answers = bodies::choose_answers(&mut document, &mut notes)?;
    let requests = bodies::choose_request_bodies(&mut document, &mut notes)?;
    let parts = hoist::name_inline_schemas(&mut document, &mut notes)?;
    let constants = constants::fill_in(&mut document);
    let nullable = tolerance::nullable_properties(&document);
    let told_apart = tolerance::tell_absent_from_empty(&mut document);
    // Again, now that each part of an answer has a name; and while the documented errors are still there.
    let read = reach::read(&document);
    let sent = reach::sent(&document);
    let unions = unions::collect(&mut document);
    let bodies = bodies::described(&document);
    let errors = bodies::drop_errors(&mut document);

    let counts = [
        (
            "references to parameters, bodies and answers inlined",
            inlined,
        ),
        ("keys that no client needs dropped", trimmed),
        ("descriptions made fit for doc comments", escaped),
        ("operation ids made from method and path", ids),
        ("schemas named for people", renamed),
        ("unions and objects of parts written out", written_out),
        ("schemas that are sent and read in two forms", sides),
        ("closed objects opened in answers", closed),
        ("constraints dropped", constraints),
        ("formats read as plain strings", formats),
        ("enums of other than strings dropped", enums),
        ("places that may be null since their schema may", nulls),
        ("defaults left to the server", defaults),
        ("inline schemas named", parts.len()),
        ("constants filled in", constants),
        (
            "lists and maps told apart when absent and when empty",
            told_apart,
        ),
        ("documented errors left to the runtime", errors),
        ("answers with a content type picked", answers),
        ("request bodies with a content type picked", requests),
    ];
    Ok(Passed {
        document,
        base_url,
        api_version: preflight::api_version(spec),
        bodies,
        read,
        sent,
        nullable,
        wire_names,
        parts,
        unions,
        counts: counts.map(|(what, count)| Count { what, count }).into(),
        notes,
    })
}
