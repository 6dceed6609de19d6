//! Takes the pages anew: the index first, then every page that it lists, from the docs site or from a folder.
//!
//! The index is believed and nothing else is: a page that is still answered but no longer listed is not taken, and one
//! that is listed but does not come leaves the whole question open. Whatever cannot be made sense of is an error here,
//! so that half a site is never mistaken for one that has lost operations.

mod folder;
mod links;
mod listed;
mod site;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use amplemarket_spec::page::Page;
use amplemarket_spec::sources::Fetched;
use anyhow::{Context, bail};
use url::{Host, Url};

use crate::pages::{PageSet, counted};

/// Takes every page that the docs list, and keeps those that carry a fragment.
///
/// # Errors
/// When there is no telling what the docs say: no index or a cut one, a page that does not come, cannot be read or
/// stands at an address that cannot be trusted, or not one fragment anywhere.
pub async fn harvest(docs: &Docs) -> anyhow::Result<Harvest> {
    let taken = match docs {
        Docs::Site(base) => site::take(base).await,
        Docs::Folder(folder) => folder::take(folder),
    };
    let harvest = taken.and_then(Harvest::of);
    harvest.with_context(|| format!("there is no telling what the docs at {docs} say"))
}

/// Where the docs are to be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Docs {
    /// The root of a docs site; its address ends in a slash.
    Site(Url),
    /// A folder that holds the pages of one, with or without its index.
    Folder(PathBuf),
}

/// What the docs hold, as far as this project is concerned.
#[derive(Debug, Clone, Default)]
pub struct Harvest {
    /// The pages that carry a fragment.
    pub pages: PageSet,
    /// How many pages carry none.
    pub left_out: usize,
    /// What the server said of each page; nothing of those from a folder.
    pub fetched: BTreeMap<String, Fetched>,
    /// What was passed over, and why.
    pub notes: Vec<String>,
}

/// What came, before anybody has looked at it.
#[derive(Debug, Default)]
struct Taken {
    pages: Vec<Page>,
    fetched: BTreeMap<String, Fetched>,
    notes: Vec<String>,
}

impl Harvest {
    fn of(taken: Taken) -> anyhow::Result<Self> {
        let count = taken.pages.len();
        let pages = PageSet::of(taken.pages)?;
        if pages.fragments.is_empty() {
            bail!(
                "none of {} carries a fragment; look at the docs, a vendor can switch them off for the whole site",
                counted(count, "page")
            );
        }
        let pages = pages.with_fragments_only();
        Ok(Self {
            left_out: count - pages.pages.len(),
            pages,
            fetched: taken.fetched,
            notes: taken.notes,
        })
    }
}

impl Docs {
    /// Reads what a person gives: the address of the site, of its index, or a folder.
    ///
    /// # Errors
    /// When an address is not one that pages may be taken from.
    pub fn parse(text: &str) -> Result<Self, String> {
        if !text.contains("://") {
            return Ok(Self::Folder(PathBuf::from(text)));
        }
        let mut url = Url::parse(text).map_err(|error| {
            format!("{error}; give an address such as https://docs.example.com/")
        })?;
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            "http" => return Err("plain http is for this machine only; use https".to_owned()),
            scheme => {
                return Err(format!(
                    "pages are not taken over `{scheme}`; give an https address or a folder"
                ));
            }
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(
                "an address with a name or password would end up in logs; leave them out"
                    .to_owned(),
            );
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("an address of a docs site has no `?` or `#`; leave them out".to_owned());
        }
        let path = url.path();
        let root = path
            .strip_suffix("/llms.txt")
            .unwrap_or(path)
            .trim_end_matches('/');
        let root = format!("{root}/");
        url.set_path(&root);
        Ok(Self::Site(url))
    }
}

impl fmt::Display for Docs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Site(base) => base.fmt(f),
            Self::Folder(folder) => folder.display().fmt(f),
        }
    }
}

/// Whether an address can only mean this machine.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn site(text: &str, base: &str) {
        assert_eq!(
            Docs::parse(text),
            Ok(Docs::Site(Url::parse(base).unwrap())),
            "{text}"
        );
    }

    #[track_caller]
    fn refused(text: &str, because: &str) {
        let reason = Docs::parse(text).unwrap_err();
        assert!(reason.contains(because), "{text}: {reason}");
    }

    #[test]
    fn sites() {
        site("https://docs.example.com", "https://docs.example.com/");
        site("https://docs.example.com/", "https://docs.example.com/");
        site(
            "https://docs.example.com/llms.txt",
            "https://docs.example.com/",
        );
        site("https://example.com/docs", "https://example.com/docs/");
        site(
            "https://example.com/docs/llms.txt",
            "https://example.com/docs/",
        );
        site("http://127.0.0.1:8080", "http://127.0.0.1:8080/");
        site("http://127.9.9.9", "http://127.9.9.9/");
        site("http://[::1]:8080/", "http://[::1]:8080/");
        site("http://localhost:8080/llms.txt", "http://localhost:8080/");
    }

    #[test]
    fn folders() {
        for text in ["docs", "/srv/docs", "../docs/", "docs.example.com"] {
            assert_eq!(Docs::parse(text), Ok(Docs::Folder(text.into())));
        }
    }

    #[test]
    fn what_pages_are_not_taken_from() {
        refused("http://docs.example.com", "use https");
        refused("http://10.0.0.1/", "use https");
        refused("http://localhost.example.com/", "use https");
        refused("http://0.0.0.0/", "use https");
        refused("ftp://docs.example.com", "not taken over `ftp`");
        refused("file:///srv/docs", "not taken over `file`");
        refused("https://", "empty host");
        refused("https://me@docs.example.com", "name or password");
        refused("https://docs.example.com/?page=1", "leave them out");
        refused("https://docs.example.com/#start", "leave them out");
    }
}
