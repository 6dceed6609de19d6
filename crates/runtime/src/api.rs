//! What the runtime knows of one API.

use crate::error::ErrorShape;
use crate::operation::{Operation, RateLimit};

/// What the runtime knows of one API: who calls it, where it is, which operations it has, and how it reports errors.
///
/// A generated crate holds one in a static and makes its clients with it. Constant functions make it, and what they are
/// not told has a default, so that a later runtime can know more without a change to generated code.
#[derive(Debug)]
pub struct Api {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    pub(crate) user_agent: &'static str,
    pub(crate) base_url: &'static str,
    pub(crate) api_key_variable: Option<&'static str>,
    pub(crate) base_url_variable: Option<&'static str>,
    pub(crate) api_key_from: Option<&'static str>,
    pub(crate) operations: &'static [&'static Operation],
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) errors: ErrorShape,
}

impl Api {
    /// The API at a base URL, called by the crate of this name and version.
    #[must_use]
    pub const fn new(name: &'static str, version: &'static str, base_url: &'static str) -> Self {
        Self {
            name,
            version,
            user_agent: name,
            base_url,
            api_key_variable: None,
            base_url_variable: None,
            api_key_from: None,
            operations: &[],
            rate_limit: None,
            errors: ErrorShape::UNKNOWN,
        }
    }

    /// What the `User-Agent` says before the version; the crate's name unless set.
    #[must_use]
    pub const fn user_agent(mut self, product: &'static str) -> Self {
        self.user_agent = product;
        self
    }

    /// The environment variables that hold the API key and another base URL.
    #[must_use]
    pub const fn variables(mut self, api_key: &'static str, base_url: &'static str) -> Self {
        self.api_key_variable = Some(api_key);
        self.base_url_variable = Some(base_url);
        self
    }

    /// Where a person finds the API key, such as `the dashboard's settings`.
    #[must_use]
    pub const fn api_key_from(mut self, place: &'static str) -> Self {
        self.api_key_from = Some(place);
        self
    }

    /// The operations, and how often those without a limit of their own may be called, taken together.
    #[must_use]
    pub const fn operations(
        mut self,
        operations: &'static [&'static Operation],
        rate_limit: Option<RateLimit>,
    ) -> Self {
        self.operations = operations;
        self.rate_limit = rate_limit;
        self
    }

    /// How it reports errors.
    #[must_use]
    pub const fn errors(mut self, shape: ErrorShape) -> Self {
        self.errors = shape;
        self
    }
}
