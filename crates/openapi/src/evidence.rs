//! How an operation is known.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How an operation is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// Its page is held byte for byte.
    Published,
    /// Written by us from the rendered reference, until the page is fetched.
    Reconstructed,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Published => "published",
            Self::Reconstructed => "reconstructed",
        })
    }
}

impl FromStr for Evidence {
    type Err = UnknownEvidence;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "published" => Ok(Self::Published),
            "reconstructed" => Ok(Self::Reconstructed),
            _ => Err(UnknownEvidence(word.to_owned())),
        }
    }
}

/// A word that is not a kind of evidence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown evidence `{0}`; write `published` or `reconstructed`")]
pub struct UnknownEvidence(pub String);
