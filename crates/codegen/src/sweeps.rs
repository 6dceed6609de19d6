//! The sweeps: each holds for every document, changes it in one way, and says how often.
//!
//! They run in the order of [`run`]. Each is a function from the document to a count; none knows of an endpoint.

mod bodies;
mod constants;
mod form;
mod hoist;
mod operation_ids;
mod parts;
mod reach;
mod schema_names;
mod sides;
mod tolerance;
mod union_forms;
mod unions;

pub(crate) use tolerance::FORMAT;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use bodies::MEDIA_KEY;
pub(crate) use unions::Union;

use serde_json::Value;

use crate::batches::{self, Batch};
use crate::document::{Pointer, object_at, operations};
use crate::facts::Facts;
use crate::limits::{self, RateLimit};
use crate::rewrite::reserved_names;
use crate::{Count, Error};
use specwright_openapi::settings::Settings;

/// A document in the generator's form, and what is known of it beyond that form.
pub(crate) struct Swept {
    pub(crate) document: Value,
    /// Where the API is, and the version that it calls itself.
    pub(crate) base_url: String,
    pub(crate) api_version: String,
    /// How often the API may be called, all operations without a limit of their own taken together.
    pub(crate) rate_limit: Option<RateLimit>,
    /// The operations, sorted by path and method.
    pub(crate) facts: Vec<Facts>,
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
    pub(crate) batches: Vec<Batch>,
    pub(crate) counts: Vec<Count>,
    pub(crate) notes: Vec<String>,
}

impl Swept {
    pub(crate) fn count(&mut self, what: &'static str, count: usize) {
        self.counts.push(Count { what, count });
    }
}

pub(crate) fn run(spec: &Value, settings: &Settings) -> Result<Swept, Error> {
    let mut swept = Swept {
        document: form::sorted(spec),
        base_url: form::base_url(spec)?,
        api_version: form::api_version(spec),
        rate_limit: limits::rate_limit(spec, &Pointer::default())?,
        facts: Vec::new(),
        read: BTreeSet::new(),
        sent: BTreeSet::new(),
        nullable: BTreeSet::new(),
        wire_names: BTreeMap::new(),
        parts: BTreeMap::new(),
        unions: BTreeMap::new(),
        batches: Vec::new(),
        counts: Vec::new(),
        notes: Vec::new(),
    };
    form::check_version(&swept.document)?;
    form::check_security(&swept.document, settings)?;
    form::check_servers(&swept.document, &swept.base_url)?;
    let document = &mut swept.document;

    let inlined = form::inline_references(document)?;
    let trimmed = form::drop_unread(document) + form::drop_headers_of_its_own(document);
    let escaped = form::escape_prose(document);
    let ids = operation_ids::fill_in(document)?;
    let (renamed, mut wire_names) = schema_names::rename(document, settings)?;
    reach::own_part_cycles(document)?;
    let written_out = unions::write_out(document) + parts::write_out(document);
    let sides = sides::tell_apart(document, &mut wire_names)?;
    let read = reach::read(document);
    unions::tell_apart(document, &read, &wire_names, &mut swept.notes)?;
    let closed = tolerance::open_objects(document, &read);
    let constraints = tolerance::drop_constraints(document, &read);
    let formats = tolerance::drop_formats(document, settings, &read);
    let enums = tolerance::drop_odd_enums(document, &mut swept.notes);
    let nulls = tolerance::null_at_its_place(document);
    tolerance::drop_unnamed_beside_extra(document, &mut swept.notes);
    let defaults = constants::drop_defaults(document);
    let answers = bodies::choose_answers(document, &mut swept.notes)?;
    let bodies = bodies::choose_request_bodies(document, &mut swept.notes)?;
    let parts = hoist::name_inline_schemas(document, &mut swept.notes)?;
    let constants = constants::fill_in(document);
    swept.nullable = tolerance::nullable_properties(document);
    let told_apart = tolerance::tell_absent_from_empty(document);
    // Again, now that each part of an answer has a name; and while the documented errors are still there.
    swept.read = reach::read(document);
    swept.sent = reach::sent(document);
    swept.unions = unions::collect(document);
    let places = operations(document);
    swept.facts = places
        .iter()
        .map(|place| Facts::read(document, place))
        .collect::<Result<_, _>>()?;
    let errors = bodies::drop_errors(document);
    for (facts, place) in swept.facts.iter_mut().zip(&places) {
        facts.read_bodies(document, place, &mut swept.notes)?;
    }

    swept.batches = batches::find(document, &swept.facts, &reserved_names()?, &mut swept.notes);

    swept.wire_names = wire_names;
    swept.count(
        "references to parameters, bodies and answers inlined",
        inlined,
    );
    swept.count("keys that no client needs dropped", trimmed);
    swept.count("descriptions made fit for doc comments", escaped);
    swept.count("operation ids made from method and path", ids);
    swept.count("schemas named for people", renamed);
    swept.count("unions and objects of parts written out", written_out);
    swept.count("schemas that are sent and read in two forms", sides);
    swept.count("closed objects opened in answers", closed);
    swept.count("constraints dropped", constraints);
    swept.count("formats read as plain strings", formats);
    swept.count("enums of other than strings dropped", enums);
    swept.count("places that may be null since their schema may", nulls);
    swept.count("defaults left to the server", defaults);
    swept.count("inline schemas named", parts.len());
    swept.parts = parts;
    swept.count("constants filled in", constants);
    swept.count(
        "lists and maps told apart when absent and when empty",
        told_apart,
    );
    swept.count("documented errors left to the runtime", errors);
    swept.count("answers with a content type picked", answers);
    swept.count("request bodies with a content type picked", bodies);
    Ok(swept)
}

/// The names of all component schemas.
fn component_names(document: &Value) -> Vec<String> {
    object_at(document, "/components/schemas")
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone())
        .collect()
}
