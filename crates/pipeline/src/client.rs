//! The one place where the generator is called.

use specwright_codegen::Generated;
use specwright_openapi::document;

use crate::project::SPEC;

/// The client's source for the text of a spec, made step by step as the crate's build script makes it.
pub(crate) fn generate(spec: &str) -> anyhow::Result<Generated> {
    let spec = document::read(spec, SPEC)?;
    Ok(specwright_codegen::generate(&spec)?)
}
