//! The wire: connections, requests, answers, and the faults that happen there.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::answer::{Answer, Content};
use crate::api::{Found, Operation};
use crate::call::{self, Call, Query};
use crate::check;
use crate::fault::{Fault, Faults, Kind};
use crate::problem::{Flaw, Problem};
use crate::received::{Log, Received};
use crate::spoil::spoil;
use crate::world::World;

/// What all connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) world: World,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    pub(crate) max_body: usize,
}

/// Serves until it is dropped; the connections go with it.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, Arc::clone(&shared)));
                }
                // The peer went away before it was accepted, or there are too many files open: others may come through.
                Err(_) => tokio::task::yield_now().await,
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
struct Reset;

impl Shared {
    async fn respond(&self, request: Request<Incoming>) -> Result<Response<Reply>, Reset> {
        let (mut parts, body) = request.into_parts();
        if let Some(key) = parts.headers.get_mut(AUTHORIZATION) {
            key.set_sensitive(true);
        }
        let body = read(body, self.max_body).await;
        let found = match call::segments(parts.uri.path()) {
            Some(segments) => self.world.api.find(parts.method.as_str(), &segments),
            None => Found::Nothing,
        };
        let operation = match &found {
            Found::Operation(operation, _) => Some(Arc::clone(operation)),
            _ => None,
        };
        let fault = self
            .faults
            .next(operation.as_ref().map(|operation| operation.id.as_str()));
        let reply = self.reply(&parts, &body, found, fault).await;
        self.log.add(Received {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            operation: operation.map(|operation| operation.id.clone()),
            headers: parts.headers,
            body: body.unwrap_or_default(),
            status: reply.as_ref().ok().map(|reply| reply.status().as_u16()),
        });
        reply
    }

    async fn reply(
        &self,
        parts: &Parts,
        body: &Result<Bytes, Unread>,
        found: Found,
        fault: Option<Fault>,
    ) -> Result<Response<Reply>, Reset> {
        let kind = fault.as_ref().map(|fault| &fault.kind);
        let operation = match &found {
            Found::Operation(operation, _) => Some(Arc::clone(operation)),
            _ => None,
        };
        if let Some(Kind::Latency(time)) = kind {
            tokio::time::sleep(*time).await;
        }
        let proper = match &fault {
            Some(fault) if !fault.takes_effect() => None,
            _ => Some(self.proper(parts, body, found)),
        };
        match (kind, proper) {
            (Some(Kind::Reset), _) => Err(Reset),
            (Some(Kind::Status(status, after)), _) => {
                let problem = Problem::of_status(*status, *after);
                Ok(self.refuse(&problem, None))
            }
            (Some(Kind::Html(status)), _) => Ok(html(*status)),
            (Some(kind), Some(mut answer)) => {
                let cut = matches!(kind, Kind::Cut);
                if let Content::Json(body) = &mut answer.content {
                    spoil(kind, body, operation.as_deref(), &self.world.api.components);
                }
                Ok(written(answer, cut))
            }
            (None, Some(answer)) => Ok(written(answer, false)),
            (_, None) => Err(Reset),
        }
    }

    /// What the API would answer.
    fn proper(&self, parts: &Parts, body: &Result<Bytes, Unread>, found: Found) -> Answer {
        let path = parts.uri.path();
        let (operation, named) = match found {
            Found::Operation(operation, named) => (operation, named),
            Found::OtherMethods(allowed) => {
                return self.refusal(&Problem::method_not_allowed(&allowed), None);
            }
            Found::Nothing => {
                return self.refusal(
                    &Problem::not_found(format!("There is nothing at {path}.")),
                    None,
                );
            }
        };
        match self.operate(parts, body, &operation, named) {
            Ok(answer) => answer,
            Err(problem) => {
                // As in the docs: what is wrong with a request about something links to it.
                let about =
                    problem.status == StatusCode::BAD_REQUEST && operation.path.contains('{');
                self.refusal(&problem, about.then_some(path))
            }
        }
    }

