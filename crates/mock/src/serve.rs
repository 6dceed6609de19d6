//! Connections.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::Response;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::http::Shared;
use crate::wire::{Reply, Reset};

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
