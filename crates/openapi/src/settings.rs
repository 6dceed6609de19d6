//! What has to be known of a vendor that no document says: `spec/vendor.toml`, and the key `x-specwright` of the spec.
//!
//! The pipeline reads the file and writes what it holds into the spec; everything else reads it there, so that a build
//! needs one file. Names, limits and costs of single operations are not here: they are keys in the overlay.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The key of a document that holds its [`Settings`].
pub const KEY: &str = "x-specwright";

/// The settings of a vendor.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Settings {
    /// Where the docs are published.
    pub docs: String,
    /// The crates that are made from the spec.
    pub packages: Packages,
    /// What the client is told of the world around it.
    pub client: Client,
    /// How schemas are called.
    #[serde(default)]
    pub names: Names,
    /// How the API reports errors.
    pub errors: Errors,
    /// How the API's lists come in pages.
    #[serde(default)]
    pub pagination: Pagination,
    /// How the API tells how far a batch is.
    #[serde(default)]
    pub batches: Batches,
    /// What the API charges.
    #[serde(default)]
    pub credits: Credits,
}

/// The crates that are made from the spec.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Packages {
    /// The client's package; with `-` as `_`, the crate that its users write.
    pub client: String,
    /// The mock's package, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mock: Option<String>,
}

/// What the client is told of the world around it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Client {
    /// What the `User-Agent` says before the version.
    pub user_agent: String,
    /// The HTTP bearer scheme that every operation must accept.
    pub security_scheme: String,
    /// The environment variable that holds the API key.
    pub api_key_variable: String,
    /// The environment variable that holds another base URL.
    pub base_url_variable: String,
    /// Where a person finds the API key, such as `the dashboard's Settings → API`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key_from: Option<String>,
    /// Values of `format` that become types of their own; any other string stays a `String`.
    #[serde(default)]
    pub formats: Vec<String>,
}

/// How schemas are called.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[non_exhaustive]
pub struct Names {
    /// Prefixes that say nothing to a reader, such as `response_`.
    pub schema_prefixes: Vec<String>,
    /// Suffixes that say nothing to a reader, such as `_object`.
    pub schema_suffixes: Vec<String>,
}

/// How the API reports errors. The places are JSON pointers.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Errors {
    /// The component schema of the body of a refusal.
    pub body: String,
    /// The component schema of one error.
    pub schema: String,
    /// Where in a body the list of errors stands.
    pub list: String,
    /// Where in an error its code stands.
    pub code: String,
    /// Where in an error its title stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where in an error its explanation stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Where in an error the place in the request stands that it is about.
    #[serde(default)]
    pub source: Vec<String>,
    /// Codes that say that something is not there.
    #[serde(default)]
    pub not_found: Vec<String>,
    /// Codes that say that the key was not accepted.
    #[serde(default)]
    pub unauthorized: Vec<String>,
    /// Codes that say that the credits do not suffice.
    #[serde(default)]
    pub insufficient_credits: Vec<String>,
}

/// How the API's lists come in pages.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[non_exhaustive]
pub struct Pagination {
    /// Where in an answer the link to the next page stands, as a JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The parameter, or property of a request, that holds the number of a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Where in an answer the number of pages stands, as a JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_pages: Option<String>,
    /// The parameter that says how many items a page holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// The parameter that says after which item a page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The parameter that says before which item a page ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What the names of properties begin with that are about an answer and not part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta_prefix: Option<String>,
}

/// How the API tells how far a batch is: the values of its `status`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[non_exhaustive]
pub struct Batches {
    /// It waits, or it is worked through. A status that is in no list counts as this.
    pub running: Vec<String>,
    /// All of it was worked through.
    pub completed: Vec<String>,
    /// It was stopped.
    pub canceled: Vec<String>,
    /// It failed.
    pub failed: Vec<String>,
}

/// What the API charges.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[non_exhaustive]
pub struct Credits {
    /// The balances that there are, such as `email`.
    pub kinds: Vec<String>,
}

impl Settings {
    /// The settings that a document holds.
    ///
    /// # Errors
    /// [`SettingsError`], when it holds none, or what is not known.
    pub fn of(document: &Value) -> Result<Self, SettingsError> {
        let held = document.get(KEY).ok_or(SettingsError::Missing)?;
        Self::deserialize(held).map_err(|error| SettingsError::Malformed(error.to_string()))
    }

    /// The settings as a document holds them.
    ///
    /// # Errors
    /// None that is known: everything in them is text.
    pub fn to_value(&self) -> Result<Value, serde_json::Error> {
        serde_json::to_value(self)
    }

    /// The crate that users of the client write, such as `my_client` for the package `my-client`.
    #[must_use]
    pub fn crate_name(&self) -> String {
        self.packages.client.replace('-', "_")
    }
}

/// Why a document's settings cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// There are none.
    #[error("the document has no `x-specwright`; `regen` writes it from spec/vendor.toml")]
    Missing,
    /// They are not as they should be.
    #[error("`x-specwright` of the document: {0}")]
    Malformed(String),
}
