//! Where the docs are to be had.

use std::fmt;
use std::path::PathBuf;

use url::{Host, Url};

/// Where the docs are to be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Docs {
    /// The root of a docs site; its address ends in a slash.
    Site(Url),
    /// A folder that holds the pages of one, with or without its index.
    Folder(PathBuf),
}

impl Docs {
    /// Reads what a person gives: the address of the site, of its index, or a folder.
    ///
    /// # Errors
    /// When an address is not one that pages may be taken from.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Err("give the https address of a docs site, or a folder".to_owned());
        }
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
            .map_or(path, |root| {
                root.strip_suffix("/.well-known").unwrap_or(root)
            })
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
        site(
            "https://docs.example.com/.well-known/llms.txt",
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
        refused("", "give the https address");
        refused(" ", "give the https address");
        refused("https://me@docs.example.com", "name or password");
        refused("https://docs.example.com/?page=1", "leave them out");
        refused("https://docs.example.com/#start", "leave them out");
    }
}
