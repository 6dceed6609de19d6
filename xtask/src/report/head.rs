//! What stands above the findings: how the docs came, what the report is about, and what becomes of our own.

use super::{Kind, Report, plain};
use crate::harvest::{Verdict, WholeSpec};
use crate::pages::counted;

impl Report {
    /// The lines above the findings, each with the word that it begins with.
    pub(super) fn head(&self) -> Vec<(&'static str, String)> {
        let only = (!self.only.is_empty()).then(|| {
            format!(
                "{}; nothing is said of other operations",
                self.only.join(", ")
            )
        });
        let overlay = self.overlay.map(|overlay| {
            format!(
                "{} of {} actions still apply",
                overlay.applying, overlay.actions
            )
        });
        let whole_spec = self.whole_spec.as_ref().map(ToString::to_string);
        let lines = [
            ("only", only),
            ("pages", self.pages_line()),
            ("whole spec", whole_spec),
            ("overlay", overlay),
        ];
        let lines = lines.into_iter();
        lines
            .filter_map(|(name, said)| Some((name, plain::line(&said?))))
            .collect()
    }

    /// The one line of a report that has nothing to report.
    pub(super) fn silence(&self) -> String {
        let said = match self.kind {
            Kind::Diff => "no difference",
            Kind::Drift => "no drift",
        };
        let about = if self.only.is_empty() {
            counted(self.new.operations, "operation")
        } else {
            self.only.join(", ")
        };
        let mut silence = format!(
            "{said}: {about}, {} says what {} does",
            self.new.name, self.old.name
        );
        if let Some(pages) = self.pages_line() {
            silence.push_str(&format!(", {pages}"));
        }
        if let Some(spec) = &self.whole_spec {
            silence.push_str(&second_opinion(spec));
        }
        plain::line(&silence)
    }

    /// How the pages came, in words.
    fn pages_line(&self) -> Option<String> {
        let counts = self.pages?;
        Some(format!(
            "{} listed: {} fetched, {} unchanged, {} without a fragment, 0 failed",
            counted(counts.listed, "page"),
            counts.fetched,
            counts.unchanged,
            counts.without_fragment
        ))
    }
}

/// What a whole spec says, in one clause.
fn second_opinion(spec: &WholeSpec) -> String {
    let url = &spec.url;
    match &spec.verdict {
        Verdict::Unreadable { .. } => format!(", but the whole spec {url} cannot be read"),
        Verdict::Other { .. } => format!(", but the whole spec {url} is not of these pages"),
        Verdict::Same { differences, .. } if differences.is_empty() => {
            format!(", and {url} agrees")
        }
        Verdict::Same { differences, .. } => format!(
            ", but the whole spec {url} says otherwise in {}",
            counted(differences.len(), "place")
        ),
    }
}
