//! Refusals, in the form that the docs give them.

use hyper::StatusCode;
use hyper::header::{ALLOW, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};

use crate::answer::{Answer, Content};
use crate::api::{Api, Route};
use crate::flaw::Flaw;

/// Why a request is refused.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    flaws: Vec<Flaw>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, flaw: Flaw) -> Self {
        Self {
            status,
            flaws: vec![flaw],
            headers: Vec::new(),
        }
    }

    pub(crate) fn bad_request(flaws: Vec<Flaw>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            flaws,
            headers: Vec::new(),
        }
    }

    pub(crate) fn unauthorized(detail: &str) -> Self {
        let flaw = Flaw::new("unauthorized", "Unauthorized", detail).in_header("Authorization");
        Self::new(StatusCode::UNAUTHORIZED, flaw).with(WWW_AUTHENTICATE, "Bearer")
    }

    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            Flaw::new("not_found", "Not Found", detail),
        )
    }

    /// What a path names is not there. As far as the document names it, so does the detail.
    pub(crate) fn no_such(api: &Api, route: &Route) -> Self {
        let object = api
            .components
            .property(&route.success.schema, "object")
            .and_then(|object| object.get("enum")?.get(0)?.as_str());
        match object {
            Some(object) => {
                Self::not_found(format!("Could not find {}.", object.replace('_', " ")))
            }
            None => Self::not_found("Could not find it."),
        }
    }

    pub(crate) fn method_not_allowed(allowed: &[String]) -> Self {
        let allowed = allowed.join(", ");
        let detail = format!("This path takes {allowed} and nothing else.");
        let flaw = Flaw::new("method_not_allowed", "Method Not Allowed", detail);
        Self::new(StatusCode::METHOD_NOT_ALLOWED, flaw).with(ALLOW, &allowed)
    }

    pub(crate) fn too_large(limit: usize) -> Self {
        let detail = format!("A request takes {limit} bytes at the most.");
        let flaw = Flaw::new("content_too_large", "Content Too Large", detail);
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, flaw)
    }

    pub(crate) fn media_type(taken: &[String]) -> Self {
        let detail = format!("This takes {} and nothing else.", taken.join(", "));
        let flaw = Flaw::new("unsupported_media_type", "Unsupported Media Type", detail);
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            flaw.in_header("Content-Type"),
        )
    }

    pub(crate) fn too_many_requests(seconds: u64) -> Self {
        let flaw = Flaw::new(
            "too_many_requests",
            "Too Many Requests",
            "Rate limit exceeded.",
        );
        Self::new(StatusCode::TOO_MANY_REQUESTS, flaw).with(RETRY_AFTER, &seconds.to_string())
    }

    pub(crate) fn insufficient_credits(needed: f64, left: f64, kind: &str) -> Self {
        let detail = format!("This needs {needed} {kind} credits and {left} are left.");
        let flaw = Flaw::new("insufficient_credits", "Insufficient Credits", detail);
        Self::new(StatusCode::PAYMENT_REQUIRED, flaw)
    }

    /// A status that the vendor's gateway might answer with.
    pub(crate) fn of_status(status: StatusCode, retry_after: Option<u64>) -> Self {
        let title = status.canonical_reason().unwrap_or("Error");
        let flaw = match status.as_u16() {
            401 => return Self::unauthorized("The API key is not valid."),
            402 => Flaw::new(
                "insufficient_credits",
                "Insufficient Credits",
                "Not enough credits.",
            ),
            404 => return Self::not_found("Could not find it."),
            413 => Flaw::new("content_too_large", "Content Too Large", "It is too big."),
            429 => return Self::too_many_requests(retry_after.unwrap_or(1)),
            451 => Flaw::new(
                "unavailable_for_legal_reasons",
                title,
                "Removed for privacy.",
            ),
            400..500 => Flaw::unsupported("It was refused."),
            _ => Flaw::new("internal_server_error", title, "Something went wrong."),
        };
        Self::new(status, flaw)
    }

    pub(crate) fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// The refusal as it is sent. `link` is the path of what the request is about.
    pub(crate) fn answer(&self, api: &Api, link: Option<&str>) -> Answer {
        Answer {
            status: self.status,
            media_type: Some("application/json".to_owned()),
            content: Content::Json(api.errors.body(
                self.status,
                &self.flaws,
                link.map(|path| (&api.links, path)),
            )),
            headers: self.headers.clone(),
            cut: false,
        }
    }
}
