//! A body as a form: `application/x-www-form-urlencoded`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::RequestBuilder;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;
use serde_json::Value;

use crate::error::Error;
use crate::operation::Operation;

/// What stands in a form as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'*')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_');

/// Gives a request its body as a form: a field for each property, one for each entry of a list, none for what is null.
pub fn urlencoded(
    request: RequestBuilder,
    operation: &'static Operation,
    body: &impl Serialize,
) -> Result<RequestBuilder, Error> {
    let form = encoded(body).map_err(|reason| Error::refused(operation, reason))?;
    let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
    Ok(request.header(CONTENT_TYPE, kind).body(form))
}

fn encoded(body: &impl Serialize) -> Result<String, String> {
    let body = serde_json::to_value(body).map_err(|error| error.to_string())?;
    let Value::Object(properties) = body else {
        return Err("a form is made of an object alone".to_owned());
    };
    let mut fields = Vec::new();
    for (name, value) in &properties {
        match value {
            Value::Null => {}
            Value::Array(entries) => {
                for entry in entries {
                    fields.push(field(name, entry)?);
                }
            }
            one => fields.push(field(name, one)?),
        }
    }
    Ok(fields.join("&"))
}

fn field(name: &str, value: &Value) -> Result<String, String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            return Err(format!(
                "`{name}`: a form holds texts, numbers and lists of them"
            ));
        }
    };
    let plain = |text: &str| utf8_percent_encode(text, PLAIN).to_string();
    Ok(format!("{}={}", plain(name), plain(&text)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::encoded;

    #[track_caller]
    fn becomes(body: Value, expected: &str) {
        assert_eq!(encoded(&body).unwrap(), expected);
    }

    #[test]
    fn an_object_is_a_form() {
        becomes(json!({}), "");
        becomes(
            json!({ "a": "x y&z=é", "n": 1.5, "yes": true }),
            "a=x%20y%26z%3D%C3%A9&n=1.5&yes=true",
        );
        becomes(
            json!({ "ids[]": ["a", 2], "none": null, "empty": [] }),
            "ids%5B%5D=a&ids%5B%5D=2",
        );
    }

    #[test]
    fn what_no_form_holds_is_refused() {
        for body in [json!([1]), json!({ "a": {} }), json!({ "a": [[1]] })] {
            assert!(encoded(&body).is_err(), "{body}");
        }
    }
}
