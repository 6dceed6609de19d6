//! What an operation answers with when all is well.

use serde_json::Value;

use crate::media::{Content, content_of};
use crate::operation::Operation;
use crate::reference::resolve;

/// The response of a success.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Success<'a> {
    /// The key under `responses`: a status, `2XX` or `default`.
    pub status: &'a str,
    /// What is read, if the response has content; see [`pick`](crate::media::pick).
    pub content: Option<Content<'a>>,
    /// The response, references followed.
    pub value: &'a Value,
}

impl<'a> Success<'a> {
    /// The status as a number; 200, where the document leaves it open.
    #[must_use]
    pub fn code(&self) -> u16 {
        self.status.parse().unwrap_or(200)
    }

    /// The schema of the response, if it is JSON. It may be a reference.
    #[must_use]
    pub fn json_schema(&self) -> Option<&'a Value> {
        self.content?.json_schema()
    }
}

impl<'a> Operation<'a> {
    /// The response of a success: the lowest 2xx status that the document has, else `2XX`, else `default`.
    #[must_use]
    pub fn success(&self) -> Option<Success<'a>> {
        let responses = self.value.get("responses")?.as_object()?;
        let successes = responses.iter().filter_map(|(status, value)| {
            let rank = rank(status)?;
            Some((rank, status, value))
        });
        let (_, status, value) = successes.min_by_key(|(rank, ..)| *rank)?;
        let value = resolve(self.document, value);
        Some(Success {
            status,
            content: content_of(value),
            value,
        })
    }
}

/// What successes are chosen by.
fn rank(status: &str) -> Option<u16> {
    match status {
        "default" => Some(301),
        _ if status.eq_ignore_ascii_case("2XX") => Some(300),
        _ => status.parse().ok().filter(|code| (200..300).contains(code)),
    }
}
