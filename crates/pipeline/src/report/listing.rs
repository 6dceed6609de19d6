//! Two listings of the crate's public API, compared.

mod breaks;

use std::collections::{BTreeMap, BTreeSet};

use super::Change;

/// What became of the public items of the crate. A line of the listing is an item with its signature.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// Lines of items that are no longer there.
    pub gone: Vec<String>,
    /// Items that are there on both sides and not the same: what they were, and what they are.
    pub changed: Vec<(String, String)>,
    /// Lines of items that are new.
    pub came: Vec<String>,
    /// Which of all those lines break code that compiled before: as they were where they went, else as they are.
    pub breaking: BTreeSet<String>,
}

impl Listing {
    /// Compares two listings as `cargo xtask regen` writes them.
    pub fn between(old: &str, new: &str) -> Self {
        let (old, new) = (by_item(old), by_item(new));
        let items: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
        let mut listing = Self::default();
        for item in items {
            let (was, is) = (lines(&old, item), lines(&new, item));
            // An item has more lines than one where it is another under another cfg.
            let mut went = was.difference(&is).map(|line| (*line).to_owned());
            let mut came = is.difference(&was).map(|line| (*line).to_owned());
            loop {
                match (went.next(), came.next()) {
                    (Some(old), Some(new)) => listing.changed.push((old, new)),
                    (Some(old), None) => listing.gone.push(old),
                    (None, Some(new)) => listing.came.push(new),
                    (None, None) => break,
                }
            }
        }
        let changed = listing.changed.iter();
        let changed = changed.filter(|(old, new)| breaks::changed(old, new));
        let came = listing.came.iter().filter(|line| breaks::came(line, &old));
        let breaking = listing.gone.iter().chain(changed.map(|(_, new)| new));
        listing.breaking = breaking.chain(came).cloned().collect();
        listing
    }

    /// How far the crate changes by this.
    pub fn change(&self) -> Change {
        if !self.breaking.is_empty() {
            Change::Breaking
        } else if !self.is_empty() {
            Change::Compatible
        } else {
            Change::Nothing
        }
    }

    /// Whether both are the same.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The numbers, in one line.
    pub(super) fn totals_line(&self) -> String {
        let breaking = match self.breaking.len() {
            0 => String::new(),
            breaking => format!("; {breaking} breaking code that compiles against it"),
        };
        format!(
            "public items of the crate: {} gone, {} changed, {} new{breaking}",
            self.gone.len(),
            self.changed.len(),
            self.came.len()
        )
    }

    /// Every item that is not as it was, each line with the sign that a diff gives it.
    pub(super) fn signed(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let gone = self.gone.iter().map(|line| ("-", line.as_str()));
        let changed = self
            .changed
            .iter()
            .flat_map(|(old, new)| [("-", old.as_str()), ("+", new.as_str())]);
        let came = self.came.iter().map(|line| ("+", line.as_str()));
        gone.chain(changed).chain(came)
    }
}

type Items<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

fn lines<'a>(items: &Items<'a>, item: &str) -> BTreeSet<&'a str> {
    items.get(item).cloned().unwrap_or_default()
}

fn by_item(listing: &str) -> Items<'_> {
    let mut items = Items::new();
    for line in listing.lines() {
        if !line.is_empty() && !line.starts_with("# ") {
            items.entry(item(line)).or_default().insert(line);
        }
    }
    items
}

/// What a line is about: the path of an item, whatever its kind and its signature; all of the line for what has no
/// name of its own, such as an `impl`.
fn item(line: &str) -> &str {
    let Some(at) = line.find("pub ") else {
        return line;
    };
    let path = line[at..]
        .split([' ', '('])
        .find(|word| word.contains("::"));
    path.map_or(line, |path| {
        let end = path.find(['<', '{', '=', ';']).unwrap_or(path.len());
        path[..end].trim_end_matches(':')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "\
# A header.
pub mod small
#[non_exhaustive] pub struct small::Charge<'a>
pub small::Charge::amount: f64
impl Clone for small::Charge
pub fn small::Client::list(&self) -> Vec<small::Charge>
pub fn small::Client::cancel(&self)
";

    #[track_caller]
    fn between(new: &str, gone: &[&str], changed: &[(&str, &str)], came: &[&str]) -> Listing {
        let listing = Listing::between(OLD, new);
        assert_eq!(listing.gone, gone);
        let pairs = changed
            .iter()
            .map(|(old, new)| ((*old).to_owned(), (*new).to_owned()));
        assert_eq!(listing.changed, pairs.collect::<Vec<_>>());
        assert_eq!(listing.came, came);
        listing
    }

    #[test]
    fn a_listing_is_the_same_as_itself_whatever_its_header_says() {
        let listing = between(&OLD.replace("A header", "Another"), &[], &[], &[]);
        assert_eq!(listing.change(), Change::Nothing);
    }

    #[test]
    fn what_went() {
        let line = "impl Clone for small::Charge\n";
        let listing = between(&OLD.replace(line, ""), &[line.trim()], &[], &[]);
        assert_eq!(listing.change(), Change::Breaking);
    }

    #[test]
    fn what_came() {
        let line = "pub async fn small::Client::start(&self)";
        let listing = between(&format!("{OLD}{line}\n"), &[], &[], &[line]);
        assert_eq!(listing.change(), Change::Compatible);
    }

    #[test]
    fn what_is_another_under_the_same_name() {
        for (old, new) in [
            (
                "pub fn small::Client::cancel(&self)",
                "pub async fn small::Client::cancel(&self) -> bool",
            ),
            (
                "pub small::Charge::amount: f64",
                "pub small::Charge::amount: u32",
            ),
            (
                "#[non_exhaustive] pub struct small::Charge<'a>",
                "pub enum small::Charge",
            ),
        ] {
            let listing = between(&OLD.replace(old, new), &[], &[(old, new)], &[]);
            assert_eq!(listing.change(), Change::Breaking);
        }
    }
}
