//! Which links of an index are pages, and under which path each is kept.
//!
//! The index comes from outside and names files that will be written here, so a link is judged as it was written,
//! before any `..` in it is resolved away.

use anyhow::bail;
use percent_encoding::percent_decode_str;
use url::Url;

/// What a link of an index should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A page in raw form.
    Page,
    /// A whole spec.
    Spec,
}

/// What a link of an index is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A file of these docs.
    Ours {
        /// Where to ask for it.
        url: Url,
        /// Where it is kept below the root.
        path: String,
    },
    /// Something else, for this reason.
    Other(&'static str),
}

/// Judges one link of the index of the docs at `base`, whose path ends in a slash.
///
/// # Errors
/// When the link points into these docs and its path could name a file outside the folder of pages, or none at all.
pub(super) fn judge(base: &Url, link: &str, kind: Kind) -> anyhow::Result<Verdict> {
    let Ok(mut url) = base.join(link) else {
        bail!("`{link}` is not an address");
    };
    if url.origin() != base.origin() {
        return Ok(Verdict::Other("it leads to another site"));
    }
    refuse_climbing(link)?;
    url.set_fragment(None);
    let Some(below) = url.path().strip_prefix(base.path()) else {
        return Ok(Verdict::Other("it leads out of the docs"));
    };
    if let Some(reason) = kind.mismatch(below) {
        return Ok(Verdict::Other(reason));
    }
    let path = below
        .split('/')
        .map(|segment| file_name(link, segment))
        .collect::<Result<Vec<_>, _>>()?
        .join("/");
    Ok(Verdict::Ours { url, path })
}

/// Where a page would be kept if a link that is passed over led to one: on this site, in raw form.
pub(super) fn as_if_ours(base: &Url, link: &str) -> Option<String> {
    let url = base.join(link).ok()?;
    let path = url.path().strip_prefix(base.path()).unwrap_or(url.path());
    let path = percent_decode_str(path.trim_matches('/'))
        .decode_utf8()
        .ok()?;
    let path = path.strip_suffix(".md").unwrap_or(&path);
    (!path.is_empty()).then(|| format!("{path}.md"))
}

impl Kind {
    /// Why a path cannot be of this kind.
    fn mismatch(self, path: &str) -> Option<&'static str> {
        let (endings, reason): (&[&str], _) = match self {
            Self::Page => (&[".md"], "it is not a page in raw form (.md)"),
            Self::Spec => (
                &[".json", ".yaml", ".yml"],
                "it is not a spec file (.json, .yaml)",
            ),
        };
        let fits = endings.iter().any(|ending| path.ends_with(ending));
        (!fits).then_some(reason)
    }
}

/// Refuses what an address parser would quietly make harmless, or what file systems read differently than it does.
fn refuse_climbing(link: &str) -> anyhow::Result<()> {
    if link.contains(|character: char| character == '\\' || character.is_control()) {
        bail!("{link:?} has a backslash or a control character in it");
    }
    let path = link.split(['?', '#']).next().unwrap_or_default();
    for segment in path.split('/') {
        if percent_decode_str(segment).collect::<Vec<u8>>() == b".." {
            bail!("`{link}` climbs with `..`");
        }
    }
    Ok(())
}

/// The name of a file or folder that a segment of an address stands for.
fn file_name(link: &str, segment: &str) -> anyhow::Result<String> {
    let Ok(name) = percent_decode_str(segment).decode_utf8() else {
        bail!("`{link}` has a name in it that is not UTF-8");
    };
    if name.is_empty() {
        bail!("`{link}` has an empty name in it");
    }
    if name.starts_with('.') {
        bail!("`{link}` has a name in it that begins with a dot");
    }
    if name
        .contains(|character: char| matches!(character, '/' | '\\' | ':') || character.is_control())
    {
        bail!("`{link}` has a character in it that cannot be in the name of a file");
    }
    Ok(name.into_owned())
}

#[cfg(test)]
mod tests {
    use std::path::{Component, Path};

    use proptest::prelude::*;

    use super::*;

    const BASE: &str = "https://docs.example.com/";

    #[track_caller]
    fn kept_as(base: &str, link: &str, path: &str) {
        match judge(&Url::parse(base).unwrap(), link, Kind::Page).unwrap() {
            Verdict::Ours { path: kept, .. } => assert_eq!(kept, path, "{link}"),
            Verdict::Other(reason) => panic!("{link}: {reason}"),
        }
    }

    #[track_caller]
    fn passed_over(base: &str, link: &str, because: &str) {
        match judge(&Url::parse(base).unwrap(), link, Kind::Page).unwrap() {
            Verdict::Ours { path, .. } => panic!("{link} was kept as {path}"),
            Verdict::Other(reason) => assert_eq!(reason, because, "{link}"),
        }
    }

    #[track_caller]
    fn refused(link: &str, because: &str) {
        let error = judge(&Url::parse(BASE).unwrap(), link, Kind::Page)
            .unwrap_err()
            .to_string();
        assert!(error.contains(because), "{link:?}: {error}");
    }

