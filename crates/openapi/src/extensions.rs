//! The `x-specwright-*` keys: what only we write into a document, of operations, schemas and the document itself.
//!
//! | Key | On | What it says |
//! |---|---|---|
//! | `x-specwright-name` | a schema, inline or not | what its type is called |
//! | `x-specwright-rate-limit` | an operation, or the document for all that have none of their own | `requests`, and `per`: a [`Period`] |
//! | `x-specwright-credits` | an operation | a list of charges: a [`Charge`] each |
//! | `x-specwright-max-items` | an operation | the list at `pointer` takes at most `count` entries |
//! | `x-specwright-throughput` | an operation | the list at `pointer` is worked through at `count` entries `per` [`Period`] |
//! | `x-specwright-safe-to-repeat` | an operation | whether sending it twice does no more than once |
//! | `x-specwright-paging` | an operation | `items`: a JSON pointer to the list of the answer that is paged |
//! | `x-specwright-page` | an operation | the address of its page in the docs |
//! | `x-specwright-evidence` | an operation | how it is known: an [`Evidence`] |
//!
//! `x-specwright` of the document holds the [settings](crate::settings). Any other key that begins with `x-specwright` is an
//! [error](ExtensionError), as is a value of another form; every other `x-` key passes.

mod check;
mod error;
mod key;
mod value;

use serde_json::Value;

pub use check::{document_problems, overlay_problems};
pub use error::{ExtensionError, ExtensionErrorKind, Place};
pub use key::{
    CREDITS, EVIDENCE, MAX_ITEMS, NAME, PAGE, PAGING, RATE_LIMIT, SAFE_TO_REPEAT, THROUGHPUT,
};
pub use value::{Charge, ChargedFor, MaxItems, Period, RateLimit, Recurrence, Throughput};

use crate::evidence::Evidence;
use crate::operation::Operation;
use crate::pointer::Pointer;
use crate::schema;
use crate::settings::Settings;

/// What the keys of an operation say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extensions {
    /// How often one consumer may call.
    pub rate_limit: Option<RateLimit>,
    /// What a call costs.
    pub charges: Vec<Charge>,
    /// How many entries a list of the body may have.
    pub max_items: Option<MaxItems>,
    /// How fast a list of the body is worked through.
    pub throughput: Option<Throughput>,
    /// Whether sending it twice does no more than once.
    pub safe_to_repeat: Option<bool>,
    /// The property of the answer that is the list which is paged.
    pub paging: Option<String>,
    /// The address of its page in the docs.
    pub page: Option<String>,
    /// How it is known.
    pub evidence: Option<Evidence>,
}

impl Operation<'_> {
    /// What the keys of the operation say.
    ///
    /// # Errors
    /// The first key whose value is not as it should be.
    pub fn extensions(&self, settings: &Settings) -> Result<Extensions, ExtensionError> {
        let at = self.pointer();
        let held = |key| Some((self.value.get(key)?, at.join(key)));
        Ok(Extensions {
            rate_limit: read(held(RATE_LIMIT), value::rate_limit)?,
            charges: read(held(CREDITS), |value, at| {
                value::charges(value, at, &settings.credits)
            })?
            .unwrap_or_default(),
            max_items: read(held(MAX_ITEMS), value::max_items)?,
            throughput: read(held(THROUGHPUT), value::throughput)?,
            safe_to_repeat: read(held(SAFE_TO_REPEAT), value::boolean)?,
            paging: read(held(PAGING), value::paging)?,
            page: read(held(PAGE), value::text)?,
            evidence: read(held(EVIDENCE), value::evidence)?,
        })
    }

    /// Whether sending the operation twice does no more than sending it once: by HTTP's rule for its method, or since its body
    /// can say one thing only. What costs credits is never safe. `x-specwright-safe-to-repeat` has the last word.
    #[must_use]
    pub fn is_safe_to_repeat(&self, extensions: &Extensions) -> bool {
        if let Some(safe) = extensions.safe_to_repeat {
            return safe;
        }
        match self.method {
            _ if !extensions.charges.is_empty() => false,
            "post" => false,
            "patch" => self.sends_a_constant(),
            _ => true,
        }
    }

    /// Whether the JSON body is a closed object of properties that are required and have one possible value each.
    fn sends_a_constant(&self) -> bool {
        let Some(body) = self.body().and_then(|body| body.json_schema()) else {
            return false;
        };
        let closed = schema::underlying(self.document, body).get("additionalProperties");
        let properties = schema::properties(self.document, body);
        let is_constant = |property: &schema::Property<'_>| {
            property.required && schema::constant(self.document, property.schema).is_some()
        };
        closed == Some(&Value::Bool(false)) && properties.iter().all(is_constant)
    }
}

/// The rate limit of the document, for all operations without one of their own, taken together.
///
/// # Errors
/// When it is not of the form that it should have.
pub fn rate_limit(document: &Value) -> Result<Option<RateLimit>, ExtensionError> {
    let held = document.get(RATE_LIMIT);
    read(
        held.map(|value| (value, Pointer::of(&[RATE_LIMIT]))),
        value::rate_limit,
    )
}

/// The name that a schema's type is given by `x-specwright-name`. `at` is the pointer to the schema.
///
/// # Errors
/// When it is not text.
pub fn name(schema: &Value, at: &Pointer) -> Result<Option<String>, ExtensionError> {
    let held = schema.get(NAME);
    read(held.map(|value| (value, at.join(NAME))), value::text)
}

fn read<T>(
    held: Option<(&Value, Pointer)>,
    read: impl FnOnce(&Value, &Pointer) -> Result<T, ExtensionError>,
) -> Result<Option<T>, ExtensionError> {
    held.map(|(value, at)| read(value, &at)).transpose()
}
