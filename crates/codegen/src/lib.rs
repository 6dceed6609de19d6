//! From an OpenAPI document to the source of a Rust client.
//!
//! [`generate`] takes the spec as it stands in `spec/openapi.yaml` and goes through five steps, each a module:
//! *passes* bring the document into the form that the generator takes and that a person would want to read;
//! *model* reads what the spec says beyond that form; *checks* find what the generator would panic on, or get wrong in
//! silence, and name the place; *progenitor* generates; *rewrite* points what it wrote at the client's own runtime.
//!
//! The crate is lean on purpose: the build script of everyone who depends on the client compiles it.

mod error;
mod output;

mod names;
mod prose;

mod passes;

mod batches;
mod facts;
mod limits;
mod model;
mod paging;
mod parameters;

mod aliases;
mod checks;
mod generator;
mod rewrite;

use serde_json::Value;
use specwright_openapi::extensions;
use specwright_openapi::settings::Settings;

pub use error::Error;
pub use output::{AnswerForm, Body, Call, Count, Generated, OperationId};

use crate::model::Model;

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
    if let Some(problem) = extensions::document_problems(spec, settings)
        .into_iter()
        .next()
    {
        return Err(problem.into());
    }
    let reserved = &rewrite::reserved_names()?;
    let passed = passes::run(spec, settings)?;
    let mut model = Model::of(spec, passed, settings, reserved)?;
    checks::run(&model.document, reserved)?;
    let tokens = generator::run(&aliases::apply(&model.document, &model.facts))?;
    let source = rewrite::run(tokens, &mut model, settings)?;
    let operations = model.facts.iter().map(|facts| OperationId {
        method: facts.method,
        path: facts.path.clone(),
        id: facts.id.clone(),
    });
    Ok(Generated {
        source,
        operations: operations.collect(),
        calls: rewrite::test_calls(&model),
        bodies: model.bodies,
        counts: model.counts,
        notes: model.notes,
    })
}
