//! Requests and their answers: what is asked, whether it may be, what comes back, and what goes wrong on the way.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Request, Response, StatusCode};

use crate::answer::{Answer, Content};
use crate::api::{Found, Route};
use crate::call::{self, Call, Query};
use crate::check;
use crate::corrupt::corrupt;
use crate::fault::{Fault, Faults, Kind};
use crate::problem::{Flaw, Problem};
use crate::received::{Log, Received};
use crate::state::State;
use crate::wire::{Reply, Reset, Unread, read};

/// What all connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) state: State,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    pub(crate) max_body: usize,
}

impl Shared {
    pub(crate) async fn respond(
        &self,
        request: Request<Incoming>,
    ) -> Result<Response<Reply>, Reset> {
        let (mut parts, body) = request.into_parts();
        if let Some(key) = parts.headers.get_mut(AUTHORIZATION) {
            key.set_sensitive(true);
        }
        let body = read(body, self.max_body).await;
        let found = match call::segments(parts.uri.path()) {
            Some(segments) => self.state.api.find(parts.method.as_str(), &segments),
            None => Found::Nothing,
        };
        let route = match &found {
            Found::Route(route, _) => Some(Arc::clone(route)),
            _ => None,
        };
        let fault = self
            .faults
            .next(route.as_ref().map(|route| route.id.as_str()));
        let reply = self.reply(&parts, &body, found, fault.as_ref());
        self.log.add(Received {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            operation: route.map(|route| route.id.clone()),
            headers: parts.headers,
            body: body.unwrap_or_default(),
            status: reply.as_ref().ok().map(|reply| reply.status().as_u16()),
        });
        // Only now: who gives up waiting has been heard all the same.
        if let Some(Kind::Latency(time)) = fault.map(|fault| fault.kind) {
            tokio::time::sleep(time).await;
        }
        reply
    }

    fn reply(
        &self,
        parts: &Parts,
        body: &Result<Bytes, Unread>,
        found: Found,
        fault: Option<&Fault>,
    ) -> Result<Response<Reply>, Reset> {
        let route = match &found {
            Found::Route(route, _) => Some(Arc::clone(route)),
            _ => None,
        };
        let proper = || self.proper(parts, body, found);
        let Some(fault) = fault else {
            return Ok(written(proper(), false));
        };
        let instead = match &fault.kind {
            Kind::Reset => Some(Err(Reset)),
            Kind::Status(status, after) => {
                Some(Ok(self.refusal(&Problem::of_status(*status, *after), None)))
            }
            Kind::Html(status) => Some(Ok(html(*status))),
            _ => None,
        };
        if let Some(instead) = instead {
            if fault.takes_effect() {
                proper();
            }
            return instead.map(|answer| written(answer, false));
        }
        let mut answer = proper();
        if let Content::Json(body) = &mut answer.content {
            corrupt(
                &fault.kind,
                body,
                route.as_deref(),
                &self.state.api.components,
            );
        }
        Ok(written(answer, matches!(fault.kind, Kind::Cut)))
    }

    /// What the API would answer.
    fn proper(&self, parts: &Parts, body: &Result<Bytes, Unread>, found: Found) -> Answer {
        let path = parts.uri.path();
        let (route, named) = match found {
            Found::Route(route, named) => (route, named),
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
        match self.operate(parts, body, &route, named) {
            Ok(answer) => answer,
            Err(problem) => {
                // As in the docs: what is wrong with a request about something links to it.
                let about = problem.status == StatusCode::BAD_REQUEST && route.path.contains('{');
                self.refusal(&problem, about.then_some(path))
            }
        }
    }

    fn operate(
        &self,
        parts: &Parts,
        body: &Result<Bytes, Unread>,
        route: &Route,
        named: BTreeMap<String, String>,
    ) -> Result<Answer, Problem> {
        let header = |name: &str| parts.headers.get(name)?.to_str().ok().map(str::to_owned);
        let key = header(AUTHORIZATION.as_str()).unwrap_or_default();
        if route.secured {
            self.authorize(&key)?;
        }
        self.state.admit(route, &key)?;
        let bad = |flaw| Problem::bad_request(vec![flaw]);
        let query = Query::read(parts.uri.query().unwrap_or_default()).map_err(bad)?;
        let body = match (body, &route.body) {
            (Err(Unread::TooLarge), _) => return Err(Problem::too_large(self.max_body)),
            (Err(Unread::Broken), _) => return Err(bad(Flaw::unsupported("The body broke off."))),
            (Ok(_), None) => None,
            (Ok(bytes), Some(_)) if bytes.is_empty() => None,
            (Ok(bytes), Some(_)) => {
                check::media_type(route, header(CONTENT_TYPE.as_str()).as_deref())?;
                Some(parsed(bytes).map_err(bad)?)
            }
        };
        let mut flaws = check::parameters(route, &named, &query, header);
        flaws.extend(check::body(route, body.as_ref()));
        if !flaws.is_empty() {
            return Err(Problem::bad_request(flaws));
        }
        self.state.answer(
            route,
            Call {
                path: parts.uri.path().to_owned(),
                named,
                query,
                body: body.unwrap_or_default(),
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
        let keys = &self.state.options.keys;
        if key.is_empty() || !(keys.is_empty() || keys.iter().any(|known| known == key)) {
            return Err(Problem::unauthorized("The API key is not valid."));
        }
        Ok(())
    }

    fn refusal(&self, problem: &Problem, link: Option<&str>) -> Answer {
        Answer {
            status: problem.status,
            media_type: Some("application/json".to_owned()),
            content: Content::Json(problem.body(&self.state.api.components, link)),
            headers: problem.headers.clone(),
        }
    }
}

fn parsed(bytes: &Bytes) -> Result<serde_json::Value, Flaw> {
    serde_json::from_slice(bytes)
        .map_err(|error| Flaw::unsupported(format!("The body is not JSON: {error}.")))
}

fn html(status: StatusCode) -> Answer {
    let page = format!(
        "<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\n"
    );
    Answer {
        status,
        media_type: Some("text/html; charset=utf-8".to_owned()),
        content: Content::Bytes(Bytes::from(page)),
        headers: Vec::new(),
    }
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
