//! The bodies that go over connections.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, Incoming, SizeHint};

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
