//! One page of the docs in its raw form.

pub use specwright_openapi::evidence::Evidence;

/// A page that is larger is refused before anything of it is read. The largest real ones known have 35 KB.
pub const MAX_PAGE_BYTES: usize = 4 * 1024 * 1024;

/// One page of the docs in its raw form, the vendor's bytes unedited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it stands below the docs root: forward slashes, ends in `.md`.
    pub path: String,
    /// The page as it was published.
    pub bytes: Vec<u8>,
}

impl Page {
    /// A page of these bytes.
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            bytes: bytes.into(),
        }
    }

    /// How what stands on this page is known. A page that we wrote says so in its first line,
    /// `<!-- reconstructed -->`; any other is taken for published.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        let bytes = self
            .bytes
            .strip_prefix("\u{feff}".as_bytes())
            .unwrap_or(&self.bytes);
        let first_line = bytes
            .split(|b| matches!(b, b'\n' | b'\r'))
            .next()
            .unwrap_or_default()
            .trim_ascii();
        let comment = first_line
            .strip_prefix(b"<!--")
            .and_then(|rest| rest.strip_suffix(b"-->"));
        match comment.map(<[u8]>::trim_ascii) {
            Some(b"reconstructed") => Evidence::Reconstructed,
            _ => Evidence::Published,
        }
    }
}

/// Whether a site answered with a web page. Markdown may well start with a tag, but not with one of these.
pub(crate) fn is_html(text: &str) -> bool {
    let mut rest = text.trim_start();
    while let Some((_, after)) = rest
        .strip_prefix("<!--")
        .and_then(|comment| comment.split_once("-->"))
    {
        rest = after.trim_start();
    }
    let start = rest.get(..16).unwrap_or(rest).to_ascii_lowercase();
    ["<!doctype", "<html", "<head>", "<body", "<?xml"]
        .iter()
        .any(|tag| start.starts_with(tag))
}
