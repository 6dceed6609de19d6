//! Everything that can be wrong with a page, and what to do about it.

use crate::page::MAX_PAGE_BYTES;

/// Why a page cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{page}:{line}: {problem}; {}", problem.advice())]
pub struct ExtractError {
    /// The page's path.
    pub page: String,
    /// 1-based line in the page.
    pub line: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong with a page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Larger than [`MAX_PAGE_BYTES`].
    #[error("a page of {bytes} bytes, more than the {MAX_PAGE_BYTES} that are read")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Bytes that are no text.
    #[error("not UTF-8, so this is no Markdown page")]
    NotUtf8,
    /// A NUL byte.
    #[error("a NUL byte, so this is no Markdown page")]
    Nul,
    /// A web page.
    #[error("HTML where Markdown was due, as sites answer for pages that are gone")]
    Html,
    /// A fence that runs to the end of the page.
    #[error("the code block that starts here is never closed, so the page may be cut off")]
    UnclosedFence,
    /// A comment that runs to the end of the page.
    #[error("the comment that starts here is never closed, so the page may be cut off")]
    UnclosedComment,
    /// Neither YAML nor JSON that can be read.
    #[error("the fragment cannot be read: {message} (column {column})")]
    Syntax {
        /// 1-based, in the fragment's text.
        column: usize,
        /// The parser's words.
        message: String,
    },
    /// A fragment that is not a mapping.
    #[error("the fragment is no mapping; it should start with keys such as `openapi:`")]
    NoMapping,
    /// A Swagger 2 document.
    #[error("a Swagger 2 document, of which nothing is read")]
    Swagger,
    /// An `openapi` version that is not known.
    #[error("`openapi: {version}` is not 3.x, the only version that is read")]
    Version {
        /// As written.
        version: String,
    },
    /// An `openapi` version that is not text.
    #[error("`openapi: {version}` is not text; it should be in full or in quotes, as in '3.1.0'")]
    VersionNotText {
        /// As JSON.
        version: String,
    },
    /// A block that announces an operation and is something else.
    #[error("the block announces {announced} and has no `openapi` key; its format is not known")]
    NoOpenApi {
        /// What the info string says.
        announced: String,
    },
    /// Something that has to be a mapping.
    #[error("`{key}` is no mapping, so this is no OpenAPI document")]
    NotAMapping {
        /// Where.
        key: String,
    },
    /// A path that is none.
    #[error("the path `{path}` does not start with a slash")]
    PathWithoutSlash {
        /// As written.
        path: String,
    },
    /// A path item that stands elsewhere.
    #[error("the path `{path}` is a `$ref`; a fragment holds its operation itself")]
    PathElsewhere {
        /// As written.
        path: String,
    },
    /// A method in capitals.
    #[error("the method `{key}` is not in lower case, so OpenAPI does not know it")]
    MethodCase {
        /// As written.
        key: String,
    },
    /// More than one path, and not more than one operation.
    #[error("a fragment of {} paths ({}); it holds one", paths.len(), paths.join(", "))]
    SeveralPaths {
        /// As written.
        paths: Vec<String>,
    },
    /// More than one operation.
    #[error(
        "a fragment of {} operations ({}); it holds one",
        operations.len(),
        operations.join(", ")
    )]
    SeveralOperations {
        /// Method and path of each.
        operations: Vec<String>,
    },
}

impl Problem {
    /// What to do about it.
    fn advice(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "look at what the site answers for it",
            Self::NotUtf8 | Self::Nul | Self::UnclosedFence | Self::UnclosedComment => {
                "fetch it again"
            }
            Self::Html => "look whether the index still lists it",
            Self::Swagger => "convert it to OpenAPI 3 first",
            _ => "have it corrected by who published it",
        }
    }
}
