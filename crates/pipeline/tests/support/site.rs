//! A docs site that serves its pages as it is told, several at a time, and remembers who asked for what.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// One answer of the site.
#[derive(Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    /// What `Content-Length` says, if not the truth. Where it says more, the connection ends with the body.
    announced: Option<usize>,
    /// Whether no length is announced at all, and the body ends with the connection.
    is_open_ended: bool,
    /// Blanks that follow the body, made as they are sent.
    padding: usize,
    delay: Duration,
    etag: Option<&'static str>,
}

impl Reply {
    pub(crate) fn page(body: impl Into<Vec<u8>>) -> Self {
        Self::of("text/markdown; charset=utf-8", body)
    }

    /// A body that is said to be of this kind.
    pub(crate) fn of(kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::status(200).with("Content-Type", kind, body)
    }

    pub(crate) fn html() -> Self {
        Self::status(200).with("Content-Type", "text/html", HTML)
    }

    /// HTML in the body, whatever the header says.
    pub(crate) fn html_as_markdown() -> Self {
        Self::page(HTML)
    }

    /// A body that ends before the length that was announced.
    pub(crate) fn cut() -> Self {
        Self::page("# A page that e").announcing(1000)
    }

    pub(crate) fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            announced: None,
            is_open_ended: false,
            padding: 0,
            delay: Duration::ZERO,
            etag: None,
        }
    }

    pub(crate) fn redirect(to: impl Into<String>) -> Self {
        Self::status(307).header("Location", to)
    }

    /// Packed, whatever the client says that it takes.
    pub(crate) fn gzip(body: &[u8]) -> Self {
        Self::page(gzip(body)).header("Content-Encoding", "gzip")
    }

    /// A connection that is closed without an answer.
    pub(crate) fn hangup() -> Self {
        Self::status(0)
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn announcing(mut self, length: usize) -> Self {
        self.announced = Some(length);
        self
    }

    pub(crate) fn open_ended(mut self) -> Self {
        self.is_open_ended = true;
        self
    }

    pub(crate) fn padded(mut self, blanks: usize) -> Self {
        self.padding = blanks;
        self
    }

    pub(crate) fn after(mut self, milliseconds: u64) -> Self {
        self.delay = Duration::from_millis(milliseconds);
        self
    }

    /// With this ETag, and 304 for whoever has it already.
    pub(crate) fn tagged(mut self, etag: &'static str) -> Self {
        self.etag = Some(etag);
        self
    }

    fn with(self, name: &'static str, value: &str, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        Self { body, ..self }.header(name, value)
    }
}

/// One answer is a turn of its own.
impl From<Reply> for Vec<Reply> {
    fn from(reply: Reply) -> Self {
        vec![reply]
    }
}

const HTML: &str = "<!doctype html>\n<html><head><title>Not found</title></head><body>No such page</body></html>\n";

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// A site that serves until it is dropped.
pub(crate) struct Site {
    address: String,
    state: Arc<Mutex<State>>,
    serving: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    /// By path: the answers in turn, the last one again and again.
    replies: BTreeMap<String, Vec<Reply>>,
    requests: Vec<Request>,
    answering: usize,
    most_at_once: usize,
    sent: usize,
}

/// One request as it came in.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) at: Instant,
}

impl Site {
    /// A site that has these pages, and an index that lists them.
    pub(crate) async fn of(pages: &[(impl AsRef<str>, impl AsRef<str>)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let state: Arc<Mutex<State>> = Arc::default();
        let serving = tokio::spawn(serve(listener, state.clone()));
        let site = Self {
            address,
            state,
            serving,
        };
        for (path, text) in pages {
            site.answer(path.as_ref(), Reply::page(text.as_ref()));
        }
        let links = pages.iter().map(|(path, _)| format!("/{}", path.as_ref()));
        site.index(&links.collect::<Vec<_>>());
        site
    }

    /// Has the index list these links.
    pub(crate) fn index(&self, links: &[impl AsRef<str>]) {
        self.answer("llms.txt", Reply::page(index(links)));
    }

    /// Answers for this path with one reply, or with several in turn, of which the last is given again and again.
    pub(crate) fn answer(&self, path: &str, replies: impl Into<Vec<Reply>>) {
        let mut replies: Vec<Reply> = replies.into();
        replies.reverse();
        let mut state = self.state.lock().unwrap();
        state.replies.insert(format!("/{path}"), replies);
    }

    /// With a slash at its end.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.state.lock().unwrap().requests.clone()
    }

