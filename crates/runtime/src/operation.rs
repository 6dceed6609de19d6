//! What is known of an operation: a row of the operation table.

use std::fmt;
use std::time::Duration;

/// What is known of one operation of the API, whoever calls it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Operation {
    /// Its id, which is also the name of the method that calls it.
    pub id: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path below the base URL, with `{name}` where a parameter stands.
    pub path: &'static str,
    /// The group that the docs have it in.
    pub tag: Option<&'static str>,
    /// Its page in the vendor's docs.
    pub page: Option<&'static str>,
    /// How it is known.
    pub evidence: Evidence,
    /// Whether sending it twice does no more than sending it once.
    pub safe_to_repeat: bool,
    /// How often it may be called, where it has a limit of its own.
    pub rate_limit: Option<RateLimit>,
    /// What it costs; empty where the docs say nothing of a cost.
    pub charges: &'static [Charge],
    /// How much one call takes.
    pub max_items: Option<MaxItems>,
    /// How fast the API works through what it has accepted.
    pub throughput: Option<Throughput>,
    /// How its answers are pages of a list, where the docs describe them as pages.
    pub pagination: Option<Pagination>,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// How often one consumer may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many requests.
    pub requests: u64,
    /// In what time.
    pub per: Duration,
}

/// What one entry of a list in the request costs. The most that a call can cost is the sum over its charges.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Charge {
    /// Which balance is charged.
    pub kind: CreditKind,
    /// Credits for one entry; may be a fraction.
    pub amount: f64,
    /// The list, as a JSON pointer into the body.
    pub pointer: &'static str,
    /// What makes an entry cost.
    pub when: ChargedFor,
    /// Whether the same thing costs again.
    pub repeat: Recurrence,
}

/// A balance of credits, by the name that the spec gives it, such as `email`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CreditKind(&'static str);

impl CreditKind {
    /// The balance of this name.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// The name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl PartialEq<str> for CreditKind {
    fn eq(&self, name: &str) -> bool {
        self.0 == name
    }
}

impl PartialEq<&str> for CreditKind {
    fn eq(&self, name: &&str) -> bool {
        self.0 == *name
    }
}

impl fmt::Display for CreditKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// What makes an entry of a list cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChargedFor {
    /// It was worked through, whatever came of it.
    Processed,
    /// Something was found for it.
    Found,
    /// Its e-mail address was revealed.
    EmailRevealed,
    /// Its phone number was revealed.
    PhoneRevealed,
}

/// Whether the same thing costs again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Recurrence {
    /// Each time.
    Always,
    /// Once in 24 hours.
    Daily,
    /// The first time only.
    Never,
}

/// How many entries one call takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct MaxItems {
    /// The list, as a JSON pointer into the body.
    pub pointer: &'static str,
    /// How many.
    pub count: usize,
}

/// How fast the API works through a list after it has accepted the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Throughput {
    /// The list, as a JSON pointer into the body.
    pub pointer: &'static str,
    /// How many entries.
    pub count: u64,
    /// In what time.
    pub per: Duration,
}

/// How the answers of an operation are pages of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Pagination {
    /// The property of the answer that holds the items.
    pub items: &'static str,
    /// How the next page is found.
    pub next: NextPage,
}

/// How the next page of a list is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NextPage {
    /// By a link in the answer.
    Link {
        /// Where the link is, as a JSON pointer into the answer.
        pointer: &'static str,
    },
    /// By its number, from 1 on.
    Number {
        /// The parameter, or the property of the body, that takes the number.
        name: &'static str,
        /// Where the number is sent.
        place: NumberPlace,
        /// Where the answer has the number of pages, as a JSON pointer, if it has it.
        total_pages: Option<&'static str>,
    },
}

/// Where the number of a page is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NumberPlace {
    /// In the query.
    Query,
    /// In the JSON body.
    Body,
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
