//! What a call sends beyond what the docs know.

use reqwest::Request;
use reqwest::header::{self, HeaderName, HeaderValue};

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Query parameters and headers, as they were asked for: that they can be sent is looked at when they are.
#[derive(Clone, Default)]
pub(super) struct Extra {
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
}

impl Extra {
    pub(super) fn names(pairs: &[(String, String)]) -> Vec<&str> {
        pairs.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// Puts them into a request. What they name is theirs alone, so that a link that has them already has them once.
    pub(super) fn extend(&self, request: &mut Request) -> Result<(), String> {
        for (name, _) in &self.headers {
            request.headers_mut().remove(header_name(name)?);
        }
        for (name, value) in &self.headers {
            let value = HeaderValue::try_from(value)
                .map_err(|_| format!("the value of the header `{name}` can't stand in a header"))?;
            request.headers_mut().append(header_name(name)?, value);
        }
        if !self.query.is_empty() {
            let query = self.query_beside(request.url().query().unwrap_or_default());
            request.url_mut().set_query(Some(&query));
        }
        Ok(())
    }

    /// A query with these parameters in place of those of the same names; the others stay as they are, byte for byte.
    fn query_beside(&self, query: &str) -> String {
        let is_ours = |pair: &str| {
            let name = pair
                .split_once('=')
                .map_or(pair, |(name, _)| name)
                .replace('+', " ");
            let name = percent_decode_str(&name).decode_utf8_lossy();
            self.query.iter().any(|(held, _)| *held == name)
        };
        let others = query.split('&').filter(|pair| !pair.is_empty());
        let mut pairs: Vec<String> = others
            .filter(|pair| !is_ours(pair))
            .map(str::to_owned)
            .collect();
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        pairs.extend(
            self.query
                .iter()
                .map(|(name, value)| format!("{}={}", encoded(name), encoded(value))),
        );
        pairs.join("&")
    }
}

/// Headers that are not a call's to set: they say where it goes, who sends it, and where its body ends.
const OURS: [HeaderName; 10] = [
    header::AUTHORIZATION,
    header::PROXY_AUTHORIZATION,
    header::HOST,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::UPGRADE,
    header::TE,
    header::TRAILER,
    header::EXPECT,
];

fn header_name(name: &str) -> Result<HeaderName, String> {
    let known = HeaderName::try_from(name)
        .map_err(|_| format!("`{}` can't be the name of a header", name.escape_debug()))?;
    if OURS.contains(&known) {
        return Err(format!("the header `{known}` is not a call's to set"));
    }
    Ok(known)
}