    /// How often one path was asked for.
    pub(crate) fn asked_for(&self, path: &str) -> usize {
        let path = format!("/{path}");
        let requests = self.requests();
        requests.iter().filter(|one| one.path == path).count()
    }

    /// The most requests that were being answered at one time.
    pub(crate) fn most_at_once(&self) -> usize {
        self.state.lock().unwrap().most_at_once
    }

    /// How many bytes of bodies went out.
    pub(crate) fn sent(&self) -> usize {
        self.state.lock().unwrap().sent
    }
}

impl Drop for Site {
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

async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let state = state.clone();
        tokio::spawn(async move {
            // A client that goes away in the middle is one of the cases.
            let _ = converse(stream, &state).await;
        });
    }
}

/// Answers one request after the other, until either side has had enough.
async fn converse(mut stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut came = Vec::new();
    loop {
        while !came.ends_with(b"\r\n\r\n") {
            if stream.read_buf(&mut came).await? == 0 {
                return Ok(());
            }
        }
        let request = Request::parse(&String::from_utf8_lossy(&came));
        came.clear();
        let reply = state.lock().unwrap().begin(&request);
        tokio::time::sleep(reply.delay).await;
        let goes_on = answer(&mut stream, &request, &reply, state).await;
        state.lock().unwrap().answering -= 1;
        if !goes_on? {
            return stream.shutdown().await;
        }
    }
}

/// Sends an answer, and says whether the connection can be used again.
async fn answer(
    stream: &mut TcpStream,
    request: &Request,
    reply: &Reply,
    state: &Mutex<State>,
) -> std::io::Result<bool> {
    let Reply {
        status,
        headers,
        body,
        announced,
        is_open_ended,
        padding,
        etag,
        ..
    } = reply;
    if *status == 0 {
        return Ok(false);
    }
    let mut head = String::new();
    if let Some(etag) = etag {
        head.push_str(&format!("ETag: {etag}\r\n"));
        if request.headers.get("if-none-match").map(String::as_str) == Some(*etag) {
            let head = format!("HTTP/1.1 304 Not Modified\r\n{head}\r\n");
            stream.write_all(head.as_bytes()).await?;
            return Ok(true);
        }
    }
    let length = body.len() + padding;
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let announced = announced.unwrap_or(length);
    if !is_open_ended {
        head.push_str(&format!("Content-Length: {announced}\r\n"));
    }
    let head = format!("HTTP/1.1 {status} Status\r\n{head}\r\n");
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    state.lock().unwrap().sent += body.len();
    let blanks = vec![b' '; 64 * 1024];
    let mut left = *padding;
    while left > 0 {
        let part = left.min(blanks.len());
        stream.write_all(&blanks[..part]).await?;
        state.lock().unwrap().sent += part;
        left -= part;
    }
    Ok(announced == length && !is_open_ended)
}

impl State {
    fn begin(&mut self, request: &Request) -> Reply {
        self.requests.push(request.clone());
        self.answering += 1;
        self.most_at_once = self.most_at_once.max(self.answering);
        match self.replies.get_mut(&request.path) {
            Some(replies) if replies.len() > 1 => replies.pop().unwrap(),
            Some(replies) => replies[0].clone(),
            None => Reply::status(404),
        }
    }
}

impl Request {
    fn parse(text: &str) -> Self {
        let mut lines = text.lines();
        let path = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        Self {
            path: path.to_owned(),
            headers: headers
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect(),
            at: Instant::now(),
        }
    }
}
