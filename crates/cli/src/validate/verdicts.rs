//! What the API said of each address.

use std::collections::HashMap;
use std::fmt;

/// The verdicts of a run, by the place of each address; a few bytes an address.
#[derive(Debug)]
pub(crate) struct Verdicts {
    words: Vec<String>,
    found: Vec<Option<(u16, bool)>>,
    count: usize,
    refused: HashMap<usize, String>,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict<'a> {
    /// The API's own word, and whether the domain takes mail for any name.
    Said { word: &'a str, catch_all: bool },
    /// The API refused to take it, for this reason.
    Refused { code: &'a str },
    /// The run ended before the API came to it.
    NotValidated,
    /// The row has no address.
    NoAddress,
    /// What it has cannot be an address, and was not sent.
    NotAnAddress,
}

/// The API's words that the docs know, the best first.
pub(crate) const KNOWN: [&str; 4] = ["deliverable", "risky", "undeliverable", "unknown"];

/// Our words for the rows that the API said nothing about.
pub(crate) const OURS: [&str; 4] = ["not_validated", "no_address", "not_an_address", "refused"];

impl Verdicts {
    /// None yet, of so many addresses.
    pub(crate) fn new(addresses: usize) -> Self {
        Self {
            words: KNOWN.map(str::to_owned).to_vec(),
            found: vec![None; addresses],
            count: 0,
            refused: HashMap::new(),
        }
    }

    /// Keeps what the API said of an address; false when there is no such place.
    pub(crate) fn keep(&mut self, place: usize, word: &str, catch_all: bool) -> bool {
        let known = self.words.iter().position(|held| held == word);
        let index = known.unwrap_or_else(|| {
            self.words.push(word.to_owned());
            self.words.len() - 1
        });
        let Some(slot) = self.found.get_mut(place) else {
            return false;
        };
        // More different words than this no API has; what comes after them is the last.
        let word = u16::try_from(index).unwrap_or(u16::MAX);
        if slot.replace((word, catch_all)).is_none() {
            self.count += 1;
        }
        true
    }

    /// Keeps that the API refused to take an address.
    pub(crate) fn refuse(&mut self, place: usize, code: &str) {
        self.refused.insert(place, code.to_owned());
    }

    /// How many addresses the API refused to take.
    pub(crate) fn refused(&self) -> usize {
        self.refused.len()
    }

    /// What was said of an address.
    pub(crate) fn of(&self, place: usize) -> Verdict<'_> {
        match self.found.get(place) {
            Some(Some((word, catch_all))) => Verdict::Said {
                word: self
                    .words
                    .get(usize::from(*word))
                    .map_or("unknown", String::as_str),
                catch_all: *catch_all,
            },
            _ => match self.refused.get(&place) {
                Some(code) => Verdict::Refused { code },
                None => Verdict::NotValidated,
            },
        }
    }

    /// How many addresses have one.
    pub(crate) fn count(&self) -> usize {
        self.count
    }
}

impl Verdict<'_> {
    /// The word that stands in the result column.
    pub(crate) fn word(&self) -> &str {
        match self {
            Self::Said { word, .. } => word,
            Self::NotValidated => OURS[0],
            Self::NoAddress => OURS[1],
            Self::NotAnAddress => OURS[2],
            Self::Refused { .. } => OURS[3],
        }
    }

    /// The API's code for what it refused.
    pub(crate) fn reason(&self) -> &str {
        match self {
            Self::Refused { code } => code,
            _ => "",
        }
    }

    /// Whether the domain takes mail for any name, where the API said.
    pub(crate) fn catch_all(&self) -> Option<bool> {
        match self {
            Self::Said { catch_all, .. } => Some(*catch_all),
            _ => None,
        }
    }
}

impl fmt::Display for Verdict<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_is_kept_whatever_the_word() {
        let mut verdicts = Verdicts::new(3);
        assert!(verdicts.keep(0, "risky", true));
        assert!(verdicts.keep(2, "role_account", false));
        assert!(
            verdicts.keep(2, "deliverable", false),
            "the last word counts"
        );
        assert!(!verdicts.keep(3, "risky", false));
        let words: Vec<&str> = (0..4)
            .map(|place| match verdicts.of(place) {
                Verdict::Said { word, .. } => word,
                other => OURS[usize::from(other != Verdict::NotValidated)],
            })
            .collect();
        assert_eq!(
            words,
            ["risky", "not_validated", "deliverable", "not_validated"]
        );
        assert_eq!(verdicts.count(), 2);
    }
}
