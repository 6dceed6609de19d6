//! How the API writes its errors, by the settings of the document.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Map, Value, json};
use specwright_openapi::settings::{Errors, Settings};

use crate::error::DocumentError;
use crate::flaw::{Flaw, Place};
use crate::links::{Links, Relation};
use crate::pointer;
use crate::sample::sample;
use crate::schema::{Checker, Components};

/// The form of the errors that the API answers with.
#[derive(Debug)]
pub(crate) struct ErrorFormat {
    settings: Errors,
    /// The schema of the body of a refusal.
    body: Value,
    /// The schema of one error.
    error: Value,
    /// What an error's code can be.
    code: Option<Checker>,
    components: Arc<Components>,
}

impl ErrorFormat {
    pub(crate) fn of(
        settings: &Settings,
        components: Arc<Components>,
    ) -> Result<Self, DocumentError> {
        let errors = settings.errors.clone();
        let component = |setting: &'static str, name: &str| {
            let schema = components.schema(name).cloned();
            schema.ok_or_else(|| DocumentError::Component {
                setting,
                component: name.to_owned(),
            })
        };
        let error = component("errors.schema", &errors.schema)?;
        let code = components.at(&error, &errors.code);
        Ok(Self {
            body: component("errors.body", &errors.body)?,
            code: code
                .map(|code| components.checker(code, "the code of an error"))
                .transpose()?,
            error,
            settings: errors,
            components,
        })
    }

    /// The body of a refusal. `link` is the path of what the request is about, and where links stand.
    pub(crate) fn body(
        &self,
        status: StatusCode,
        flaws: &[Flaw],
        link: Option<(&Links, &str)>,
    ) -> Value {
        let errors: Vec<Value> = flaws.iter().map(|flaw| self.error(status, flaw)).collect();
        let mut body = json!({});
        pointer::set(&mut body, &self.settings.list, Value::Array(errors));
        if let Some((links, path)) = link {
            let itself = [(Relation::Itself, path.to_owned())];
            links.write(&self.components, &self.body, &mut body, &itself);
        }
        self.complete(&self.body, body)
    }

    /// One error. Where the document does not name the code, the error has the HTTP status instead, if it has a place for it.
    pub(crate) fn error(&self, status: StatusCode, flaw: &Flaw) -> Value {
        let mut error = json!({});
        let mut set = |place: &str, value: Value| {
            if self.components.at(&self.error, place).is_some() {
                pointer::set(&mut error, place, value);
            }
        };
        match self.code(flaw.code) {
            Some(code) => set(&self.settings.code, json!(code)),
            None => set("/status", json!(status.as_str())),
        }
        if let Some(place) = &self.settings.title {
            set(place, json!(flaw.title));
        }
        if let Some(place) = &self.settings.detail {
            set(place, json!(flaw.detail));
        }
        if let Some((kind, text)) = &flaw.source
            && let Some(place) = self.source(*kind)
        {
            set(place, json!(text));
        }
        self.complete(&self.error, error)
    }

    /// The vendor's code for what went wrong, if the document has one.
    fn code<'a>(&'a self, code: &'a str) -> Option<&'a str> {
        let known: &[String] = match code {
            "not_found" => &self.settings.not_found,
            "unauthorized" => &self.settings.unauthorized,
            "insufficient_credits" => &self.settings.insufficient_credits,
            _ => &[],
        };
        let mut codes = known.iter().map(String::as_str).chain([code]);
        codes.find(|code| {
            self.code
                .as_ref()
                .is_some_and(|known| known.accepts(&json!(code)))
        })
    }

    /// Where an error says what part of the request it is about: the place that is called like the part, else the only one.
    fn source(&self, kind: Place) -> Option<&str> {
        let mut places = self.settings.source.iter();
        let called = places.find(|place| place.rsplit('/').next() == Some(kind.as_str()));
        let place = match (called, &*self.settings.source) {
            (Some(place), _) | (None, [place]) => place,
            _ => return None,
        };
        Some(place)
    }

    /// A value, with what its schema requires made up.
    fn complete(&self, schema: &Value, value: Value) -> Value {
        let Value::Object(mut value) = value else {
            return value;
        };
        let missing: Map<String, Value> = self
            .components
            .required(schema)
            .into_iter()
            .filter(|(name, _)| !value.contains_key(*name))
            .map(|(name, schema)| (name.to_owned(), sample(&self.components, schema, 0)))
            .collect();
        value.extend(missing);
        Value::Object(value)
    }
}
