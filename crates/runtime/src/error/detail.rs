//! One error of a refusal, and how it is found in the body.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

/// One error that the API named.
///
/// It serializes as the API wrote it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ErrorDetail {
    /// Its code.
    pub code: Option<String>,
    /// What has gone wrong, in a few words.
    pub title: Option<String>,
    /// What has gone wrong this time.
    pub detail: Option<String>,
    /// The places in the request that it is about, such as a JSON pointer or the name of a parameter.
    pub source: Vec<String>,
    value: Value,
}

impl ErrorDetail {
    /// The error as the API wrote it, with what this type has no field for.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }
}

impl Serialize for ErrorDetail {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// Where an API's errors stand in the body of a refusal, and what their codes mean. The places are JSON pointers.
#[derive(Clone, Copy)]
pub struct ErrorShape {
    /// None where nothing is known of the errors.
    list: Option<&'static str>,
    code: &'static str,
    title: Option<&'static str>,
    detail: Option<&'static str>,
    source: &'static [&'static str],
    pub(crate) not_found: &'static [&'static str],
    pub(crate) unauthorized: &'static [&'static str],
    pub(crate) insufficient_credits: &'static [&'static str],
    unknown_fields: Option<fn(&Value) -> Vec<String>>,
}

impl ErrorShape {
    /// Errors that stand in a list of the body, or one that stands in its place; each with its code.
    #[must_use]
    pub const fn new(list: &'static str, code: &'static str) -> Self {
        Self {
            list: Some(list),
            code,
            ..Self::UNKNOWN
        }
    }

    /// Errors of which nothing is known: there is the body.
    pub(crate) const UNKNOWN: Self = Self {
        list: None,
        code: "",
        title: None,
        detail: None,
        source: &[],
        not_found: &[],
        unauthorized: &[],
        insufficient_credits: &[],
        unknown_fields: None,
    };

    /// Where in an error its title stands.
    #[must_use]
    pub const fn title(mut self, pointer: &'static str) -> Self {
        self.title = Some(pointer);
        self
    }

    /// Where in an error its explanation stands.
    #[must_use]
    pub const fn detail(mut self, pointer: &'static str) -> Self {
        self.detail = Some(pointer);
        self
    }

    /// Where in an error the places in the request stand that it is about.
    #[must_use]
    pub const fn source(mut self, pointers: &'static [&'static str]) -> Self {
        self.source = pointers;
        self
    }

    /// The codes that say that something is not there.
    #[must_use]
    pub const fn not_found(mut self, codes: &'static [&'static str]) -> Self {
        self.not_found = codes;
        self
    }

    /// The codes that say that the key was not accepted.
    #[must_use]
    pub const fn unauthorized(mut self, codes: &'static [&'static str]) -> Self {
        self.unauthorized = codes;
        self
    }

    /// The codes that say that the credits do not suffice.
    #[must_use]
    pub const fn insufficient_credits(mut self, codes: &'static [&'static str]) -> Self {
        self.insufficient_credits = codes;
        self
    }

    /// Finds the fields of an error that its documented type does not have; enums note the values that they do not know.
    #[must_use]
    pub const fn unknown_fields(mut self, find: fn(&Value) -> Vec<String>) -> Self {
        self.unknown_fields = Some(find);
        self
    }

    /// The errors in a body, each as JSON, with their place as reports name it: `errors[]`.
    pub(crate) fn find(&self, mut body: Value) -> (Vec<Value>, String) {
        let Some(list) = self.list else {
            return (Vec::new(), String::new());
        };
        let place = list.trim_start_matches('/').replace('/', ".");
        match body.pointer_mut(list).map(Value::take) {
            Some(Value::Array(errors)) => (errors, format!("{place}[]")),
            Some(error) => (vec![error], place),
            None => (Vec::new(), place),
        }
    }

    /// The paths of the fields of an error that its documented type does not have.
    pub(crate) fn unknown_fields_of(&self, error: &Value) -> Vec<String> {
        self.unknown_fields.map_or(Vec::new(), |find| find(error))
    }

    /// An error, if it is an object.
    pub(crate) fn read(&self, error: Value) -> Option<ErrorDetail> {
        error.is_object().then(|| ErrorDetail {
            code: text_at(&error, self.code),
            title: self.title.and_then(|at| text_at(&error, at)),
            detail: self.detail.and_then(|at| text_at(&error, at)),
            source: self
                .source
                .iter()
                .filter_map(|at| text_at(&error, at))
                .collect(),
            value: error,
        })
    }
}

fn text_at(error: &Value, pointer: &str) -> Option<String> {
    match error.pointer(pointer)? {
        Value::String(text) => Some(text.clone()),
        scalar @ (Value::Number(_) | Value::Bool(_)) => Some(scalar.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

impl fmt::Debug for ErrorShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorShape")
            .field("list", &self.list)
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SHAPE: ErrorShape = ErrorShape::new("/errors", "/code")
        .title("/title")
        .detail("/about/text")
        .source(&["/about/pointer", "/about/parameter"]);

    fn read(shape: ErrorShape, body: Value) -> (Vec<ErrorDetail>, String) {
        let (errors, place) = shape.find(body);
        let errors = errors.into_iter().filter_map(|error| shape.read(error));
        (errors.collect(), place)
    }

    #[test]
    fn errors_are_read_by_their_shape() {
        let error = json!({ "code": "gone", "title": "Gone", "id": 7, "about": { "text": "No pet.", "pointer": "/id" } });
        let (errors, place) = read(SHAPE, json!({ "errors": [error] }));
        assert_eq!(place, "errors[]");
        let [said] = errors.as_slice() else {
            panic!("{errors:?}")
        };
        assert_eq!(said.code.as_deref(), Some("gone"));
        assert_eq!(said.title.as_deref(), Some("Gone"));
        assert_eq!(said.detail.as_deref(), Some("No pet."));
        assert_eq!(said.source, ["/id"]);
        assert_eq!(said.value(), &error);
        assert_eq!(serde_json::to_value(said).unwrap(), error);
    }

    #[test]
    fn one_error_stands_for_a_list() {
        let nested = ErrorShape::new("/fault/error", "/status");
        let (errors, place) = read(nested, json!({ "fault": { "error": { "status": 404 } } }));
        assert_eq!(place, "fault.error");
        assert_eq!(errors[0].code.as_deref(), Some("404"));

        let whole = ErrorShape::new("", "/code");
        assert_eq!(read(whole, json!({ "code": "x" })).0.len(), 1);
        assert_eq!(read(whole, json!([{ "code": "x" }])).1, "[]");
        assert!(
            read(ErrorShape::UNKNOWN, json!({ "code": "x" }))
                .0
                .is_empty()
        );
    }

    #[test]
    fn what_is_not_an_error_is_left_out() {
        for (body, count) in [
            (json!({}), 0),
            (json!({ "errors": null }), 0),
            (json!({ "errors": "x" }), 0),
            (
                json!({ "errors": ["x", 1, {}, { "code": { "not": "text" } }] }),
                2,
            ),
        ] {
            let (errors, _) = read(SHAPE, body);
            assert_eq!(errors.len(), count);
            assert!(errors.iter().all(|error| error.code.is_none()));
        }
    }
}
