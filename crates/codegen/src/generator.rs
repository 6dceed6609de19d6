//! The call to progenitor, which reports some of what it can't take by a panic.

use std::panic::{self, AssertUnwindSafe};

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::Value;

use crate::error::Error;

/// Enough for schemas nested as deeply as any document's; the main thread of a build script may have less.
const STACK: usize = 64 * 1024 * 1024;

/// Generates from a document in the generator's form.
pub(crate) fn run(document: &Value) -> Result<TokenStream, Error> {
    let document: openapiv3::OpenAPI =
        serde_json::from_value(document.clone()).map_err(|error| {
            failed(format!(
                "the document is not an OpenAPI 3.0 document: {error}"
            ))
        })?;
    // Tokens can't leave their thread; their text can.
    let thread = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || {
            panic::catch_unwind(AssertUnwindSafe(|| {
                let mut settings = GenerationSettings::default();
                settings
                    .with_interface(InterfaceStyle::Builder)
                    .with_derive("PartialEq")
                    .with_map_type("::std::collections::BTreeMap");
                Generator::new(&settings)
                    .generate_tokens(&document)
                    .map(|tokens| tokens.to_string())
                    .map_err(|error| error.to_string())
            }))
        });
    let outcome = thread
        .map_err(|error| failed(format!("no thread for the generator: {error}")))?
        .join()
        .unwrap_or_else(Err);
    let text = outcome
        .map_err(|cause| failed(format!("it panicked: {}", message(&*cause))))?
        .map_err(failed)?;
    text.parse()
        .map_err(|error| Error::unexpected_output("progenitor", format!("not Rust: {error}")))
}

fn failed(what: String) -> Error {
    Error {
        place: "progenitor".into(),
        what,
        help: "find the place in spec/openapi.yaml, correct it in spec/overlay.yaml, and add a check to crates/codegen/src/checks.rs that names it".into(),
    }
}

fn message(cause: &(dyn std::any::Any + Send)) -> String {
    let text = cause.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| cause.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".into())
}
