//! Calls whose operation is known at run time only: for tools that let people choose one.

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::client::Client;
use crate::error::Error;
use crate::operation::Operation;
use crate::options::CallOptions;
use crate::paging::{Page, Pages};
use crate::response::{ByteStream, Response};
use crate::send;

impl Client {
    /// A call of an operation that is chosen at run time, such as by its id.
    ///
    /// Prefer the method of the operation's own name: it knows what the call takes and gives. This one knows neither, and
    /// sends what it is told to; all else is the same: the one origin that the key goes to, rate limits, retries, errors.
    pub fn call(&self, operation: &'static Operation) -> Call {
        Call {
            client: self.clone(),
            operation,
            path: Vec::new(),
            query: Vec::new(),
            body: None,
            options: CallOptions::new(),
        }
    }
}

/// A call of an operation that was chosen at run time, which is sent by [`send`](Self::send). Made by [`Client::call`].
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct Call {
    client: Client,
    operation: &'static Operation,
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    body: Option<Value>,
    options: CallOptions,
}

impl Call {
    /// What stands in the path in place of `{name}`. It is encoded, and stays within its segment.
    pub fn path(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.path.push((name.into(), value.into()));
        self
    }

    /// A parameter of the query; a list has one for each entry.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// The body, sent as JSON.
    pub fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// How this call is made, where it differs from the client's own way.
    pub fn with(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Sends the call and waits for the answer, whatever JSON it is. What the docs do not know in it is not reported.
    ///
    /// # Errors
    /// [`Error`] says what went wrong: before anything was sent, on the way, or in the answer.
    pub async fn send(self) -> Result<Response<Value>, Error> {
        let request = self.request(true)?;
        send::json(&self.client, self.operation, request, &self.options).await
    }

    /// Sends the call and waits for the beginning of an answer that is not JSON, such as a recording.
    ///
    /// # Errors
    /// [`Error`] says what went wrong: before anything was sent, on the way, or in a refusal.
    pub async fn send_for_bytes(self) -> Result<Response<ByteStream>, Error> {
        let request = self.request(false)?;
        send::bytes(&self.client, self.operation, request, &self.options).await
    }

    /// Sends the call, and the calls for the pages that come after the first, by the links of each to the next.
    pub fn pages(self) -> Pages<AnyPage> {
        let request = self.request(true);
        Pages::linked(self.client, self.operation, self.options, request)
    }

    fn request(&self, json: bool) -> Result<Request, Error> {
        let refused = |reason: String| Error::refused(self.operation, reason);
        let names = names(self.operation.path);
        if let Some((unknown, _)) = self.path.iter().find(|(name, _)| !names.contains(&&**name)) {
            return Err(refused(format!("the path has no `{unknown}`")));
        }
        let value = |name: &&str| {
            let mut held = self.path.iter().filter(|(held, _)| held == name);
            match (held.next(), held.next()) {
                (Some((_, value)), None) => Ok(&**value),
                (None, _) => Err(refused(format!("`{name}` is required"))),
                (Some(_), Some(_)) => Err(refused(format!("`{name}` is there twice"))),
            }
        };
        let values = names.iter().map(value).collect::<Result<Vec<_>, _>>()?;
        let url = self.client.url(self.operation, &values)?;
        let method = Method::from_bytes(self.operation.method.as_bytes())
            .map_err(|_| refused(format!("there is no method {}", self.operation.method)))?;
        let mut request = self.client.http().request(method, url);
        if !self.query.is_empty() {
            request = request.query(&self.query);
        }
        if json {
            request = request.header(ACCEPT, HeaderValue::from_static("application/json"));
        }
        if let Some(body) = &self.body {
            request = request
                .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(body.to_string());
        }
        request
            .build()
            .map_err(|error| Error::not_sendable(self.operation, error))
    }
}

/// The names in a path's `{…}`, in order.
fn names(path: &'static str) -> Vec<&'static str> {
    let opened = path.split('{').skip(1);
    opened
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}

/// A page of a list, as the API gave it: one list, and a link to the next page where there is one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AnyPage(
    /// The whole answer.
    pub Value,
);

impl AnyPage {
    /// The list: the first property that is one, but for those of the API's own, whose names begin with `_`.
    #[must_use]
    pub fn items(&self) -> Option<&[Value]> {
        self.list().map(|(_, items)| items.as_slice())
    }

    fn list(&self) -> Option<(&String, &Vec<Value>)> {
        let mut listed = self.0.as_object()?.iter().filter(is_own);
        listed.find_map(|(name, value)| Some((name, value.as_array()?)))
    }
}

fn is_own((name, _): &(&String, &Value)) -> bool {
    !name.starts_with('_')
}

impl Page for AnyPage {
    type Item = Value;

    fn next_link(&self) -> Option<&str> {
        self.0.pointer("/_links/next/href")?.as_str()
    }

    fn broken_link(&self) -> Option<&'static str> {
        let links = self.0.get("_links").filter(|links| !links.is_null())?;
        let Some(links) = links.as_object() else {
            return Some("_links");
        };
        let next = links.get("next").filter(|next| !next.is_null())?;
        match next.get("href") {
            None => Some("_links.next"),
            Some(Value::Null | Value::String(_)) => None,
            Some(_) => Some("_links.next.href"),
        }
    }

    fn missing_list(&self) -> Option<&'static str> {
        match self.list() {
            Some(_) => None,
            None => Some("."),
        }
    }

    fn len(&self) -> usize {
        self.list().map_or(0, |(_, items)| items.len())
    }

    fn into_items(mut self) -> Vec<Value> {
        let name = self.list().map(|(name, _)| name.clone());
        let list = name.and_then(|name| self.0.get_mut(&name)).map(Value::take);
        match list {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        }
    }
}
