//! Requests and their answers: what is asked, whether it may be, what comes back, and what goes wrong on the way.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Request, Response, StatusCode};
use serde_json::Value;

use crate::answer::{Answer, Content};
use crate::api::{Found, Route};
use crate::call::{self, Call, Query};
use crate::check;
use crate::fault::{Fault, Faults};
use crate::flaw::Flaw;
use crate::problem::Problem;
use crate::received::{Log, Received};
use crate::state::State;
use crate::wire::{Reply, Reset, Unread, read};

/// What all connections share.
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
        if let Some(time) = fault.and_then(|fault| fault.delay()) {
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
        let answer = match fault {
            Some(fault) => fault.apply(&self.state.api, route.as_deref(), proper)?,
            None => proper(),
        };
        Ok(written(answer))
    }

    /// What the API would answer.
    fn proper(&self, parts: &Parts, body: &Result<Bytes, Unread>, found: Found) -> Answer {
        let (api, path) = (&self.state.api, parts.uri.path());
        let (route, named) = match found {
            Found::Route(route, named) => (route, named),
            Found::OtherMethods(allowed) => {
                return Problem::method_not_allowed(&allowed).answer(api, None);
            }
            Found::Nothing => {
                let problem = Problem::not_found(format!("There is nothing at {path}."));
                return problem.answer(api, None);
            }
        };
        match self.operate(parts, body, &route, named) {
            Ok(answer) => answer,
            Err(problem) => {
                // As in the docs: what is wrong with a request about something links to it.
                let about =
                    problem.status == StatusCode::BAD_REQUEST && route.key.path.contains('{');
                problem.answer(api, about.then_some(path))
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
        let mut flaws = check::parameters(route, &named, &query, header);
        let body = match (body, &route.body) {
            (Err(Unread::TooLarge), _) => return Err(Problem::too_large(self.max_body)),
            (Err(Unread::Broken), _) => return Err(bad(Flaw::unsupported("The body broke off."))),
            (Ok(_), None) => Value::Null,
            (Ok(bytes), Some(taken)) if bytes.is_empty() => {
                flaws.extend(check::no_body(taken));
                Value::Null
            }
            (Ok(bytes), Some(taken)) => {
                let media_type = header(CONTENT_TYPE.as_str());
                if check::is_json(taken, media_type.as_deref())? {
                    let body = parsed(bytes).map_err(bad)?;
                    flaws.extend(check::body(route, taken, &body));
                    body
                } else {
                    // Of forms and files, nothing is checked.
                    Value::Null
                }
            }
        };
        if !flaws.is_empty() {
            return Err(Problem::bad_request(flaws));
        }
        self.state.answer(
            route,
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
        let keys = &self.state.options.keys;
        if key.is_empty() || !(keys.is_empty() || keys.iter().any(|known| known == key)) {
            return Err(Problem::unauthorized("The API key is not valid."));
        }
        Ok(())
    }
}

fn parsed(bytes: &Bytes) -> Result<Value, Flaw> {
    serde_json::from_slice(bytes)
        .map_err(|error| Flaw::unsupported(format!("The body is not JSON: {error}.")))
}

fn written(answer: Answer) -> Response<Reply> {
    let bytes = match answer.content {
        Content::Json(body) => Bytes::from(body.to_string()),
        Content::Bytes(bytes) => bytes,
    };
    let mut response = Response::new(Reply::of(bytes, answer.cut));
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