    fn operate(
        &self,
        parts: &Parts,
        body: &Result<Bytes, Unread>,
        operation: &Operation,
        named: std::collections::BTreeMap<String, String>,
    ) -> Result<Answer, Problem> {
        let header = |name: &str| parts.headers.get(name)?.to_str().ok().map(str::to_owned);
        let key = header(AUTHORIZATION.as_str()).unwrap_or_default();
        if operation.secured {
            self.authorize(&key)?;
        }
        self.world.admit(operation, &key)?;
        let bad = |flaw| Problem::bad_request(vec![flaw]);
        let query = Query::read(parts.uri.query().unwrap_or_default()).map_err(bad)?;
        let body = match (body, &operation.body) {
            (Err(Unread::TooLarge), _) => return Err(Problem::too_large(self.max_body)),
            (Err(Unread::Broken), _) => return Err(bad(Flaw::unsupported("The body broke off."))),
            (Ok(_), None) => serde_json::Value::Null,
            (Ok(bytes), Some(body)) => {
                if !bytes.is_empty() {
                    check::media_type(operation, header(CONTENT_TYPE.as_str()).as_deref())?;
                }
                parsed(bytes, body.required).map_err(bad)?
            }
        };
        let mut flaws = check::parameters(operation, &named, &query, header);
        if !body.is_null() || operation.body.as_ref().is_some_and(|body| body.required) {
            flaws.extend(check::body(operation, &body));
        }
        if !flaws.is_empty() {
            return Err(Problem::bad_request(flaws));
        }
        self.world.answer(
            operation,
            Call {
                path: parts.uri.path().to_owned(),
                named,
                query,
                body,
            },
        )
    }

    fn authorize(&self, header: &str) -> Result<(), Problem> {
        let key = match header.split_once(' ') {
            Some((scheme, key)) if scheme.eq_ignore_ascii_case("bearer") => key.trim(),
            _ => {
                return Err(Problem::unauthorized(
                    "There is no bearer token in the request.",
                ));
            }
        };
        let keys = &self.world.settings.keys;
        if key.is_empty() || !(keys.is_empty() || keys.iter().any(|known| known == key)) {
            return Err(Problem::unauthorized("The API key is not valid."));
        }
        Ok(())
    }

    fn refusal(&self, problem: &Problem, link: Option<&str>) -> Answer {
        Answer {
            status: problem.status,
            media_type: Some("application/json".to_owned()),
            content: Content::Json(problem.body(&self.world.api.components, link)),
            headers: problem.headers.clone(),
        }
    }

    fn refuse(&self, problem: &Problem, link: Option<&str>) -> Response<Reply> {
        written(self.refusal(problem, link), false)
    }
}

/// An empty body is the empty object: what is missing in it is then said by name.
fn parsed(bytes: &Bytes, required: bool) -> Result<serde_json::Value, Flaw> {
    if bytes.is_empty() {
        return Ok(if required {
            serde_json::json!({})
        } else {
            serde_json::Value::Null
        });
    }
    serde_json::from_slice(bytes)
        .map_err(|error| Flaw::unsupported(format!("The body is not JSON: {error}.")))
}

/// Why a body is not there.
#[derive(Debug)]
enum Unread {
    TooLarge,
    Broken,
}

/// Reads a body, up to a size. What is beyond it is read as well and forgotten: who is still sending would not hear an answer.
async fn read(mut body: Incoming, most: usize) -> Result<Bytes, Unread> {
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

fn html(status: StatusCode) -> Response<Reply> {
    let page = format!(
        "<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\n"
    );
    written(
        Answer {
            status,
            media_type: Some("text/html; charset=utf-8".to_owned()),
            content: Content::Bytes(Bytes::from(page)),
            headers: Vec::new(),
        },
        false,
    )
}

fn written(answer: Answer, cut: bool) -> Response<Reply> {
    let bytes = match answer.content {
        Content::Json(body) => Bytes::from(body.to_string()),
        Content::Bytes(bytes) => bytes,
    };
    let mut response = Response::new(Reply::of(bytes, cut));
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    if let Some(media_type) = answer
        .media_type
        .and_then(|name| HeaderValue::from_str(&name).ok())
    {
        headers.insert(CONTENT_TYPE, media_type);
    }
    headers.extend(answer.headers);
    response
}

/// A body that says how long it is, and may break off before.
#[derive(Debug)]
struct Reply {
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
    fn of(bytes: Bytes, cut: bool) -> Self {
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
