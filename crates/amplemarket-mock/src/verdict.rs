//! What comes out for an entry: made up, by a rule that gives the same entry the same answer on every run.

use specwright_mock::stable_hash;

/// What a mock finds out about an email address.
///
/// The rule: the local part is split into words at everything that is no letter. The first of these words decides:
///
/// | Word | Result | `catch_all` |
/// |---|---|---|
/// | `deliverable`, `valid` | `deliverable` | no |
/// | `risky` | `risky` | no |
/// | `catchall` | `risky` | yes |
/// | `undeliverable`, `invalid`, `bounce` | `undeliverable` | no |
/// | `unknown` | `unknown` | no |
///
/// Without any of them, a hash of the address in lower case decides, so that of many made-up addresses about 72 in a hundred are
/// `deliverable`, 12 `undeliverable`, 10 `risky` (half of them `catch_all`) and 6 `unknown`.
///
/// ```
/// use amplemarket_mock::Verdict;
///
/// assert_eq!(Verdict::of("risky+1@example.com").result, "risky");
/// assert_eq!(Verdict::of("Ada@example.com"), Verdict::of("ada@example.com"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verdict {
    /// One of the API's four.
    pub result: &'static str,
    /// Whether the domain takes mail for every name.
    pub catch_all: bool,
}

impl Verdict {
    /// Of an address.
    #[must_use]
    pub fn of(address: &str) -> Self {
        let address = address.to_lowercase();
        let local = address
            .rsplit_once('@')
            .map_or(address.as_str(), |(local, _)| local);
        let by_word = local
            .split(|c: char| !c.is_alphabetic())
            .find_map(Self::by_word);
        by_word.unwrap_or_else(|| Self::by_hash(stable_hash(address.as_bytes())))
    }

    fn by_word(word: &str) -> Option<Self> {
        let result = match word {
            "deliverable" | "valid" => "deliverable",
            "risky" | "catchall" => "risky",
            "undeliverable" | "invalid" | "bounce" => "undeliverable",
            "unknown" => "unknown",
            _ => return None,
        };
        Some(Self {
            result,
            catch_all: word == "catchall",
        })
    }

    fn by_hash(hash: u64) -> Self {
        let result = match hash % 100 {
            0..72 => "deliverable",
            72..84 => "undeliverable",
            84..94 => "risky",
            _ => "unknown",
        };
        Self {
            result,
            catch_all: result == "risky" && (hash / 100).is_multiple_of(2),
        }
    }
}
