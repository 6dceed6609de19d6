//! Addresses: a value stays in its segment, a link stays with the API.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;

use super::Client;
use crate::error::Error;
use crate::operation::Operation;

impl Client {
    /// The address of an operation. Each value fills one `{…}` of the path and stays within its segment, whatever it holds.
    pub(crate) fn url(&self, operation: &'static Operation, values: &[&str]) -> Result<Url, Error> {
        let mut values = values.iter();
        let mut path = self.inner.base_url.path().trim_end_matches('/').to_owned();
        for template in operation.path.split('/').skip(1) {
            path.push('/');
            let segment = fill(template, &mut values);
            path.push_str(&segment.map_err(|reason| Error::refused(operation, reason))?);
        }
        let mut url = self.inner.base_url.clone();
        url.set_path(&path);
        Ok(url)
    }

    /// The address that a link in an answer means. Links are relative to the base URL; one that leads anywhere else would
    /// take the key along, and is refused.
    pub(crate) fn linked(&self, link: &str) -> Result<Url, String> {
        let base = self.base_url();
        let elsewhere = || "it does not lead to the API".to_owned();
        let other_host = |url: &Url| match url.host_str() {
            Some(_) => format!(
                "it does not lead to the API: it leads to {}, and the base URL is at {}",
                authority(url),
                authority(base)
            ),
            None => elsewhere(),
        };
        let prefix = base.path().trim_end_matches('/');
        let url = if link.starts_with('/') && !link.starts_with("//") {
            let origin = base.origin().ascii_serialization();
            Url::parse(&format!("{origin}{prefix}{link}"))
        } else {
            Url::parse(link)
        };
        let url = url.map_err(|_| elsewhere())?;
        // What a parser would take as «up», or as another way to write `/`, is no link that the API makes.
        let address = link
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .to_lowercase();
        let climbs = climbs(&address);
        let within = url
            .path()
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with('/'));
        let plain =
            url.username().is_empty() && url.password().is_none() && !address.contains('\\');
        if url.origin() != base.origin() {
            return Err(other_host(&url));
        }
        if plain && within && !climbs {
            Ok(url)
        } else {
            Err(elsewhere())
        }
    }

    /// A link that is relative to the page that has it, such as `?page=2`, as a path below the base URL; `None` for any other
    /// link, and for one that leads out of the base URL.
    pub(crate) fn relative(&self, link: &str, page: &Url) -> Option<String> {
        let address = link.split(['?', '#']).next().unwrap_or_default();
        let first = link.chars().next()?;
        let is_relative = first == '?' || first.is_ascii_alphanumeric();
        if !is_relative || address.contains([':', '\\']) || climbs(&address.to_lowercase()) {
            return None;
        }
        let url = page.join(link).ok()?;
        let prefix = self.base_url().path().trim_end_matches('/');
        let path = url.path().strip_prefix(prefix)?;
        Some(match url.query() {
            Some(query) => format!("{path}?{query}"),
            None => path.to_owned(),
        })
    }
}

/// The host, and the port where it is not the scheme's own.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Whether a segment is «here» or «up».
fn climbs(address: &str) -> bool {
    let mut segments = address.split('/');
    segments.any(|segment| matches!(segment.replace("%2e", ".").as_str(), "." | ".."))
}

/// All but letters, digits and what RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Fills the `{…}` of one segment. What a URL takes as «here» or «up», however it is encoded, can't be sent as a value.
fn fill<'v>(
    template: &str,
    values: &mut impl Iterator<Item = &'v &'v str>,
) -> Result<String, String> {
    let mut segment = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let value = values.next().copied().unwrap_or_default();
        if value.is_empty() {
            return Err(format!("`{name}` is empty"));
        }
        segment.push_str(before);
        segment.extend(utf8_percent_encode(value, RESERVED));
        rest = after;
    }
    segment.push_str(rest);
    if matches!(segment.as_str(), "." | "..") {
        return Err(format!("`{segment}` is no value that a path can hold"));
    }
    Ok(segment)
}
