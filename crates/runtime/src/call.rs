//! Calls whose operation is known at run time only: for tools that let people choose one.

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::client::Client;
use crate::error::Error;
use crate::operation::{NextPage, NumberPlace, Operation, Pagination};
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

    /// Sends the call, and the calls for the pages that come after the first, as the operation's
    /// [`pagination`](Operation::pagination) says. Without one nothing is sent, and the first page is an error.
    pub fn pages(self) -> Pages<AnyPage> {
        let operation = self.operation;
        let (client, options) = (self.client.clone(), self.options.clone());
        match operation.pagination.map(|pagination| pagination.next) {
            Some(NextPage::Link { .. }) => {
                Pages::linked(client, operation, options, self.request(true))
            }
            Some(NextPage::Number { name, place, .. }) => {
                Pages::numbered(client, operation, options, move |page| {
                    self.clone().numbered(name, place, page).request(true)
                })
            }
            None => {
                let reason = "the docs do not describe its answer as a page of a list; `send` gets it as it is";
                let refused = Err(Error::refused(operation, reason.to_owned()));
                Pages::linked(client, operation, options, refused)
            }
        }
    }

    /// The call of one page; what the number was set to before does not count.
    fn numbered(mut self, name: &str, place: NumberPlace, page: u64) -> Self {
        match place {
            NumberPlace::Query => {
                self.query.retain(|(held, _)| held != name);
                self.query(name, page.to_string())
            }
            NumberPlace::Body => {
                let body = self.body.get_or_insert_with(|| Value::Object(Map::new()));
                // What is not an object is sent as it is, for the API to refuse.
                if let Value::Object(body) = body {
                    body.insert(name.to_owned(), page.into());
                }
                self
            }
        }
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

/// A page of a list, as the API gave it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AnyPage(
    /// The whole answer.
    pub Value,
    #[serde(skip)] Option<Pagination>,
);

impl AnyPage {
    /// An answer of an operation, whose list and next page are where its [`pagination`](Operation::pagination) says.
    #[must_use]
    pub fn of(operation: &Operation, answer: Value) -> Self {
        Self(answer, operation.pagination)
    }

    /// The list, if the answer has it.
    #[must_use]
    pub fn items(&self) -> Option<&[Value]> {
        let items = self.0.get(self.1?.items)?;
        items.as_array().map(Vec::as_slice)
    }
}

impl Page for AnyPage {
    type Item = Value;

    fn answers(&mut self, operation: &'static Operation) {
        self.1 = operation.pagination;
    }

    fn next_link(&self) -> Option<&str> {
        match self.1?.next {
            NextPage::Link { pointer } => self.0.pointer(pointer)?.as_str(),
            NextPage::Number { .. } => None,
        }
    }

    fn total_pages(&self) -> Option<u64> {
        match self.1?.next {
            NextPage::Number { total_pages, .. } => {
                let total = self.0.pointer(total_pages?)?;
                // What is between two whole numbers is the greater: no list has a part of a page.
                total
                    .as_u64()
                    .or_else(|| total.as_f64().map(|total| total.ceil() as u64))
            }
            NextPage::Link { .. } => None,
        }
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
        match self.items() {
            Some(_) => None,
            None => Some(self.1.map_or(".", |pagination| pagination.items)),
        }
    }

    fn len(&self) -> usize {
        self.items().map_or(0, <[Value]>::len)
    }

    fn into_items(mut self) -> Vec<Value> {
        let items = self
            .1
            .and_then(|pagination| self.0.get_mut(pagination.items));
        match items.map(Value::take) {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::pets::{self, LIST_PETS};

    /// The body of a call, once the number of a page is set in it.
    #[track_caller]
    fn numbered(body: Option<Value>, expected: &Value) {
        let client = pets::builder().base_url("http://127.0.0.1:1").build();
        let mut call = client.unwrap().call(&LIST_PETS);
        call.body = body;
        let request = call.numbered("page", NumberPlace::Body, 3).request(true);
        let request = request.unwrap();
        let sent = request.body().and_then(reqwest::Body::as_bytes).unwrap();
        assert_eq!(&serde_json::from_slice::<Value>(sent).unwrap(), expected);
    }

    #[test]
    fn the_number_of_a_page_is_set_in_the_body() {
        numbered(None, &json!({ "page": 3 }));
        numbered(
            Some(json!({ "page": 1, "kind": "cat" })),
            &json!({ "page": 3, "kind": "cat" }),
        );
        numbered(Some(json!(["cat"])), &json!(["cat"]));
    }
}
