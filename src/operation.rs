use std::fmt;

/// What is known of one operation of the API, whoever calls it. [`operations`](crate::operations) holds them all.
///
/// ```
/// let operation = &amplemarket::operations::CANCEL_EMAIL_VALIDATION;
/// assert_eq!(operation.to_string(), "PATCH /email-validations/{id}");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Operation {
    /// Its id, which is also the name of the method that calls it.
    pub id: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path below the base URL, with `{name}` where a parameter stands.
    pub path: &'static str,
    /// Its page in the vendor's docs.
    pub page: Option<&'static str>,
    /// How it is known.
    pub evidence: Evidence,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// How an operation is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Evidence {
    /// From the vendor's own page, held byte for byte.
    Published,
    /// From a page written after the rendered reference, until the vendor's own is fetched.
    Reconstructed,
    /// The document that this crate was generated from does not say.
    Unknown,
}
