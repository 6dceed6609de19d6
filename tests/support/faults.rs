//! A server that can misbehave: it takes many connections at once, and its answers may come late, in part or not at all.

use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use amplemarket::{Client, ClientBuilder, Operation, RetryPolicy};
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinSet, yield_now};
use tokio::time::{Instant, sleep};

use super::document::{answers, spec};
use super::{Answer, KEY, Received, read};

/// What becomes of a request whose body has been read to its end.
#[derive(Clone)]
pub(crate) enum Reply {
    Answer(Answer),
    /// An answer after which the connection takes another request.
    Keep(Answer),
    /// No answer, on a connection that stays open.
    Silence,
    /// No answer, and the connection is closed.
    Close,
    /// No answer, and the connection is torn down.
    Reset,
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer)
    }
}

pub(crate) struct FaultyServer {
    pub(crate) base_url: String,
    received: Arc<Mutex<Vec<(Instant, Received)>>>,
    _slow_clock: JoinSet<()>,
}

impl FaultyServer {
    /// Replies in turn, with the last reply again and again.
    pub(crate) async fn replying(replies: Vec<Reply>) -> Self {
        let mut replies = replies.into_iter().peekable();
        Self::replying_by(move |_| {
            let reply = replies.peek().cloned().unwrap();
            if replies.len() > 1 {
                replies.next();
            }
            reply
        })
        .await
    }

    /// Replies to each request by what it asks for.
    pub(crate) async fn replying_by(
        reply: impl FnMut(&Received) -> Reply + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::on(listener, reply)
    }

    pub(crate) fn on(
        listener: TcpListener,
        reply: impl FnMut(&Received) -> Reply + Send + 'static,
    ) -> Self {
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let (kept, reply) = (Arc::clone(&received), Arc::new(Mutex::new(reply)));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (kept, reply) = (Arc::clone(&kept), Arc::clone(&reply));
                tokio::spawn(serve(stream, move |request| {
                    let mut reply = reply.lock().unwrap();
                    let said = (*reply)(&request);
                    kept.lock().unwrap().push((Instant::now(), request));
                    said
                }));
            }
        });
        let mut slow_clock = JoinSet::new();
        slow_clock.spawn(slow_down_paused_time());
        Self {
            base_url,
            received,
            _slow_clock: slow_clock,
        }
    }

    /// A client that sends again without any wait of its own, and is not limited. Its timeouts are too long for paused time
    /// to run into one by mistake.
    pub(crate) fn builder(&self) -> ClientBuilder {
        const LONG: Duration = Duration::from_secs(4 * 3600);
        Client::builder()
            .api_key(KEY)
            .base_url(&self.base_url)
            .connect_timeout(LONG)
            .attempt_timeout(LONG)
            .retry(at_once())
            .rate_limited(false)
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// How many requests have come in so far.
    pub(crate) fn count(&self) -> usize {
        self.received.lock().unwrap().len()
    }

    /// What has come in so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        let received = self.received.lock().unwrap();
        received.iter().map(|(_, held)| held.clone()).collect()
    }

    /// Seconds after a time at which each request came in.
    pub(crate) fn seconds_after(&self, start: Instant) -> Vec<u64> {
        let received = self.received.lock().unwrap();
        let after = |(at, _): &(Instant, Received)| at.saturating_duration_since(start).as_secs();
        received.iter().map(after).collect()
    }
}

/// The usual policy, without its waits.
pub(crate) fn at_once() -> RetryPolicy {
    RetryPolicy::new().backoff(Duration::ZERO, Duration::ZERO)
}

/// A success as the docs have it.
pub(crate) fn success(operation: &Operation) -> Answer {
    static SPEC: LazyLock<Value> = LazyLock::new(spec);
    let mut answers = answers(&SPEC, operation);
    answers.retain(|(status, _)| *status < 300);
    match answers.first() {
        Some((status, body)) => Answer::json(*status, body),
        None => Answer::bytes(200, "audio/mpeg", b"ID3\x04"),
    }
}

/// Paused time moves on to the next timer whenever nobody has anything to do, and a byte that the machine has not carried
/// from one socket to the other yet is nothing to do. So it is led in small steps, and sockets are looked at many times
/// before each.
async fn slow_down_paused_time() {
    loop {
        for _ in 0..20 {
            yield_now().await;
        }
        sleep(Duration::from_secs(1)).await;
    }
}

async fn serve(mut stream: TcpStream, mut reply: impl FnMut(Received) -> Reply) {
    while let Some(request) = read(&mut stream).await {
        match reply(request) {
            Reply::Keep(answer) => {
                if stream.write_all(&kept_open(&answer)).await.is_err() {
                    return;
                }
            }
            Reply::Answer(answer) => {
                // A client that has hung up is no business of the server's.
                drop(stream.write_all(&answer.bytes).await);
                drop(stream.shutdown().await);
                return;
            }
            // It ends when the client hangs up, who sends nothing else on it.
            Reply::Silence => {}
            Reply::Close => return,
            Reply::Reset => {
                stream.set_zero_linger().unwrap();
                return;
            }
        }
    }
}

/// The answer without the header that closes the connection.
fn kept_open(answer: &Answer) -> Vec<u8> {
    const CLOSE: &[u8] = b"connection: close\r\n";
    let at = answer
        .bytes
        .windows(CLOSE.len())
        .position(|part| part == CLOSE);
    let mut bytes = answer.bytes.clone();
    if let Some(at) = at {
        bytes.drain(at..at + CLOSE.len());
    }
    bytes
}
