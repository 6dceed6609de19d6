//! What comes before the body of an answer.

use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// The status and the headers of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
}

impl Head {
    /// The id that the API, or what stands before it, gave the request.
    pub(crate) fn request_id(&self) -> Option<&str> {
        let names = ["x-request-id", "request-id", "x-amzn-requestid", "cf-ray"];
        let mut held = names.iter().filter_map(|name| self.headers.get(*name));
        held.next()?.to_str().ok()
    }
}

/// What a `Retry-After` asks for: seconds, or a date. A date is held against the server's own clock where it tells, so that a
/// clock that is wrong here, or jumps, makes no difference. More seconds than any clock can hold are the most that it can.
#[must_use]
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let due = httpdate::parse_http_date(text).ok()?;
    let said = headers.get(DATE).and_then(|date| date.to_str().ok());
    let now = said.and_then(|date| httpdate::parse_http_date(date).ok());
    let now = now.unwrap_or_else(SystemTime::now);
    Some(due.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn asks(retry_after_is: &str, date: Option<&str>, expected: Option<u64>) {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after_is.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        assert_eq!(
            retry_after(&headers),
            expected.map(Duration::from_secs),
            "{retry_after_is}"
        );
    }

    #[test]
    fn both_forms_of_retry_after() {
        let now = Some("Mon, 23 Nov 2026 08:00:00 GMT");
        asks("0", None, Some(0));
        asks("7", now, Some(7));
        asks(" 120 ", None, Some(120));
        asks("99999999999", None, Some(99_999_999_999));
        asks("99999999999999999999999", None, Some(u64::MAX));
        asks("Mon, 23 Nov 2026 08:00:30 GMT", now, Some(30));
        asks("Monday, 23-Nov-26 08:00:30 GMT", now, Some(30));
        asks("Mon Nov 23 08:00:30 2026", now, Some(30));
        asks("Mon, 23 Nov 2026 07:00:00 GMT", now, Some(0));
        asks("Mon, 23 Nov 2015 07:00:00 GMT", None, Some(0));
        asks("-1", None, None);
        asks("1.5", None, None);
        asks("soon", None, None);
        asks("", None, None);
    }
}
