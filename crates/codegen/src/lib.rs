//! From an OpenAPI document to the source of a Rust client.
//!
//! [`generate`] takes the spec as it stands in `spec/openapi.yaml` and goes through four steps, each a module:
//! *sweeps* bring the document into the form that the generator takes and that a person would want to read;
//! *checks* find what the generator would panic on, or get wrong in silence, and name the place;
//! *progenitor* generates; *rewrite* points what it wrote at the client's own runtime.
//!
//! The crate is lean on purpose: the build script of everyone who depends on the client compiles it.

mod batches;
mod checks;
mod document;
mod error;
mod facts;
mod generator;
mod limits;
mod media;
mod names;
mod paging;
mod parameters;
mod prose;
mod rewrite;
mod sweeps;

use serde_json::Value;
use specwright_openapi::settings::Settings;

pub use error::Error;

use crate::parameters::under_their_aliases;

/// What [`generate`] made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Generated {
    /// The source of the generated module, formatted, with a header that says where it came from.
    pub source: String,
    /// What each sweep and each rewriting changed, in the order in which they ran.
    pub counts: Vec<Count>,
    /// What a reader of the spec would otherwise not expect in the code, one line each.
    pub notes: Vec<String>,
    /// The operations, sorted by path and method, each with the id that names its method.
    pub operations: Vec<OperationId>,
    /// Every JSON body that the document describes, with its type: what a test needs that tries them all.
    pub bodies: Vec<Body>,
    /// Calls of every operation, with made-up values: what a test needs that calls them all.
    pub calls: Vec<Call>,
}

/// What an operation is called.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationId {
    /// The HTTP method, in lower case.
    pub method: &'static str,
    /// The path template.
    pub path: String,
    /// The id: the document's, the overlay's, or one by rule.
    pub id: String,
}

/// A JSON body of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Body {
    /// The id of the operation.
    pub operation: String,
    /// `request`, or the status of the answer.
    pub place: String,
    /// Its type, as it is called in the module `types`.
    pub type_name: String,
}

/// An operation as calls of it: expressions, up to sending.
///
/// They are on `client`, on `types`, and on a function `path`, which is handed the name of each text in the path with the
/// value made up for it, and gives what to send. They may end early by `?`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// The id of the operation.
    pub operation: String,
    /// What comes of it when it is sent.
    pub answer: AnswerForm,
    /// Sets what is required.
    pub least: String,
    /// Sets everything that a value can be made up for.
    pub most: String,
}

/// What comes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerForm {
    /// A typed body, or none.
    Body,
    /// A typed body that is one page of a list.
    Pages,
    /// Bytes.
    Bytes,
}

/// How often one sweep or one rewriting applied.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Count {
    /// What was done, in a few words.
    pub what: &'static str,
    /// To how many places.
    pub count: usize,
}

/// Reads a spec as it stands in a file, YAML or JSON.
///
/// # Errors
/// An [`Error`] says in which line it is not YAML, holds a key twice, or holds what JSON can't.
pub fn read(text: &str) -> Result<Value, Error> {
    let unreadable = |what: String| Error {
        place: "the document".into(),
        what,
        help: "correct the file, or run `cargo xtask regen` to have it written anew".into(),
    };
    // By way of YAML's own values: they refuse a key that is there twice, where JSON's keep the last.
    let yaml: serde_yaml::Value =
        serde_yaml::from_str(text).map_err(|error| unreadable(error.to_string()))?;
    serde_json::to_value(yaml).map_err(|error| unreadable(error.to_string()))
}

/// Generates the client's source from an OpenAPI 3.0 document, which holds the settings of its vendor.
///
/// The same document gives the same bytes, whatever the order of its keys.
///
/// # Errors
/// An [`Error`] names the place in the document, what is wrong there, and what to write in the overlay to mend it.
pub fn generate(spec: &Value) -> Result<Generated, Error> {
    let settings = &Settings::of(spec).map_err(|error| Error {
        place: "the document".into(),
        what: error.to_string(),
        help: "correct spec/vendor.toml, and run `cargo xtask regen`".into(),
    })?;
    let mut swept = sweeps::run(spec, settings)?;
    checks::run(&swept.document)?;
    checks::credit_kinds(&swept.facts, settings)?;
    let tokens = generator::run(&under_their_aliases(&swept.document, &swept.facts))?;
    let source = rewrite::run(tokens, &mut swept, settings)?;
    let operations = swept.facts.iter().map(|facts| OperationId {
        method: facts.method,
        path: facts.path.clone(),
        id: facts.id.clone(),
    });
    Ok(Generated {
        source,
        operations: operations.collect(),
        bodies: swept
            .facts
            .iter()
            .flat_map(|facts| facts.bodies.clone())
            .collect(),
        calls: rewrite::every_call(&swept),
        counts: swept.counts,
        notes: swept.notes,
    })
}
