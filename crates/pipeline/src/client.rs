//! The one place where the generator is called.

use specwright_codegen::{Error, Generated};

/// The client's source for the text of a spec, made step by step as the crate's build script makes it.
pub(crate) fn generate(spec: &str) -> Result<Generated, Error> {
    let spec = specwright_codegen::read(spec)?;
    specwright_codegen::generate(&spec)
}
