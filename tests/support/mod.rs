//! What the tests of the wire share: a server on loopback that answers as it is told and keeps what came in.

#![allow(dead_code, reason = "each test takes what it needs")]
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

pub(crate) mod bodies;
pub(crate) mod document;
pub(crate) mod faults;
pub(crate) mod traces;

use std::sync::{Arc, Mutex};

use amplemarket::{Client, RetryPolicy};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The key of every test. No error, log line or `Debug` may ever show it.
pub(crate) const KEY: &str = "sk-made-up-0123456789";

/// A server that answers one request a connection.
pub(crate) struct Server {
    pub(crate) base_url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    /// Gives the answers in turn, the last one again and again.
    pub(crate) async fn answering(answers: Vec<Answer>) -> Self {
        let mut answers = answers.into_iter().peekable();
        Self::answering_by(move |_| {
            let answer = answers.peek().cloned().unwrap();
            if answers.len() > 1 {
                answers.next();
            }
            answer
        })
        .await
    }

    /// Answers each request by what it asks for.
    pub(crate) async fn answering_by(
        mut answer: impl FnMut(&Received) -> Answer + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&received);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let Some(request) = read(&mut stream).await else {
                    continue;
                };
                let answer = answer(&request);
                kept.lock().unwrap().push(request);
                // A client that has hung up is no business of the server's.
                drop(stream.write_all(&answer.bytes).await);
                drop(stream.shutdown().await);
            }
        });
        Self { base_url, received }
    }

    /// A client that sends each call once, and at once: what is tested is one exchange.
    pub(crate) fn client(&self) -> Client {
        Client::builder()
            .api_key(KEY)
            .base_url(&self.base_url)
            .retry(RetryPolicy::never())
            .rate_limited(false)
            .build()
            .unwrap()
    }

    /// The address without the scheme.
    pub(crate) fn host(&self) -> &str {
        self.base_url.trim_start_matches("http://")
    }

    /// What has come in so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The one request that has come in.
    #[track_caller]
    pub(crate) fn only(&self) -> Received {
        let mut received = self.received();
        assert_eq!(received.len(), 1, "{received:?}");
        received.remove(0)
    }
}

/// A request as it stood on the wire.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut named = self
            .headers
            .iter()
            .filter(|(held, _)| held.eq_ignore_ascii_case(name));
        named.next().map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// An answer, byte for byte.
#[derive(Clone)]
pub(crate) struct Answer {
    bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json; charset=utf-8", &body.to_string())
    }

    pub(crate) fn text(status: u16, content_type: &str, body: &str) -> Self {
        Self::bytes(status, content_type, body.as_bytes())
    }

    pub(crate) fn bytes(status: u16, content_type: &str, body: &[u8]) -> Self {
        let length = body.len();
        let mut answer = Self::raw(&format!(
            "HTTP/1.1 {status} Said\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n"
        ));
        answer.bytes.extend_from_slice(body);
        answer
    }

    /// A status and headers, and no body.
    pub(crate) fn empty(status: u16, headers: &str) -> Self {
        Self::raw(&format!(
            "HTTP/1.1 {status} Said\r\n{headers}content-length: 0\r\n\r\n"
        ))
    }

    /// The same answer, with the last bytes missing.
    pub(crate) fn cut(mut self, bytes: usize) -> Self {
        self.bytes.truncate(self.bytes.len() - bytes);
        self
    }

    pub(crate) fn raw(text: &str) -> Self {
        // One call a connection, so that no call meets a connection that is going away.
        let text = text.replacen("\r\n", "\r\nconnection: close\r\n", 1);
        Self {
            bytes: text.into_bytes(),
        }
    }
}

/// Reads one request, body and all; nothing when the client hangs up before.
async fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    loop {
        if let Some(request) = whole(&bytes) {
            return Some(request);
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

fn whole(bytes: &[u8]) -> Option<Received> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut request = httparse::Request::new(&mut headers);
    let head = match request.parse(bytes).unwrap() {
        httparse::Status::Complete(head) => head,
        httparse::Status::Partial => return None,
    };
    let headers: Vec<(String, String)> = request
        .headers
        .iter()
        .map(|header| {
            (
                header.name.to_owned(),
                String::from_utf8_lossy(header.value).into_owned(),
            )
        })
        .collect();
    let length = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length: usize = length.map_or(0, |(_, value)| value.parse().unwrap());
    let body = bytes.get(head..head + length)?.to_vec();
    Some(Received {
        method: request.method?.to_owned(),
        target: request.path?.to_owned(),
        headers,
        body,
    })
}
