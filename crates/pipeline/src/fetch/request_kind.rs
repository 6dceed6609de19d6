//! What is asked for, and what an answer has to be like to pass for it.

use anyhow::bail;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use reqwest::{Response, Version};
use specwright_pages::page::MAX_PAGE_BYTES;

use super::index_pages::MAX_INDEX_BYTES;
use super::retry::ATTEMPTS;

/// One kind of file of a docs site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RequestKind {
    /// An index. Its end is the one thing that cannot be told from what it says.
    Index,
    /// A page.
    Page,
    /// A whole spec, which is a second opinion only.
    Spec,
}

/// A whole spec that is larger is not looked at.
const MAX_SPEC_BYTES: usize = 16 * 1024 * 1024;

impl RequestKind {
    /// The most bytes that are read of it, unpacked.
    pub(super) fn cap(self) -> usize {
        match self {
            Self::Index => MAX_INDEX_BYTES,
            Self::Page => MAX_PAGE_BYTES,
            Self::Spec => MAX_SPEC_BYTES,
        }
    }

    /// How often it is asked for at most.
    pub(super) fn attempts(self) -> u32 {
        match self {
            Self::Index | Self::Page => ATTEMPTS,
            Self::Spec => 1,
        }
    }

    /// Refuses an answer that says of itself that it is something else, or does not say where it ends.
    pub(super) fn check(self, response: &Response) -> anyhow::Result<()> {
        let kind = response.headers().get(CONTENT_TYPE);
        let kind = kind
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default();
        let kind = kind.trim().to_ascii_lowercase();
        if matches!(&*kind, "text/html" | "application/xhtml+xml") {
            bail!(
                "the site answers with HTML where {} was due, as sites do for what is not there; look at the docs site",
                self.form()
            );
        }
        if self != Self::Spec && !is_text(&kind) {
            bail!("the site answers with `{kind}` where Markdown was due; look at the docs site");
        }
        if self == Self::Index && ends_anywhere(response) {
            bail!(
                "the site does not say how long the index is (no `Content-Length` and no `Transfer-Encoding`, or it is packed, which nobody asked), so one that is cut would not be seen; look at the docs site, or take the docs from a folder"
            );
        }
        Ok(())
    }

    fn form(self) -> &'static str {
        match self {
            Self::Index | Self::Page => "Markdown",
            Self::Spec => "a spec",
        }
    }
}

/// Whether a content type can be that of Markdown. Some servers know no better than that it is a file.
fn is_text(kind: &str) -> bool {
    kind.is_empty()
        || kind.starts_with("text/")
        || kind.contains("markdown")
        || kind.ends_with("/octet-stream")
}

/// Whether the end of the connection is all that ends the body: from HTTP/2 on the protocol itself says.
fn ends_anywhere(response: &Response) -> bool {
    let has = |name| response.headers().contains_key(name);
    response.version() <= Version::HTTP_11 && !has(CONTENT_LENGTH) && !has(TRANSFER_ENCODING)
}
