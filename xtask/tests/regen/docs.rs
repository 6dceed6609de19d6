//! A docs site on loopback that can be told to misbehave.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How the site answers for one path.
#[derive(Clone)]
pub(crate) enum Reply {
    /// A file, with this ETag.
    File(Vec<u8>, &'static str),
    /// A status and nothing else.
    Status(u16),
    /// A page of HTML, with 200.
    Html,
    /// HTML in the body, whatever the header says.
    HtmlAsMarkdown,
    /// A body that ends before the length that was announced.
    Cut,
    /// So many bytes.
    Long(usize),
    /// Somewhere else.
    Redirect(String),
    /// A connection that is closed without an answer.
    Hangup,
}

/// A site that serves until it is dropped.
pub(crate) struct Docs {
    address: String,
    replies: Arc<Mutex<BTreeMap<String, Reply>>>,
    requests: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<()>,
}

impl Docs {
    /// A site that has these pages, and an index that lists them.
    pub(crate) async fn of(pages: &[(&str, String)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let replies: Arc<Mutex<BTreeMap<String, Reply>>> = Arc::default();
        let requests: Arc<Mutex<Vec<String>>> = Arc::default();
        let serving = tokio::spawn(serve(listener, replies.clone(), requests.clone()));
        let docs = Self {
            address,
            replies,
            requests,
            serving,
        };
        for (path, text) in pages {
            docs.answer(path, Reply::File(text.clone().into_bytes(), "\"one\""));
        }
        docs.index(
            &pages
                .iter()
                .map(|(path, _)| format!("/{path}"))
                .collect::<Vec<_>>(),
        );
        docs
    }

    /// Has the index list these links.
    pub(crate) fn index(&self, links: &[impl AsRef<str>]) {
        self.answer(
            "llms.txt",
            Reply::File(index(links).into_bytes(), "\"index\""),
        );
    }

    pub(crate) fn answer(&self, path: &str, reply: Reply) {
        self.replies
            .lock()
            .unwrap()
            .insert(format!("/{path}"), reply);
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// What was asked for, as it came in.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Docs {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// An index that lists these links.
pub(crate) fn index(links: &[impl AsRef<str>]) -> String {
    let entries: String = links
        .iter()
        .map(|link| format!("- [A page]({})\n", link.as_ref()))
        .collect();
    format!("# Small API\n\n## Docs\n\n{entries}")
}

async fn serve(
    listener: TcpListener,
    replies: Arc<Mutex<BTreeMap<String, Reply>>>,
    requests: Arc<Mutex<Vec<String>>>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        // A client that goes away in the middle is one of the cases.
        let _ = answer(stream, &replies, &requests).await;
    }
}

async fn answer(
    mut stream: TcpStream,
    replies: &Mutex<BTreeMap<String, Reply>>,
    requests: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    requests.lock().unwrap().push(request);
    let reply = replies
        .lock()
        .unwrap()
        .get(&path)
        .cloned()
        .unwrap_or(Reply::Status(404));

    let (head, body) = match reply {
        Reply::File(bytes, etag) => (
            ok(
                "text/markdown; charset=utf-8",
                bytes.len(),
                &format!("ETag: {etag}\r\n"),
            ),
            bytes,
        ),
        Reply::Status(status) => (
            format!("HTTP/1.1 {status} Status\r\nContent-Length: 0\r\n"),
            Vec::new(),
        ),
        Reply::Html => (ok("text/html", HTML.len(), ""), HTML.into()),
        Reply::HtmlAsMarkdown => (ok("text/markdown", HTML.len(), ""), HTML.into()),
        Reply::Cut => (ok("text/markdown", 1000, ""), b"# A page that e".to_vec()),
        Reply::Long(length) => (ok("text/markdown", length, ""), vec![b'a'; length]),
        Reply::Redirect(to) => (
            format!("HTTP/1.1 307 Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n"),
            Vec::new(),
        ),
        Reply::Hangup => return Ok(()),
    };
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(b"Connection: close\r\n\r\n").await?;
    stream.write_all(&body).await?;
    stream.shutdown().await
}

fn ok(kind: &str, length: usize, more: &str) -> String {
    let date = "Wed, 03 Jun 2026 10:00:00 GMT";
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nLast-Modified: {date}\r\n{more}"
    )
}

const HTML: &str = "<!doctype html>\n<html><head><title>Not found</title></head><body>No such page</body></html>\n";
