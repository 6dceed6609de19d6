//! What a comparison found, as data, and the forms in which it is told.
//!
//! A report is made once and told in any of four forms. Each form is a pure function of the report, and each has its
//! own way of keeping what stood in somebody's docs from being taken for more than text.

mod bump;
mod head;
mod listing;

mod text;

mod github;
mod json;
mod markdown;

mod output;

pub use self::bump::{Bump, Change};
pub use self::github::github;
pub use self::json::json;
pub use self::listing::Listing;
pub use self::markdown::{MOST_CHARACTERS, code, markdown, prose};
pub use self::output::{Args, FailOn, Format};
pub use self::text::text;

use std::cmp::Reverse;

use specwright_compare::{Class, Finding, Level};

use crate::fetch::{Counts, WholeSpec};
use crate::pages::counted;

/// What differs between two documents, and what else there is to say about them.
#[derive(Debug, Clone)]
pub struct Report {
    /// Which verb asked.
    pub kind: Kind,
    /// The document that is held.
    pub old: Document,
    /// The document that it is measured by.
    pub new: Document,
    /// How the new pages came, where they were fetched.
    pub pages: Option<Counts>,
    /// The whole spec that the docs' index links to, if it links to one.
    pub whole_spec: Option<WholeSpec>,
    /// What becomes of our corrections with the new document, where that was tried.
    pub overlay: Option<Corrections>,
    /// How what is held is known, where it is held as pages.
    pub evidence: Option<Evidence>,
    /// The operations that the report is narrowed to, as they were asked for; all where there are none.
    pub only: Vec<String>,
    /// What differs, what matters most first.
    pub entries: Vec<Entry>,
    /// What became of the crate's public API, where both listings of it could be had.
    pub listing: Option<Listing>,
    /// What else a reader should know.
    pub notices: Vec<Notice>,
    /// The crate's version, where the manifest has one.
    pub version: Option<String>,
    /// What a reader can do about it.
    pub next: Option<String>,
}

/// Which verb a report answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Two documents, whatever they are.
    Diff,
    /// The docs now against the pages that are held.
    Drift,
}

/// One side of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What it was given as.
    pub name: String,
    /// How many operations it has.
    pub operations: usize,
    /// The file below the root that it is, if it is one.
    pub file: Option<String>,
}

/// One finding, with where its operations are documented and how it stands to us.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What was found.
    pub finding: Finding,
    /// Whether it counts, and if not, why.
    pub standing: Standing,
    /// The pages of its operations, each once.
    pub pages: Vec<Page>,
}

/// How a finding stands to what we hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// What was published is now published differently.
    Drifted,
    /// What we had reconstructed is published differently: the docs correct us.
    Corrects,
    /// It is on the list of what is known and left as it is.
    Ignored {
        /// Why.
        reason: String,
        /// The last day, `YYYY-MM-DD`.
        expires: String,
    },
}

/// A page that documents an operation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Page {
    /// Its address, or its path where there is no telling the address.
    pub address: String,
    /// The file below the root that it is held as, if it is held.
    pub file: Option<String>,
}

/// What becomes of the actions of the overlay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corrections {
    /// How many there are.
    pub actions: usize,
    /// How many still change something.
    pub applying: usize,
}

/// How the operations that are held are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Evidence {
    /// Operations whose pages are held byte for byte.
    pub published: usize,
    /// Operations that were written by us.
    pub reconstructed: usize,
    /// How many of the latter the docs have a page of now.
    pub published_now: usize,
}

/// Something that is no difference between the documents and is worth telling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// [`Level::Info`] is told on request only.
    pub level: Level,
    /// What it is about: a file, or a part of the run.
    pub about: String,
    /// What there is to say, and what to do.
    pub message: String,
}

/// What a report comes to, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// No difference that counts.
    Same,
    /// Differences in what is said only.
    DocsOnly,
    /// The contract differs, and nobody who kept to it breaks.
    Compatible,
    /// Somebody breaks.
    Breaking,
}

/// How many findings of each kind there are. What is ignored is in no other number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Findings that break someone.
    pub breaking: usize,
    /// Findings that may break someone.
    pub warning: usize,
    /// Findings that break nobody.
    pub info: usize,
    /// Differences in what is said.
    pub docs: usize,
    /// How many of all those are corrections of what we reconstructed.
    pub corrections: usize,
    /// Findings on the list of what is left as it is.
    pub ignored: usize,
}

impl Evidence {
    /// Counts one operation more.
    pub fn count(&mut self, known: specwright_pages::page::Evidence) {
        match known {
            specwright_pages::page::Evidence::Published => self.published += 1,
            specwright_pages::page::Evidence::Reconstructed => self.reconstructed += 1,
        }
    }
}

impl Entry {
    /// How much it matters: the greater of what it means on the wire and to who compiles.
    pub fn level(&self) -> Level {
        self.finding.wire.max(self.finding.compile)
    }

    /// Whether it changes nothing but what is said.
    pub fn is_docs_only(&self) -> bool {
        self.finding.class == Class::Docs && self.level() == Level::Info
    }

    /// Whether it is not one of those that are left as they are.
    pub fn counts(&self) -> bool {
        !matches!(self.standing, Standing::Ignored { .. })
    }
}

