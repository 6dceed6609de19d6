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

/// The longest time that a `Retry-After` is taken to ask for: to the last second that an HTTP date can name.
const LONGEST: Duration = Duration::from_secs(253_402_300_799);

/// What a `Retry-After` asks for: seconds, or a date. A date is compared with the server's own clock where it tells, so that a
/// clock that is wrong here, or jumps, makes no difference. Of several times it is the longest; fractions are rounded up.
#[must_use]
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let held = headers.get_all(RETRY_AFTER).iter();
    let texts = held.filter_map(|value| value.to_str().ok());
    texts.filter_map(|text| asked(text.trim(), headers)).max()
}

fn asked(text: &str, headers: &HeaderMap) -> Option<Duration> {
    let Ok(due) = httpdate::parse_http_date(text) else {
        // A header that was sent twice may come as one.
        return text.split(',').filter_map(seconds).max();
    };
    let said = headers.get(DATE).and_then(|date| date.to_str().ok());
    let now = said.and_then(|date| httpdate::parse_http_date(date).ok());
    let now = now.unwrap_or_else(SystemTime::now);
    Some(due.duration_since(now).unwrap_or_default())
}

/// A number of seconds, not negative, as JSON or a programming language may write it.
fn seconds(text: &str) -> Option<Duration> {
    let text = text.trim();
    // What else would be read as a number: `inf`, `nan`.
    if !text.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    let seconds = text.parse::<f64>().ok()?.ceil();
    let seconds = Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST);
    Some(seconds.min(LONGEST))
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
        asks("Mon, 23 Nov 2026 08:00:30 GMT", now, Some(30));
        asks("Monday, 23-Nov-26 08:00:30 GMT", now, Some(30));
        asks("Mon Nov 23 08:00:30 2026", now, Some(30));
        asks("Mon, 23 Nov 2026 07:00:00 GMT", now, Some(0));
        asks("Mon, 23 Nov 2015 07:00:00 GMT", None, Some(0));
        asks("-1", None, None);
        asks("soon", None, None);
        asks("", None, None);
        asks("inf", None, None);
        asks("NaN", None, None);
    }

    #[test]
    fn odd_numbers_are_rounded_up_and_saturate() {
        asks("1.5", None, Some(2));
        asks(".5", None, Some(1));
        asks("3600.0", None, Some(3600));
        asks("1e4", None, Some(10_000));
        asks("1e-9", None, Some(1));
        asks("1, 2", None, Some(2));
        asks("30,4, soon", None, Some(30));
        asks("18446744073709551615", None, Some(LONGEST.as_secs()));
        asks("99999999999999999999", None, Some(LONGEST.as_secs()));
        asks("1e999", None, Some(LONGEST.as_secs()));
    }

    #[test]
    fn of_several_headers_the_longest_time_counts() {
        let mut headers = HeaderMap::new();
        for held in ["7", "Mon, 23 Nov 2026 08:00:30 GMT", "1.5", "soon"] {
            headers.append(RETRY_AFTER, held.parse().unwrap());
        }
        headers.insert(DATE, "Mon, 23 Nov 2026 08:00:00 GMT".parse().unwrap());
        assert_eq!(retry_after(&headers), Some(Duration::from_secs(30)));
    }
}
