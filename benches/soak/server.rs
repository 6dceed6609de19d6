//! The other end: keeps connections open, fails one time in twenty, and writes down what it has started.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How long it takes over what it is slow at.
pub(crate) const SLOW: Duration = Duration::from_millis(500);

/// How often each call was taken, by its number. Its size is fixed, so that memory that grows is the client's.
pub(crate) struct Ledger {
    times: Vec<AtomicU8>,
    requests: AtomicUsize,
    faults: AtomicUsize,
}

impl Ledger {
    pub(crate) fn of(calls: usize) -> Self {
        Self {
            times: (0..calls).map(|_| AtomicU8::new(0)).collect(),
            requests: AtomicUsize::new(0),
            faults: AtomicUsize::new(0),
        }
    }

    pub(crate) fn times(&self, id: usize) -> usize {
        self.times[id].load(Ordering::Relaxed).into()
    }

    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    pub(crate) fn faults(&self) -> usize {
        self.faults.load(Ordering::Relaxed)
    }
}

/// Starts the server on a thread of its own, and returns its address.
pub(crate) fn start(ledger: Arc<Ledger>) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                let ledger = Arc::clone(&ledger);
                tokio::spawn(serve(stream, ledger));
            }
        });
    });
    base_url
}

/// What goes wrong with a request, if anything does.
#[derive(Clone, Copy)]
enum Fault {
    Unavailable,
    TooMuch,
    Reset,
    Cut,
    Slow,
}

/// One request in twenty, the same ones on every run that makes the same requests in the same order.
fn fault(number: usize) -> Option<Fault> {
    const FAULTS: [Fault; 5] = [
        Fault::Unavailable,
        Fault::TooMuch,
        Fault::Reset,
        Fault::Cut,
        Fault::Slow,
    ];
    let drawn = BuildHasherDefault::<DefaultHasher>::default().hash_one(number) % 100;
    FAULTS.get(usize::try_from(drawn).unwrap()).copied()
}

async fn serve(mut stream: TcpStream, ledger: Arc<Ledger>) {
    let mut bytes = Vec::new();
    loop {
        let Some((head, whole)) = complete(&bytes) else {
            match stream.read_buf(&mut bytes).await {
                Ok(0) | Err(_) => return,
                Ok(_) => continue,
            }
        };
        let body: serde_json::Value = serde_json::from_slice(&bytes[head..whole]).unwrap();
        bytes.drain(..whole);
        let number = ledger.requests.fetch_add(1, Ordering::Relaxed);
        let fault = fault(number);
        ledger
            .faults
            .fetch_add(usize::from(fault.is_some()), Ordering::Relaxed);
        let (id, answer) = answer(&body);
        if !matches!(fault, Some(Fault::TooMuch)) {
            ledger.times[id].fetch_add(1, Ordering::Relaxed);
        }
        let (answer, goes_on) = match fault {
            None => (answer, true),
            Some(Fault::Unavailable) => (head_of("503 Service Unavailable", "", 0), true),
            Some(Fault::TooMuch) => (
                head_of("429 Too Many Requests", "retry-after: 0\r\n", 0),
                true,
            ),
            Some(Fault::Cut) => (answer[..answer.len() - 1].to_owned(), false),
            Some(Fault::Reset) => {
                stream.set_zero_linger().unwrap();
                return;
            }
            Some(Fault::Slow) => {
                tokio::time::sleep(SLOW).await;
                (answer, false)
            }
        };
        if stream.write_all(answer.as_bytes()).await.is_err() || !goes_on {
            return;
        }
    }
}

/// Where a request's head and body end, once all of it is there.
fn complete(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut request = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(head) = request.parse(bytes).unwrap() else {
        return None;
    };
    let mut lengths = request
        .headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = lengths
        .next()
        .map(|header| std::str::from_utf8(header.value).unwrap());
    let whole = head + length.unwrap_or("0").parse::<usize>().unwrap();
    (bytes.len() >= whole).then_some((head, whole))
}

/// Which call it is, and a success for it.
fn answer(request: &serde_json::Value) -> (usize, String) {
    let (id, body) = if let Some(page) = request["page"].as_u64() {
        (
            page.to_string(),
            r#"{"object":"person_search_result","results":[]}"#.to_owned(),
        )
    } else {
        let email = request["emails"][0]["email"].as_str().unwrap();
        let id = email.split('@').next().unwrap().to_owned();
        let body = r#"{"id":"019e8e97-214c-782c-bf1a-5f04ef81ddd1","object":"email_validation","status":"queued","results":[],"_links":{"self":{"href":"/"}}}"#;
        (id, body.to_owned())
    };
    let head = head_of("200 OK", "content-type: application/json\r\n", body.len());
    (id.parse().unwrap(), head + &body)
}

fn head_of(status: &str, headers: &str, length: usize) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n\r\n")
}
