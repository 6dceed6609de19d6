//! All that the rewriting knows: the document in the generator's form, and what it and the spec say beyond that form.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use specwright_openapi::extensions::{self, RateLimit};
use specwright_openapi::settings::Settings;

use crate::batches::{self, Batch};
use crate::error::Error;
use crate::facts::{self, Facts};
use crate::output::{Body, Count};
use crate::passes::{Passed, Union};

/// A document in the generator's form, and what is known of it beyond that form.
pub(crate) struct Model {
    pub(crate) document: Value,
    /// Where the API is, and the version that it calls itself.
    pub(crate) base_url: String,
    pub(crate) api_version: String,
    /// How often the API may be called, all operations without a limit of their own taken together.
    pub(crate) rate_limit: Option<RateLimit>,
    /// The operations, sorted by path and method.
    pub(crate) facts: Vec<Facts>,
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
    pub(crate) batches: Vec<Batch>,
    pub(crate) counts: Vec<Count>,
    pub(crate) notes: Vec<String>,
}

impl Model {
    /// Reads what a spec says, once the passes have brought it into the generator's form. `reserved` are the methods that the
    /// client has whatever the document.
    ///
    /// # Errors
    /// When one of our keys says what it may not, or what the document does not have.
    pub(crate) fn of(
        spec: &Value,
        mut passed: Passed,
        settings: &Settings,
        reserved: &BTreeSet<String>,
    ) -> Result<Self, Error> {
        let mut notes = std::mem::take(&mut passed.notes);
        let facts = facts::read(spec, &passed.document, settings, &mut notes)?;
        let batches = batches::find(spec, &passed, &facts, settings, reserved, &mut notes);
        Ok(Self {
            base_url: passed.base_url,
            api_version: passed.api_version,
            rate_limit: extensions::rate_limit(spec)?,
            facts,
            bodies: passed.bodies,
            read: passed.read,
            sent: passed.sent,
            nullable: passed.nullable,
            wire_names: passed.wire_names,
            parts: passed.parts,
            unions: passed.unions,
            batches,
            counts: passed.counts,
            document: passed.document,
            notes,
        })
    }

    pub(crate) fn count(&mut self, what: &'static str, count: usize) {
        self.counts.push(Count { what, count });
    }
}
