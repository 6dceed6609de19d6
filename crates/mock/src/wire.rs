//! Connections, and the bodies that go over them.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::Response;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::http::Shared;

/// Serves until it is dropped; the connections go with it.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, Arc::clone(&shared)));
                }
                // The peer went away before it was accepted, or there are too many files open, which takes a moment to pass.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            },
            // Those that have ended are let go.
            Some(_) = connections.join_next() => {}
        }
    }
}

type Answering = Pin<Box<dyn Future<Output = Result<Response<Reply>, Reset>> + Send>>;

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    // An answer is one write; to wait for more would only hold it up.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| -> Answering {
        let shared = Arc::clone(&shared);
        Box::pin(async move { shared.respond(request).await })
    });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let ended = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let mut stream = connection.into_parts().io.into_inner();
    let reset = ended.is_err_and(|error| {
        std::error::Error::source(&error).is_some_and(|source| source.is::<Reset>())
    });
    if reset {
        let _ = stream.set_zero_linger();
    } else {
        let _ = stream.shutdown().await;
    }
}

/// The connection is to be reset, by a fault.
#[derive(Debug, thiserror::Error)]
#[error("reset by a fault")]
pub(crate) struct Reset;

/// Why a body is not there.
#[derive(Debug)]
pub(crate) enum Unread {
    TooLarge,
    Broken,
}

/// Reads a body, up to a size. What is beyond it is read as well and forgotten: who is still sending would not hear an answer.
pub(crate) async fn read(mut body: Incoming, most: usize) -> Result<Bytes, Unread> {
    let mut whole = BytesMut::new();
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Unread::Broken)?.into_data() else {
            continue;
        };
        length = length.saturating_add(data.len());
        if length <= most {
            whole.extend_from_slice(&data);
        } else {
            whole = BytesMut::new();
        }
    }
    if length > most {
        Err(Unread::TooLarge)
    } else {
        Ok(whole.freeze())
    }
}

/// A body that says how long it is, and may break off before.
#[derive(Debug)]
pub(crate) struct Reply {
    left: Option<Bytes>,
    announced: u64,
    cut: Cut,
}

#[derive(Debug, PartialEq)]
enum Cut {
    No,
    /// After what is left, which is sent out first.
    Ahead,
    Now,
}

impl Reply {
    pub(crate) fn of(bytes: Bytes, cut: bool) -> Self {
        let announced = bytes.len() as u64;
        let left = if cut {
            bytes.slice(..bytes.len() / 2)
        } else {
            bytes
        };
        Self {
            left: Some(left),
            announced,
            cut: if cut { Cut::Ahead } else { Cut::No },
        }
    }
}

impl Body for Reply {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(left) = self.left.take().filter(|left| !left.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(left))));
        }
        match self.cut {
            Cut::No => Poll::Ready(None),
            Cut::Ahead => {
                self.cut = Cut::Now;
                // Once around, so that what there is goes out.
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Cut::Now => Poll::Ready(Some(Err(io::Error::other("cut by a fault")))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left.as_ref().is_none_or(Bytes::is_empty) && self.cut == Cut::No
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.announced)
    }
}
