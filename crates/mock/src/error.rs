//! What can go wrong before the mock stands.

use std::io;

use specwright_openapi::document::ReadError;
use specwright_openapi::extensions::ExtensionError;
use specwright_openapi::settings::SettingsError;

/// Why there is no mock.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address could not be listened on.
    #[error("can't listen on {address}: {source}; another port, or 0 for any that is free, may do")]
    Listen {
        /// What was asked for.
        address: String,
        /// What the system says.
        source: io::Error,
    },
    /// The document that it should answer by can't be used.
    #[error("the OpenAPI document can't be answered by: {0}")]
    Document(#[from] DocumentError),
    /// Credits were given of a kind that the document's settings do not name.
    #[error("there are no credits {}; `credits.kinds` in the document's `x-specwright` has {known:?}",
        match kind { Some(kind) => format!("of the kind `{kind}`"), None => "of any kind".to_owned() })]
    Credits {
        /// The kind; None where the first one was meant.
        kind: Option<String>,
        /// The kinds that the settings name.
        known: Vec<String>,
    },
}

/// What is wrong with a document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// It can't be read.
    #[error("line {}, column {}: {}", .0.line, .0.column, .0.message)]
    Read(#[from] ReadError),
    /// It has no settings of the vendor, or none that are understood.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// Keys under `x-specwright` are not as they should be.
    #[error("{}", joined(.0))]
    Extensions(Vec<ExtensionError>),
    /// A setting names a component schema that the document does not have.
    #[error(
        "the setting `{setting}` names the component schema `{component}`, which the document does not have; correct it in spec/vendor.toml"
    )]
    Component {
        /// The setting, such as `errors.body`.
        setting: &'static str,
        /// The component that it names.
        component: String,
    },
    /// A schema in it means nothing.
    #[error("{place}: the schema can't be used: {why}")]
    Schema {
        /// Where.
        place: String,
        /// What is wrong with it.
        why: String,
    },
}

/// There is no batch of this id; `MockServer::ledger` lists those that there are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no batch `{id}` on this mock; `ledger().batches()` lists those that there are")]
pub struct UnknownBatch {
    /// The id that was asked for.
    pub id: String,
}

impl From<ExtensionError> for DocumentError {
    fn from(error: ExtensionError) -> Self {
        Self::Extensions(vec![error])
    }
}

fn joined(errors: &[ExtensionError]) -> String {
    let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
    errors.join("; ")
}
