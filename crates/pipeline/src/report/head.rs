//! What stands above the findings: how the docs came, what the report is about, and what becomes of our own.

use super::{Evidence, Kind, Report};
use crate::fetch::{Verdict, WholeSpec};
use crate::pages::counted;
use crate::project::COMMAND;
use crate::sanitize;

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
            ("evidence", self.evidence.and_then(evidence)),
        ];
        let lines = lines.into_iter();
        lines
            .filter_map(|(name, said)| Some((name, sanitize::line(&said?))))
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
        if let Some(now) = self.evidence.and_then(published_now) {
            silence.push_str(&format!("; {now}"));
        }
        sanitize::line(&silence)
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

/// How what is held is known, as long as some of it is our own work.
fn evidence(evidence: Evidence) -> Option<String> {
    let Evidence {
        published,
        reconstructed,
        ..
    } = evidence;
    let counts = format!("{published} published, {reconstructed} reconstructed");
    let said = match published_now(evidence) {
        Some(now) => format!("{counts}; {now}"),
        None => counts,
    };
    (reconstructed > 0).then_some(said)
}

/// What is ours only until somebody takes what the docs have.
fn published_now(evidence: Evidence) -> Option<String> {
    let now = evidence.published_now;
    (now > 0).then(|| {
        format!(
            "{} that we reconstructed {} a page now, `{COMMAND} drift --accept` takes {}",
            counted(now, "operation"),
            if now == 1 { "has" } else { "have" },
            if now == 1 { "it" } else { "them" }
        )
    })
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