impl Report {
    /// A report of these findings, with nothing else to say.
    pub fn of(kind: Kind, old: Document, new: Document, entries: Vec<Entry>) -> Self {
        Self {
            kind,
            old,
            new,
            pages: None,
            whole_spec: None,
            overlay: None,
            evidence: None,
            only: Vec::new(),
            entries,
            listing: None,
            notices: Vec::new(),
            version: None,
            next: None,
        }
    }

    /// What the report comes to: the findings, and what became of the crate's public API.
    pub fn verdict(&self) -> Verdict {
        let found = self
            .counted()
            .map(|entry| match (entry.level(), entry.is_docs_only()) {
                (Level::Breaking, _) => Verdict::Breaking,
                (_, true) => Verdict::DocsOnly,
                _ => Verdict::Compatible,
            });
        let listed = self.listing.iter().map(|listing| match listing.change() {
            Change::Breaking => Verdict::Breaking,
            Change::Compatible => Verdict::Compatible,
            Change::Docs => Verdict::DocsOnly,
            Change::Nothing => Verdict::Same,
        });
        found.chain(listed).max().unwrap_or(Verdict::Same)
    }

    /// The findings, counted.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for entry in &self.entries {
            if !entry.counts() {
                totals.ignored += 1;
                continue;
            }
            let kind = match entry.level() {
                _ if entry.is_docs_only() => &mut totals.docs,
                Level::Breaking => &mut totals.breaking,
                Level::Warning => &mut totals.warning,
                Level::Info => &mut totals.info,
            };
            *kind += 1;
            totals.corrections += usize::from(entry.standing == Standing::Corrects);
        }
        totals
    }

    /// The version that the crate would need: the greater of what the findings and the listing ask for.
    pub fn bump(&self) -> Bump {
        let found = self.counted().map(Change::of).max();
        let listed = self.listing.as_ref().map(Listing::change);
        Bump {
            change: found.max(listed).unwrap_or(Change::Nothing),
            version: self.version.clone(),
        }
    }

    /// Whether there is nothing to tell to someone who did not ask for everything.
    pub fn is_silent(&self) -> bool {
        self.entries.is_empty()
            && self.urgent().next().is_none()
            && self.listing.as_ref().is_none_or(Listing::is_empty)
    }

    /// The findings in the order to tell them in: what matters most first, then by place, so that what belongs together
    /// stands together.
    pub(crate) fn ordered(&self) -> Vec<&Entry> {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.sort_by_key(|entry| {
            let finding = &entry.finding;
            let said = (&finding.place, finding.rule, &finding.what);
            (Reverse(entry.level()), said, &finding.fingerprint)
        });
        entries
    }

    fn counted(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.counts())
    }

    fn urgent(&self) -> impl Iterator<Item = &Notice> {
        self.notices
            .iter()
            .filter(|notice| notice.level > Level::Info)
    }

    /// The findings that are told one by one, under their headings and in the order to tell them in.
    fn groups(&self, docs: Docs) -> Vec<Group<'_>> {
        let ordered = self.ordered();
        let (counted, ignored): (Vec<&Entry>, Vec<&Entry>) =
            ordered.into_iter().partition(|entry| entry.counts());
        // What changes only what is said has no level to anybody.
        let level = |entry: &Entry| (!entry.is_docs_only()).then(|| entry.level());
        let levels = [Level::Breaking, Level::Warning, Level::Info].map(Some);
        let levels = levels
            .into_iter()
            .chain((docs == Docs::Told).then_some(None));
        let mut groups = Vec::new();
        for corrects in [false, true] {
            for wanted in levels.clone() {
                let word = wanted.map_or_else(|| "docs only".to_owned(), |level| level.to_string());
                let entries = counted.iter().copied().filter(|entry| {
                    (entry.standing == Standing::Corrects) == corrects && level(entry) == wanted
                });
                groups.push(Group {
                    heading: if corrects {
                        format!("The docs correct what we reconstructed: {word}")
                    } else {
                        capital(&word)
                    },
                    entries: entries.collect(),
                });
            }
        }
        groups.push(Group {
            heading: "Ignored".to_owned(),
            entries: ignored,
        });
        groups.retain(|group| !group.entries.is_empty());
        groups
    }

    /// One line with all the numbers.
    fn totals_line(&self) -> String {
        let totals = self.totals();
        let mut line = format!(
            "{} breaking, {} warning, {} info, {} docs only",
            totals.breaking, totals.warning, totals.info, totals.docs
        );
        if totals.corrections > 0 {
            line.push_str(&format!(
                "; {} correcting what we reconstructed",
                totals.corrections
            ));
        }
        if totals.ignored > 0 {
            line.push_str(&format!("; {} ignored", totals.ignored));
        }
        line
    }

    /// The line for all that changes only what is said, if there is anything.
    fn docs_line(&self) -> Option<String> {
        let count = self.totals().docs;
        let differences = counted(count, "difference");
        (count > 0)
            .then(|| format!("docs only: {differences} in what is said, none in what is promised"))
    }
}

/// Whether what changes only what is said is told one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Docs {
    /// One line with a count.
    Counted,
    /// Each.
    Told,
}

struct Group<'a> {
    heading: String,
    entries: Vec<&'a Entry>,
}

impl Verdict {
    /// The word for it in a report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::DocsOnly => "docs-only",
            Self::Compatible => "compatible",
            Self::Breaking => "breaking",
        }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
