//! A fetch that lacks pages, and so cannot be used.

use std::error::Error;
use std::fmt;

use super::Counts;
use crate::pages::counted;

/// Pages that the index lists and that did not come. Without them there is no telling what the docs say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incomplete {
    /// How far it went.
    pub counts: Counts,
    /// In the order of the index; never empty. It is not all there is where a site fails altogether: after
    /// eight, no more are asked for.
    pub failed: Vec<Failed>,
}

/// One page that did not come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Where it was asked for.
    pub url: String,
    /// The index that lists it, below the root.
    pub index: String,
    /// The line there, 1-based.
    pub line: usize,
    /// What came instead, and what to do about it.
    pub reason: String,
}

impl fmt::Display for Incomplete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts {
            listed,
            fetched,
            unchanged,
            ..
        } = self.counts;
        let failed = self.failed.len();
        write!(
            f,
            "{} of the {listed} that the index lists did not come",
            counted(failed, "page")
        )?;
        let open = listed.saturating_sub(failed + fetched + unchanged);
        if open > 0 {
            write!(f, ", and {open} more were not waited for")?;
        }
        match self.failed.as_slice() {
            [first, others @ ..]
                if !others.is_empty()
                    && others.iter().all(|other| other.reason == first.reason) =>
            {
                write!(f, "\nof each of these: {}", first.reason)?;
                let mut failed = self.failed.iter();
                failed.try_for_each(|failed| write!(f, "\n{}", failed.place()))
            }
            failed => {
                let mut failed = failed.iter();
                failed.try_for_each(|failed| write!(f, "\n{failed}"))
            }
        }
    }
}

impl Error for Incomplete {}

impl Failed {
    fn place(&self) -> String {
        let Self {
            url, index, line, ..
        } = self;
        format!("{index}:{line}: {url}")
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place(), self.reason)
    }
}
