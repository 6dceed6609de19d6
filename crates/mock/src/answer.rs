//! What an operation answers.

use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::{HeaderName, HeaderValue};
use serde_json::Value;
use specwright_openapi::media::is_json;

use crate::api::Route;

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) media_type: Option<String>,
    pub(crate) content: Content,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// Whether the body breaks off in the middle.
    pub(crate) cut: bool,
}

#[derive(Debug)]
pub(crate) enum Content {
    Json(Value),
    Bytes(Bytes),
}

impl Answer {
    /// The documented success, with this as its body.
    pub(crate) fn success(route: &Route, body: Value) -> Self {
        let media_type = route.success.media_type.clone();
        let content = match media_type.as_deref() {
            Some(media_type) if is_json(media_type) => Content::Json(body),
            Some("audio/mpeg") => Content::Bytes(silence()),
            Some(media_type) if media_type.starts_with("text/") => {
                Content::Bytes(Bytes::from_static(b"made up\n"))
            }
            Some(_) => Content::Bytes(Bytes::from_static(b"\0made up\xff")),
            None => Content::Bytes(Bytes::new()),
        };
        Self {
            status: StatusCode::from_u16(route.success.status).unwrap_or(StatusCode::OK),
            media_type,
            content,
            headers: Vec::new(),
            cut: false,
        }
    }

    pub(crate) fn with(mut self, name: HeaderName, value: u64) -> Self {
        self.headers.push((name, HeaderValue::from(value)));
        self
    }
}

/// A quarter of a second of it, which players play: ten frames of MPEG-1 Layer III, 128 kbit/s at 44.1 kHz, with nothing in them.
fn silence() -> Bytes {
    let mut frame = vec![0; 417];
    frame.splice(..4, [0xff, 0xfb, 0x90, 0x64]);
    Bytes::from(frame.repeat(10))
}
