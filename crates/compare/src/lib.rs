//! The differences between two OpenAPI documents, by what they mean rather than by how they are written.
//!
//! ```text
//! documents ─normalise─▶ objects ─walk─▶ graph of differences ─judge, by the rules─▶ findings
//! ```
//!
//! Three parts know nothing of each other. `normalise` says which spellings mean the same. `walk` notes every place
//! where the normalised documents differ, whatever that means for anyone. `judge` goes from each operation to the
//! differences it reaches and looks up in [`rules`] what a difference means there. A difference that no rule names is
//! found all the same: its rule is [`UNJUDGED`] and its level [`Level::Breaking`].
//!
//! Rule names and levels are those of [oasdiff](https://github.com/oasdiff/oasdiff) where it has one; [`rules::all`]
//! lists them together with our own.

mod finding;
mod options;

mod normalise;
mod source;

mod walk;

mod judge;
pub mod rules;

mod place;
mod words;

pub use crate::finding::{Class, Finding, Level, OperationRef, Side};
pub use crate::options::{Names, Options, Stability, SunsetDays, VersionPolicy};
pub use crate::rules::UNJUDGED;

use serde_json::Value;

/// The example of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// What differs between two OpenAPI documents (3.0 or 3.1), and what each difference means.
///
/// Both are taken as they are: a document that is not valid is compared as far as it goes, and what cannot be
/// understood is compared as plain data. References that lead nowhere, or out of the document, are compared as text.
///
/// What is found does not depend on the order of keys. It starts with what matters most: by level, then by place.
pub fn compare(old: &Value, new: &Value, options: &Options) -> Vec<Finding> {
    let graph = walk::walk(old, new, options);
    let mut findings = judge::judge(&graph, options);
    findings.sort_by(|a, b| {
        let level = |finding: &Finding| finding.wire.max(finding.compile);
        (level(b).cmp(&level(a)))
            .then_with(|| a.place.cmp(&b.place))
            .then_with(|| a.rule.cmp(b.rule))
            .then_with(|| a.fingerprint.cmp(&b.fingerprint))
    });
    findings
}