    #[test]
    fn pages() {
        kept_as(BASE, "https://docs.example.com/a/b.md", "a/b.md");
        kept_as(BASE, "/a/b.md", "a/b.md");
        kept_as(BASE, "a/b.md", "a/b.md");
        kept_as(BASE, "./a/b.md", "a/b.md");
        kept_as(BASE, "https://DOCS.example.com:443/a.md#part", "a.md");
        kept_as(BASE, "/caf%C3%A9/a%20b.md", "café/a b.md");
        kept_as(BASE, "/%252e%252e/a.md", "%2e%2e/a.md");
        kept_as(
            "https://example.com/docs/",
            "https://example.com/docs/a.md",
            "a.md",
        );
    }

    #[test]
    fn whole_specs() {
        for (link, path) in [
            ("/api/openapi.json", Some("api/openapi.json")),
            ("openapi.yml?version=2", Some("openapi.yml")),
            ("/openapi", None),
            ("/a.md", None),
            ("https://elsewhere.example.com/openapi.json", None),
        ] {
            let verdict = judge(&Url::parse(BASE).unwrap(), link, Kind::Spec).unwrap();
            let kept = match &verdict {
                Verdict::Ours { path, .. } => Some(path.as_str()),
                Verdict::Other(_) => None,
            };
            assert_eq!(kept, path, "{link}");
        }
    }

    #[test]
    fn other_things() {
        passed_over(
            BASE,
            "https://elsewhere.example.com/a.md",
            "it leads to another site",
        );
        passed_over(
            BASE,
            "//elsewhere.example.com/a.md",
            "it leads to another site",
        );
        passed_over(
            BASE,
            "http://docs.example.com/a.md",
            "it leads to another site",
        );
        passed_over(
            BASE,
            "https://docs.example.com:8443/a.md",
            "it leads to another site",
        );
        passed_over(BASE, "file:///etc/passwd.md", "it leads to another site");
        passed_over(
            BASE,
            "mailto:someone@example.com",
            "it leads to another site",
        );
        passed_over(BASE, "/openapi.json", "it is not a page in raw form (.md)");
        passed_over(BASE, "/llms-full.txt", "it is not a page in raw form (.md)");
        passed_over(
            "https://example.com/docs/",
            "/blog/a.md",
            "it leads out of the docs",
        );
    }

    #[test]
    fn what_a_link_that_is_passed_over_may_mean() {
        let base = Url::parse("https://example.com/docs/").unwrap();
        for (link, path) in [
            ("https://elsewhere.example.com/docs/a/b.md", Some("a/b.md")),
            ("https://elsewhere.example.com/a/b.md", Some("a/b.md")),
            ("a/b#part", Some("a/b.md")),
            ("/docs/caf%C3%A9/", Some("café.md")),
            ("/a/b.md?x=1", Some("a/b.md")),
            ("https://elsewhere.example.com/", None),
            ("/%ff", None),
        ] {
            assert_eq!(as_if_ours(&base, link).as_deref(), path, "{link}");
        }
    }

    #[test]
    fn hostile_links() {
        refused("../a.md", "climbs");
        refused("/a/../../b.md", "climbs");
        refused("https://docs.example.com/a/../b.md", "climbs");
        refused("/a/%2e%2e/b.md", "climbs");
        refused("/a/.%2E/b.md", "climbs");
        refused("/a/..%2fb.md", "begins with a dot");
        refused("/a%2f..%2fb.md", "cannot be in the name of a file");
        refused("https://docs.example.com//etc/a.md", "empty name");
        refused("/%2fetc/a.md", "cannot be in the name of a file");
        refused("/a\\..\\b.md", "backslash");
        refused("/a%5c..%5cb.md", "cannot be in the name of a file");
        refused("/a\0b.md", "control character");
        refused("/a%00b.md", "cannot be in the name of a file");
        refused("/C:/a.md", "cannot be in the name of a file");
        refused("/.git/hooks/a.md", "begins with a dot");
        refused("/.md", "begins with a dot");
        refused("/a/%ff.md", "not UTF-8");
        refused("/a//b.md", "empty name");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_page_is_never_kept_outside_the_folder_of_pages(
            link in r"(https://docs\.example\.com|//docs\.example\.com|/|)([./\\:?#a~ ]|%2e|%2F|%5c|%00|%25|é){0,12}(\.md)?"
        ) {
            if let Ok(Verdict::Ours { url, path }) = judge(&Url::parse(BASE).unwrap(), &link, Kind::Page) {
                let mut parts = Path::new(&path).components();
                prop_assert!(parts.all(|part| matches!(part, Component::Normal(_))), "{link} was kept as {path}");
                prop_assert!(path.ends_with(".md") && !path.contains("//"));
                prop_assert_eq!(url.host_str(), Some("docs.example.com"));
            }
        }
    }
}
